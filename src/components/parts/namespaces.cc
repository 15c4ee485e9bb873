#include "components/parts/namespaces.h"

#include <algorithm>

namespace slipway::components {

namespace {

/// The load balancer controller holds a pod back until its target is healthy.
bool has_routes(const spec::Platform& platform, std::string_view name_space) {
  return std::ranges::any_of(platform.workloads.entries, [&](const auto& entry) {
    return !entry.value.route.value.empty() && entry.value.name_space.value == name_space;
  });
}

void use(std::map<std::string, SourceRange>& used, const spec::Text& name) {
  if (name.value == "default" || name.value.starts_with("kube-")) return;
  used.emplace(name.value, name.where);
}

}  // namespace

void add_namespace(Expansion& in, std::string_view name, std::string_view pod_security, SourceRange origin,
                   std::string_view because) {
  doc::Map labels{{"pod-security.kubernetes.io/enforce", pod_security},
                  {"pod-security.kubernetes.io/enforce-version", "v" + in.graph.setting.version},
                  {"pod-security.kubernetes.io/warn", pod_security}};
  if (has_routes(in.platform, name) && in.platform.cluster.mode.value == spec::ClusterMode::Managed)
    labels.set("elbv2.k8s.aws/pod-readiness-gate-inject", "enabled");
  doc::Map metadata{{"name", name}, {"labels", std::move(labels)}};
  if (!because.empty()) metadata.set("annotations", doc::Map{{"slipway.dev/pod-security-because", because}});
  in.add_check("namespace " + std::string(name) + " enforces " + std::string(pod_security),
               platform::KubernetesQuestion{"v1", "Namespace", "", std::string(name)},
               {"metadata.labels.\"pod-security.kubernetes.io/enforce\"", platform::Expectation::Holds::Equals,
                std::string(pod_security)});
  in.add_object(doc::Map{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", std::move(metadata)}}, origin);
}

void add_namespace_of_chart(Expansion& in, std::string_view name, std::string_view pod_security,
                            std::string_view because) {
  if (in.platform.namespaces.find(name) || in.graph.find_object("v1", "Namespace", "", name)) return;
  add_namespace(in, name, pod_security, in.where, because);
}

std::map<std::string, SourceRange> namespaces_used(const spec::Platform& platform) {
  std::map<std::string, SourceRange> used;
  for (const auto& [name, workload] : platform.workloads) use(used, workload.name_space);
  for (const auto& [name, training] : platform.training)
    if (training.with.value != spec::TrainingOperator::AwsBatch) use(used, training.name_space);
  for (const auto& [name, cluster] : platform.ray_clusters) use(used, cluster.name_space);
  for (const auto& [name, cache] : platform.caches)
    if (cache.on.value == "cluster") use(used, cache.name_space);
  return used;
}

}  // namespace slipway::components
