#include "cost/pod_groups.h"

#include <algorithm>

#include "cost/manifest.h"
#include "cost/quantity.h"

namespace slipway::cost {
namespace {

using doc::Node;

void grow(Resources& most, const Resources& other) {
  most.cpu_milli = std::max(most.cpu_milli, other.cpu_milli);
  most.memory_mib = std::max(most.memory_mib, other.memory_mib);
  for (const auto& [name, count] : other.devices) {
    auto& mine = most.devices[name];
    mine = std::max(mine, count);
  }
}

void add(Resources& sum, const Resources& other) {
  sum.cpu_milli += other.cpu_milli;
  sum.memory_mib += other.memory_mib;
  for (const auto& [name, count] : other.devices) sum.devices[name] += count;
}

Resources requests_of_container(const Node& container) {
  Resources requests;
  const auto read = [&](const Node& list, bool only_missing) {
    for (const auto& member : list.members()) {
      const auto key = member.key.text();
      if (key == "cpu" && !(only_missing && requests.cpu_milli > 0)) {
        requests.cpu_milli = milli(member.value).value_or(0);
      } else if (key == "memory" && !(only_missing && requests.memory_mib > 0)) {
        requests.memory_mib = mebibytes(member.value).value_or(0);
      } else if (key.find('/') != std::string_view::npos && !(only_missing && requests.devices.contains(key))) {
        if (const auto count = whole_number(member.value).value_or(0); count > 0)
          requests.devices[std::string(key)] = count;
      }
    }
  };
  read(container["resources"]["requests"], false);
  read(container["resources"]["limits"], true);
  return requests;
}

std::string namespace_of(const Node& root) {
  const auto& written = root["metadata"]["namespace"];
  return written.is_string() && !written.text().empty() ? std::string(written.text()) : "default";
}

/// A pod that refuses to share a node with its own kind.
bool shuns_its_kind(const Node& pod) {
  for (const auto& term :
       pod["spec"]["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"].items()) {
    if (term["topologyKey"].text() != "kubernetes.io/hostname") continue;
    const auto& wanted = term["labelSelector"]["matchLabels"];
    const auto& labels = pod["metadata"]["labels"];
    const auto same = [&](const doc::Member& member) {
      return labels[member.key.text()].text() == member.value.text();
    };
    if (!wanted.members().empty() && std::ranges::all_of(wanted.members(), same)) return true;
  }
  return false;
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
    const auto& root = object.root();
    const auto kind = root["kind"].text();
    constexpr std::string_view kReplicated[] = {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController",
                                                "Rollout"};
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
      const Replicas replicas =
          scales ? Replicas{least, most} : Replicas{std::clamp(written, least, most), std::clamp(written, least, most)};
      add(object, " " + std::string(group["groupName"].text()), group["template"], scaled(replicas, hosts));
    }
  }

  void collect_leader_workers(const platform::Object& object) {
    const auto& spec = object.root()["spec"];
    const auto& set = spec["leaderWorkerTemplate"];
    const auto replicas = autoscaling_.replicas_of(object);
    const auto size = std::max<std::int64_t>(1, whole_number(set["size"]).value_or(1));
    add(object, " leader", set["leaderTemplate"].is_map() ? set["leaderTemplate"] : set["workerTemplate"], replicas);
    add(object, " workers", set["workerTemplate"], scaled(replicas, size - 1));
  }

  static Replicas scaled(Replicas replicas, std::int64_t by) {
    const auto times = [&](std::int64_t count) { return by == 0 ? 0 : std::min(count, kLargestCount / by) * by; };
    return {times(replicas.idle), times(replicas.maximum)};
  }

  void add(const platform::Object& object, const std::string& part, const Node& pod, Replicas replicas) {
    if (!pod["spec"].is_map() || replicas.maximum == 0) return;
    PodGroup group;
    group.name_space = namespace_of(object.root());
    group.name = object.kind() + ' ' + group.name_space + '/' + object.name() + part;
    group.object = &object;
    group.template_ = &pod;
    group.idle = replicas.idle;
    group.maximum = replicas.maximum;
    group.requests = requests_of(pod["spec"]);
    group.one_per_node = shuns_its_kind(pod);
    groups_.push_back(std::move(group));
  }

  const platform::Graph& graph_;
  const Autoscaling& autoscaling_;
  std::vector<PodGroup> groups_;
};

std::string target_key(std::string_view kind, std::string_view name_space, std::string_view name) {
  return std::string(kind) + ' ' + std::string(name_space) + '/' + std::string(name);
}

}  // namespace

Resources requests_of(const Node& pod_spec) {
  // Sidecars start one by one and stay; an init container runs beside those before it.
  Resources running, most;
  for (const auto& container : pod_spec["initContainers"].items()) {
    Resources now = requests_of_container(container);
    const bool stays = container["restartPolicy"].text() == "Always";
    if (stays)
      add(running, now);
    else
      add(now, running);
    grow(most, stays ? running : now);
  }
  Resources sum = running;
  for (const auto& container : pod_spec["containers"].items()) add(sum, requests_of_container(container));
  grow(sum, most);
  add(sum, [&] {
    Resources overhead;
    overhead.cpu_milli = milli(pod_spec["overhead"]["cpu"]).value_or(0);
    overhead.memory_mib = mebibytes(pod_spec["overhead"]["memory"]).value_or(0);
    return overhead;
  }());
  sum.pods = 1;
  return sum;
}

Autoscaling::Autoscaling(const platform::Graph& graph) {
  for (const auto& object : graph.objects()) {
    const auto& root = object.root();
    const auto& spec = root["spec"];
    const bool keda = root["kind"].text() == "ScaledObject";
    if (!keda && root["kind"].text() != "HorizontalPodAutoscaler") continue;
    const auto least = whole_number(spec[keda ? "minReplicaCount" : "minReplicas"]).value_or(keda ? 0 : 1);
    const auto most = whole_number(spec[keda ? "maxReplicaCount" : "maxReplicas"]).value_or(keda ? 100 : least);
    const auto idle = keda ? whole_number(spec["idleReplicaCount"]).value_or(least) : least;
    const auto& target = spec["scaleTargetRef"];
    const auto kind = target["kind"].is_string() ? target["kind"].text() : "Deployment";
    by_target_.emplace(target_key(kind, namespace_of(root), target["name"].text()),
                       Replicas{idle, std::max(idle, most)});
  }
}

Replicas Autoscaling::replicas_of(const platform::Object& object) const {
  const auto& root = object.root();
  const auto found =
      by_target_.find(target_key(root["kind"].text(), namespace_of(root), root["metadata"]["name"].text()));
  if (found != by_target_.end()) return found->second;
  const auto written = whole_number(root["spec"]["replicas"]).value_or(1);
  return {written, written};
}

std::vector<PodGroup> pod_groups(const platform::Graph& graph, const Autoscaling& autoscaling) {
  return Collector(graph, autoscaling).collect();
}

}  // namespace slipway::cost
