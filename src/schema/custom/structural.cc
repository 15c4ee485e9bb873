#include "schema/custom/structural.h"

#include <algorithm>
#include <deque>
#include <map>

#include "doc/arena.h"
#include "doc/tree_builder.h"
#include "schema/custom/completion.h"

namespace slipway::schema::custom {
namespace {

using doc::Node;

bool is_true(const Node& node) { return node.kind() == doc::Kind::Bool && node.boolean(); }

std::optional<std::int64_t> integer(const Node& node) {
  if (node.kind() == doc::Kind::Int) return node.integer();
  if (node.kind() == doc::Kind::Float) return static_cast<std::int64_t>(node.number());
  return std::nullopt;
}
std::optional<double> number(const Node& node) {
  if (node.kind() == doc::Kind::Int || node.kind() == doc::Kind::Float) return node.number();
  return std::nullopt;
}

Type type_of(std::string_view text) {
  constexpr std::pair<std::string_view, Type> kTypes[] = {{"object", Type::Object}, {"array", Type::Array},
                                                          {"string", Type::String}, {"integer", Type::Integer},
                                                          {"number", Type::Number}, {"boolean", Type::Boolean}};
  for (const auto& [name, type] : kTypes)
    if (name == text) return type;
  return Type::Any;
}

}  // namespace

struct SchemaSource::State {
  SchemaSource* self;
  doc::Document document;
  std::span<const Node> list;               // of the packed form
  std::vector<const Structural*> by_place;  // parallel to it, null until asked for
  std::vector<Node> expanded_by_place;
  std::vector<bool> is_expanded;
  std::deque<Structural> made;
  std::map<std::string_view, Pattern> patterns;
  doc::Arena arena;

  const Structural* read(const Node& schema) {
    if (schema.kind() != doc::Kind::Int) return make(schema);
    const auto place = static_cast<std::size_t>(schema.integer());
    if (!by_place[place]) by_place[place] = make(list[place]);
    return by_place[place];
  }

  void read_properties(Structural& out, const Node& schema) {
    for (const doc::Member& member : schema["properties"].members())
      out.properties.push_back({member.key.text(), read(member.value), false});
    std::ranges::sort(out.properties, {}, &Property::name);
    out.property_index = NameIndex(out.properties.size(), [&](std::size_t i) { return out.properties[i].name; });
    for (const Node& name : schema["required"].items()) {
      out.required.push_back(name.text());
      for (Property& property : out.properties)
        if (property.name == name.text() && !property.is_required) {
          property.is_required = true;
          ++out.required_properties;
        }
    }
    for (const Property& property : out.properties)
      if (!property.schema->default_value.is_null()) out.defaulted.push_back(&property);
  }

  void read_limits(Structural& out, const Node& schema) {
    out.minimum = number(schema["minimum"]);
    out.maximum = number(schema["maximum"]);
    out.multiple_of = number(schema["multipleOf"]);
    out.exclusive_minimum = is_true(schema["exclusiveMinimum"]);
    out.exclusive_maximum = is_true(schema["exclusiveMaximum"]);
    out.min_length = integer(schema["minLength"]);
    out.max_length = integer(schema["maxLength"]);
    out.min_items = integer(schema["minItems"]);
    out.max_items = integer(schema["maxItems"]);
    out.min_properties = integer(schema["minProperties"]);
    out.max_properties = integer(schema["maxProperties"]);
    out.allowed = schema["enum"].items();
    const std::string_view pattern = schema["pattern"].text();
    if (!pattern.empty()) out.pattern = &patterns.try_emplace(pattern, pattern).first->second;
    out.format = format_of(out.type_text, schema["format"].text());
    if (out.format != Format::None) out.format_text = schema["format"].text();
  }

  void read_combinations(Structural& out, const Node& schema) {
    for (const auto& [key, to] :
         {std::pair("allOf", &out.all_of), std::pair("anyOf", &out.any_of), std::pair("oneOf", &out.one_of)})
      for (const Node& one : schema[key].items()) to->push_back(read(one));
    if (!schema["not"].is_null()) out.not_of = read(schema["not"]);
    const auto only = [](const Structural& one, Type type) {
      return one.type == type && one.allowed.empty() && !one.has_combinations() && one.format == Format::None &&
             !one.minimum && !one.maximum && !one.multiple_of && !one.pattern && !one.min_length && !one.max_length;
    };
    out.is_int_or_string_pattern = out.type == Type::IntOrString && out.any_of.size() == 2 &&
                                   only(*out.any_of[0], Type::Integer) && only(*out.any_of[1], Type::String);
  }

