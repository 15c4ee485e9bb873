#include "schema/builtin/typed_equality.h"

#include <cassert>

#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {
namespace {

using Kind = kube::FieldType::Kind;
using Use = kube::FieldType::Use;

bool is_quantity(const Use& use) { return use.type->kind == Kind::Custom && use.type->name == "resource.Quantity"; }

/// What Go has where nothing was written.
bool is_zero(const doc::Node& node, const Use& use) {
  if (node.is_null()) return true;
  switch (node.kind()) {
    case doc::Kind::List:
      return node.size() == 0;
    case doc::Kind::Map:
      if (use.type->kind != Kind::Struct) return node.size() == 0;
      if (use.pointer) return false;
      for (const doc::Member& member : node.members())
        if (const auto* field = use.type->find(member.key.text()); !field || !is_zero(member.value, field->use))
          return false;
      return true;
    case doc::Kind::String:
      return !use.pointer &&
             (is_quantity(use) ? quantity_of(node).is_zero() : use.type->kind != Kind::Custom && node.text().empty());
    case doc::Kind::Bool:
      return !use.pointer && !node.boolean();
    case doc::Kind::Int:
      return !use.pointer && node.integer() == 0;
    default:
      return !use.pointer && node.number() == 0;
  }
}

bool same_struct(const doc::Node& a, const doc::Node& b, const kube::FieldType& type) {
  for (const doc::Member& member : a.members())
    if (const auto* field = type.find(member.key.text());
        !field || !same_typed(member.value, b[member.key.text()], field->use))
      return false;
  for (const doc::Member& member : b.members())
    if (!a.find(member.key.text()))
      if (const auto* field = type.find(member.key.text()); !field || !is_zero(member.value, field->use)) return false;
  return true;
}

bool same_map(const doc::Node& a, const doc::Node& b, const Use& element) {
  if (a.size() != b.size()) return false;
  for (const doc::Member& member : a.members()) {
    const doc::Node* other = b.find(member.key.text());
    if (!other || !same_typed(member.value, *other, element)) return false;
  }
  return true;
}

bool same_list(const doc::Node& a, const doc::Node& b, const Use& element) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same_typed(a.items()[i], b.items()[i], element)) return false;
  return true;
}

bool same_scalar(const doc::Node& a, const doc::Node& b, const Use& use) {
  if (is_quantity(use)) return quantity_of(a) == quantity_of(b);
  if (a.kind() != b.kind()) return false;
  if (a.is_string()) return a.text() == b.text();
  return a.kind() == doc::Kind::Float ? a.number() == b.number() : a.integer() == b.integer();
}

}  // namespace

bool same_typed(const doc::Node& a, const doc::Node& b, const Use& use) {
  if (a.is_null() || b.is_null()) return is_zero(a, use) && is_zero(b, use);
  if (a.is_map() && b.is_map())
    return use.type->kind == Kind::Struct ? same_struct(a, b, *use.type) : same_map(a, b, use.type->element);
  if (a.is_list() && b.is_list()) return same_list(a, b, use.type->element);
  return a.is_scalar() && b.is_scalar() && same_scalar(a, b, use);
}

const Use& field_use(std::string_view api_version, std::string_view kind,
                     std::initializer_list<std::string_view> fields) {
  const kube::FieldType* type = kube::FieldTrees::builtin().find(api_version, kind);
  const Use* use = nullptr;
  for (const std::string_view name : fields) {
    const kube::FieldType::Field* field = type->find(name);
    assert(field);
    use = &field->use;
    type = use->type;
  }
  return *use;
}

}  // namespace slipway::schema::builtin
