#pragma once

#include <fmt/core.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "doc/yaml.h"

// For tests of readers: a text, its tree, and what was said about it.
namespace slipway::kube {

class Reading {
 public:
  explicit Reading(std::string_view text)
      : document_(doc::read_yaml_document(std::make_shared<SourceText>("test", std::string(text)), diagnostics)) {}
  const doc::Node& root() const { return document_.root(); }

  Diagnostics diagnostics;

 private:
  doc::Document document_;
};

/// "2:16 KUBE007 unknown field …", in the order they were added.
inline std::vector<std::string> said(const Diagnostics& diagnostics) {
  std::vector<std::string> out;
  for (const Diagnostic& one : diagnostics.all())
    out.push_back(fmt::format("{}:{} {} {}", one.where.line, one.where.column, one.id, one.message));
  return out;
}

}  // namespace slipway::kube