  void read_extensions(Structural& out, const Node& schema) {
    out.nullable = is_true(schema["nullable"]);
    out.preserve_unknown = is_true(schema["x-kubernetes-preserve-unknown-fields"]);
    out.embedded = is_true(schema["x-kubernetes-embedded-resource"]);
    const std::string_view list_type = schema["x-kubernetes-list-type"].text();
    out.list_type = list_type == "set" ? ListType::Set : list_type == "map" ? ListType::Map : ListType::Atomic;
    for (const Node& key : schema["x-kubernetes-list-map-keys"].items()) out.list_keys.push_back(key.text());
    out.has_rules = schema["x-kubernetes-validations"].size() > 0;
  }

  static void look_below(Structural& out) {
    const auto look = [&](const Structural* below) {
      if (!below) return;
      out.has_rules_below |= below->has_rules_below;
      out.has_embedded_below |= below->has_embedded_below;
      out.has_unique_lists_below |= below->has_unique_lists_below;
    };
    out.has_rules_below = out.has_rules;
    out.has_embedded_below = out.embedded;
    out.has_unique_lists_below = out.list_type != ListType::Atomic;
    for (const Property& property : out.properties) look(property.schema);
    look(out.additional);
    look(out.items);
    for (const Structural* one : out.all_of) out.has_rules_below |= one->has_rules_below;
  }

  const Structural* make(const Node& schema) {
    Structural out;
    out.source = schema;
    out.owner = self;
    out.type_text = schema["type"].text();
    out.type = type_of(out.type_text);
    if (is_true(schema["x-kubernetes-int-or-string"])) {
      out.type = Type::IntOrString;
      out.type_text = {};
    }
    const Node& additional = schema["additionalProperties"];
    out.has_additional = !additional.is_null();
    out.forbids_additional = additional.kind() == doc::Kind::Bool && !additional.boolean();
    if (out.has_additional && additional.kind() != doc::Kind::Bool) out.additional = read(additional);
    if (!schema["items"].is_null()) out.items = read(schema["items"]);
    read_properties(out, schema);
    read_limits(out, schema);
    read_combinations(out, schema);
    read_extensions(out, schema);
    look_below(out);
    made.push_back(std::move(out));
    Structural& kept = made.back();
    kept.default_value = schema["default"];
    if (!kept.default_value.is_null()) {
      Completion completion(arena);
      kept.default_is_plain = completion.complete(kept.default_value, kept);
    }
    return &kept;
  }

  Node expanded(const Node& schema) {
    if (schema.kind() != doc::Kind::Int) return list.empty() ? schema : expanded_tree(schema);
    const auto place = static_cast<std::size_t>(schema.integer());
    if (!is_expanded[place]) {
      expanded_by_place[place] = expanded_tree(list[place]);
      is_expanded[place] = true;
    }
    return expanded_by_place[place];
  }

  Node expanded_tree(const Node& schema) {
    std::vector<doc::Member> members(schema.members().begin(), schema.members().end());
    for (doc::Member& member : members) {
      const std::string_view key = member.key.text();
      if (key == "properties") {
        std::vector<doc::Member> below(member.value.members().begin(), member.value.members().end());
        for (doc::Member& property : below) property.value = expanded(property.value);
        member.value = doc::TreeBuilder::map_in(arena, below, member.value.where());
      } else if (key == "items" || key == "not" || key == "additionalProperties") {
        if (member.value.kind() == doc::Kind::Int) member.value = expanded(member.value);
      } else if (key == "allOf" || key == "anyOf" || key == "oneOf") {
        std::vector<Node> below;
        for (const Node& one : member.value.items()) below.push_back(expanded(one));
        member.value = doc::TreeBuilder::list_in(arena, below, member.value.where());
      }
    }
    return doc::TreeBuilder::map_in(arena, members, schema.where());
  }
};

SchemaSource::SchemaSource(doc::Document document) : state_(std::make_unique<State>()) {
  state_->self = this;
  state_->document = std::move(document);
}

SchemaSource::SchemaSource(doc::Document document, const doc::Node& schemas) : SchemaSource(std::move(document)) {
  state_->list = schemas.items();
  state_->by_place.resize(schemas.size());
  state_->expanded_by_place.resize(schemas.size());
  state_->is_expanded.resize(schemas.size());
}

SchemaSource::~SchemaSource() = default;

const Structural* SchemaSource::read(const doc::Node& schema) { return state_->read(schema); }

doc::Node SchemaSource::expanded(const doc::Node& schema) { return state_->expanded(schema); }

}  // namespace slipway::schema::custom
