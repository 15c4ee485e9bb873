#include "conformance/comparison.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "doc/json.h"
#include "kube/quantity.h"

namespace slipway::conformance {
namespace {

using Found = std::optional<Difference>;

std::string shown(const doc::Node& want) { return doc::write_json(want, doc::JsonLayout::Compact); }
std::string shown(const doc::Value& got) {
  if (const doc::Expression* number = got.expression()) return number->text;
  return doc::write_json(got, doc::JsonLayout::Compact);
}

Difference differ(std::string path, const doc::Node& want, const doc::Value& got) {
  return {std::move(path), shown(want), shown(got)};
}

class Comparison {
 public:
  Comparison(std::span<const FieldRule> rules, std::span<const std::string_view> skipped)
      : rules_(rules), skipped_(skipped) {}

  /// `field` is the key under which both stand, in lists that of the list.
  Found compare(const std::string& path, std::string_view field, const doc::Node& want, const doc::Value& got) const {
    if (want.is_map() && got.map()) return compare_maps(path, want, *got.map());
    if (want.is_list() && got.list()) return compare_lists(path, field, want, *got.list());
    const auto rule = std::ranges::find(rules_, field, &FieldRule::field);
    const bool same = rule == rules_.end() ? same_scalar(want, got) : rule->same(want, got);
    return same ? Found() : differ(path, want, got);
  }

 private:
  static bool same_scalar(const doc::Node& want, const doc::Value& got) {
    switch (want.kind()) {
      case doc::Kind::Null:
        return got.is_null();
      case doc::Kind::Bool:
        return got.boolean() && *got.boolean() == want.boolean();
      case doc::Kind::Int:
        if (want.is_unsigned()) return got.expression() && got.expression()->text == want.text();
        return got.integer() && *got.integer() == want.integer();
      case doc::Kind::Float:
        return got.number() &&
               std::bit_cast<std::uint64_t>(*got.number()) == std::bit_cast<std::uint64_t>(want.number());
      case doc::Kind::String:
        return got.string() && *got.string() == want.text();
      default:
        return false;
    }
  }

  Found compare_lists(const std::string& path, std::string_view field, const doc::Node& want,
                      const doc::List& got) const {
    const auto wanted = want.items();
    for (std::size_t i = 0; i < wanted.size() && i < got.items().size(); ++i) {
      if (Found found = compare(fmt::format("{}[{}]", path, i), field, wanted[i], got.items()[i])) return found;
    }
    if (wanted.size() > got.items().size()) {
      const std::size_t i = got.items().size();
      return Difference{fmt::format("{}[{}]", path, i), shown(wanted[i]), "(nothing)"};
    }
    if (wanted.size() < got.items().size()) {
      const std::size_t i = wanted.size();
      return Difference{fmt::format("{}[{}]", path, i), "(nothing)", shown(got.items()[i])};
    }
    return {};
  }

  Found compare_maps(const std::string& path, const doc::Node& want, const doc::Map& got) const {
    const auto below = [&](std::string_view key) {
      return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
    };
    std::vector<std::string_view> known;
    for (const doc::Member& member : want.members()) {
      const std::string_view key = member.key.text();
      if (is_skipped(key)) continue;
      const doc::Value* ours = got.find(key);
      if (!ours && key.ends_with("AnyOf") && member.value.is_list()) {
        const std::string_view plain = key.substr(0, key.size() - 5);
        known.push_back(plain);
        if (Found found = compare_any(below(plain), plain, member.value, got.find(plain))) return found;
        continue;
      }
      known.push_back(key);
      if (!ours) return Difference{below(key), shown(member.value), "(nothing)"};
      if (Found found = compare(below(key), key, member.value, *ours)) return found;
    }
    for (const auto& [key, value] : got.entries()) {
      if (std::ranges::find(known, key) == known.end() && !is_skipped(key))
        return Difference{below(key), "(nothing)", shown(value)};
    }
    return {};
  }

  Found compare_any(const std::string& path, std::string_view field, const doc::Node& offered,
                    const doc::Value* got) const {
    if (!got) return Difference{path, "any of " + shown(offered), "(nothing)"};
    const bool right = std::ranges::any_of(
        offered.items(), [&](const doc::Node& want) { return !compare(path, field, want, *got).has_value(); });
    return right ? Found() : Difference{path, "any of " + shown(offered), shown(*got)};
  }

  bool is_skipped(std::string_view key) const { return std::ranges::find(skipped_, key) != skipped_.end(); }

  std::span<const FieldRule> rules_;
  std::span<const std::string_view> skipped_;
};

/// As Go prints and reads it: "NaN", "+Inf", "-Inf" or digits.
std::optional<double> read_double(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The digits of a plain decimal without zeros that carry nothing: "-01.50" is "-1.5".
std::string without_idle_zeros(std::string_view text) {
  const bool negative = text.starts_with('-');
  text.remove_prefix(std::min(text.find_first_not_of("+-"), text.size()));
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  if (text.find('.') != std::string_view::npos) {
    text = text.substr(0, text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.remove_suffix(1);
  }
  if (text.empty()) return "0";
  return (negative ? "-" : "") + std::string(text);
}

}  // namespace

std::optional<Difference> first_difference(const doc::Node& want, const doc::Value& got,
                                           std::span<const FieldRule> rules,
                                           std::span<const std::string_view> skipped) {
  return Comparison(rules, skipped).compare("", "", want, got);
}

bool same_double(const doc::Node& want, const doc::Value& got) {
  if (!want.is_string() || !got.string()) return false;
  const auto a = read_double(want.text()), b = read_double(*got.string());
  if (!a || !b) return false;
  if (std::isnan(*a) || std::isnan(*b)) return std::isnan(*a) && std::isnan(*b);
  return std::bit_cast<std::uint64_t>(*a) == std::bit_cast<std::uint64_t>(*b);
}

bool same_decimal(const doc::Node& want, const doc::Value& got) {
  return want.is_string() && got.string() && without_idle_zeros(want.text()) == without_idle_zeros(*got.string());
}

bool same_quantity(const doc::Node& want, const doc::Value& got) {
  if (!want.is_string() || !got.string()) return false;
  const auto a = kube::Quantity::parse(want.text()), b = kube::Quantity::parse(*got.string());
  return a && b && *a == *b;
}

bool same_sign(const doc::Node& want, const doc::Value& got) {
  const auto sign = [](std::int64_t number) { return (number > 0) - (number < 0); };
  return want.kind() == doc::Kind::Int && got.integer() && sign(want.integer()) == sign(*got.integer());
}

}  // namespace slipway::conformance
