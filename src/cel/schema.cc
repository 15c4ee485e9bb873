#include "cel/schema.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace slipway::cel {
namespace {

constexpr std::int64_t kLongestString = kMaxRequestBytes - 2;
constexpr std::int64_t kLongestTime = 32, kDateBytes = 12, kShortestDateTime = 21, kShortestDuration = 3;
constexpr std::int64_t kEmptyBytes = 2;  // "", {} and []

std::int64_t limit_of(const doc::Node& limit, std::int64_t unlimited) {
  if (limit.kind() != doc::Kind::Int) return unlimited;
  return std::max<std::int64_t>(limit.integer(), 0);
}

std::int64_t longest_by_length(const doc::Node& schema) {
  const std::int64_t characters = limit_of(schema["maxLength"], -1);
  if (characters < 0) return -1;
  // A character is up to four bytes; Go's product wraps.
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(characters) * 4);
}

std::int64_t longest_enum_value(const doc::Node& values) {
  std::int64_t longest = 0;
  for (const doc::Node& value : values.items())
    if (value.is_string()) longest = std::max(longest, static_cast<std::int64_t>(value.text().size()));
  return longest;
}

bool is_true(const doc::Node& node) { return node.kind() == doc::Kind::Bool && node.boolean(); }

constexpr std::array<std::string_view, 21> kReserved = {
    "as",  "break", "const",     "continue", "else",    "false",  "for",  "function", "if",   "import", "in",
    "let", "loop",  "namespace", "null",     "package", "return", "true", "var",      "void", "while"};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

std::optional<std::string> escaped_property(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return std::nullopt;
  if (std::ranges::find(kReserved, name) != kReserved.end()) return fmt::format("__{}__", name);
  std::string escaped;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.substr(i, 2) == "__") {
      escaped += "__underscores__";
      ++i;
    } else if (name[i] == '.') {
      escaped += "__dot__";
    } else if (name[i] == '-') {
      escaped += "__dash__";
    } else if (name[i] == '/') {
      escaped += "__slash__";
    } else if (is_word(name[i])) {
      escaped += name[i];
    } else {
      return std::nullopt;
    }
  }
  return escaped;
}

std::uint64_t max_cardinality(std::int64_t min_bytes) {
  return static_cast<std::uint64_t>(kMaxRequestBytes / (min_bytes + 1));
}

const Schema::Field* Schema::find(std::string_view name) const {
  const auto at = std::ranges::lower_bound(fields, name, std::less<>(), &Field::name);
  return at != fields.end() && at->name == name ? &*at : nullptr;
}

const Schema::Field* Schema::find_escaped(std::string_view escaped) const {
  const auto at = std::ranges::find(fields, escaped, &Field::escaped);
  return at != fields.end() && !escaped.empty() ? &*at : nullptr;
}

const Schema& json_schema() {
  static const Schema schema = [] {
    Schema made;
    made.form = Schema::Form::Json;
    made.nullable = true;
    made.type = types::dyn();
    return made;
  }();
  return schema;
}

Schema* Schemas::keep(Schema schema) { return &made_.emplace_back(std::move(schema)); }

Schema* Schemas::make(Schema::Form form, const Type* type, std::int64_t max_elements, std::int64_t min_bytes) {
  Schema schema;
  schema.form = form;
  schema.type = type;
  schema.max_elements = max_elements;
  schema.min_bytes = min_bytes;
  return keep(std::move(schema));
}

Schema* Schemas::make_list(const Schema* element, std::int64_t max_items) {
  Schema* made = make(Schema::Form::List, element->type ? types_.list(element->type) : nullptr, max_items, kEmptyBytes);
  made->element = element;
  made->openapi_type = "array";
  return made;
}

Schema* Schemas::make_map(const Schema* element, std::int64_t max_entries) {
  const Type* type = element->type ? types_.map(types::string(), element->type) : nullptr;
  Schema* made = make(Schema::Form::Map, type, max_entries, kEmptyBytes);
  made->element = element;
  made->openapi_type = "object";
  return made;
}

Schema* Schemas::make_object(std::string type_name, std::vector<std::pair<std::string, const Schema*>> fields) {
  Type* type = types_.object(std::move(type_name));
  Schema* made = make(Schema::Form::Object, type, 0, kEmptyBytes);
  made->openapi_type = "object";
  type->schema = made;
  for (auto& [name, schema] : fields) {
    Schema::Field field{std::move(name), {}, schema};
    if (auto escaped = escaped_property(field.name)) field.escaped = *std::move(escaped);
    if (schema->type && !field.escaped.empty()) type->fields[field.escaped] = schema->type;
    made->fields.push_back(std::move(field));
  }
  std::ranges::sort(made->fields, {}, &Schema::Field::name);
  return made;
}

