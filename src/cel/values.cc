#include "cel/values.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "cel/evaluator.h"
#include "cel/numbers.h"
#include "cel/time.h"
#include "doc/base64.h"
#include "kube/go_text.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;
using Form = Schema::Form;

bool of_json(const Value& value) { return value.schema && value.schema->form == Schema::Form::Json; }

std::string_view go_type(const doc::Node& node) {
  switch (node.kind()) {
    case doc::Kind::Null:
      return "<nil>";
    case doc::Kind::Bool:
      return "bool";
    case doc::Kind::Int:
      return node.is_unsigned() ? "float64" : "int64";
    case doc::Kind::Float:
      return "float64";
    case doc::Kind::String:
      return "string";
    case doc::Kind::List:
      return "[]interface {}";
    case doc::Kind::Map:
      return "map[string]interface {}";
  }
  return {};
}

Value node_value(Kind kind, const doc::Node& node, const Schema& schema) {
  Value made;
  made.kind = kind;
  made.node = &node;
  made.schema = &schema;
  return made;
}

double number_of(const doc::Node& node) {
  return node.is_unsigned() ? static_cast<double>(static_cast<std::uint64_t>(node.integer())) : node.number();
}

Value json_value(const doc::Node& node) {
  switch (node.kind()) {
    case doc::Kind::Null:
      return Value::null();
    case doc::Kind::Bool:
      return Value::of(node.boolean());
    case doc::Kind::Int:
      return node.is_unsigned() ? Value::of(number_of(node)) : Value::of(node.integer());
    case doc::Kind::Float:
      return Value::of(node.number());
    case doc::Kind::String:
      return Value::of(node.text());
    case doc::Kind::List:
      return node_value(Kind::NodeList, node, json_schema());
    case doc::Kind::Map:
      return node_value(Kind::NodeMap, node, json_schema());
  }
  return {};
}

Value text_value(const doc::Node& node, const Schema& schema, Scratch& scratch) {
  if (!node.is_string())
    return error_value(scratch, fmt::format("invalid data, expected string, got {}", go_type(node)));
  const std::string_view text = node.text();
  switch (schema.form) {
    case Form::Duration:
      if (const auto duration = parse_loose_duration(text)) {
        Value made = Value::of(*duration);
        made.kind = Kind::Duration;
        return made;
      }
      return error_value(scratch, fmt::format("Invalid duration {}: unable to parse {} as duration", text, text));
    case Form::Date:
      if (const auto date = parse_date(text)) return *date;
      return error_value(scratch, fmt::format("Invalid date formatted string {}: parsing time {} as \"2006-01-02\": "
                                              "cannot parse {} as \"2006\"",
                                              text, go_quoted(text), go_quoted(text)));
    case Form::DateTime:
      if (const auto time = parse_date_time(text)) return *time;
      return error_value(scratch, fmt::format("Invalid date-time formatted string {}: parsing time {} as "
                                              "\"2006-01-02T15:04:05\": cannot parse {} as \"2006\"",
                                              text, go_quoted(text), go_quoted(text)));
    case Form::Bytes: {
      // strfmt reads the alphabet of URLs.
      std::string standard(text);
      const std::size_t strange = text.find_first_of("+/");
      std::ranges::replace(standard, '-', '+');
      std::ranges::replace(standard, '_', '/');
      const auto bytes = strange == std::string_view::npos ? doc::decode_base64(standard) : std::nullopt;
      if (!bytes)
        return error_value(scratch,
                           fmt::format("Invalid byte formatted string {}: illegal base64 data at input byte {}", text,
                                       std::min(strange, text.size())));
      Value made = Value::of(scratch.keep(*bytes));
      made.kind = Kind::Bytes;
      return made;
    }
    default:
      return Value::of(text);
  }
}

}  // namespace

