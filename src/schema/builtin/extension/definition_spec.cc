#include "schema/builtin/extension/definition.h"
#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {
namespace {

/// Where Go has a pointer, a value is there even if it is false or "".
bool is_pointer(std::string_view key) {
  return is_one_of(key, {"x-kubernetes-preserve-unknown-fields", "x-kubernetes-list-type", "x-kubernetes-map-type",
                         "$ref", "optionalOldSelf", "reason", "deprecationWarning", "labelSelectorPath", "default",
                         "example", "additionalProperties", "additionalItems"});
}

bool is_covered(const doc::Node& a, const doc::Node& b) {
  for (const doc::Member& member : a.members()) {
    const std::string_view key = member.key.text();
    const doc::Node& other = b[key];
    if (is_unset(key, member.value) && is_unset(key, other)) continue;
    if (!same_part(member.value, other)) return false;
  }
  return true;
}

}  // namespace

bool is_unset(std::string_view key, const doc::Node& value) {
  switch (value.kind()) {
    case doc::Kind::Null:
      return true;
    case doc::Kind::Bool:
      return !value.boolean() && !is_pointer(key);
    case doc::Kind::String:
      return value.text().empty() && !is_pointer(key);
    case doc::Kind::Int:
      return key == "priority" && value.integer() == 0;
    case doc::Kind::List:
      return value.size() == 0 && !is_pointer(key);
    case doc::Kind::Map:
      return value.size() == 0 && is_one_of(key, {"properties", "definitions", "patternProperties", "dependencies"});
    case doc::Kind::Float:
      return false;
  }
  return false;
}

bool same_part(const doc::Node& a, const doc::Node& b) {
  const bool are_numbers = (a.kind() == doc::Kind::Int || a.kind() == doc::Kind::Float) &&
                           (b.kind() == doc::Kind::Int || b.kind() == doc::Kind::Float);
  if (are_numbers) return a.number() == b.number();
  if (a.kind() != b.kind()) return false;
  if (a.is_string()) return a.text() == b.text();
  if (a.kind() == doc::Kind::Bool) return a.boolean() == b.boolean();
  if (a.is_map()) {
    if (!is_covered(a, b)) return false;
    for (const doc::Member& member : b.members())
      if (!a.find(member.key.text()) && !is_unset(member.key.text(), member.value)) return false;
    return true;
  }
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same_part(a.items()[i], b.items()[i])) return false;
  return true;
}

DefinitionSpec::DefinitionSpec(const doc::Node& spec) : spec_(&spec) {
  for (int i = 0; i < 4; ++i) {
    shared_[i] = !versions().empty();
    for (const doc::Node& version : versions()) {
      const doc::Node &first = versions()[0][kParts[i]], &here = version[kParts[i]];
      if (!same_part(first, here) && !(is_unset(kParts[i], first) && is_unset(kParts[i], here))) shared_[i] = false;
    }
  }
}

const doc::Node& DefinitionSpec::shared(Part part) const {
  static const doc::Node kNone;
  return is_shared(part) ? of(versions()[0], part) : kNone;
}

const doc::Node& DefinitionSpec::own(const doc::Node& version, Part part) const {
  static const doc::Node kNone;
  return is_shared(part) ? kNone : of(version, part);
}

}  // namespace slipway::schema::builtin
