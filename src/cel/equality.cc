#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>

#include "cel/numbers.h"
#include "cel/values.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;
using Form = Schema::Form;

/// Whether it came from a tree with a schema: such values have their own way to compare.
bool has_schema(const Value& value) { return value.schema && value.schema->form != Form::Json; }

ListValue::Kind list_kind(const Value& list) {
  if (list.kind == Kind::List) return list.list->kind;
  if (list.schema->form == Form::SetList) return ListValue::Kind::Set;
  return list.schema->form == Form::MapList ? ListValue::Kind::Map : ListValue::Kind::Plain;
}

const Schema* list_schema(const Value& list) { return list.kind == Kind::List ? list.list->schema : list.schema; }

/// Whether two values are the same to Go: of one type, and equal.
bool is_same(const Value& a, const Value& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Kind::Null:
      return true;
    case Kind::Bool:
    case Kind::Int:
      return a.integer == b.integer;
    case Kind::Uint:
      return a.unsigned_integer == b.unsigned_integer;
    case Kind::Double:
      return a.number == b.number;
    case Kind::String:
      return a.string() == b.string();
    default:
      return false;
  }
}

bool deep_equal(const doc::Node& a, const doc::Node& b) {
  if (a.kind() != b.kind() || a.size() != b.size()) return false;
  switch (a.kind()) {
    case doc::Kind::Null:
      return true;
    case doc::Kind::Bool:
      return a.boolean() == b.boolean();
    case doc::Kind::Int:
      return a.integer() == b.integer() && a.is_unsigned() == b.is_unsigned();
    case doc::Kind::Float:
      return a.number() == b.number();
    case doc::Kind::String:
      return a.text() == b.text();
    case doc::Kind::List:
      for (std::size_t i = 0; i < a.size(); ++i)
        if (!deep_equal(a.items()[i], b.items()[i])) return false;
      return true;
    case doc::Kind::Map:
      for (const doc::Member& member : a.members()) {
        const doc::Node* other = b.find(member.key.text());
        if (!other || !deep_equal(member.value, *other)) return false;
      }
      return true;
  }
  return false;
}

/// An order of scalars of any kinds, for looking many of them up.
struct ScalarOrder {
  bool operator()(const Value& a, const Value& b) const {
    if (a.kind != b.kind) return a.kind < b.kind;
    switch (a.kind) {
      case Kind::String:
        return a.string() < b.string();
      case Kind::Double:
        return a.number < b.number;
      case Kind::Uint:
        return a.unsigned_integer < b.unsigned_integer;
      case Kind::Bool:
      case Kind::Int:
        return a.integer < b.integer;
      default:
        return false;
    }
  }
};

bool is_scalar(const Value& value) {
  return value.kind == Kind::Null || value.kind == Kind::Bool || value.kind == Kind::Int || value.kind == Kind::Uint ||
         value.kind == Kind::Double || value.kind == Kind::String;
}

class Equality {
 public:
  explicit Equality(Scratch& scratch) : scratch_(scratch) {}

  Value base_lists(const Value& a, const Value& b) {
    if (!is_list(b) || list_size(a) != list_size(b)) return Value::of(false);
    for (std::uint32_t i = 0; i < list_size(a); ++i) {
      const Value one = equal(list_item(a, i, scratch_), list_item(b, i, scratch_), scratch_);
      if (one.kind == Kind::Bool && !one.is_true()) return one;
    }
    return Value::of(true);
  }

  Value schema_lists(const Value& a, const Value& b) {
    if (!is_list(b)) return error_or_no_overload(b);
    if (list_size(a) != list_size(b)) return Value::of(false);
    if (list_kind(a) == ListValue::Kind::Set) return sets(a, b);
    if (list_kind(a) == ListValue::Kind::Map) return map_lists(a, b);
    for (std::uint32_t i = 0; i < list_size(a); ++i) {
      const Value one = equals(list_item(a, i, scratch_), list_item(b, i, scratch_), scratch_);
      if (!one.is_true()) return one;
    }
    return Value::of(true);
  }

  Value base_maps(const Value& a, const Value& b) {
    if (!is_map(b) || map_size(a) != map_size(b)) return Value::of(false);
    for (std::uint32_t i = 0; i < map_size(a); ++i) {
      const Value key = map_key(a, i, scratch_);
      const auto mine = map_find(a, key, scratch_), other = map_find(b, key, scratch_);
      if (!other) return Value::of(false);
      const Value one = equal(*mine, *other, scratch_);
      if (one.kind == Kind::Bool && !one.is_true()) return one;
    }
    return Value::of(true);
  }

  Value schema_maps(const Value& a, const Value& b) {
    if (!is_map(b)) return error_or_no_overload(b);
    if (map_size(a) != map_size(b)) return Value::of(false);
    for (const doc::Member& member : a.node->members()) {
      const std::string_view name = member.key.text();
      if (a.kind == Kind::NodeObject && !a.schema->find(name)) {
        if (b.kind == Kind::Map || !has_schema(b)) return error_or_no_overload(b);
        const doc::Node* other = b.node->find(name);
        if (other && !deep_equal(member.value, *other)) return Value::of(false);
        continue;
      }
      const Value key = Value::of(name);
      const auto mine = map_find(a, key, scratch_), other = map_find(b, key, scratch_);
      if (mine.has_value() != other.has_value()) return Value::of(false);
      if (!mine) continue;
      const Value one = equals(*mine, *other, scratch_);
      if (!one.is_true()) return one;
    }
    return Value::of(true);
  }

