#include "schema/custom/completion.h"

#include <cstring>
#include <new>
#include <vector>

#include "doc/tree_builder.h"

namespace slipway::schema::custom {
namespace {

using doc::Member;
using doc::Node;
using doc::TreeBuilder;

bool is_type_or_metadata(std::string_view key) { return key == "apiVersion" || key == "kind" || key == "metadata"; }

bool is_within(std::size_t size, const std::optional<std::int64_t>& least, const std::optional<std::int64_t>& most) {
  const auto number = static_cast<std::int64_t>(size);
  return (!least || number >= *least) && (!most || number <= *most);
}

/// The children of a map or list that is copied once one of them changes.
template <class T>
class Rewritten {
 public:
  Rewritten(std::span<const T> before, doc::Arena& arena) : before_(before), arena_(arena) {}
  T& at(std::size_t index) {
    if (!copy_) {
      copy_ = arena_.take_array<T>(before_.size());
      std::uninitialized_copy(before_.begin(), before_.end(), copy_);
    }
    return copy_[index];
  }
  bool is_changed() const { return copy_ != nullptr; }
  std::span<const T> all() const { return {copy_, before_.size()}; }

 private:
  std::span<const T> before_;
  doc::Arena& arena_;
  T* copy_ = nullptr;
};

bool is_same_tree(const Node& a, const Node& b) {
  return a.kind() == b.kind() && a.size() == b.size() && a.items().data() == b.items().data() &&
         a.members().data() == b.members().data();
}

}  // namespace

Node placed(const Node& node, SourceRange where, doc::Arena& arena) {
  switch (node.kind()) {
    case doc::Kind::Null:
      return TreeBuilder::null(node.text(), where);
    case doc::Kind::Bool:
      return TreeBuilder::boolean(node.boolean(), node.text(), where);
    case doc::Kind::Int:
      return node.is_unsigned()
                 ? TreeBuilder::unsigned_integer(static_cast<std::uint64_t>(node.integer()), node.text(), where)
                 : TreeBuilder::integer(node.text(), where);
    case doc::Kind::Float:
      return TreeBuilder::number(node.text(), where);
    case doc::Kind::String:
      return TreeBuilder::string(node.text(), where);
    case doc::Kind::List: {
      std::vector<Node> items;
      for (const Node& item : node.items()) items.push_back(placed(item, where, arena));
      return TreeBuilder::list_in(arena, items, where);
    }
    case doc::Kind::Map: {
      std::vector<Member> members;
      for (const Member& member : node.members())
        members.push_back({TreeBuilder::string(member.key.text(), where), placed(member.value, where, arena)});
      return TreeBuilder::map_in(arena, members, where);
    }
  }
  return node;
}

bool Completion::is_well(Node& node, const Structural& schema, Mode mode) {
  if (node.is_null())
    return schema.allowed.empty() && (schema.nullable || (mode == Mode::Values && schema.type == Type::Any));
  if (!type_fits(node, schema)) return false;
  if (!schema.allowed.empty() && !is_allowed(node, schema)) return false;
  switch (node.kind()) {
    case doc::Kind::Map:
      if (!object_is_well(node, schema, mode)) return false;
      break;
    case doc::Kind::List:
      if (!list_is_well(node, schema, mode)) return false;
      break;
    case doc::Kind::String:
      if (!text_is_well(node.text(), schema)) return false;
      break;
    case doc::Kind::Int:
    case doc::Kind::Float:
      if (!number_is_well(node, schema)) return false;
      break;
    case doc::Kind::Bool:
    case doc::Kind::Null:
      break;
  }
  if (!schema.has_combinations() || schema.is_int_or_string_pattern) return true;
  return combinations_are_well(node, schema);
}

bool Completion::object_is_well(Node& node, const Structural& schema, Mode mode) {
  if (schema.embedded && mode == Mode::Spine) return false;
  Rewritten<Member> rewritten(node.members(), *arena_);
  std::size_t required = 0, defaulted = 0, index = 0;
  for (const Member& member : node.members()) {
    const std::size_t at = index++;
    const std::string_view key = member.key.text();
    const Property* property = schema.find(key);
    const Structural* below = property ? property->schema : schema.additional;
    if (property) {
      required += property->is_required;
      defaulted += !property->schema->default_value.is_null();
    }
    Mode mode_below = mode == Mode::Resource ? Mode::Spine : mode;
    if (mode == Mode::Resource && is_type_or_metadata(key)) mode_below = Mode::Values;
    if (!below) {
      if (schema.forbids_additional) return false;
      if (mode_below == Mode::Values || schema.preserve_unknown) continue;
      if (!schema.has_additional || !member.value.is_scalar() || member.value.is_null()) return false;
      continue;
    }
    Node value = member.value;
    if (!is_well(value, *below, mode_below)) return false;
    if (!is_same_tree(value, member.value)) rewritten.at(at).value = value;
  }
  if (rewritten.is_changed()) node = TreeBuilder::map_in(*arena_, rewritten.all(), node.where());
  if (mode != Mode::Values && defaulted < schema.defaulted.size()) {
    for (const Property* property : schema.defaulted)
      if (!node.find(property->name)) {
        if (!property->schema->default_is_plain) return false;
        required += property->is_required;
      }
    add_defaults(node, schema);
  }
  if (required < schema.required.size()) {
    if (schema.required_properties == schema.required.size()) return false;
    for (const std::string_view name : schema.required)
      if (!node.find(name)) return false;
  }
  return is_within(node.size(), schema.min_properties, schema.max_properties);
}

void Completion::add_defaults(Node& node, const Structural& schema) {
  std::vector<Member> members(node.members().begin(), node.members().end());
  for (const Property* property : schema.defaulted) {
    if (node.find(property->name)) continue;
    members.push_back({TreeBuilder::string(property->name, node.where()),
                       placed(property->schema->default_value, node.where(), *arena_)});
  }
  node = TreeBuilder::map_in(*arena_, members, node.where());
}

bool Completion::list_is_well(Node& node, const Structural& schema, Mode mode) {
  if (!is_within(node.size(), schema.min_items, schema.max_items)) return false;
  Rewritten<Node> rewritten(node.items(), *arena_);
  std::size_t index = 0;
  for (const Node& item : node.items()) {
    const std::size_t at = index++;
    if (!schema.items) {
      if (mode == Mode::Values || schema.preserve_unknown) continue;
      if (!item.is_scalar()) return false;
      continue;
    }
    Node value = item;
    if (!is_well(value, *schema.items, mode)) return false;
    if (!is_same_tree(value, item)) rewritten.at(at) = value;
  }
  if (rewritten.is_changed()) node = TreeBuilder::list_in(*arena_, rewritten.all(), node.where());
  return mode == Mode::Values || schema.list_type == ListType::Atomic || is_without_repeats(node, schema);
}

bool Completion::combinations_are_well(const Node& node, const Structural& schema) {
  const auto fits = [&](const Structural* one) {
    Node copy = node;
    return is_well(copy, *one, Mode::Values);
  };
  for (const Structural* one : schema.all_of)
    if (!fits(one)) return false;
  if (!schema.any_of.empty()) {
    bool any = false;
    for (const Structural* one : schema.any_of) any = any || fits(one);
    if (!any) return false;
  }
  if (!schema.one_of.empty()) {
    int count = 0;
    for (const Structural* one : schema.one_of) count += fits(one);
    if (count != 1) return false;
  }
  return !schema.not_of || !fits(schema.not_of);
}

}  // namespace slipway::schema::custom
