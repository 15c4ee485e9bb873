#pragma once

#include <fmt/core.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "doc/yaml.h"
#include "model/model.h"

// For tests: manifests as text, and the objects in them.
namespace slipway::model {

class Manifests {
 public:
  explicit Manifests(std::string_view text)
      : documents_(doc::read_yaml(std::make_shared<SourceText>("test.yaml", std::string(text)), diagnostics)) {
    for (const doc::Document& one : documents_) objects_.push_back(&one.root());
  }
  Objects objects() const { return objects_; }
  Model model(const Setting& setting) { return read(objects_, setting, diagnostics); }

  /// "3:7 MODEL001 more than …", in the order they were added.
  std::vector<std::string> said() const {
    std::vector<std::string> out;
    for (const Diagnostic& one : diagnostics.all())
      out.push_back(fmt::format("{}:{} {} {}", one.where.line, one.where.column, one.id, one.message));
    return out;
  }

  Diagnostics diagnostics;

 private:
  std::vector<doc::Document> documents_;
  std::vector<const doc::Node*> objects_;
};

inline Setting in_virginia() {
  Setting out;
  out.place = {"us-east-1", {"us-east-1a", "us-east-1b"}, {}};
  return out;
}

}  // namespace slipway::model
