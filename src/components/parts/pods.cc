#include "components/parts/pods.h"

#include <chrono>

#include "components/parts/data_names.h"
#include "components/parts/placement.h"
#include "kube/duration.h"
#include "platform/fill.h"

namespace slipway::components::pods {

namespace {

constexpr std::string_view kNvidia = "nvidia.com/";

/// An extended resource has a domain that is not Kubernetes' own.
bool is_device(std::string_view key) {
  return key.find('/') != std::string_view::npos && key.find("kubernetes.io/") == std::string_view::npos;
}

/// "NO_SCHEDULE" as EKS has it, "NoSchedule" as Kubernetes has it.
std::string kubernetes_effect(std::string_view effect) {
  if (effect == "NO_SCHEDULE") return "NoSchedule";
  if (effect == "NO_EXECUTE") return "NoExecute";
  if (effect == "PREFER_NO_SCHEDULE") return "PreferNoSchedule";
  return std::string(effect);
}

doc::Map toleration(std::string_view key, std::string_view value, std::string_view effect) {
  if (key == "nvidia.com/gpu" || value.empty())
    return {{"key", key}, {"operator", "Exists"}, {"effect", kubernetes_effect(effect)}};
  return {{"key", key}, {"operator", "Equal"}, {"value", value}, {"effect", kubernetes_effect(effect)}};
}

bool tolerates(const doc::List& tolerations, std::string_view key) {
  for (const auto& known : tolerations.items())
    if (const auto* text = known["key"].string(); text && *text == key) return true;
  return false;
}

std::string_view text_of(const doc::Value& value) {
  const auto* text = value.string();
  return text ? std::string_view(*text) : std::string_view();
}

void place_on_node_pool(const platform::Object& pool, Placement& placement) {
  placement.node_selector.set("karpenter.sh/nodepool", pool.name());
  for (const auto& taint : pool.root()["spec"]["template"]["spec"]["taints"].items())
    placement.tolerations.add(toleration(taint["key"].text(), taint["value"].text(), taint["effect"].text()));
}

void place_on_group(const platform::Resource& group, std::string_view name, Placement& placement) {
  placement.node_selector.set(kNodeGroupLabel, name);
  const auto tolerate = [&](const doc::Value& taint) {
    placement.tolerations.add(toleration(text_of(taint["key"]), text_of(taint["value"]), text_of(taint["effect"])));
  };
  const auto& taints = group["taint"];
  if (const auto* list = taints.list())
    for (const auto& taint : list->items()) tolerate(taint);
  else if (taints.map())
    tolerate(taints);
}

}  // namespace

doc::Map resources(const Resources& wanted) {
  doc::Map requests, limits;
  for (const auto& [name, amount] : wanted) {
    const auto written = doc::Value(amount.value.to_string()).from(amount.where);
    requests.set(name.value, written);
    if (name.value != "cpu") limits.set(name.value, written);
  }
  doc::Map both;
  if (!requests.empty()) both.set("requests", std::move(requests));
  if (!limits.empty()) both.set("limits", std::move(limits));
  return both;
}

std::int64_t devices(const Resources& wanted) {
  for (const auto& [name, amount] : wanted)
    if (is_device(name.value) && name.value != "vpc.amazonaws.com/efa") return amount.value.value();
  return 0;
}

bool wants_nvidia(const Resources& wanted) {
  for (const auto& [name, amount] : wanted)
    if (name.value.starts_with(kNvidia)) return true;
  return false;
}

Placement placement(const Expansion& in, std::string_view pool, const Resources& wanted) {
  Placement placement;
  if (!pool.empty()) {
    if (const auto* object = in.graph.find_object("karpenter.sh/v1", "NodePool", "", pool))
      place_on_node_pool(*object, placement);
    else if (const auto* group = in.find("aws_eks_node_group", platform::local_name(pool)))
      place_on_group(*group, pool, placement);
  }
  if (wants_nvidia(wanted) && !tolerates(placement.tolerations, "nvidia.com/gpu"))
    placement.tolerations.add(toleration("nvidia.com/gpu", "", "NoSchedule"));
  return placement;
}

void place(doc::Map& pod_spec, Placement placement) {
  if (!placement.node_selector.empty()) pod_spec.set("nodeSelector", std::move(placement.node_selector));
  if (!placement.tolerations.empty()) pod_spec.set("tolerations", std::move(placement.tolerations));
}

doc::Map pod_security(std::int64_t user) {
  doc::Map context;
  if (user != 0) {
    context.set("runAsNonRoot", true);
    context.set("runAsUser", user);
    context.set("fsGroup", user);
  }
  context.set("seccompProfile", doc::Map{{"type", "RuntimeDefault"}});
  return context;
}

doc::Map container_security() {
  doc::List all;
  all.add("ALL");
  return {{"allowPrivilegeEscalation", false}, {"capabilities", doc::Map{{"drop", all}}}};
}

doc::List environment(const spec::TextMap& env) {
  doc::List list;
  for (const auto& [name, text] : env)
    list.add(doc::Value(doc::Map{{"name", name.value}, {"value", text.value}}).from(name.where));
  return list;
}

doc::Map from_secret(std::string_view variable, std::string_view secret, std::string_view key) {
  return {{"name", variable}, {"valueFrom", doc::Map{{"secretKeyRef", doc::Map{{"name", secret}, {"key", key}}}}}};
}

void add_shared_memory(doc::List& volumes, doc::List& mounts, std::string_view size) {
  volumes.add(doc::Map{{"name", "shared-memory"}, {"emptyDir", doc::Map{{"medium", "Memory"}, {"sizeLimit", size}}}});
  mounts.add(doc::Map{{"name", "shared-memory"}, {"mountPath", "/dev/shm"}});
}

void add_claim(doc::List& volumes, doc::List& mounts, std::string_view claim, std::string_view path) {
  volumes.add(doc::Map{{"name", claim}, {"persistentVolumeClaim", doc::Map{{"claimName", claim}}}});
  mounts.add(doc::Map{{"name", claim}, {"mountPath", path}});
}

void add_files(doc::List& volumes, doc::List& mounts, const spec::TextMap& files) {
  std::size_t number = 0;
  for (const auto& [directory, config_map] : files) {
    const auto volume = "files-" + std::to_string(++number);
    volumes.add(doc::Map{{"name", volume}, {"configMap", doc::Map{{"name", config_map.value}, {"defaultMode", 0555}}}});
    mounts.add(doc::Map{{"name", volume}, {"mountPath", directory.value}, {"readOnly", true}});
  }
}

doc::Map name_label(std::string_view name) { return {{"app.kubernetes.io/name", name}}; }
std::string name_selector(std::string_view name) { return "app.kubernetes.io/name=" + std::string(name); }

doc::Map metadata(std::string_view name, std::string_view name_space, doc::Map labels) {
  doc::Map metadata{{"name", name}};
  if (!name_space.empty()) metadata.set("namespace", name_space);
  if (!labels.empty()) metadata.set("labels", std::move(labels));
  return metadata;
}

doc::List zone_spread(std::string_view spread, const doc::Map& labels) {
  doc::List constraints;
  if (spread != "require" && spread != "prefer") return constraints;
  constraints.add(doc::Map{{"maxSkew", 1},
                           {"topologyKey", "topology.kubernetes.io/zone"},
                           {"whenUnsatisfiable", spread == "require" ? "DoNotSchedule" : "ScheduleAnyway"},
                           {"labelSelector", doc::Map{{"matchLabels", labels}}}});
  return constraints;
}

void add_service_account(Expansion& in, std::string_view name, std::string_view name_space, std::string_view role,
                         SourceRange origin) {
  if (in.graph.find_object("v1", "ServiceAccount", name_space, name)) return;  // several may share one
  doc::Map account_metadata = metadata(name, name_space);
  if (!role.empty() && in.platform.identity.value == spec::Identity::Irsa)
    account_metadata.set("annotations", doc::Map{{"eks.amazonaws.com/role-arn", role_id(role).interpolated("arn")}});
  in.add_object(doc::Map{{"apiVersion", "v1"}, {"kind", "ServiceAccount"}, {"metadata", std::move(account_metadata)}},
                origin);
}

std::string image(const Expansion& in, std::string_view written) {
  const auto end = written.find_first_of(":@");
  const auto repository = written.substr(0, end);
  if (!in.platform.registries.find(repository)) return std::string(written);
  const auto version = end == std::string_view::npos ? std::string_view() : written.substr(end);
  return registry_id(repository).interpolated("repository_url") + std::string(version);
}

std::int64_t seconds(std::string_view duration) {
  const auto parsed = kube::parse_duration(duration);
  return parsed ? std::chrono::duration_cast<std::chrono::seconds>(*parsed).count() : 0;
}

}  // namespace slipway::components::pods