Schema* Schemas::declare_string(const doc::Node& structural) {
  const std::string_view format = structural["format"].text();
  using Form = Schema::Form;
  if (format == "byte")
    return make(Form::Bytes, types::bytes(), limit_of(structural["maxLength"], kLongestString), kEmptyBytes);
  if (format == "duration") return make(Form::Duration, types::duration(), kLongestTime, kShortestDuration);
  if (format == "date") return make(Form::Date, types::timestamp(), kDateBytes, kDateBytes);
  if (format == "date-time") return make(Form::DateTime, types::timestamp(), kLongestTime, kShortestDateTime);
  std::int64_t longest = longest_by_length(structural);
  if (structural["maxLength"].kind() != doc::Kind::Int)
    longest = structural["enum"].size() > 0 ? longest_enum_value(structural["enum"]) : kLongestString;
  return make(Form::String, types::string(), longest, kEmptyBytes);
}

Schema* Schemas::declare_list(const doc::Node& structural) {
  const doc::Node* items = structural.find("items");
  if (!items || !items->is_map()) {
    Schema* made = make(Schema::Form::Invalid, nullptr);
    made->openapi_type = "array";
    return made;
  }
  const Schema* element = declare(*items, is_true((*items)["x-kubernetes-embedded-resource"]));
  Schema* made = make_list(element, 0);
  made->max_elements = limit_of(structural["maxItems"], (kMaxRequestBytes - 2) / (element->min_bytes + 1));
  const std::string_view list_type = structural["x-kubernetes-list-type"].text();
  if (list_type == "set") made->form = Schema::Form::SetList;
  if (list_type == "map") {
    made->form = Schema::Form::MapList;
    for (const doc::Node& key : structural["x-kubernetes-list-map-keys"].items())
      made->list_keys.emplace_back(key.text());
  }
  return made;
}

Schema* Schemas::declare_object(const doc::Node& structural, bool resource_root) {
  const doc::Node& additional = structural["additionalProperties"];
  if (additional.is_map()) {
    const Schema* element = declare(additional, is_true(additional["x-kubernetes-embedded-resource"]));
    return make_map(element, limit_of(structural["maxProperties"], (kMaxRequestBytes - 2) / (element->min_bytes + 6)));
  }
  std::vector<std::pair<std::string, const Schema*>> fields;
  std::int64_t min_bytes = kEmptyBytes;
  const auto is_required = [&](std::string_view name) {
    return std::ranges::any_of(structural["required"].items(),
                               [&](const doc::Node& one) { return one.text() == name; });
  };
  const auto add = [&](std::string_view name, const Schema* schema, bool has_default) {
    fields.emplace_back(std::string(name), schema);
    if (schema->type && !has_default && is_required(name))
      min_bytes += static_cast<std::int64_t>(name.size()) + schema->min_bytes + 4;
  };
  const doc::Node& properties = structural["properties"];
  const auto is_of = [](const doc::Node& schema, std::string_view type) { return schema["type"].text() == type; };
  const doc::Node& metadata = properties["metadata"];
  const bool complete = is_of(properties["kind"], "string") && is_of(properties["apiVersion"], "string") &&
                        is_of(metadata, "object") && is_of(metadata["properties"]["name"], "string") &&
                        is_of(metadata["properties"]["generateName"], "string");
  const bool add_meta = resource_root && !complete;
  for (const doc::Member& property : properties.members()) {
    const std::string_view name = property.key.text();
    if (add_meta && (name == "kind" || name == "apiVersion" || name == "metadata")) continue;
    add(name, declare(property.value, is_true(property.value["x-kubernetes-embedded-resource"])),
        property.value.find("default") != nullptr && !property.value["default"].is_null());
  }
  if (add_meta) {
    const auto text = [this] {
      Schema* made = make(Schema::Form::String, types::string(), kLongestString, kEmptyBytes);
      made->openapi_type = "string";
      return made;
    };
    add("apiVersion", text(), false);
    add("kind", text(), false);
    Schema* meta = make_object(fmt::format("selfType{}", ++objects_), {{"name", text()}, {"generateName", text()}});
    add("metadata", meta, false);
  }
  Schema* made = make_object(fmt::format("selfType{}", ++objects_), std::move(fields));
  made->min_bytes = min_bytes;
  return made;
}

const Schema* Schemas::declare(const doc::Node& structural, bool resource_root) {
  const std::string_view type = structural["type"].text();
  Schema* made = nullptr;
  if (is_true(structural["x-kubernetes-int-or-string"])) {
    std::int64_t longest = longest_by_length(structural);
    if (longest < 0 && structural["maxLength"].kind() != doc::Kind::Int) longest = kLongestString;
    made = make(Schema::Form::IntOrString, types::dyn(), longest, 1);
  } else if (type == "object") {
    made = declare_object(structural, resource_root);
  } else if (type == "array") {
    made = declare_list(structural);
  } else if (type == "string") {
    made = declare_string(structural);
  } else if (type == "boolean") {
    made = make(Schema::Form::Boolean, types::boolean(), 0, 4);
  } else if (type == "number") {
    made = make(Schema::Form::Number, types::number(), 0, 1);
  } else if (type == "integer") {
    made = make(Schema::Form::Integer, types::integer(), 0, 1);
  } else if (is_true(structural["x-kubernetes-preserve-unknown-fields"])) {
    made = make(Schema::Form::Preserved, nullptr);
  } else {
    made = make(Schema::Form::Invalid, nullptr);
  }
  made->nullable = is_true(structural["nullable"]);
  made->openapi_type = type;
  return made;
}

}  // namespace slipway::cel
