// Single values against a schema. Follows kube-openapi (20260317) pkg/validation/validate/{type,values,validator}.go.

#include <cmath>
#include <limits>
#include <string>
#include <unordered_set>

#include "doc/json.h"
#include "schema/custom/completion.h"

namespace slipway::schema::custom {
namespace {

/// swag.IsFloat64AJSONInteger.
bool is_whole(double number) {
  constexpr double kMost = 9007199254740991.0;
  if (std::isnan(number) || std::isinf(number) || std::abs(number) > kMost) return false;
  const double whole = std::trunc(number), difference = std::abs(number - whole);
  if (number == whole) return true;
  const double size = std::abs(number), whole_size = std::abs(whole);
  if (number == 0 || whole == 0 || difference < std::numeric_limits<double>::denorm_min())
    return difference < 1e-9 * std::numeric_limits<double>::denorm_min();
  return difference / std::min(size + whole_size, std::numeric_limits<double>::max()) < 1e-9;
}

std::int64_t runes_in(std::string_view text) {
  std::int64_t runes = 0;
  for (const char c : text) runes += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return runes;
}

bool range_is_well(const doc::Node& number, const Structural& schema) {
  if (schema.format == Format::Int32)
    return is_int64(number) ? number.integer() == static_cast<std::int32_t>(number.integer())
                            : is_whole(float_of(number)) && std::abs(float_of(number)) <= 2147483647.0;
  if (schema.type == Type::Integer)
    return is_int64(number) || (is_whole(float_of(number)) && std::abs(float_of(number)) < 9.2e18);
  if (schema.format == Format::Float && schema.type == Type::Number)
    return std::abs(float_of(number)) <= static_cast<double>(std::numeric_limits<float>::max());
  return true;
}

bool same_scalar(const doc::Node& a, const doc::Node& b) {
  if (is_number(a) && is_number(b)) {
    if (is_int64(a) != is_int64(b)) return false;
    return is_int64(a) ? a.integer() == b.integer() : float_of(a) == float_of(b);
  }
  if (a.kind() != b.kind()) return false;
  if (a.is_string()) return a.text() == b.text();
  return a.is_null() || a.boolean() == b.boolean();
}

}  // namespace

bool is_number(const doc::Node& node) { return node.kind() == doc::Kind::Int || node.kind() == doc::Kind::Float; }
bool is_int64(const doc::Node& node) { return node.kind() == doc::Kind::Int && !node.is_unsigned(); }

double float_of(const doc::Node& node) {
  if (node.kind() == doc::Kind::Int && node.is_unsigned())
    return static_cast<double>(static_cast<std::uint64_t>(node.integer()));
  return node.number();
}

bool type_fits(const doc::Node& node, const Structural& schema) {
  switch (schema.type) {
    case Type::Any:
      return true;
    case Type::Object:
      return node.is_map();
    case Type::Array:
      return node.is_list();
    case Type::String:
      return node.is_string() || (node.is_list() && schema.format != Format::None);
    case Type::Boolean:
      return node.kind() == doc::Kind::Bool;
    case Type::Integer:
      return is_int64(node) || (is_number(node) && is_whole(float_of(node)));
    case Type::Number:
      return is_number(node);
    case Type::IntOrString:
      return node.is_string() || is_int64(node) || (is_number(node) && is_whole(float_of(node)));
  }
  return false;
}

bool number_is_well(const doc::Node& number, const Structural& schema) {
  if (!range_is_well(number, schema)) return false;
  if (!schema.minimum && !schema.maximum && !schema.multiple_of) return true;
  if (is_int64(number)) {
    const std::int64_t value = number.integer();
    if (schema.maximum) {
      const auto most = static_cast<std::int64_t>(*schema.maximum);
      if (schema.exclusive_maximum ? value >= most : value > most) return false;
    }
    if (schema.minimum) {
      const auto least = static_cast<std::int64_t>(*schema.minimum);
      if (schema.exclusive_minimum ? value <= least : value < least) return false;
    }
    if (schema.multiple_of) {
      const auto factor = static_cast<std::int64_t>(*schema.multiple_of);
      if (factor <= 0 || value % factor != 0) return false;
    }
    return true;
  }
  const double value = float_of(number);
  if (schema.maximum && (schema.exclusive_maximum ? value >= *schema.maximum : value > *schema.maximum)) return false;
  if (schema.minimum && (schema.exclusive_minimum ? value <= *schema.minimum : value < *schema.minimum)) return false;
  if (schema.multiple_of) {
    const double factor = *schema.multiple_of;
    if (factor <= 0 || !is_whole(factor < 1 ? 1 / factor * value : value / factor)) return false;
  }
  return true;
}

bool text_is_well(std::string_view text, const Structural& schema) {
  if (schema.max_length && static_cast<std::int64_t>(text.size()) > *schema.max_length &&
      runes_in(text) > *schema.max_length)
    return false;
  if (schema.min_length && runes_in(text) < *schema.min_length) return false;
  if (schema.pattern && !schema.pattern->is_in(text)) return false;
  return matches(schema.format, text);
}

bool is_allowed(const doc::Node& node, const Structural& schema) {
  for (const doc::Node& one : schema.allowed) {
    if (node.is_scalar() && one.is_scalar()) {
      if (same_scalar(node, one)) return true;
      if (is_number(node) && is_number(one) && float_of(node) == float_of(one)) return true;
    } else if (is_deeply_equal(node, one)) {
      return true;
    }
  }
  return schema.allowed.empty();
}

bool is_deeply_equal(const doc::Node& a, const doc::Node& b) {
  if (a.is_scalar() || b.is_scalar()) return a.is_scalar() && b.is_scalar() && same_scalar(a, b);
  if (a.kind() != b.kind() || a.size() != b.size()) return false;
  if (a.is_list()) {
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!is_deeply_equal(a.items()[i], b.items()[i])) return false;
    return true;
  }
  for (const doc::Member& member : a.members()) {
    const doc::Node* other = b.find(member.key.text());
    if (other == nullptr || !is_deeply_equal(member.value, *other)) return false;
  }
  return true;
}

