#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/quote.h"
#include "base/text.h"
#include "cel/evaluator.h"
#include "cel/numbers.h"
#include "cel/time.h"
#include "cel/values.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;

std::string number_text(double number) {
  std::string text = number_without_exponent(number);
  return text.find_first_of(".nN") == std::string::npos ? text + ".0" : text;
}

std::string opaque_text(const OpaqueValue& opaque) {
  const auto& value = opaque.value;
  std::string text = opaque.type()->name + "(";
  if (const auto* quantity = std::get_if<kube::Quantity>(&value)) text += quantity->to_string();
  if (const auto* ip = std::get_if<Ip>(&value)) text += ip->to_string();
  if (const auto* prefix = std::get_if<IpPrefix>(&value)) text += prefix->to_string();
  if (const auto* url = std::get_if<Url>(&value)) text += url->text;
  if (const auto* version = std::get_if<Semver>(&value))
    text += fmt::format("{}.{}.{}", version->major, version->minor, version->patch);
  return text + ")";
}

std::string text_of(const Value& value, int depth) {
  constexpr int kDeepest = 300;
  if (depth > kDeepest) return "…";
  Scratch scratch;
  switch (value.kind) {
    case Kind::Error:
      return "error(" + go_quoted(value.string()) + ")";
    case Kind::Null:
      return "null";
    case Kind::Bool:
      return value.integer ? "true" : "false";
    case Kind::Int:
      return fmt::format("{}", value.integer);
    case Kind::Uint:
      return fmt::format("{}u", value.unsigned_integer);
    case Kind::Double:
      return number_text(value.number);
    case Kind::String:
      return go_quoted(value.string());
    case Kind::Bytes:
      return "b" + go_quoted(value.string());
    case Kind::Duration:
      return fmt::format("duration(\"{}\")", duration_text(value.integer));
    case Kind::Timestamp:
      return fmt::format("timestamp(\"{}\")", timestamp_text(value));
    case Kind::NodeList:
    case Kind::List: {
      std::string text = "[";
      for (std::uint32_t i = 0; i < list_size(value); ++i)
        text += (i > 0 ? ", " : "") + text_of(list_item(value, i, scratch), depth + 1);
      return text + "]";
    }
    case Kind::NodeMap:
    case Kind::NodeObject:
    case Kind::Map: {
      std::vector<std::string> entries;
      for (std::uint32_t i = 0; i < map_size(value); ++i) {
        const Value key = map_key(value, i, scratch);
        const auto item = map_find(value, key, scratch);
        entries.push_back(text_of(key, depth + 1) + ": " + (item ? text_of(*item, depth + 1) : "…"));
      }
      std::ranges::sort(entries);
      return "{" + join(entries, ", ") + "}";
    }
    case Kind::Optional:
      return value.inner ? "optional.of(" + text_of(*value.inner, depth + 1) + ")" : "optional.none()";
    case Kind::Opaque:
      return opaque_text(*value.opaque);
    case Kind::Type:
      return std::string(value.type->runtime_name());
    case Kind::Preserved:
      return "…";
  }
  return {};
}

}  // namespace

std::string debug_text(const Value& value) { return text_of(value, 0); }

}  // namespace slipway::cel
