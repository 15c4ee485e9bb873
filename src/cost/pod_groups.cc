#include "cost/pod_groups.h"

#include <algorithm>

#include "cost/manifest.h"
#include "cost/quantity.h"
#include "kube/objects/keda.h"
#include "kube/pod_resources.h"

namespace slipway::cost {
namespace {

using doc::Node;

std::string namespace_or_default(std::string_view written) {
  return written.empty() ? "default" : std::string(written);
}

/// A pod that refuses to share a node with its own kind.
bool shuns_its_kind(const kube::PodTemplate& pods) {
  return std::ranges::any_of(pods.spec.affinity.anti_pods.required, [&](const kube::PodAffinityTerm& term) {
    if (term.topology_key != "kubernetes.io/hostname" || !term.selector) return false;
    const auto selector = kube::to_selector(term.selector);
    return selector && selector->matches(pods.labels);
  });
}

Resources requests_of(const kube::PodSpec& spec) {
  Resources requests = resources_of(kube::pod_requests(kube::with_default_resources(spec)));
  requests.pods = 1;
  return requests;
}

Replicas times(Replicas replicas, std::int64_t by) {
  const auto product = [&](std::int64_t count) { return by == 0 ? 0 : std::min(count, kLargestCount / by) * by; };
  return {product(replicas.idle), product(replicas.maximum)};
}

class Collector {
 public:
  Collector(const platform::Graph& graph, const Autoscaling& autoscaling) : graph_(graph), autoscaling_(autoscaling) {}

  std::vector<PodGroup> collect() {
    for (const auto& object : graph_.objects()) collect(object);
    return std::move(groups_);
  }

 private:
  void collect(const platform::Object& object) {
    constexpr std::string_view kReplicated[] = {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController",
                                                "Rollout"};
    const auto& root = object.root();
    const auto kind = root["kind"].text();
    if (std::ranges::find(kReplicated, kind) != std::end(kReplicated)) {
      add(object, "", root["spec"]["template"], autoscaling_.replicas_of(object));
    } else if (kind == "Pod") {
      add(object, "", root, {1, 1});
    } else if (kind == "RayCluster") {
      collect_ray(object, root["spec"]);
    } else if (kind == "RayService") {
      collect_ray(object, root["spec"]["rayClusterConfig"]);
    } else if (kind == "LeaderWorkerSet") {
      collect_leader_workers(object);
    }
  }

  void collect_ray(const platform::Object& object, const Node& spec) {
    if (spec["suspend"].text() == "true") return;
    const bool scales = spec["enableInTreeAutoscaling"].text() == "true";
    add(object, " head", spec["headGroupSpec"]["template"], {1, 1});
    for (const auto& group : spec["workerGroupSpecs"].items()) {
      if (group["suspend"].text() == "true") continue;
      const auto hosts = whole_number(group["numOfHosts"]).value_or(1);
      const auto written = whole_number(group["replicas"]).value_or(0);
      const auto least = whole_number(group["minReplicas"]).value_or(0);
      const auto most = std::max(least, whole_number(group["maxReplicas"]).value_or(std::max(least, written)));
      const auto fixed = std::clamp(written, least, most);
      add(object, " " + std::string(group["groupName"].text()), group["template"],
          times(scales ? Replicas{least, most} : Replicas{fixed, fixed}, hosts));
    }
  }

  void collect_leader_workers(const platform::Object& object) {
    const auto& set = object.root()["spec"]["leaderWorkerTemplate"];
    const auto replicas = autoscaling_.replicas_of(object);
    const auto size = std::max<std::int64_t>(1, whole_number(set["size"]).value_or(1));
    add(object, " leader", set["leaderTemplate"].is_map() ? set["leaderTemplate"] : set["workerTemplate"], replicas);
    add(object, " workers", set["workerTemplate"], times(replicas, size - 1));
  }

  void add(const platform::Object& object, const std::string& part, const Node& pods, Replicas replicas) {
    if (!pods["spec"].is_map() || replicas.maximum == 0) return;
    Diagnostics unheard;  // what is wrong with a pod is for the rules to say
    PodGroup group;
    group.name_space = namespace_or_default(object.namespace_());
    group.name = object.kind() + ' ' + group.name_space + '/' + object.name() + part;
    group.object = &object;
    group.pods = kube::read_pod_template(kube::Fields(pods, unheard));
    group.idle = replicas.idle;
    group.maximum = replicas.maximum;
    group.requests = requests_of(group.pods.spec);
    group.one_per_node = shuns_its_kind(group.pods);
    groups_.push_back(std::move(group));
  }

  const platform::Graph& graph_;
  const Autoscaling& autoscaling_;
  std::vector<PodGroup> groups_;
};

std::string target_key(std::string_view kind, std::string_view ns, std::string_view name) {
  return std::string(kind) + ' ' + namespace_or_default(ns) + '/' + std::string(name);
}

}  // namespace

Autoscaling::Autoscaling(const platform::Graph& graph) {
  Diagnostics unheard;
  const auto add = [&](const kube::ObjectReference& target, std::string_view ns, std::int64_t idle, std::int64_t most) {
    idle = std::max<std::int64_t>(0, idle);
    by_target_.emplace(target_key(target.kind, ns, target.name), Replicas{idle, std::max(idle, most)});
  };
  for (const auto& object : graph.objects()) {
    const auto kind = object.root()["kind"].text();
    if (kind == "ScaledObject") {
      const auto scaler = kube::read_scaled_object(object.root(), unheard);
      add(scaler.target, scaler.object.ns, scaler.idle_replicas.value_or(scaler.min_replicas), scaler.max_replicas);
    } else if (kind == "HorizontalPodAutoscaler") {
      const auto scaler = kube::read_horizontal_pod_autoscaler(object.root(), unheard);
      add(scaler.target, scaler.object.ns, scaler.min_replicas, scaler.max_replicas);
    }
  }
}

Replicas Autoscaling::replicas_of(const platform::Object& object) const {
  const auto& root = object.root();
  const auto found = by_target_.find(target_key(object.kind(), object.namespace_(), object.name()));
  if (found != by_target_.end()) return found->second;
  const auto written = whole_number(root["spec"]["replicas"]).value_or(1);
  return {written, written};
}

std::vector<PodGroup> pod_groups(const platform::Graph& graph, const Autoscaling& autoscaling) {
  return Collector(graph, autoscaling).collect();
}

}  // namespace slipway::cost