 private:
  Value sets(const Value& a, const Value& b) {
    Value* mine = scratch_.make_array<Value>(list_size(a));
    for (std::uint32_t i = 0; i < list_size(a); ++i) mine[i] = raw(a, i);
    std::sort(mine, mine + list_size(a), ScalarOrder());
    for (std::uint32_t i = 0; i < list_size(b); ++i) {
      const Value item = list_item(b, i, scratch_);
      if (!is_scalar(item) || !std::binary_search(mine, mine + list_size(a), item, ScalarOrder()))
        return Value::of(false);
    }
    return Value::of(true);
  }

  Value raw(const Value& list, std::uint32_t index) {
    if (list.kind == Kind::List) return without_schema(list.list->items[index]);
    return adapted(list.node->items()[index], json_schema(), scratch_);
  }

  const doc::Node* node_of(const Value& list, std::uint32_t index) {
    if (list.kind == Kind::NodeList) return &list.node->items()[index];
    const Value& item = list.list->items[index];
    const bool tree = item.kind == Kind::NodeMap || item.kind == Kind::NodeObject;
    return tree ? item.node : nullptr;
  }

  /// What tells elements of a list map apart, as the API server's values see it: by the names that expressions use.
  std::string key_of(const doc::Node& element, const Schema& schema) {
    std::string text;
    for (const std::string& key : schema.list_keys) {
      const auto escaped = escaped_property(key);
      const doc::Node* value = element.find(escaped ? std::string_view(*escaped) : std::string_view(key));
      if (value) text += static_cast<char>('a' + static_cast<int>(value->kind()));
      if (value && value->kind() != doc::Kind::Null)
        text += value->is_string() ? value->text() : printed(adapted(*value, json_schema(), scratch_));
      text += '\0';
    }
    return text;
  }

  Value map_lists(const Value& a, const Value& b) {
    const Schema& schema = *list_schema(a);
    std::unordered_map<std::string, const doc::Node*> mine;
    for (std::uint32_t i = 0; i < list_size(a); ++i)
      if (const doc::Node* node = node_of(a, i)) mine[key_of(*node, schema)] = node;
    for (std::uint32_t i = 0; i < list_size(b); ++i) {
      const doc::Node* other = node_of(b, i);
      const auto found = other ? mine.find(key_of(*other, schema)) : mine.end();
      if (found == mine.end()) return Value::of(false);
      const Value one = equals(adapted(*found->second, *schema.element, scratch_), list_item(b, i, scratch_), scratch_);
      if (!one.is_true()) return one;
    }
    return Value::of(true);
  }

 public:
  /// Elements of b replace those of a with the same key, or come after them.
  Value merged_lists(const Value& a, const Value& b, ListValue* list) {
    const Schema& schema = *list_schema(a);
    std::unordered_map<std::string, std::uint32_t> places;
    for (std::uint32_t i = 0; i < list_size(a); ++i) {
      append(*list, list_item(a, i, scratch_), scratch_);
      if (const doc::Node* node = node_of(a, i)) places[key_of(*node, schema)] = i;
    }
    for (std::uint32_t i = 0; i < list_size(b); ++i) {
      const doc::Node* node = node_of(b, i);
      const auto place = node ? places.find(key_of(*node, schema)) : places.end();
      if (place == places.end())
        append(*list, list_item(b, i, scratch_), scratch_);
      else
        list->items[place->second] = list_item(b, i, scratch_);
    }
    return list_value(list);
  }

  Value united_sets(const Value& a, const Value& b, ListValue* list) {
    std::set<Value, ScalarOrder> known;
    for (std::uint32_t i = 0; i < list_size(a); ++i) {
      append(*list, list_item(a, i, scratch_), scratch_);
      known.insert(raw(a, i));
    }
    for (std::uint32_t i = 0; i < list_size(b); ++i) {
      const Value item = list_item(b, i, scratch_);
      if (known.insert(item).second) append(*list, item, scratch_);
    }
    return list_value(list);
  }

 private:
  Scratch& scratch_;
};

Value opaque_equal(const Value& a, const Value& b) {
  if (b.kind != Kind::Opaque || b.opaque->type() != a.opaque->type()) {
    if (a.opaque->type() == types::format()) return Value::of(false);
    return error_or_no_overload(b);
  }
  if (b.opaque->by_pointer && a.opaque->type() == types::quantity()) return no_such_overload();
  const auto& left = a.opaque->value;
  const auto& right = b.opaque->value;
  if (const auto* quantity = std::get_if<kube::Quantity>(&left))
    return Value::of(*quantity == std::get<kube::Quantity>(right));
  if (const auto* ip = std::get_if<Ip>(&left)) return Value::of(*ip == std::get<Ip>(right));
  if (const auto* prefix = std::get_if<IpPrefix>(&left)) return Value::of(*prefix == std::get<IpPrefix>(right));
  if (const auto* url = std::get_if<Url>(&left)) return Value::of(url->text == std::get<Url>(right).text);
  if (const auto* version = std::get_if<Semver>(&left))
    return Value::of(compare(*version, std::get<Semver>(right)) == 0);
  return Value::of(std::get<NamedFormat>(left).index == std::get<NamedFormat>(right).index);
}

}  // namespace

