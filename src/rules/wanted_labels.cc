#include "rules/wanted_labels.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "rules/reading.h"

namespace slipway::rules {
namespace {

std::optional<WantedLabel> wanted_by(const doc::Node& expression) {
  const bool is_list = is_text(expression["operator"], "In");
  if (!is_list && !is_text(expression["operator"], "Exists")) return std::nullopt;
  const doc::Node& key = expression["key"];
  WantedLabel wanted{text_of(key), {}, key.where(), key.where()};
  if (!is_list) return wanted;
  const auto values = expression["values"].items();
  if (values.empty()) return std::nullopt;  // which the API server refuses
  for (const doc::Node& value : values) wanted.values.push_back(text_of(value));
  wanted.where = values[0].where();
  return wanted;
}

/// What else the other terms let in under the key; false when one of them wants nothing there.
bool widen(WantedLabel& wanted, std::span<const doc::Node> other_terms) {
  for (const doc::Node& term : other_terms) {
    const auto expressions = term["matchExpressions"].items();
    const auto same = std::ranges::find_if(
        expressions, [&](const doc::Node& one) { return text_of(one["key"]) == wanted.key && wanted_by(one); });
    if (same == expressions.end()) return false;
    const auto other = wanted_by(*same);
    if (other->values.empty() || wanted.values.empty())
      wanted.values.clear();
    else
      wanted.values.insert(wanted.values.end(), other->values.begin(), other->values.end());
  }
  return true;
}

}  // namespace

bool WantedLabel::takes(std::string_view value) const {
  return values.empty() || std::ranges::find(values, value) != values.end();
}

std::string WantedLabel::to_string() const {
  if (values.empty()) return std::string(key);
  if (values.size() == 1) return fmt::format("{}={}", key, values.front());
  return fmt::format("{} In [{}]", key, fmt::join(values, ", "));
}

std::vector<WantedLabel> wanted_labels(const doc::Node& pod_spec) {
  std::vector<WantedLabel> out;
  for (const doc::Member& one : pod_spec["nodeSelector"].members())
    out.push_back({one.key.text(), {text_of(one.value)}, one.key.where(), one.value.where(), /*is_selector=*/true});
  const auto terms =
      pod_spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
          .items();
  if (terms.empty()) return out;
  for (const doc::Node& expression : terms[0]["matchExpressions"].items())
    if (auto wanted = wanted_by(expression); wanted && widen(*wanted, terms.subspan(1)))
      out.push_back(std::move(*wanted));
  return out;
}

std::string_view selected_value(const doc::Node& pod_spec, std::string_view key) {
  for (const WantedLabel& wanted : wanted_labels(pod_spec))
    if (wanted.key == key && wanted.values.size() == 1) return wanted.values.front();
  return {};
}

}  // namespace slipway::rules