Value adapted(const doc::Node& node, const Schema& schema, Scratch& scratch) {
  if (schema.form == Form::Json) return json_value(node);
  if (node.is_null())
    return schema.nullable ? Value::null() : error_value("invalid data, got null for schema with nullable=false");
  switch (schema.form) {
    case Form::IntOrString:
      if (node.is_string() || (node.kind() == doc::Kind::Int && !node.is_unsigned())) return json_value(node);
      return error_value("invalid data, expected XIntOrString value to be either a string or integer");
    case Form::Object:
    case Form::Map:
      if (!node.is_map()) return error_value("invalid data, expected a map for the provided schema with type=object");
      return node_value(schema.form == Form::Map ? Kind::NodeMap : Kind::NodeObject, node, schema);
    case Form::List:
    case Form::SetList:
    case Form::MapList:
      if (!node.is_list())
        return error_value("invalid data, expected an array for the provided schema with type=array");
      return node_value(Kind::NodeList, node, schema);
    case Form::Boolean:
      if (node.kind() == doc::Kind::Bool) return Value::of(node.boolean());
      return error_value(scratch, fmt::format("invalid data, expected bool, got {}", go_type(node)));
    case Form::Integer:
      if (node.kind() == doc::Kind::Int && !node.is_unsigned()) return Value::of(node.integer());
      return error_value(scratch, fmt::format("invalid data, expected int, got {}", go_type(node)));
    case Form::Number:
      if (node.kind() == doc::Kind::Int || node.kind() == doc::Kind::Float) return Value::of(number_of(node));
      return error_value(scratch, fmt::format("invalid data, expected float, got {}", go_type(node)));
    case Form::Preserved:
      return node_value(Kind::Preserved, node, schema);
    case Form::Invalid:
      if (schema.openapi_type == "array")
        return error_value(node.is_list() ? "invalid array type, expected Items with a non-empty Schema"
                                          : "invalid data, expected an array for the provided schema with type=array");
      return error_value(
          scratch,
          fmt::format("invalid type, expected object, array, number, integer, boolean or string, or no type "
                      "with x-kubernetes-int-or-string or x-kubernetes-preserve-unknown-fields is true, got {}",
                      schema.openapi_type));
    default:
      return text_value(node, schema, scratch);
  }
}

Value without_schema(const Value& value) {
  switch (value.kind) {
    case Kind::NodeList:
    case Kind::NodeMap:
    case Kind::NodeObject:
    case Kind::Preserved:
      return json_value(*value.node);
    default:
      return value;
  }
}

const Type* OpaqueValue::type() const {
  static const Type* const kTypes[] = {types::quantity(), types::ip(),     types::cidr(),
                                       types::url(),      types::semver(), types::format()};
  return kTypes[value.index()];
}

std::string_view go_type_name(const Value& value) {
  switch (value.kind) {
    case Kind::Null:
      return "types.Null";
    case Kind::Bool:
      return "types.Bool";
    case Kind::Int:
      return "types.Int";
    case Kind::Uint:
      return "types.Uint";
    case Kind::Double:
      return "types.Double";
    case Kind::String:
      return "types.String";
    case Kind::Bytes:
      return "types.Bytes";
    case Kind::Duration:
      return "types.Duration";
    case Kind::Timestamp:
      return "types.Timestamp";
    case Kind::Optional:
      return "*types.Optional";
    case Kind::Type:
      return "*types.Type";
    case Kind::Opaque:
      return "cel.Quantity";
    case Kind::NodeList:
      return of_json(value) ? "[]interface {}" : "*common.unstructuredList";
    case Kind::NodeMap:
    case Kind::NodeObject:
      return of_json(value) ? "map[string]interface {}" : "*common.unstructuredMap";
    case Kind::List:
      return "*types.baseList";
    case Kind::Map:
      return "*types.baseMap";
    default:
      return "*common.unknownPreserved";
  }
}

