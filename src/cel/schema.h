#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cel/type.h"
#include "doc/node.h"

namespace slipway::cel {

/// The largest request an API server takes: what sizes without a limit are reckoned from.
constexpr std::int64_t kMaxRequestBytes = 3 * 1024 * 1024;

/// How a tree of JSON shows to expressions: which CEL value a node is, which fields it has, how long its strings and
/// lists may be. Follows k8s.io/apiserver 0.36.3 pkg/cel/common/schemas.go (types and sizes) and valuesunstructured.go
/// (values).
struct Schema {
  enum class Form : std::uint8_t {
    Json,         // by the JSON itself: dyn
    IntOrString,  // dyn
    Preserved,    // not accessible; only compared for equality
    Boolean,
    Integer,
    Number,
    String,
    Bytes,     // base64
    Duration,  // Go's, or as strfmt reads it
    Date,
    DateTime,
    List,
    SetList,
    MapList,
    Map,
    Object,
    Invalid,  // no type, or an array without items: every value of it is an error
  };
  struct Field {
    std::string name;                // as JSON has it
    std::string escaped;             // as expressions have it; "" where it cannot be written
    const Schema* schema = nullptr;  // never null; schema->type is null where it is not accessible
  };

  Form form = Form::Json;
  bool nullable = false;
  /// What the checker sees; null where expressions cannot see it.
  const Type* type = nullptr;
  std::vector<Field> fields;           // Object: sorted by name
  const Schema* element = nullptr;     // lists: items; maps: values
  std::vector<std::string> list_keys;  // MapList
  std::string openapi_type;            // "object", "string", …: words for errors
  std::int64_t max_elements = 0;       // items, entries, bytes: for the cost estimate
  std::int64_t min_bytes = 0;          // of the smallest JSON text it can have

  const Field* find(std::string_view name) const;
  const Field* find_escaped(std::string_view escaped) const;
};

/// Makes schemas and their types, and keeps them.
class Schemas {
 public:
  /// Of a structural OpenAPI schema as CustomResourceDefinitions hold it. `resource_root`: apiVersion, kind and
  /// metadata (name, generateName) are there even if not declared. Never null; `->type` is null where nothing of it can
  /// be seen.
  const Schema* declare(const doc::Node& structural, bool resource_root);

  /// By hand, for variables that no schema describes. The type of a map or list is made of its element's.
  Schema* make(Schema::Form form, const Type* type, std::int64_t max_elements = 0, std::int64_t min_bytes = 0);
  Schema* make_list(const Schema* element, std::int64_t max_items);
  Schema* make_map(const Schema* element, std::int64_t max_entries);
  /// Fields: name (not escaped) and schema.
  Schema* make_object(std::string type_name, std::vector<std::pair<std::string, const Schema*>> fields);

  Types& types() { return types_; }

 private:
  Schema* declare_string(const doc::Node& structural);
  Schema* declare_list(const doc::Node& structural);
  Schema* declare_object(const doc::Node& structural, bool resource_root);
  Schema* keep(Schema schema);

  Types types_;
  std::deque<Schema> made_;
  int objects_ = 0;
};

/// Any JSON, typed dyn.
const Schema& json_schema();

/// The name by which expressions know a property: "a-b" is a__dash__b, "namespace" is __namespace__; nullopt where it
/// cannot be written ("1st", "a b"). Follows pkg/cel/escaping.go.
std::optional<std::string> escaped_property(std::string_view name);

/// How often at most a value of at least so many bytes can stand in one request.
std::uint64_t max_cardinality(std::int64_t min_bytes);

}  // namespace slipway::cel