namespace {

/// Equal for what is equal: what a list without repeats compares.
std::string compared(const doc::Node& item, const Structural& schema) {
  const auto text = [](const doc::Node& node) {
    const std::string json = doc::canonical_json(node);
    return is_number(node) && !is_int64(node) ? "float " + json : json;
  };
  if (schema.list_type == ListType::Set) return text(item);
  std::string out;
  for (const std::string_view key : schema.list_keys) {
    const doc::Node* value = item.find(key);
    (out += value ? text(*value) : "none") += ';';
  }
  return out;
}

bool have_same_keys(const doc::Node& a, const doc::Node& b, const Structural& schema) {
  for (const std::string_view key : schema.list_keys) {
    const doc::Node *first = a.find(key), *second = b.find(key);
    if ((first == nullptr) != (second == nullptr)) return false;
    if (first && !is_deeply_equal(*first, *second)) return false;
  }
  return true;
}

}  // namespace

bool is_without_repeats(const doc::Node& list, const Structural& schema) {
  const auto items = list.items();
  if (schema.list_type == ListType::Atomic) return true;
  if (schema.list_type == ListType::Map)
    for (const doc::Node& item : items)
      if (!item.is_map()) return false;
  constexpr std::size_t kFew = 16;
  if (items.size() > kFew) {
    std::unordered_set<std::string> seen;
    for (const doc::Node& item : items)
      if (!seen.insert(compared(item, schema)).second) return false;
    return true;
  }
  for (std::size_t i = 1; i < items.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (schema.list_type == ListType::Set ? is_deeply_equal(items[i], items[j])
                                            : have_same_keys(items[i], items[j], schema))
        return false;
  return true;
}

}  // namespace slipway::schema::custom