std::string_view type_name(const Value& value) {
  switch (value.kind) {
    case Kind::Error:
      return "error";
    case Kind::Preserved:
      return "unknown";
    case Kind::NodeList:
    case Kind::List:
      return "list";
    case Kind::NodeMap:
    case Kind::NodeObject:
    case Kind::Map:
      return "map";
    case Kind::Optional:
      return "optional_type";
    default:
      return type_of(value)->runtime_name();
  }
}

const Type* type_of(const Value& value) {
  static const Type list = {TypeKind::List, {}, {types::dyn()}, {}, nullptr};
  static const Type map = {TypeKind::Map, {}, {types::dyn(), types::dyn()}, {}, nullptr};
  static const Type optional = {TypeKind::Opaque, "optional_type", {}, {}, nullptr};
  static const Type unknown = {TypeKind::Opaque, "unknown", {}, {}, nullptr};
  switch (value.kind) {
    case Kind::Error:
      return types::error();
    case Kind::Null:
      return types::null();
    case Kind::Bool:
      return types::boolean();
    case Kind::Int:
      return types::integer();
    case Kind::Uint:
      return types::uint();
    case Kind::Double:
      return types::number();
    case Kind::String:
      return types::string();
    case Kind::Bytes:
      return types::bytes();
    case Kind::Duration:
      return types::duration();
    case Kind::Timestamp:
      return types::timestamp();
    case Kind::NodeList:
    case Kind::List:
      return &list;
    case Kind::NodeMap:
    case Kind::NodeObject:
    case Kind::Map:
      return &map;
    case Kind::Optional:
      return &optional;
    case Kind::Opaque:
      return value.opaque->type();
    case Kind::Type:
      return types::type();
    case Kind::Preserved:
      return &unknown;
  }
  return types::error();
}

bool fits_type(const Value& value, const Type& type, Scratch& scratch) {
  switch (type.kind) {
    case TypeKind::Dyn:
    case TypeKind::Any:
    case TypeKind::Variable:
      return true;
    case TypeKind::List:
      if (!is_list(value)) return false;
      return list_size(value) == 0 || fits_type(list_item(value, 0, scratch), *type.parameters[0], scratch);
    case TypeKind::Map: {
      if (!is_map(value)) return false;
      if (map_size(value) == 0) return true;
      const Value key = map_key(value, 0, scratch);
      const auto item = map_find(value, key, scratch);
      return fits_type(key, *type.parameters[0], scratch) && (!item || fits_type(*item, *type.parameters[1], scratch));
    }
    default:
      return type_name(value) == type.runtime_name();
  }
}

