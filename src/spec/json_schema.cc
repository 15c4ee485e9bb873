#include "spec/json_schema.h"

#include <fmt/core.h>

#include <charconv>
#include <map>
#include <set>
#include <vector>

#include "base/text.h"
#include "spec/root.h"

namespace slipway::spec {
namespace {

using doc::List;
using doc::Map;
using doc::Value;

List list_of(std::span<const Word> words) {
  List list;
  for (const Word& word : words) list.add(word.text);
  return list;
}

Map any_of(List alternatives) { return Map{{"anyOf", std::move(alternatives)}}; }

Map pattern_map(const TextFormat& format) {
  Map map;
  if (format.takes_numbers)
    map.set("type", List{"string", "number"});
  else
    map.set("type", "string");
  if (!format.pattern.empty()) map.set("pattern", format.pattern);
  return map;
}

/// One text: a word, what its format says, or either.
Map text_schema(const Field& field) {
  if (field.words.empty()) return field.format ? pattern_map(*field.format) : Map{{"type", "string"}};
  Map words{{"enum", list_of(field.words)}};
  if (!field.format) return words;
  return any_of(List{words, pattern_map(*field.format)});
}

void append(Map& schema, const Map& more) {
  for (const auto& [key, value] : more.entries()) schema.set(key, value);
}

/// The default as a value of the schema's type.
Value default_value(const Field& field) {
  const std::string& text = field.default_text;
  switch (field.kind) {
    case FieldKind::Integer: {
      std::int64_t number = 0;
      std::from_chars(text.data(), text.data() + text.size(), number);
      return number;
    }
    case FieldKind::Boolean:
      return text == "true";
    case FieldKind::StringList:
    case FieldKind::ChoiceList: {
      List list;
      for (const auto item : split(std::string_view(text).substr(1, text.size() - 2), ',')) list.add(trim(item));
      return list;
    }
    default:
      return text;
  }
}

std::string description(const Field& field) {
  std::string text = field.required ? "Required. " + field.doc : field.doc;
  for (const Word& word : field.words)
    if (!word.doc.empty()) text += fmt::format("\n- {}: {}", word.text, word.doc);
  if (field.default_in_words && !field.default_text.empty()) text += "\nDefault: " + field.default_text + ".";
  return text;
}

class Writer {
 public:
  explicit Writer(std::span<const ComponentChoice> components) : components_(components) {}

  Value write(const StructType& root) {
    find_merged(root);
    Map schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
               {"$id", "https://slipway.dev/schemas/platform.schema.json"},
               {"title", "slipway platform"}};
    append(schema, struct_schema(root));
    Map definitions;
    for (auto& [name, definition] : definitions_) definitions.set(name, std::move(definition));
    schema.set("$defs", std::move(definitions));
    return schema;
  }

 private:
  /// Structs that several files may each say a part of: what one file leaves out, an included one may have. Items of
  /// lists are whole where they stand.
  void find_merged(const StructType& type) {
    if (!merged_.insert(type.name).second) return;
    for (const Field& field : type.fields)
      if (field.nested && field.kind != FieldKind::StructList) find_merged(field.nested());
  }

