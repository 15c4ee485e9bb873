#include "kube/taints.h"

#include <algorithm>

#include "kube/go_text.h"

namespace slipway::kube {

std::string Taint::to_string() const {
  std::string out = key;
  if (!value.empty()) out += "=" + value;
  if (!value.empty() || !effect.empty()) out += ":" + effect;
  return out;
}

bool is_decimal_integer(std::string_view text) {
  if (text == "0") return true;
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text[0] != '0' && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool tolerates(const Toleration& toleration, const Taint& taint, ComparisonOperators gate) {
  if (!toleration.effect.empty() && toleration.effect != taint.effect) return false;
  if (!toleration.key.empty() && toleration.key != taint.key) return false;
  if (toleration.op.empty() || toleration.op == "Equal") return toleration.value == taint.value;
  if (toleration.op == "Exists") return true;
  const bool is_comparison = toleration.op == "Lt" || toleration.op == "Gt";
  if (!is_comparison || gate == ComparisonOperators::Off) return false;
  if (!is_decimal_integer(toleration.value) || !is_decimal_integer(taint.value)) return false;
  const auto bound = go_parse_int(toleration.value), has = go_parse_int(taint.value);
  if (!bound || !has) return false;
  return toleration.op == "Lt" ? *has < *bound : *has > *bound;
}

bool tolerates_any(std::span<const Toleration> tolerations, const Taint& taint, ComparisonOperators gate) {
  return std::ranges::any_of(tolerations, [&](const Toleration& one) { return tolerates(one, taint, gate); });
}

const Taint* first_untolerated(std::span<const Taint> taints, std::span<const Toleration> tolerations,
                               ComparisonOperators gate) {
  for (const Taint& taint : taints)
    if (!tolerates_any(tolerations, taint, gate)) return &taint;
  return nullptr;
}

const Taint* first_untolerated_hard(std::span<const Taint> taints, std::span<const Toleration> tolerations,
                                    ComparisonOperators gate) {
  for (const Taint& taint : taints)
    if (taint.is_hard() && !tolerates_any(tolerations, taint, gate)) return &taint;
  return nullptr;
}

Eviction eviction(std::span<const Taint> taints, std::span<const Toleration> tolerations, ComparisonOperators gate) {
  Eviction out;
  for (const Taint& taint : taints) {
    if (taint.effect != "NoExecute") continue;
    const auto first =
        std::ranges::find_if(tolerations, [&](const Toleration& one) { return tolerates(one, taint, gate); });
    if (first == tolerations.end()) return {false, 0};
    if (!first->toleration_seconds) continue;
    const std::int64_t seconds = std::max<std::int64_t>(*first->toleration_seconds, 0);
    out.after_seconds = out.after_seconds ? std::min(*out.after_seconds, seconds) : seconds;
  }
  return out;
}

}  // namespace slipway::kube
