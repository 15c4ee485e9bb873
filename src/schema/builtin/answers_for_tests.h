#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "doc/json.h"
#include "doc/yaml.h"
#include "schema/verdict.h"

// For tests of kinds: manifests as YAML, and what the API server says of them.
namespace slipway::schema {

class Answer {
 public:
  /// Of a POST; check() is to say the same of every object.
  explicit Answer(std::string_view manifest) : object_(read(manifest)) {
    const Verdict alone = judge_.check(object_.root());
    verdict_ = judge_.create(object_.root());
    EXPECT_EQ(alone.reason, verdict_.reason) << manifest;
    EXPECT_EQ(alone.message, verdict_.message) << manifest;
    EXPECT_EQ(lines_of(alone), errors()) << manifest;
    EXPECT_TRUE(alone.stored.is_absent()) << manifest;
  }
  /// Of a PUT of `manifest` over `old`.
  Answer(std::string_view old, std::string_view manifest) : old_(read(old)), object_(read(manifest)) {
    verdict_ = judge_.update(old_.root(), object_.root());
  }

  /// "spec.containers[0].image: Required value", by field; none when it is accepted.
  std::vector<std::string> errors() const { return lines_of(verdict_); }
  bool is_accepted() const { return verdict_.is_accepted(); }
  /// What is stored where the keys lead, as JSON.
  std::string stored(std::initializer_list<std::string_view> keys) const {
    doc::Node node = verdict_.stored;
    for (const std::string_view key : keys) {
      const doc::Node below = node.is_list() && !node.items().empty() ? node.items()[0][key] : node[key];
      node = below;
    }
    return doc::canonical_json(node);
  }

 private:
  static std::vector<std::string> lines_of(const Verdict& verdict) {
    std::vector<std::string> out;
    for (const Error& error : verdict.errors) out.push_back(error.field + ": " + error.detail);
    return out;
  }
  static doc::Document read(std::string_view manifest) {
    Diagnostics diagnostics;
    return doc::read_yaml_document(std::make_shared<SourceText>("test", std::string(manifest)), diagnostics);
  }

  doc::Document old_, object_;
  Judge judge_;
  Verdict verdict_;
};

using Lines = std::vector<std::string>;

}  // namespace slipway::schema
