#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cel/scratch.h"
#include "cel/value.h"

namespace slipway::cel {

// What values are and hold. Follows cel-go 0.26.0 common/types and, for what comes from a tree with a schema,
// k8s.io/apiserver 0.36.3 pkg/cel/common/valuesunstructured.go.

/// REQUIRES: that the message stays (a literal, or kept in scratch).
inline Value error_value(std::string_view message) {
  Value made = Value::of(message);
  made.kind = Value::Kind::Error;
  return made;
}
inline Value error_value(Scratch& scratch, std::string_view message) { return error_value(scratch.keep(message)); }
inline Value no_such_overload() { return error_value("no such overload"); }
/// The value itself when it is an error.
inline Value error_or_no_overload(const Value& value) { return value.is_error() ? value : no_such_overload(); }

/// The value that a node of a tree is, as its schema has it; an error where it does not fit.
Value adapted(const doc::Node& node, const Schema& schema, Scratch& scratch);
/// The same without its schema: what a value becomes on its way through Go's native types.
Value without_schema(const Value& value);

/// "string", "list", "google.protobuf.Duration", "kubernetes.Quantity"
std::string_view type_name(const Value& value);
/// As Go prints its type: what some errors say.
std::string_view go_type_name(const Value& value);
const Type* type_of(const Value& value);
/// Whether a value may be an argument of that type, as cel-go checks when a function is called.
bool fits_type(const Value& value, const Type& type, Scratch& scratch);

inline bool is_list(const Value& value) {
  return value.kind == Value::Kind::NodeList || value.kind == Value::Kind::List;
}
inline bool is_map(const Value& value) {
  return value.kind == Value::Kind::NodeMap || value.kind == Value::Kind::NodeObject || value.kind == Value::Kind::Map;
}
/// Of a text in characters, of bytes, of a list or map; 1 of anything else.
std::uint64_t size_of(const Value& value);
std::uint64_t characters_in(std::string_view text);

/// REQUIRES: is_list, index within.
Value list_item(const Value& list, std::uint32_t index, Scratch& scratch);
std::uint32_t list_size(const Value& list);
/// REQUIRES: is_map. nullopt: it is not there; an error: the key cannot be.
std::optional<Value> map_find(const Value& map, const Value& key, Scratch& scratch);
/// By the name JSON has for it; of Map (made by an expression) by the key.
std::optional<Value> map_find_property(const Value& map, std::string_view property, Scratch& scratch);
std::uint32_t map_size(const Value& map);
/// The keys in the order of the tree. REQUIRES: index within.
Value map_key(const Value& map, std::uint32_t index, Scratch& scratch);

/// What JSON calls a field that expressions call so; nullopt: nothing can be.
std::optional<std::string> unescaped_property(std::string_view name);

/// True, false, or an error, as `==` has it.
Value equal(const Value& a, const Value& b, Scratch& scratch);
/// As a value's own method has it: differs for null.
Value equals(const Value& a, const Value& b, Scratch& scratch);
/// `item in container`
Value contains(const Value& container, const Value& item, Scratch& scratch);

/// x + y of lists.
Value joined_lists(const Value& a, const Value& b, Scratch& scratch);
ListValue* new_list(std::uint32_t capacity, Scratch& scratch);
void append(ListValue& list, const Value& item, Scratch& scratch);
Value list_value(const ListValue* list);

/// Go's %v of a value, for messages.
std::string printed(const Value& value);

}  // namespace slipway::cel
