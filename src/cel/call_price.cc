#include "cel/call_price.h"

#include <algorithm>
#include <cmath>

#include "cel/cost_range.h"
#include "cel/formats.h"
#include "cel/operations.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;

constexpr std::uint64_t kCheckCost = 350'000;

std::uint64_t self_compare(const Value& list, Scratch& scratch) {
  const std::uint64_t size = size_of(list);
  if (!is_list(list) || size == 0) return 1 + kListCost;
  const Kind kind = list_item(list, 0, scratch).kind;
  const double factor = kind == Kind::String || kind == Kind::Bytes ? 2.0 + kPerCharacter : 2.0;
  return static_cast<std::uint64_t>(static_cast<double>(product(size, size)) * factor) + 1 + kListCost;
}

std::uint64_t traversal(const Value& value, Scratch& scratch) {
  if (value.kind == Kind::String || value.kind == Kind::Bytes)
    return static_cast<std::uint64_t>(static_cast<double>(value.size) * kPerCharacter);
  std::uint64_t total = 0;
  if (is_list(value)) {
    for (std::uint32_t i = 0; i < list_size(value); ++i) total += traversal(list_item(value, i, scratch), scratch);
    return total;
  }
  if (!is_map(value)) return 1;
  for (std::uint32_t i = 0; i < map_size(value); ++i) {
    const Value key = map_key(value, i, scratch);
    total += traversal(key, scratch) + traversal(map_find(value, key, scratch).value_or(Value::null()), scratch);
  }
  return total;
}
}  // namespace

std::uint64_t walked(std::uint64_t size, double factor) {
  return static_cast<std::uint64_t>(std::ceil(static_cast<double>(size) * factor));
}

std::uint64_t call_price(const Step& step, std::span<const Value> arguments, const Value& result, Scratch& scratch) {
  const auto size = [&](std::size_t i) { return i < arguments.size() ? size_of(arguments[i]) : 1; };
  constexpr std::uint64_t kListCall = 1 + kListCost;
  switch (step.price) {
    case CallPrice::One:
      return 1;
    case CallPrice::Text:
      return walked(size(0));
    case CallPrice::TextTwice:
      return walked(size(0), 2 * kPerCharacter);
    case CallPrice::ResultTwice:
      return walked(size_of(result), 2 * kPerCharacter);
    case CallPrice::SizeOfSecond:
      return size(1);
    case CallPrice::SmallerSize:
      return walked(std::min(size(0), size(1)));
    case CallPrice::BothSizes:
      return walked(size(0) + size(1));
    case CallPrice::Pattern:
      return product(walked(size(0) + 1), walked(size(1), kPerPatternCharacter));
    case CallPrice::SubString:
      return product(walked(size(0)), walked(size(1)));
    case CallPrice::Traversal:
      return traversal(arguments[0], scratch);
    case CallPrice::ContainsIp: {
      const bool text = step.overload && step.overload->id == "cidr_contains_ip_string";
      return walked(2 * size(0)) + (text ? walked(size(1)) : 0);
    }
    case CallPrice::ContainsCidr: {
      const bool text = step.overload && step.overload->id == "cidr_contains_cidr_string";
      return walked(2 * size(0)) + walked(size(0)) + 1 + (text ? walked(size(1)) : 0);
    }
    case CallPrice::Validate: {
      if (arguments[0].kind != Kind::Opaque || arguments[0].opaque->type() != types::format()) return 1;
      const Format& format = format_at(std::get<NamedFormat>(arguments[0].opaque->value).index);
      return product(walked(size(1) + 1), walked(format.pattern_size, kPerPatternCharacter));
    }
    case CallPrice::Slice:
      return size_of(result) + kListCall;
    case CallPrice::Flatten: {
      const bool deep = arguments.size() > 1 && arguments[1].kind == Kind::Int;
      const double depth = deep ? static_cast<double>(arguments[1].integer) : 1;
      const double elements = std::clamp(static_cast<double>(size(0)) * depth, -1e18, 1e18);
      return static_cast<std::uint64_t>(static_cast<std::int64_t>(elements)) + kListCall;  // wraps as Go's does
    }
    case CallPrice::SelfCompare:
      return self_compare(arguments[0], scratch);
    case CallPrice::SortBy:
      return self_compare(arguments[1], scratch);
    case CallPrice::Sets:
      return product(size(0), size(1)) + 1;
    case CallPrice::SetsTwice:
      return sum(product(product(size(0), size(1)), 2), 1);
    case CallPrice::Selector:
      return kListCost + walked(size(1)) + product(walked(size(1), 0.5), kListCost + kMessageCost);
    case CallPrice::AuthorizerCheck:
      return kCheckCost;
  }
  return 1;
}

std::uint64_t price_ahead(const Step& step, std::span<const Value> arguments, Scratch& scratch) {
  switch (step.price) {
    case CallPrice::SelfCompare:
    case CallPrice::SortBy:
    case CallPrice::Sets:
    case CallPrice::SetsTwice:
      return call_price(step, arguments, Value::null(), scratch);
    default:
      if (step.operation != Operation::Range || arguments[0].kind != Kind::Int) return 0;
      return static_cast<std::uint64_t>(std::max<std::int64_t>(arguments[0].integer, 0)) + 1 + kListCost;
  }
}

}  // namespace slipway::cel
