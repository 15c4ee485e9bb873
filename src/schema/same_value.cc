// Semantic equality of decoded objects. Nodes carry no types, so what a field holds is looked up by its name in the
// Go types of the whole API (kube/decode): whether it stands behind a pointer, and whether it is a quantity.
#include <unordered_map>

#include "kube/decode/field_trees.h"
#include "kube/decode/go_time.h"
#include "kube/quantity.h"
#include "schema/object_meta.h"

namespace slipway::schema {
namespace {

using kube::FieldType;

/// What all fields of a name have in common.
struct FieldTraits {
  bool behind_pointer = true;  // everywhere: an empty value is not the same as none
  bool quantity = false;       // somewhere: itself, or the values of the map
  bool time = false;
};

bool is_custom(const FieldType& type, std::string_view name) {
  return type.kind == FieldType::Kind::Custom && type.name == name;
}

const FieldTraits& traits_of(std::string_view field) {
  static const auto table = [] {
    std::unordered_map<std::string_view, FieldTraits> all;
    for (const FieldType& type : kube::FieldTrees::builtin().types())
      for (const FieldType::Field& one : type.fields) {
        FieldTraits& traits = all[one.name];
        traits.behind_pointer &= one.use.pointer;
        const FieldType& value =
            one.use.type->kind == FieldType::Kind::Map ? *one.use.type->element.type : *one.use.type;
        traits.quantity |= is_custom(value, "resource.Quantity");
        traits.time |= is_custom(value, "v1.Time") || is_custom(value, "v1.MicroTime");
      }
    return all;
  }();
  static const FieldTraits kUnknown{false, false, false};
  const auto found = table.find(field);
  return found == table.end() ? kUnknown : found->second;
}

bool same(const doc::Node& a, const doc::Node& b, const FieldTraits& traits);

/// What Go has where nothing was written. An empty list or map of any type; the rest unless a pointer tells it apart.
bool is_nothing(const doc::Node& node, const FieldTraits& traits) {
  switch (node.kind()) {
    case doc::Kind::Null:
      return true;
    case doc::Kind::List:
      return node.size() == 0;
    case doc::Kind::Map:
      if (traits.behind_pointer) return false;
      for (const doc::Member& member : node.members())
        if (!is_nothing(member.value, traits_of(member.key.text()))) return false;
      return true;
    case doc::Kind::Bool:
      return !traits.behind_pointer && !node.boolean();
    case doc::Kind::Int:
      return !traits.behind_pointer && node.integer() == 0;
    case doc::Kind::String:
      return !traits.behind_pointer && node.text().empty();
    case doc::Kind::Float:
      return !traits.behind_pointer && node.number() == 0;
  }
  return false;
}

bool same_quantity(const doc::Node& a, const doc::Node& b) {
  const auto first = kube::Quantity::parse(a.text()), second = kube::Quantity::parse(b.text());
  return first && second && *first == *second;
}

bool same_time(const doc::Node& a, const doc::Node& b) {
  const auto first = kube::parse_time(a.text(), kube::TimeLayout::Seconds),
             second = kube::parse_time(b.text(), kube::TimeLayout::Seconds);
  return first && second && *first == *second;
}

bool same_scalar(const doc::Node& a, const doc::Node& b, const FieldTraits& traits) {
  if (traits.quantity && same_quantity(a, b)) return true;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case doc::Kind::Bool:
    case doc::Kind::Int:
      return a.integer() == b.integer() && a.is_unsigned() == b.is_unsigned();
    case doc::Kind::Float:
      return a.number() == b.number();
    default:
      return a.text() == b.text() || (traits.time && same_time(a, b));
  }
}

bool same_members(const doc::Node& a, const doc::Node& b, const FieldTraits& traits) {
  const auto traits_below = [&](std::string_view key) -> const FieldTraits& {
    return traits.quantity ? traits : traits_of(key);
  };
  for (const doc::Member& member : a.members())
    if (!same(member.value, b[member.key.text()], traits_below(member.key.text()))) return false;
  for (const doc::Member& member : b.members())
    if (a.find(member.key.text()) == nullptr && !is_nothing(member.value, traits_below(member.key.text())))
      return false;
  return true;
}

bool same(const doc::Node& a, const doc::Node& b, const FieldTraits& traits) {
  if (a.is_null() || b.is_null()) return is_nothing(a, traits) && is_nothing(b, traits);
  if (a.is_scalar() && b.is_scalar()) return same_scalar(a, b, traits);
  if (a.kind() != b.kind()) return false;
  if (a.is_map()) return same_members(a, b, traits);
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same(a.items()[i], b.items()[i], traits)) return false;
  return true;
}

}  // namespace

bool same_value(const doc::Node& a, const doc::Node& b) {
  static const FieldTraits kAny{false, false, true};
  return same(a, b, kAny);
}

}  // namespace slipway::schema
