#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace slipway::kube {

struct Taint {
  std::string key;
  std::string value;
  std::string effect;  // NoSchedule, PreferNoSchedule, NoExecute

  /// Keeps pods away that do not tolerate it, rather than being a wish.
  bool is_hard() const { return effect == "NoSchedule" || effect == "NoExecute"; }
  /// "key=value:effect", without what is empty.
  std::string to_string() const;
  friend bool operator==(const Taint&, const Taint&) = default;
};

struct Toleration {
  std::string key;  // empty: any
  std::string op;   // Equal (also when empty), Exists, Lt, Gt
  std::string value;
  std::string effect;                              // empty: any
  std::optional<std::int64_t> toleration_seconds;  // for NoExecute: how long
  friend bool operator==(const Toleration&, const Toleration&) = default;
};

/// The feature gate TaintTolerationComparisonOperators: off in Kubernetes 1.36, on in Karpenter 1.14.
enum class ComparisonOperators : std::uint8_t { Off, On };

/// Without key and operator a toleration matches any taint whose *value* is equal: `{}` tolerates every taint without a
/// value. Follows k8s.io/api 0.36 core/v1/toleration.go.
bool tolerates(const Toleration& toleration, const Taint& taint, ComparisonOperators gate);
bool tolerates_any(std::span<const Toleration> tolerations, const Taint& taint, ComparisonOperators gate);

/// The first taint that none of the tolerations tolerates; nullptr when there is none.
const Taint* first_untolerated(std::span<const Taint> taints, std::span<const Toleration> tolerations,
                               ComparisonOperators gate);
/// The same, of NoSchedule and NoExecute taints only: what keeps a pod from a node.
const Taint* first_untolerated_hard(std::span<const Taint> taints, std::span<const Toleration> tolerations,
                                    ComparisonOperators gate);

/// What NoExecute taints do to a running pod. Only the first toleration that matches a taint gives its seconds.
/// Follows Kubernetes 1.36 pkg/apis/core/v1/helper and pkg/controller/tainteviction.
struct Eviction {
  bool tolerates_all = true;
  std::optional<std::int64_t> after_seconds;  // 0 at once, nullopt never
  friend bool operator==(const Eviction&, const Eviction&) = default;
};
Eviction eviction(std::span<const Taint> taints, std::span<const Toleration> tolerations,
                  ComparisonOperators gate = ComparisonOperators::Off);

/// "0", "-5", "95": no sign +, no leading zeros.
bool is_decimal_integer(std::string_view text);

}  // namespace slipway::kube
