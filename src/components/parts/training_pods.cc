#include "components/parts/training_pods.h"

#include <algorithm>

#include "catalog/instance_types.h"
#include "components/parts/chart_values.h"
#include "components/parts/pods.h"

namespace slipway::components {

namespace {

using chart_values::only;

constexpr const char* kEfa = "vpc.amazonaws.com/efa";

/// EFA devices of a whole node: those of the one type that the pool or group buys; 0 when there are several.
std::int64_t efa_devices(const spec::Platform& platform, std::string_view pool) {
  const spec::Texts* types = nullptr;
  if (const auto* group = platform.node_groups.find(pool)) types = &group->instance_types;
  if (const auto* described = platform.node_pools.find(pool)) types = &described->instance_types;
  if (!types || types->size() != 1) return 0;
  const auto* type = catalog::find_instance_type(types->front().value);
  return type ? type->efa_interfaces : 0;
}

doc::Map resources(const Expansion& in, const spec::Training& training) {
  auto resources = pods::resources(training.resources);
  const bool is_written =
      std::ranges::any_of(training.resources.entries, [](const auto& e) { return e.name.value == kEfa; });
  const auto devices = training.efa.value && !is_written ? efa_devices(in.platform, training.pool.value) : 0;
  if (devices == 0) return resources;
  for (const auto* part : {"requests", "limits"}) {
    if (!resources.find(part)) resources.set(part, doc::Map{});
    resources.find(part)->map()->set(kEfa, std::to_string(devices));
  }
  return resources;
}

bool has(const spec::TextMap& env, std::string_view name) {
  return std::ranges::any_of(env.entries, [&](const auto& entry) { return entry.name.value == name; });
}

doc::List environment(const spec::Training& training) {
  auto env = pods::environment(training.env);
  const auto add = [&](std::string_view name, std::string value) {
    if (!has(training.env, name)) env.add(doc::Map{{"name", name}, {"value", std::move(value)}});
  };
  if (!training.checkpoints.value.empty()) {
    add("CHECKPOINT_URI", training.checkpoints.value);
    add("CHECKPOINT_EVERY_STEPS", std::to_string(training.checkpoint_every_steps.value));
  }
  if (training.efa.value) {
    add("FI_PROVIDER", "efa");
    // Huge pages are no resource that Karpenter knows of its nodes: libfabric does without.
    if (std::ranges::none_of(training.resources.entries,
                             [](const auto& e) { return e.name.value.starts_with("hugepages-"); }))
      add("FI_EFA_USE_HUGE_PAGE", "0");
  }
  return env;
}

/// Collectives between zones are slow and paid for by the gigabyte, and EFA does not leave its subnet.
doc::Map beside_peers(const std::string& name) {
  const doc::Map term{{"labelSelector", doc::Map{{"matchLabels", training_labels(name)}}},
                      {"topologyKey", "topology.kubernetes.io/zone"}};
  return {{"podAffinity", doc::Map{{"requiredDuringSchedulingIgnoredDuringExecution", only(term)}}}};
}

}  // namespace

doc::Map training_labels(const std::string& name) {
  return {{"app.kubernetes.io/name", name}, {"app.kubernetes.io/component", "training"}};
}

TrainingPods training_pods(const Expansion& in, const std::string& name, const spec::Training& training) {
  TrainingPods made;
  made.image = pods::image(in, training.image.value);
  made.service_account = training.service_account.value.empty() ? name : training.service_account.value;
  for (const auto& word : training.command) made.command.add(doc::Value(word.value).from(word.where));
  made.env = environment(training);
  made.resources = resources(in, training);
  made.processes = std::max<std::int64_t>(pods::devices(training.resources), 1);
  auto placement = pods::placement(in, training.pool.value, training.resources);
  made.node_selector = std::move(placement.node_selector);
  made.tolerations = std::move(placement.tolerations);
  if (training.nodes.value > 1) made.affinity = beside_peers(name);
  made.annotations = {{"karpenter.sh/do-not-disrupt", "true"},
                      {"cluster-autoscaler.kubernetes.io/safe-to-evict", "false"}};
  if (!training.shared_memory.value.empty())
    pods::add_shared_memory(made.volumes, made.mounts, training.shared_memory.value);
  if (!training.file_system.value.empty())
    pods::add_claim(made.volumes, made.mounts, training.file_system.value, "/fsx");
  pods::add_files(made.volumes, made.mounts, training.files);
  return made;
}

doc::Map pod_of(const spec::Training& training, const TrainingPods& pods, const std::string& container_name) {
  doc::Map container{{"name", container_name}, {"image", doc::Value(pods.image).from(training.image.where)}};
  if (!pods.command.empty()) container.set("command", pods.command);
  container.set("env", pods.env);
  container.set("resources", pods.resources);
  container.set("securityContext", pods::container_security());
  if (!pods.mounts.empty()) container.set("volumeMounts", pods.mounts);
  doc::Map spec{{"serviceAccountName", pods.service_account},
                {"automountServiceAccountToken", false},
                {"terminationGracePeriodSeconds", kNoticeSeconds}};
  if (!training.priority.value.empty())
    spec.set("priorityClassName", doc::Value(training.priority.value).from(training.priority.where));
  if (!pods.node_selector.empty()) spec.set("nodeSelector", pods.node_selector);
  if (!pods.tolerations.empty()) spec.set("tolerations", pods.tolerations);
  if (!pods.affinity.empty()) spec.set("affinity", pods.affinity);
  spec.set("securityContext", pods::pod_security(training.run_as_user.value));
  spec.set("containers", only(std::move(container)));
  if (!pods.volumes.empty()) spec.set("volumes", pods.volumes);
  return spec;
}

}  // namespace slipway::components