Value equal(const Value& a, const Value& b, Scratch& scratch) {
  const bool a_null = a.kind == Kind::Null, b_null = b.kind == Kind::Null;
  if (a_null || b_null) return Value::of(a_null == b_null);
  return equals(a, b, scratch);
}

Value equals(const Value& a, const Value& b, Scratch& scratch) {
  Equality equality(scratch);
  switch (a.kind) {
    case Kind::Error:
      return a;
    case Kind::Null:
      return Value::of(b.kind == Kind::Null);
    case Kind::Bool:
    case Kind::Duration:
      return Value::of(b.kind == a.kind && a.integer == b.integer);
    case Kind::Int:
    case Kind::Uint:
    case Kind::Double: {
      if (!is_number(b)) return Value::of(false);
      const auto order = compare_numbers(a, b);
      return Value::of(order && *order == 0);
    }
    case Kind::String:
    case Kind::Bytes:
      return Value::of(b.kind == a.kind && a.string() == b.string());
    case Kind::Timestamp:
      return Value::of(b.kind == a.kind && a.integer == b.integer && a.size == b.size);
    case Kind::Type:
      return Value::of(b.kind == a.kind && a.type->runtime_name() == b.type->runtime_name());
    case Kind::NodeList:
      return has_schema(a) ? equality.schema_lists(a, b) : equality.base_lists(a, b);
    case Kind::List:
      return a.list->schema ? equality.schema_lists(a, b) : equality.base_lists(a, b);
    case Kind::NodeMap:
    case Kind::NodeObject:
      return has_schema(a) ? equality.schema_maps(a, b) : equality.base_maps(a, b);
    case Kind::Map:
      return equality.base_maps(a, b);
    case Kind::Preserved: {
      const bool tree = b.kind == Kind::Preserved || b.kind == Kind::NodeMap || b.kind == Kind::NodeObject ||
                        b.kind == Kind::NodeList;
      if (tree) return Value::of(deep_equal(*a.node, *b.node));
      return Value::of(is_same(without_schema(a), b));
    }
    case Kind::Optional:
      if (b.kind != Kind::Optional || !a.inner || !b.inner)
        return Value::of(b.kind == Kind::Optional && a.inner == b.inner);
      return equals(*a.inner, *b.inner, scratch);
    case Kind::Opaque:
      return opaque_equal(a, b);
  }
  return Value::of(false);
}

Value contains(const Value& container, const Value& item, Scratch& scratch) {
  if (is_map(container)) {
    const auto found = map_find(container, item, scratch);
    if (found && found->is_error()) return *found;
    return Value::of(found.has_value());
  }
  if (!is_list(container)) return error_or_no_overload(container);
  const bool own_way = container.kind == Kind::NodeList && has_schema(container);
  Value failure;
  for (std::uint32_t i = 0; i < list_size(container); ++i) {
    const Value element = list_item(container, i, scratch);
    const Value one = own_way ? equals(element, item, scratch) : equals(item, element, scratch);
    if (one.is_true()) return one;
    if (own_way && one.kind != Kind::Bool && !failure.is_error()) failure = error_or_no_overload(one);
  }
  return failure.is_error() ? failure : Value::of(false);
}

Value joined_lists(const Value& a, const Value& b, Scratch& scratch) {
  if (!is_list(b)) return error_or_no_overload(b);
  if (a.kind == Kind::List && a.list->grows) {
    // Only what collects results can grow: nothing else sees it before it is done.
    auto& list = const_cast<ListValue&>(*a.list);
    const std::uint32_t count = list_size(b);
    for (std::uint32_t i = 0; i < count; ++i) append(list, list_item(b, i, scratch), scratch);
    return a;
  }
  const Schema* schema = list_schema(a);
  if (schema && schema->form == Form::Json) schema = nullptr;
  if (!schema) {
    if (list_size(a) == 0) return b;
    if (list_size(b) == 0) return a;
  }
  ListValue* list = new_list(list_size(a) + list_size(b), scratch);
  list->schema = schema;
  list->kind = list_kind(a);
  if (list->kind == ListValue::Kind::Set) return Equality(scratch).united_sets(a, b, list);
  if (list->kind == ListValue::Kind::Map) return Equality(scratch).merged_lists(a, b, list);
  for (std::uint32_t i = 0; i < list_size(a); ++i) append(*list, list_item(a, i, scratch), scratch);
  for (std::uint32_t i = 0; i < list_size(b); ++i) append(*list, list_item(b, i, scratch), scratch);
  return list_value(list);
}

}  // namespace slipway::cel
