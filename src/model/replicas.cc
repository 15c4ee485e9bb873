#include "model/replicas.h"

#include <algorithm>

#include "kube/objects/keda.h"

namespace slipway::model {
namespace {

std::string target_key(std::string_view kind, std::string_view ns, std::string_view name) {
  std::string key(kind);
  key += ' ';
  key += ns.empty() ? "default" : ns;
  key += '/';
  return key += name;
}

}  // namespace

Autoscaling::Autoscaling(Objects objects) {
  Diagnostics unheard;  // what is wrong with a scaler is for the rules to say
  const auto add = [&](const kube::ObjectReference& target, std::string_view ns, std::int64_t least,
                       std::int64_t most) {
    least = std::max<std::int64_t>(0, least);
    by_target_.emplace(target_key(target.kind, ns, target.name), Bounds{least, std::max(least, most)});
  };
  for (const doc::Node* object : objects) {
    const std::string_view kind = (*object)["kind"].text();
    if (kind == "ScaledObject") {
      const auto scaler = kube::read_scaled_object(*object, unheard);
      add(scaler.target, scaler.object.ns, scaler.idle_replicas.value_or(scaler.min_replicas), scaler.max_replicas);
    } else if (kind == "HorizontalPodAutoscaler") {
      const auto scaler = kube::read_horizontal_pod_autoscaler(*object, unheard);
      add(scaler.target, scaler.object.ns, scaler.min_replicas, scaler.max_replicas);
    }
  }
}

std::optional<Autoscaling::Bounds> Autoscaling::bounds_of(std::string_view kind, std::string_view ns,
                                                          std::string_view name) const {
  const auto found = by_target_.find(target_key(kind, ns, name));
  return found == by_target_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace slipway::model
