#include "schema/custom/validation.h"

#include <fmt/format.h>

#include <optional>
#include <unordered_set>

#include "base/quote.h"
#include "doc/json.h"
#include "kube/field_error.h"
#include "kube/go_text.h"
#include "schema/custom/completion.h"

namespace slipway::schema::custom {
namespace {

using doc::Member;
using doc::Node;
using kube::FieldError;

/// As Go's %v prints it.
std::string plain(const Node& value) {
  if (is_int64(value)) return std::to_string(value.integer());
  if (is_number(value)) return kube::go_shortest(float_of(value));
  if (value.kind() == doc::Kind::Bool) return value.boolean() ? "true" : "false";
  return std::string(value.text());
}

/// As field errors print a value.
std::string printed(const Node& value) {
  if (value.is_string()) return go_quoted(value.text());
  if (value.is_scalar() && !value.is_null()) return plain(value);
  return doc::canonical_json(value);
}

/// A fault, and the text by which the library knows it again.
struct Fault {
  FieldError error;
  std::string message;
};

/// What a schema says of a value: faults, each once, and how many checks were passed: the best of several failed
/// alternatives is the one that passed most.
struct Result {
  std::vector<Fault> faults;
  std::unordered_set<std::string> messages;
  int passed = 0;

  bool is_valid() const { return faults.empty(); }
  void add(Fault fault) {
    if (messages.insert(fault.message).second) faults.push_back(std::move(fault));
  }
  void merge(const Result& other) {
    for (const Fault& fault : other.faults) add(fault);
    passed += other.passed;
  }
};

std::string json_type(const Node& value) {
  switch (value.kind()) {
    case doc::Kind::Null:
      return "null";
    case doc::Kind::Bool:
      return "boolean";
    case doc::Kind::Int:
    case doc::Kind::Float:
      return is_int64(value) ? "integer" : "number";
    case doc::Kind::String:
      return "string";
    case doc::Kind::List:
      return "array";
    case doc::Kind::Map:
      return "object";
  }
  return "";
}

std::string_view wanted_type(const Structural& schema) {
  return schema.type == Type::IntOrString ? "integer,string" : schema.type == Type::Any ? "" : schema.type_text;
}

class Validator {
 public:
  Result check(const Node& value, const Structural& schema, const std::string& path, Correlation* correlation) {
    Result out;
    if (value.is_null()) {
      out.merge(type_result(value, schema, path));
      check_enum(value, schema, path, out);
      return out;
    }
    if (schema.type != Type::Any || schema.format != Format::None) {
      out.merge(type_result(value, schema, path));
      ++out.passed;
    }
    out.merge(combinations(value, schema, path));
    ++out.passed;
    if (value.is_string()) {
      check_text(value, schema, path, out);
      ++out.passed;
      if (schema.format > Format::Double) {
        if (!matches(schema.format, value.text())) out.add(wrong_type(path, schema.format_text, value.text()));
        ++out.passed;
      }
    } else if (is_number(value)) {
      check_number(value, schema, path, out);
      out.passed += 2;
    } else if (value.is_list()) {
      out.merge(list_result(value, schema, path, correlation));
      ++out.passed;
    }
    check_enum(value, schema, path, out);
    ++out.passed;
    if (value.is_map()) {
      out.merge(object_result(value, schema, path, correlation));
      ++out.passed;
    }
    ++out.passed;
    return out;
  }

 private:
  /// Below a correlated value faults of what did not change are dropped; what passed still counts.
  Result check_correlated(const Node& value, const Structural& schema, const std::string& path,
                          Correlation* correlation) {
    Result out = check(value, schema, path, correlation);
    if (correlation && !out.is_valid() && correlation->is_unchanged()) out.faults.clear();
    return out;
  }

  static std::string field_of(const std::string& path) {
    if (path.empty() || path == ".") return "<nil>";
    return path.front() == '.' ? path.substr(1) : path;
  }

  static Fault fault(FieldError::Kind kind, const std::string& path, std::string value, std::string message) {
    return {{kind, field_of(path), std::move(value), message}, message};
  }
  /// Of no field: what the library has as a plain error.
  static Fault general(std::string message) {
    return {{FieldError::Kind::Invalid, "<nil>", R"("")", message}, message};
  }
  static Fault wrong_type(const std::string& path, std::string_view wanted, std::string_view found) {
    return fault(FieldError::Kind::TypeInvalid, path, go_quoted(found),
                 fmt::format("{} in body must be of type {}: {}", path, wanted, go_quoted(found)));
  }

