#include "json_schema/conforms.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "doc/json.h"

namespace slipway {
namespace {

using doc::Kind;
using doc::Node;

bool has_type(const Node& value, std::string_view type) {
  switch (value.kind()) {
    case Kind::Null:
      return type == "null";
    case Kind::Bool:
      return type == "boolean";
    case Kind::Int:
      return type == "integer" || type == "number";
    case Kind::Float:
      return type == "number";
    case Kind::String:
      return type == "string";
    case Kind::List:
      return type == "array";
    case Kind::Map:
      return type == "object";
  }
  return false;
}

struct Checker {
  const Node& root;
  std::vector<std::string> found;

  void check(const Node& schema, const Node& value, const std::string& path) {
    for (const auto& [key, rule] : schema.members()) apply(key.text(), rule, schema, value, path);
  }

  void apply(std::string_view keyword, const Node& rule, const Node& schema, const Node& value,
             const std::string& path) {
    if (keyword == "type") {
      const bool fits =
          rule.is_list()
              ? std::ranges::any_of(rule.items(), [&](const Node& type) { return has_type(value, type.text()); })
              : has_type(value, rule.text());
      if (!fits) found.push_back(fmt::format("{}: is {}", path, doc::to_string(value.kind())));
    } else if (keyword == "properties") {
      for (const auto& [name, sub] : rule.members())
        if (const Node* member = value.find(name.text())) check(sub, *member, fmt::format("{}.{}", path, name.text()));
    } else if (keyword == "required") {
      for (const auto& name : rule.items())
        if (value.is_map() && !value.find(name.text())) found.push_back(fmt::format("{}: lacks {}", path, name.text()));
    } else if (keyword == "additionalProperties") {
      for (const auto& [name, member] : value.members()) {
        if (schema["properties"].find(name.text())) continue;
        if (rule.is_map())
          check(rule, member, fmt::format("{}.{}", path, name.text()));
        else if (!rule.boolean())
          found.push_back(fmt::format("{}: has {}, which the schema does not know", path, name.text()));
      }
    } else if (keyword == "items") {
      for (std::size_t i = 0; i < value.items().size(); ++i)
        check(rule, value.items()[i], fmt::format("{}[{}]", path, i));
    } else if (keyword == "enum") {
      if (std::ranges::none_of(rule.items(),
                               [&](const Node& one) { return doc::canonical_json(one) == doc::canonical_json(value); }))
        found.push_back(fmt::format("{}: {} is not among the words", path, doc::canonical_json(value)));
    } else if (keyword == "const") {
      if (doc::canonical_json(rule) != doc::canonical_json(value))
        found.push_back(fmt::format("{}: is not {}", path, doc::canonical_json(rule)));
    } else if (keyword == "$ref") {
      const auto name = rule.text().substr(rule.text().rfind('/') + 1);
      const Node& target = root["$defs"][name];
      if (target.is_absent())
        found.push_back(fmt::format("{}: the schema has no {}", path, rule.text()));
      else
        check(target, value, path);
    } else if (keyword == "pattern") {
      // Only decimals have one in our schemas.
      if (!std::ranges::all_of(
              value.text(), [](char c) { return std::string_view("-.0123456789").find(c) != std::string_view::npos; }))
        found.push_back(fmt::format("{}: {} is no decimal", path, value.text()));
    } else if (keyword != "$schema" && keyword != "$id" && keyword != "title" && keyword != "description" &&
               keyword != "$defs") {
      found.push_back(fmt::format("{}: keyword {} is not checked", path, keyword));
    }
  }
};

}  // namespace

std::vector<std::string> violations(const doc::Node& schema, const doc::Node& value) {
  Checker checker{schema, {}};
  checker.check(schema, value, "$");
  return std::move(checker.found);
}

}  // namespace slipway
