#include "rules/operators.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace slipway::rules {
namespace {

constexpr std::string_view kGroupsOfNone[] = {
    "keda.sh",         "karpenter.sh",        "karpenter.k8s.aws", "external-secrets.io",       "kueue.x-k8s.io",
    "cert-manager.io", "networking.istio.io", "security.istio.io", "secrets-store.csi.x-k8s.io"};
/// Of monitoring.coreos.com: all others only say what is to be asked.
constexpr std::string_view kMonitoringMakers[] = {"Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler"};

template <std::size_t N>
bool is_one_of(std::string_view word, const std::string_view (&words)[N]) {
  return std::ranges::find(words, word) != std::end(words);
}

}  // namespace

bool may_make_objects(const kube::Object& object) {
  const std::string_view group = object.group();
  if (group.find('.') == std::string_view::npos || group.ends_with(".k8s.io")) return false;
  if (group == "monitoring.coreos.com") return is_one_of(object.kind, kMonitoringMakers);
  return !is_one_of(group, kGroupsOfNone);
}

}  // namespace slipway::rules