  static Result type_result(const Node& value, const Structural& schema, const std::string& path) {
    Result out;
    if (value.is_null()) {
      if (schema.type != Type::Any && !schema.nullable)
        out.add(wrong_type(path, wanted_type(schema), "null"));
      else
        ++out.passed;
      return out;
    }
    const bool fits = type_fits(value, schema);
    const bool has_format = schema.format != Format::None;
    const bool is_text_or_list = value.is_string() || value.is_list();
    if (has_format && !is_text_or_list && !(schema.type != Type::Any && fits)) {
      const std::string_view format = is_int64(value) ? "int64" : is_number(value) ? "float64" : "";
      if (format != schema.format_text) {
        out.add(wrong_type(path, schema.format_text, format));
        return out;
      }
    }
    const bool wants_number =
        schema.type == Type::Integer || schema.type == Type::Number || schema.type == Type::IntOrString;
    if (has_format && is_text_or_list && !wants_number) {
      ++out.passed;
      return out;
    }
    if (schema.type != Type::Any ? !fits : true) {
      out.add(wrong_type(path, wanted_type(schema), json_type(value)));
      return out;
    }
    ++out.passed;
    return out;
  }

  static void check_text(const Node& value, const Structural& schema, const std::string& path, Result& out) {
    const std::string_view text = value.text();
    std::int64_t runes = 0;
    for (std::string_view rest = text; !rest.empty(); ++runes)
      rest.remove_prefix(static_cast<std::size_t>(first_rune(rest).size));
    if (schema.max_length && runes > *schema.max_length) {
      const auto most = static_cast<int>(*schema.max_length);
      FieldError error = kube::too_long(kube::FieldPath(field_of(path)), most);
      out.add({std::move(error), fmt::format("{} in body should be at most {} chars long", path, most)});
    } else if (schema.min_length && runes < *schema.min_length) {
      out.add(fault(FieldError::Kind::Invalid, path, go_quoted(text),
                    fmt::format("{} in body should be at least {} chars long", path, *schema.min_length)));
    } else if (schema.pattern && !schema.pattern->is_in(text)) {
      out.add(fault(FieldError::Kind::Invalid, path, go_quoted(text),
                    fmt::format("{} in body should match '{}'", path, schema.pattern->expression())));
    }
  }

  static void check_number(const Node& value, const Structural& schema, const std::string& path, Result& out) {
    Structural range;
    range.type = schema.type == Type::IntOrString || schema.type == Type::Any ? Type::Any : schema.type;
    range.format = range.type == Type::Any ? Format::None : schema.format;
    if (range.type == Type::Integer || range.type == Type::Number) {
      if (!number_is_well(value, range)) {
        const std::string_view type = range.type == Type::Integer ? "integer" : "number";
        out.add(general(
            range.format != Format::None
                ? fmt::format("Checked value must be of type {} with format {} in {}", type, schema.format_text, path)
                : fmt::format("Checked value must be of type {} (default format) in {}", type, path)));
      }
    }
    const auto bound_text = [&](double bound) {
      return is_int64(value) ? std::to_string(static_cast<std::int64_t>(bound)) : kube::go_shortest(bound);
    };
    const auto add = [&](std::string_view what, double bound) {
      out.add(fault(FieldError::Kind::Invalid, path, printed(value),
                    fmt::format("{} in body should be {} {}", path, what, bound_text(bound))));
    };
    const auto fails = [&](auto set) {
      Structural one;
      set(one);
      return !number_is_well(value, one);
    };
    if (schema.multiple_of && fails([&](Structural& one) { one.multiple_of = schema.multiple_of; }))
      add("a multiple of", *schema.multiple_of);
    if (schema.minimum && fails([&](Structural& one) {
          one.minimum = schema.minimum;
          one.exclusive_minimum = schema.exclusive_minimum;
        }))
      add(schema.exclusive_minimum ? "greater than" : "greater than or equal to", *schema.minimum);
    if (schema.maximum && fails([&](Structural& one) {
          one.maximum = schema.maximum;
          one.exclusive_maximum = schema.exclusive_maximum;
        }))
      add(schema.exclusive_maximum ? "less than" : "less than or equal to", *schema.maximum);
  }

  static void check_enum(const Node& value, const Structural& schema, const std::string& path, Result& out) {
    if (schema.allowed.empty() || (!value.is_null() && is_allowed(value, schema))) return;
    std::string detail, list;
    for (const Node& one : schema.allowed) {
      const std::string text = one.is_string() ? std::string(one.text()) : doc::canonical_json(one);
      detail += (detail.empty() ? "supported values: " : ", ") + go_quoted(text);
      list += (list.empty() ? "" : " ") + plain(one);
    }
    out.add({{FieldError::Kind::NotSupported, field_of(path), printed(value), detail},
             fmt::format("{} in body should be one of [{}]", path, list)});
  }