  Map struct_schema(const StructType& type) {
    Map properties;
    List required;
    for (const Field& field : type.fields) {
      properties.set(field.name, field_schema(field));
      if (field.required && !merged_.contains(type.name)) required.add(field.name);
    }
    Map schema{{"description", type.doc}, {"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) schema.set("required", std::move(required));
    schema.set("additionalProperties", false);
    return schema;
  }

  Map reference(const StructType& type) {
    const auto [entry, is_new] = definitions_.try_emplace(type.name);
    if (is_new) {
      Map schema = struct_schema(type);
      if (type.read_short) {
        Map form{{"description", type.short_form}, {"type", List{"string", "number", "boolean"}}};
        if (!type.short_pattern.empty()) form.set("pattern", type.short_pattern);
        schema = any_of(List{std::move(schema), std::move(form)});
      }
      definitions_[type.name] = std::move(schema);
    }
    return Map{{"$ref", "#/$defs/" + type.name}};
  }

  Map array(const Field& field, Map items) {
    Map list{{"type", "array"}, {"items", items}};
    if (field.least) list.set("minItems", *field.least);
    return field.one_or_list ? any_of(List{std::move(list), std::move(items)}) : list;
  }

  Map object(const Field& field, Map values) {
    Map map{{"type", "object"}};
    if (field.names && !field.names->pattern.empty()) map.set("propertyNames", Map{{"pattern", field.names->pattern}});
    map.set("additionalProperties", std::move(values));
    return map;
  }

  Map integer(const Field& field) {
    Map map{{"type", "integer"}};
    if (field.least) map.set("minimum", *field.least);
    if (field.most) map.set("maximum", *field.most);
    if (!field.only.empty()) {
      List numbers;
      for (const auto number : field.only) numbers.add(number);
      map.set("enum", std::move(numbers));
    }
    return map;
  }

  Map named_structs(const Field& field) {
    return object(field, any_of(List{reference(field.nested()), Map{{"type", "null"}}}));
  }

  Map components() {
    List alternatives;
    Map with_options{{"type", "object"}, {"minProperties", 1}, {"maxProperties", 1}};
    if (components_.empty()) {
      alternatives.add(Map{{"type", "string"}});
      with_options.set("additionalProperties", Map{{"type", List{"object", "null"}}});
    } else {
      List names;
      Map properties;
      std::string text;
      for (const ComponentChoice& choice : components_) {
        names.add(choice.name);
        text += fmt::format("\n- {}: {}", choice.name, choice.summary);
        Map options{{"type", List{"object", "null"}}};
        if (choice.options) {
          Map known{{"version", Map{{"type", "string"}}}, {"values", Map{{"type", "object"}}}};
          for (const Field& field : choice.options->fields) known.set(field.name, field_schema(field));
          options.set("properties", std::move(known));
        }
        options.set("description", choice.summary);
        properties.set(choice.name, std::move(options));
      }
      alternatives.add(Map{{"description", "A component's name." + text}, {"enum", std::move(names)}});
      with_options.set("properties", std::move(properties));
      with_options.set("additionalProperties", false);
    }
    alternatives.add(std::move(with_options));
    return Map{{"type", "array"}, {"items", any_of(std::move(alternatives))}};
  }

  Map value_schema(const Field& field) {
    switch (field.kind) {
      case FieldKind::String:
        return text_schema(field);
      case FieldKind::Integer:
        return integer(field);
      case FieldKind::Boolean:
        return Map{{"type", "boolean"}};
      case FieldKind::Choice:
        return Map{{"enum", list_of(field.words)}};
      case FieldKind::StringList:
      case FieldKind::ChoiceList:
        return array(field, text_schema(field));
      case FieldKind::StringMap:
        return object(field,
                      field.format ? text_schema(field) : Map{{"type", List{"string", "number", "boolean", "null"}}});
      case FieldKind::QuantityMap:
        return object(field, pattern_map(format::kQuantity));
      case FieldKind::Native:
        return Map{{"type", field.native == doc::Kind::List ? "array" : "object"}};
      case FieldKind::ComponentList:
        return components();
      case FieldKind::Struct:
      case FieldKind::OptionalStruct:
        return reference(field.nested());
      case FieldKind::StructList:
        return array(field, reference(field.nested()));
      case FieldKind::StructMap:
        return named_structs(field);
    }
    return {};
  }

  Map field_schema(const Field& field) {
    Map schema{{"description", description(field)}};
    append(schema, value_schema(field));
    if (!field.default_text.empty() && !field.default_in_words && !field.required)
      schema.set("default", default_value(field));
    return schema;
  }

  std::span<const ComponentChoice> components_;
  std::map<std::string, Map> definitions_;
  std::set<std::string> merged_;
};

}  // namespace

doc::Value json_schema(std::span<const ComponentChoice> components) {
  return Writer(components).write(type_of(static_cast<const Root*>(nullptr)));
}

}  // namespace slipway::spec
