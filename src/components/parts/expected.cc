#include "components/parts/expected.h"

#include <utility>

#include "doc/json.h"

namespace slipway::components {

namespace {

using platform::Expectation;

/// The tree with `${aws_kms_key.x.arn}` where only Terraform knows.
doc::Value with_references(const doc::Value& value) {
  if (const auto* expression = value.expression()) return "${" + expression->text + "}";
  if (const auto* list = value.list()) {
    doc::List all;
    for (const auto& item : list->items()) all.add(with_references(item));
    return all;
  }
  if (const auto* map = value.map()) {
    doc::Map all;
    for (const auto& [key, member] : map->entries()) all.set(key, with_references(member));
    return all;
  }
  return value;
}

Expectation expectation(std::string path, Expectation::Holds holds, const doc::Value& value) {
  return {std::move(path), holds, doc::write_json(with_references(value), doc::JsonLayout::Compact)};
}

}  // namespace

Expectation includes(std::string path, const doc::Value& value) {
  return expectation(std::move(path), Expectation::Holds::Contains, value);
}

Expectation same(std::string path, const doc::Value& value) {
  return expectation(std::move(path), Expectation::Holds::Equals, value);
}

Expectation exactly(std::string path, const doc::Value& value) { return same(path + "=", value); }

}  // namespace slipway::components
