#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/name_index.h"
#include "doc/node.h"
#include "schema/custom/formats.h"
#include "schema/custom/pattern.h"

namespace slipway::schema::custom {

struct RuleSet;
struct Structural;
class SchemaSource;

enum class Type : std::uint8_t { Any, Object, Array, String, Integer, Number, Boolean, IntOrString };
enum class ListType : std::uint8_t { Atomic, Set, Map };

struct Property {
  std::string_view name;
  const Structural* schema = nullptr;
  bool is_required = false;
};

/// A structural schema (apiextensions-apiserver 0.36.3 pkg/apiserver/schema) made ready for use. Equal parts of one
/// source are one. Texts and values point into the source's document.
struct Structural {
  Type type = Type::Any;
  std::string_view type_text;  // "object"; "" for IntOrString
  bool nullable = false;
  bool preserve_unknown = false;
  bool embedded = false;
  bool has_additional = false;  // additionalProperties, of whatever form
  bool forbids_additional = false;
  bool exclusive_minimum = false, exclusive_maximum = false;
  bool is_int_or_string_pattern = false;  // any_of says once more what the type says
  ListType list_type = ListType::Atomic;
  Format format = Format::None;

  std::vector<Property> properties;  // by name
  NameIndex property_index;
  std::vector<std::string_view> required;
  std::size_t required_properties = 0;     // of these, those that have a property
  std::vector<const Property*> defaulted;  // properties with a default
  const Structural* additional = nullptr;  // null also where it is a boolean
  const Structural* items = nullptr;
  std::vector<const Structural*> all_of, any_of, one_of;
  const Structural* not_of = nullptr;
  std::vector<std::string_view> list_keys;

  std::optional<double> minimum, maximum, multiple_of;
  std::optional<std::int64_t> min_length, max_length, min_items, max_items, min_properties, max_properties;
  std::string_view format_text;
  const Pattern* pattern = nullptr;
  std::span<const doc::Node> allowed;  // enum
  doc::Node default_value;             // absent: none; with its own defaults
  bool default_is_plain = true;        // it needs nothing else done to it

  bool has_rules = false, has_rules_below = false;  // x-kubernetes-validations, here or below
  bool has_embedded_below = false;
  bool has_unique_lists_below = false;

  doc::Node source;  // as SchemaSource holds it
  SchemaSource* owner = nullptr;
  mutable std::shared_ptr<const RuleSet> rules, root_rules;  // once they were asked for

  const Property* find(std::string_view name) const {
    const std::size_t at = property_index.find(name, [&](std::size_t i) { return properties[i].name; });
    return at == NameIndex::kNone ? nullptr : &properties[at];
  }
  bool has_combinations() const { return !all_of.empty() || !any_of.empty() || !one_of.empty() || not_of; }
};

/// The schemas of one document, made when asked for. Lives as long as they are used.
class SchemaSource {
 public:
  /// A list of schemas in which a schema inside a schema is its place in the list (tools/pack_schemas).
  SchemaSource(doc::Document document, const doc::Node& schemas);
  /// Schemas as CustomResourceDefinitions have them: for read().
  explicit SchemaSource(doc::Document document);
  ~SchemaSource();
  SchemaSource(const SchemaSource&) = delete;
  SchemaSource& operator=(const SchemaSource&) = delete;

  /// A schema, or its place in the list. Never null.
  const Structural* read(const doc::Node& schema);
  /// The tree with every place resolved.
  doc::Node expanded(const doc::Node& schema);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace slipway::schema::custom
