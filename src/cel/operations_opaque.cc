#include <fmt/core.h>

#include "cel/addresses.h"
#include "cel/formats.h"
#include "cel/operations.h"
#include "kube/quantity.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;
using kube::Quantity;

Value opaque(OpaqueValue value, Scratch& scratch) {
  Value made;
  made.kind = Kind::Opaque;
  made.opaque = scratch.keep(std::move(value));
  return made;
}

template <class T>
const T& as(const Value& value) {
  return std::get<T>(value.opaque->value);
}

Value optional(const Value* inner) {
  Value made;
  made.kind = Kind::Optional;
  made.inner = inner;
  return made;
}

Value some(const Value& value, Scratch& scratch) {
  Value* kept = scratch.make<Value>();
  *kept = value;
  return optional(kept);
}

Value number(std::int64_t value) { return Value::of(value); }
Value kept(const std::string& text, Scratch& scratch) { return Value::of(scratch.keep(text)); }

template <class T>
Value made_of(const Result<T, ParseError>& read, std::string_view before, Scratch& scratch) {
  if (read) return opaque({*read, false}, scratch);
  return error_value(scratch, std::string(before) + read.error().message);
}

int order_of(const Quantity& a, const Quantity& b) {
  const auto order = a <=> b;
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

Value run_quantity(Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  const Value& first = arguments[0];
  if (operation == Operation::ToQuantity) {
    const auto quantity = Quantity::parse(first.string());
    if (quantity) return opaque({*quantity, false}, scratch);
    return error_value(scratch, Quantity::go_error(first.string()));
  }
  if (operation == Operation::IsQuantity) return Value::of(Quantity::parse(first.string()).has_value());
  const auto& quantity = as<Quantity>(first);
  switch (operation) {
    case Operation::QuantitySign:
      return number(quantity.sign());
    case Operation::QuantityFloat:
      return Value::of(quantity.approximate());
    case Operation::QuantityIsInteger:
      return Value::of(quantity.as_int64().has_value());
    case Operation::QuantityInteger: {
      const auto whole = quantity.as_int64();
      return whole ? number(*whole) : error_value("cannot convert value to integer");
    }
    case Operation::QuantityIsGreaterThan:
      return Value::of(order_of(quantity, as<Quantity>(arguments[1])) == 1);
    case Operation::QuantityIsLessThan:
      return Value::of(order_of(quantity, as<Quantity>(arguments[1])) == -1);
    case Operation::QuantityCompare:
      return number(order_of(quantity, as<Quantity>(arguments[1])));
    default: {
      const Value& second = arguments[1];
      const Quantity other =
          second.kind == Kind::Int ? Quantity(second.integer, Quantity::Format::DecimalExponent) : as<Quantity>(second);
      Quantity result = quantity;
      if (operation == Operation::QuantityAdd)
        result += other;
      else
        result -= other;
      return opaque({std::move(result), true}, scratch);
    }
  }
}

bool begins(const Ip& ip, std::uint8_t first, std::uint8_t second, std::uint8_t second_mask) {
  return ip.bytes[0] == first && (ip.bytes[1] & second_mask) == second;
}

bool is_unspecified(const Ip& ip) { return ip.bytes == std::array<std::uint8_t, 16>{}; }
bool is_loopback(const Ip& ip) {
  if (ip.v4) return ip.bytes[0] == 127;
  std::array<std::uint8_t, 16> one{};
  one[15] = 1;
  return ip.bytes == one;
}
bool is_link_local_multicast(const Ip& ip) {
  if (ip.v4) return ip.bytes[0] == 224 && ip.bytes[1] == 0 && ip.bytes[2] == 0;
  return begins(ip, 0xFF, 0x02, 0x0F);
}
bool is_link_local_unicast(const Ip& ip) { return ip.v4 ? begins(ip, 169, 254, 0xFF) : begins(ip, 0xFE, 0x80, 0xC0); }
bool is_multicast(const Ip& ip) { return ip.v4 ? (ip.bytes[0] & 0xF0) == 0xE0 : ip.bytes[0] == 0xFF; }
bool is_global_unicast(const Ip& ip) {
  const bool broadcast = ip.v4 && ip.bytes[0] == 255 && ip.bytes[1] == 255 && ip.bytes[2] == 255 && ip.bytes[3] == 255;
  return !broadcast && !is_unspecified(ip) && !is_loopback(ip) && !is_multicast(ip) && !is_link_local_unicast(ip);
}

Value run_address(Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  const Value& first = arguments[0];
  constexpr std::string_view kPrefixError = "network address parse error during conversion from string: ";
  switch (operation) {
    case Operation::ToIp:
      return made_of(parse_address(first.string()), "", scratch);
    case Operation::IsIp:
      return Value::of(parse_address(first.string()).has_value());
    case Operation::IpIsCanonical: {
      const auto ip = parse_address(first.string());
      if (!ip) return error_value(scratch, ip.error().message);
      return Value::of(ip->to_string() == first.string());
    }
    case Operation::ToCidr:
      return made_of(parse_prefix(first.string()), kPrefixError, scratch);
    case Operation::IsCidr:
      return Value::of(parse_prefix(first.string()).has_value());
    case Operation::OpaqueToString:
      return kept(first.opaque->type() == types::ip() ? as<Ip>(first).to_string() : as<IpPrefix>(first).to_string(),
                  scratch);
    case Operation::IpFamily:
      return number(as<Ip>(first).v4 ? 4 : 6);
    case Operation::IpIsUnspecified:
      return Value::of(is_unspecified(as<Ip>(first)));
    case Operation::IpIsLoopback:
      return Value::of(is_loopback(as<Ip>(first)));
    case Operation::IpIsLinkLocalMulticast:
      return Value::of(is_link_local_multicast(as<Ip>(first)));
    case Operation::IpIsLinkLocalUnicast:
      return Value::of(is_link_local_unicast(as<Ip>(first)));
    case Operation::IpIsGlobalUnicast:
      return Value::of(is_global_unicast(as<Ip>(first)));
    case Operation::CidrIp:
      return opaque({as<IpPrefix>(first).address, false}, scratch);
    case Operation::CidrPrefixLength:
      return number(as<IpPrefix>(first).length);
    case Operation::CidrMasked:
      return opaque({masked(as<IpPrefix>(first)), false}, scratch);
    case Operation::CidrContainsIp: {
      const Value other =
          arguments[1].kind == Kind::String ? made_of(parse_address(arguments[1].string()), "", scratch) : arguments[1];
      // The library gives back what it was asked of, when it cannot read the other.
      if (other.is_error()) return no_such_overload();
      return Value::of(prefix_contains(as<IpPrefix>(first), as<Ip>(other)));
    }
    default: {
      const Value other = arguments[1].kind == Kind::String
                              ? made_of(parse_prefix(arguments[1].string()), kPrefixError, scratch)
                              : arguments[1];
      if (other.is_error()) return other;
      const auto &outer = as<IpPrefix>(first), &inner = as<IpPrefix>(other);
      return Value::of(prefixes_overlap(outer, inner) && outer.length <= inner.length);
    }
  }
}

Value run_url(Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  const Value& first = arguments[0];
  if (operation == Operation::ToUrl)
    return made_of(parse_url(first.string()), "URL parse error during conversion from string: ", scratch);
  if (operation == Operation::IsUrl) return Value::of(parse_url(first.string()).has_value());
  const auto& url = as<Url>(first);
  switch (operation) {
    case Operation::UrlScheme:
      return kept(url.scheme, scratch);
    case Operation::UrlHost:
      return kept(url.host, scratch);
    case Operation::UrlHostname:
      return kept(url.hostname, scratch);
    case Operation::UrlPort:
      return kept(url.port, scratch);
    case Operation::UrlEscapedPath:
      return kept(url.escaped_path, scratch);
    default: {
      auto* map = scratch.make<MapValue>();
      map->size = static_cast<std::uint32_t>(url.query.size());
      map->keys = scratch.make_array<Value>(map->size);
      map->values = scratch.make_array<Value>(map->size);
      for (std::uint32_t i = 0; i < map->size; ++i) {
        map->keys[i] = kept(url.query[i].first, scratch);
        ListValue* list = new_list(1, scratch);
        for (const std::string& value : url.query[i].second) append(*list, kept(value, scratch), scratch);
        map->values[i] = list_value(list);
      }
      Value made;
      made.kind = Kind::Map;
      made.map = map;
      return made;
    }
  }
}

Value run_semver(Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  const Value& first = arguments[0];
  if (operation == Operation::ToSemver || operation == Operation::IsSemver) {
    const bool normalize = arguments.size() > 1 && arguments[1].is_true();
    const auto version = parse_semver(first.string(), normalize ? Normalize::Yes : Normalize::No);
    return operation == Operation::IsSemver ? Value::of(version.has_value()) : made_of(version, "", scratch);
  }
  const auto& version = as<Semver>(first);
  switch (operation) {
    case Operation::SemverMajor:
      return number(static_cast<std::int64_t>(version.major));
    case Operation::SemverMinor:
      return number(static_cast<std::int64_t>(version.minor));
    case Operation::SemverPatch:
      return number(static_cast<std::int64_t>(version.patch));
    default:
      break;
  }
  const int order = compare(version, as<Semver>(arguments[1]));
  if (operation == Operation::SemverCompare) return number(order);
  return Value::of(operation == Operation::SemverIsGreaterThan ? order == 1 : order == -1);
}

Value run_format(const Step& step, Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  if (operation == Operation::FormatConstant) {
    constexpr std::size_t kPrefix = std::string_view("format.").size();
    const auto index = find_format(step.function->name.substr(kPrefix));
    return opaque({NamedFormat{index.value_or(0)}, false}, scratch);
  }
  if (operation == Operation::FormatNamed) {
    const auto index = find_format(arguments[0].string());
    return index ? some(opaque({NamedFormat{*index}, false}, scratch), scratch) : optional(nullptr);
  }
  const auto messages = format_at(as<NamedFormat>(arguments[0]).index).check(arguments[1].string());
  if (messages.empty()) return optional(nullptr);
  ListValue* list = new_list(static_cast<std::uint32_t>(messages.size()), scratch);
  for (const std::string& message : messages) append(*list, kept(message, scratch), scratch);
  return some(list_value(list), scratch);
}

}  // namespace

Value run_opaque(const Step& step, Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  if (operation >= Operation::ToUrl && operation <= Operation::IsUrl) return run_url(operation, arguments, scratch);
  if (operation >= Operation::ToQuantity && operation <= Operation::QuantitySub)
    return run_quantity(operation, arguments, scratch);
  if (operation >= Operation::ToIp && operation <= Operation::IsCidr) return run_address(operation, arguments, scratch);
  if (operation >= Operation::ToSemver && operation <= Operation::SemverPatch)
    return run_semver(operation, arguments, scratch);
  return run_format(step, operation, arguments, scratch);
}

}  // namespace slipway::cel