  Result list_result(const Node& value, const Structural& schema, const std::string& path, Correlation* correlation) {
    Result out;
    std::size_t index = 0;
    for (const Node& item : value.items()) {
      if (!schema.items) break;
      Correlation* below = correlation ? correlation->index(index) : nullptr;
      out.merge(check_correlated(item, *schema.items, fmt::format("{}[{}]", path, index), below));
      ++index;
    }
    const auto size = static_cast<std::int64_t>(value.size());
    if (schema.min_items && size < *schema.min_items)
      out.add(fault(FieldError::Kind::Invalid, path, std::to_string(size),
                    fmt::format("{} in body should have at least {} items", path, *schema.min_items)));
    if (schema.max_items && size > *schema.max_items)
      out.add(too_many(path, size, *schema.max_items,
                       fmt::format("{} in body should have at most {} items", path, *schema.max_items)));
    ++out.passed;
    return out;
  }

  static Fault too_many(const std::string& path, std::int64_t size, std::int64_t most, std::string message) {
    return {{FieldError::Kind::TooMany, field_of(path), std::to_string(size),
             fmt::format("must have at most {} item{}", most, most == 1 ? "" : "s")},
            std::move(message)};
  }

  Result object_result(const Node& value, const Structural& schema, const std::string& path, Correlation* correlation) {
    Result out;
    const auto size = static_cast<std::int64_t>(value.size());
    if (schema.min_properties && size < *schema.min_properties)
      out.add(fault(FieldError::Kind::Invalid, path, std::to_string(size),
                    fmt::format("{} in body should have at least {} properties", path, *schema.min_properties)));
    if (schema.max_properties && size > *schema.max_properties)
      out.add(too_many(path, size, *schema.max_properties,
                       fmt::format("{} in body should have at most {} properties", path, *schema.max_properties)));
    for (const Member& member : value.members()) {
      const std::string_view key = member.key.text();
      const Property* property = schema.find(key);
      if (!property && schema.forbids_additional)
        out.add(fault(FieldError::Kind::Invalid, path, go_quoted(key),
                      fmt::format("{}.{} in body is a forbidden property", path, key)));
      const Structural* below = property ? property->schema : schema.additional;
      if (!below) continue;
      const std::string path_below = property && path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
      const bool is_root_type = path.empty() && (key == "kind" || key == "apiVersion");
      out.merge(check_correlated(member.value, *below, path_below,
                                 correlation && !is_root_type ? correlation->key(key) : nullptr));
    }
    for (const std::string_view name : schema.required)
      if (!value.find(name)) {
        const std::string where = fmt::format("{}.{}", path, name);
        out.add({kube::required(kube::FieldPath(field_of(where)), ""), fmt::format("{} in body is required", where)});
      }
    return out;
  }

  Result combinations(const Node& value, const Structural& schema, const std::string& path) {
    Result out;
    if (!schema.any_of.empty()) any_of(value, schema, path, out);
    if (!schema.one_of.empty()) one_of(value, schema, path, out);
    if (!schema.all_of.empty()) {
      std::size_t valid = 0;
      for (const Structural* one : schema.all_of) {
        const Result result = check(value, *one, path, nullptr);
        valid += result.is_valid();
        out.merge(result);
      }
      if (valid < schema.all_of.size())
        out.add(general(fmt::format("{} must validate all the schemas (allOf){}", go_quoted(path),
                                    valid == 0 ? ". None validated" : "")));
    }
    if (schema.not_of && check(value, *schema.not_of, path, nullptr).is_valid())
      out.add(general(fmt::format("{} must not validate the schema (not)", go_quoted(path))));
    ++out.passed;
    return out;
  }

  void any_of(const Node& value, const Structural& schema, const std::string& path, Result& out) {
    std::optional<Result> best;
    for (const Structural* one : schema.any_of) {
      Result result = check(value, *one, path, nullptr);
      if (result.is_valid()) {
        out.merge(result);
        return;
      }
      if (!best || result.passed > best->passed) best = std::move(result);
    }
    out.add(general(fmt::format("{} must validate at least one schema (anyOf)", go_quoted(path))));
    out.merge(*best);
  }

  void one_of(const Node& value, const Structural& schema, const std::string& path, Result& out) {
    std::optional<Result> best, first;
    int valid = 0;
    for (const Structural* one : schema.one_of) {
      Result result = check(value, *one, path, nullptr);
      if (result.is_valid()) {
        ++valid;
        best.reset();
        if (!first) first = std::move(result);
      } else if (valid == 0 && (!best || result.passed > best->passed)) {
        best = std::move(result);
      }
    }
    if (valid == 1) {
      out.merge(*first);
      return;
    }
    out.add(general(
        fmt::format("{} must validate one and only one schema (oneOf). {}", go_quoted(path),
                    valid == 0 ? std::string("Found none valid") : fmt::format("Found {} valid alternatives", valid))));
    if (best) out.merge(*best);
  }

 public:
  Result check_root(const Node& value, const Structural& schema, Correlation* correlation) {
    return check_correlated(value, schema, "", correlation);
  }
};

}  // namespace

void validate(const Node& object, const Structural& schema, Correlation* correlation, Errors& errors) {
  for (const Fault& fault : Validator().check_root(object, schema, correlation).faults) errors.add(fault.error);
}

}  // namespace slipway::schema::custom
