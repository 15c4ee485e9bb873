#include "decide/karpenter/read_cluster.h"

#include <algorithm>
#include <string_view>

#include "kube/decode/go_time.h"
#include "kube/objects/fields.h"
#include "kube/pod_resources.h"

namespace slipway::karpenter {
namespace {

using kube::Fields;

std::optional<std::int64_t> seconds(const doc::Node& node) {
  if (!node.is_string()) return std::nullopt;
  const auto time = kube::parse_time(node.text(), kube::TimeLayout::Seconds);
  if (!time) return std::nullopt;
  constexpr std::int64_t kNanos = 1'000'000'000;
  return *time / kNanos - (*time % kNanos < 0 ? 1 : 0);
}

const doc::Node* condition(const doc::Node& status, std::string_view type) {
  for (const doc::Node& one : status["conditions"].items())
    if (one["type"].text() == type) return &one;
  return nullptr;
}
bool is_condition(const doc::Node& status, std::string_view type, std::string_view wanted) {
  const doc::Node* one = condition(status, type);
  return one && (*one)["status"].text() == wanted;
}

bool is_deleting(const doc::Node& object) { return !object["metadata"]["deletionTimestamp"].is_null(); }

void read_owners(const doc::Node& metadata, Pod& pod) {
  for (const doc::Node& owner : metadata["ownerReferences"].items()) {
    const std::string_view version = owner["apiVersion"].text(), kind = owner["kind"].text();
    pod.of_daemon_set |= version == "apps/v1" && kind == "DaemonSet";
    pod.of_stateful_set |= version == "apps/v1" && kind == "StatefulSet";
    pod.of_node |= version == "v1" && kind == "Node";
    if (owner["controller"].kind() == doc::Kind::Bool && owner["controller"].boolean())
      pod.controller_uid = owner["uid"].text();
  }
}

Pod read_pod(const doc::Node& object, Diagnostics& diagnostics) {
  Pod out;
  out.pod = kube::read_pod(object, diagnostics);
  const doc::Node &metadata = object["metadata"], &status = object["status"];
  out.uid = metadata["uid"].text();
  out.created = seconds(metadata["creationTimestamp"]).value_or(0);
  for (const doc::Node& one : status["conditions"].items())
    out.is_unschedulable |= one["type"].text() == "PodScheduled" && one["reason"].text() == "Unschedulable";
  out.is_unready = is_condition(status, "Ready", "False");
  read_owners(metadata, out);
  out.started = seconds(status["startTime"]);
  out.claims_devices = claims_any_device(out.pod.spec);
  out.requests = pod_request_total(out.pod, status);
  return out;
}

NodePool read_pool(const doc::Node& object, Diagnostics& diagnostics) {
  const doc::Node& status = object["status"];
  NodePool out{.pool = kube::read_node_pool(object, diagnostics), .is_deleting = is_deleting(object), .types = {}};
  out.is_ready = true;
  for (std::string_view type : {"ValidationSucceeded", "NodeClassReady", "Ready"})
    out.is_ready &= is_condition(status, type, "True");
  return out;
}

void read_csi_node(Cluster& cluster, const doc::Node& object) {
  const auto node = std::find_if(cluster.nodes.begin(), cluster.nodes.end(), [&](const Node& one) {
    return one.node.object.name == object["metadata"]["name"].text();
  });
  if (node == cluster.nodes.end()) return;
  for (const doc::Node& driver : object["spec"]["drivers"].items()) {
    const doc::Node& allocatable = driver["allocatable"];
    if (!allocatable.is_null())
      node->volume_limits[std::string(driver["name"].text())] =
          allocatable["count"].kind() == doc::Kind::Int ? allocatable["count"].integer() : 0;
  }
}

PersistentVolume read_volume(const doc::Node& object, Diagnostics& diagnostics) {
  const doc::Node& spec = object["spec"];
  return {.volume = kube::read_persistent_volume(object, diagnostics),
          .is_deleting = is_deleting(object),
          .is_on_node = !spec["local"].is_null() || !spec["hostPath"].is_null(),
          .is_in_tree_ebs = spec["csi"].is_null() && !spec["awsElasticBlockStore"].is_null()};
}

/// While a container is resized it counts with the larger of what it asks for and what it has.
void count_status(kube::Container& container, const doc::Node& statuses, bool infeasible, Diagnostics& diagnostics) {
  for (const doc::Node& one : statuses.items()) {
    if (one["name"].text() != container.name || one["resources"].is_null()) continue;
    kube::ResourceList total = infeasible ? kube::ResourceList() : container.resources.requests;
    kube::raise_to(total, Fields(one["resources"], diagnostics).resources("requests"));
    kube::raise_to(total, Fields(one, diagnostics).resources("allocatedResources"));
    container.resources.requests = std::move(total);
  }
}

}  // namespace

bool claims_any_device(const kube::PodSpec& spec) {
  const auto any = [](const std::vector<kube::Container>& containers) {
    return std::any_of(containers.begin(), containers.end(), [](const kube::Container& one) {
      return one.node && (*one.node)["resources"]["claims"].size() > 0;
    });
  };
  return !spec.resource_claims.empty() || any(spec.containers) || any(spec.init_containers);
}

kube::ResourceList pod_request_total(const kube::Pod& pod, const doc::Node& status) {
  kube::ResourceList out;
  if (status["containerStatuses"].size() + status["initContainerStatuses"].size() == 0) {
    out = kube::pod_requests(pod.spec);
  } else {
    Diagnostics unheard;  // the status is the kubelet's, not the user's
    kube::PodSpec spec = pod.spec;
    const doc::Node* resize = condition(status, "PodResizePending");
    const bool infeasible = resize && (*resize)["reason"].text() == "Infeasible";
    for (auto* containers : {&spec.containers, &spec.init_containers})
      for (kube::Container& one : *containers)
        if (containers == &spec.containers || one.is_sidecar())
          for (std::string_view list : {"containerStatuses", "initContainerStatuses"})
            count_status(one, status[list], infeasible, unheard);
    out = kube::pod_requests(spec);
  }
  out["pods"] = kube::Quantity(1, kube::Quantity::Format::DecimalExponent);
  return out;
}

void read_into(Cluster& cluster, const doc::Node& object, Diagnostics& diagnostics) {
  const std::string_view kind = object["kind"].text(), version = object["apiVersion"].text();
  const std::string_view group = version.substr(0, version.find('/') == std::string_view::npos ? 0 : version.find('/'));
  if (kind == "Pod" && group.empty())
    cluster.pods.push_back(read_pod(object, diagnostics));
  else if (kind == "NodePool" && group == "karpenter.sh")
    cluster.pools.push_back(read_pool(object, diagnostics));
  else if (kind == "NodeClaim" && group == "karpenter.sh")
    cluster.claims.push_back({kube::read_node_claim(object, diagnostics), is_deleting(object),
                              is_condition(object["status"], "InstanceTerminating", "True")});
  else if (kind == "Node" && group.empty())
    cluster.nodes.push_back({kube::read_node(object, diagnostics), is_deleting(object), {}});
  else if (kind == "DaemonSet" && group == "apps")
    cluster.daemon_sets.push_back(
        {kube::read_daemon_set(object, diagnostics), std::string(object["metadata"]["uid"].text())});
  else if (kind == "PodDisruptionBudget" && group == "policy")
    cluster.budgets.push_back(kube::read_pod_disruption_budget(object, diagnostics));
  else if (kind == "PersistentVolumeClaim" && group.empty())
    cluster.volume_claims.push_back({kube::read_persistent_volume_claim(object, diagnostics), is_deleting(object)});
  else if (kind == "PersistentVolume" && group.empty())
    cluster.volumes.push_back(read_volume(object, diagnostics));
  else if (kind == "StorageClass" && group == "storage.k8s.io")
    cluster.storage_classes.push_back(kube::read_storage_class(object, diagnostics));
  else if (kind == "CSINode" && group == "storage.k8s.io")
    read_csi_node(cluster, object);
  else if (kind == "Namespace" && group.empty())
    cluster.namespaces.push_back(kube::read_namespace(object, diagnostics));
}

void read_into(Cluster& cluster, std::span<const doc::Node> objects, Diagnostics& diagnostics) {
  for (const doc::Node& object : objects)
    if (object["kind"].text() != "CSINode") read_into(cluster, object, diagnostics);
  for (const doc::Node& object : objects)
    if (object["kind"].text() == "CSINode") read_into(cluster, object, diagnostics);
}

}  // namespace slipway::karpenter