std::uint64_t characters_in(std::string_view text) {
  std::uint64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

std::uint64_t size_of(const Value& value) {
  switch (value.kind) {
    case Kind::String:
      return characters_in(value.string());
    case Kind::Bytes:
      return value.size;
    case Kind::NodeList:
    case Kind::NodeMap:
    case Kind::NodeObject:
      return value.node->size();
    case Kind::List:
      return value.list->size;
    case Kind::Map:
      return value.map->size;
    case Kind::Optional:
      return value.inner ? size_of(*value.inner) : 1;
    case Kind::Opaque:
      if (const auto* ip = std::get_if<Ip>(&value.opaque->value)) return ip->v4 ? 4 : 16;
      if (const auto* prefix = std::get_if<IpPrefix>(&value.opaque->value))
        return static_cast<std::uint64_t>((prefix->length + 7) / 8);
      return 1;
    default:
      return 1;
  }
}

std::uint32_t list_size(const Value& list) {
  return list.kind == Kind::List ? list.list->size : static_cast<std::uint32_t>(list.node->size());
}

Value list_item(const Value& list, std::uint32_t index, Scratch& scratch) {
  if (list.kind == Kind::List) return list.list->items[index];
  const Schema& items = list.schema->form == Form::Json ? json_schema() : *list.schema->element;
  return adapted(list.node->items()[index], items, scratch);
}

std::uint32_t map_size(const Value& map) {
  return map.kind == Kind::Map ? map.map->size : static_cast<std::uint32_t>(map.node->size());
}

Value map_key(const Value& map, std::uint32_t index, Scratch& scratch) {
  if (map.kind == Kind::Map) return map.map->keys[index];
  const std::string_view key = map.node->members()[index].key.text();
  if (map.kind == Kind::NodeObject)
    if (const Schema::Field* field = map.schema->find(key); field && !field->escaped.empty())
      return Value::of(std::string_view(field->escaped));
  (void)scratch;
  return Value::of(key);
}

std::optional<Value> map_find_property(const Value& map, std::string_view property, Scratch& scratch) {
  if (map.kind == Kind::Map) return map_find(map, Value::of(property), scratch);
  const doc::Node* node = map.node->find(property);
  if (!node) return std::nullopt;
  if (map.kind == Kind::NodeMap)
    return adapted(*node, map.schema->form == Form::Json ? json_schema() : *map.schema->element, scratch);
  if (node->is_null()) return std::nullopt;
  const Schema::Field* field = map.schema->find(property);
  if (!field) return std::nullopt;
  return adapted(*node, *field->schema, scratch);
}

std::optional<Value> map_find(const Value& map, const Value& key, Scratch& scratch) {
  if (map.kind == Kind::Map) {
    for (std::uint32_t i = 0; i < map.map->size; ++i)
      if (equals(map.map->keys[i], key, scratch).is_true()) return map.map->values[i];
    return std::nullopt;
  }
  if (key.kind != Kind::String) {
    if (map.schema->form == Form::Json) return std::nullopt;
    return error_or_no_overload(key);
  }
  if (map.kind == Kind::NodeMap) return map_find_property(map, key.string(), scratch);
  const auto property = unescaped_property(key.string());
  return property ? map_find_property(map, *property, scratch) : std::nullopt;
}

std::optional<std::string> unescaped_property(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t word = at + 2;
    const std::size_t close = name.substr(at, 2) == "__" ? name.find('_', word) : std::string_view::npos;
    if (close == std::string_view::npos || close == word || name.substr(close, 2) != "__") {
      out += name[at++];
      continue;
    }
    const std::string_view escape = name.substr(word, close - word);
    if (escape == "underscores")
      out += "__";
    else if (escape == "dot")
      out += '.';
    else if (escape == "dash")
      out += '-';
    else if (escape == "slash")
      out += '/';
    else if (escaped_property(escape) == name)
      return std::string(escape);  // a word of the language
    else
      return std::nullopt;
    at = close + 2;
  }
  return out;
}

ListValue* new_list(std::uint32_t capacity, Scratch& scratch) {
  auto* list = scratch.make<ListValue>();
  list->items = scratch.make_array<Value>(capacity);
  list->capacity = capacity;
  return list;
}

void append(ListValue& list, const Value& item, Scratch& scratch) {
  if (list.size == list.capacity) {
    const std::uint32_t capacity = std::max<std::uint32_t>(8, list.capacity * 2);
    Value* items = scratch.make_array<Value>(capacity);
    std::copy_n(list.items, list.size, items);
    list.items = items;
    list.capacity = capacity;
  }
  list.items[list.size++] = item;
}

Value list_value(const ListValue* list) {
  Value made;
  made.kind = Kind::List;
  made.list = list;
  return made;
}

std::string printed(const Value& value) {
  switch (value.kind) {
    case Kind::Null:
      return "NULL_VALUE";
    case Kind::Bool:
      return value.integer ? "true" : "false";
    case Kind::Int:
      return fmt::format("{}", value.integer);
    case Kind::Uint:
      return fmt::format("{}", value.unsigned_integer);
    case Kind::Double:
      return kube::go_shortest(value.number);
    case Kind::Error:
    case Kind::String:
      return std::string(value.string());
    case Kind::Duration:
      return duration_text(value.integer);
    case Kind::Timestamp:
      return timestamp_text(value);
    case Kind::Type:
      return std::string(value.type->runtime_name());
    default:
      return debug_text(value);
  }
}

}  // namespace slipway::cel
