#include "kube/int_or_percent.h"

#include <fmt/core.h>

#include <cmath>
#include <limits>
#include <optional>

#include "base/quote.h"
#include "base/text.h"
#include "doc/json.h"
#include "kube/go_text.h"

namespace slipway::kube {
namespace {

using Limits = std::numeric_limits<std::int32_t>;

std::optional<std::int32_t> whole_number(const doc::Node& node) {
  if (node.kind() == doc::Kind::Int && !node.is_unsigned() && node.integer() >= Limits::min() &&
      node.integer() <= Limits::max()) {
    return static_cast<std::int32_t>(node.integer());
  }
  if (node.kind() != doc::Kind::Float) return std::nullopt;
  const double number = node.number();
  if (!(number >= Limits::min() && number <= Limits::max()) || number != std::trunc(number)) return std::nullopt;
  return static_cast<std::int32_t>(number);
}

std::optional<std::int64_t> percentage(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  return go_parse_int(text.substr(0, text.size() - 1));
}

}  // namespace

Result<IntOrPercent, ParseError> IntOrPercent::read(const doc::Node& node) {
  if (node.is_null()) return IntOrPercent();
  if (node.is_string()) return IntOrPercent(std::string(node.text()));
  if (const auto number = whole_number(node)) return IntOrPercent(*number);
  const bool is_number = node.kind() == doc::Kind::Int || node.kind() == doc::Kind::Float;
  return ParseError{0, is_number ? "expected a whole number of 32 bits, or a percentage such as 25%"
                                 : fmt::format("expected a number or a percentage such as 25%, not a {}",
                                               doc::to_string(node.kind()))};
}

std::string IntOrPercent::go_error(const doc::Node& node) {
  const auto cannot = [](std::string_view what) {
    return fmt::format("json: cannot unmarshal {} into Go value of type int32", what);
  };
  switch (node.kind()) {
    case doc::Kind::Bool:
      return cannot("bool");
    case doc::Kind::List:
      return cannot("array");
    case doc::Kind::Map:
      return cannot("object");
    default:
      return cannot("number " + doc::canonical_json(node));
  }
}

IntOrPercent IntOrPercent::of_text(std::string_view text) {
  if (const auto number = go_parse_int(text)) return IntOrPercent(static_cast<std::int32_t>(*number));
  return IntOrPercent(std::string(text));
}

std::string IntOrPercent::to_string() const { return type_ == Type::String ? text_ : std::to_string(number_); }

std::int64_t IntOrPercent::int_value() const {
  return type_ == Type::String ? go_parse_int_anyway(text_) : std::int64_t{number_};
}

Result<std::int64_t, ParseError> IntOrPercent::scaled(std::int64_t total, Rounding rounding) const {
  if (type_ == Type::Int) return std::int64_t{number_};
  const auto percent = percentage(text_);
  if (!percent) return ParseError{0, fmt::format("'{}' is no percentage such as 25%", printable(text_))};
  const double share = static_cast<double>(*percent) * static_cast<double>(total) / 100;
  return go_int64(rounding == Rounding::Up ? std::ceil(share) : std::floor(share));
}

std::string IntOrPercent::scale_go_error() const {
  if (!text_.ends_with('%')) return "invalid value for IntOrString: invalid type: string is not a percentage";
  return fmt::format("invalid value for IntOrString: invalid value {}: {}", go_quoted(text_),
                     go_number_error("Atoi", text_.substr(0, text_.size() - 1)));
}

}  // namespace slipway::kube
