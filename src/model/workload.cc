#include "model/workload.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/ascii.h"
#include "kube/objects/jobs.h"
#include "kube/objects/workloads.h"
#include "kube/pod_resources.h"

namespace slipway::model {
namespace {

using doc::Node;

constexpr std::string_view kReplicated[] = {"Deployment", "ReplicaSet", "ReplicationController", "Rollout"};
/// Of Kubeflow's training operator 1: spec.<kind>ReplicaSpecs, by role.
constexpr std::string_view kTrainingJobs[] = {"PyTorchJob", "TFJob", "MPIJob", "XGBoostJob", "PaddleJob", "JAXJob"};

bool is_true(const Node& node) { return node.kind() == doc::Kind::Bool && node.boolean(); }

/// The API server lets no two pods of a ReplicaSet differ in it; selectors with matchLabelKeys look at it.
std::string template_hash(std::string_view name) {
  std::uint32_t hash = 2'166'136'261u;
  for (const unsigned char c : name) hash = (hash ^ c) * 16'777'619u;
  return fmt::format("{:08x}", hash);
}

class Reader {
 public:
  Reader(const Node& object, const Autoscaling& autoscaling, Diagnostics& diagnostics)
      : object_(object),
        autoscaling_(autoscaling),
        diagnostics_(diagnostics),
        kind_(object["kind"].text()),
        ns_(object["metadata"]["namespace"].text()),
        name_(object["metadata"]["name"].text()) {
    if (ns_.empty()) ns_ = "default";
  }

  std::vector<Workload> read() {
    const Node& spec = object_["spec"];
    if (std::ranges::find(kReplicated, kind_) != std::end(kReplicated)) {
      read_replicated(spec);
    } else if (kind_ == "StatefulSet") {
      read_stateful_set(spec);
    } else if (kind_ == "Pod") {
      Workload& made = add(object_, name_, "", {1, 1, 1});
      made.is_single = true;
    } else if (kind_ == "Job") {
      read_job(spec, "", name_, 1, 1, {});
    } else if (kind_ == "CronJob") {
      read_cron_job(spec);
    } else if (kind_ == "ScaledJob") {
      const std::int64_t least = number(spec["minReplicaCount"], 0), most = number(spec["maxReplicaCount"], 100);
      read_job(spec["jobTargetRef"], "", name_, least, std::max(least, most), {});
      for (Workload& one : made_) one.count.least = one.count.declared;
    } else if (kind_ == "JobSet") {
      for (const Node& group : spec["replicatedJobs"].items()) {
        const std::string role(group["name"].text());
        read_job(group["template"]["spec"], role, name_ + "-" + role, number(group["replicas"], 1),
                 number(group["replicas"], 1),
                 {{"jobset.sigs.k8s.io/jobset-name", name_}, {"jobset.sigs.k8s.io/replicatedjob-name", role}});
      }
    } else if (kind_ == "RayCluster") {
      read_ray(spec, false);
    } else if (kind_ == "RayService") {
      read_ray(spec["rayClusterConfig"], false);
    } else if (kind_ == "RayJob") {
      if (!is_true(spec["suspend"])) read_ray(spec["rayClusterSpec"], true);
    } else if (kind_ == "LeaderWorkerSet") {
      read_leader_workers(spec);
    } else if (std::ranges::find(kTrainingJobs, kind_) != std::end(kTrainingJobs)) {
      read_training_job(spec);
    } else if (kind_ == "TrainJob") {
      read_train_job(spec);
    } else if (kind_ != "DaemonSet" && kind_ != "PodTemplate" && has_pods(spec["template"])) {
      diagnostics_.note("MODEL005", object_["kind"].where(),
                        fmt::format("which pods a {} makes is not known: none are counted", kind_),
                        "add its pods as a Job or Deployment of the same size");
    }
    std::erase_if(made_, [](const Workload& one) { return !one.pods.spec.node || one.count.most == 0; });
    return std::move(made_);
  }

 private:
  static bool has_pods(const Node& pods) { return pods["spec"]["containers"].size() > 0; }

  /// A whole number from 0 to 2^31 - 1.
  std::int64_t number(const Node& node, std::int64_t otherwise) {
    if (node.is_null()) return otherwise;
    const double value = node.kind() == doc::Kind::Int || node.kind() == doc::Kind::Float ? node.number() : -1;
    if (value >= 0 && value <= 2'147'483'647.0 && value == static_cast<double>(static_cast<std::int64_t>(value)))
      return static_cast<std::int64_t>(value);
    diagnostics_.error("MODEL002", node.where(), "the number of pods must be a whole number, 0 or more",
                       "write 0 or a positive number without quotes");
    return 0;
  }

  /// Neither factor is negative; more than can be is as good as 2^31.
  static std::int64_t times(std::int64_t a, std::int64_t b) {
    constexpr std::int64_t kEnough = std::int64_t{1} << 31;
    return a == 0 || b == 0 ? 0 : std::min(std::min(a, kEnough) * std::min(b, kEnough), kEnough);
  }
  static Counts times(Counts counts, std::int64_t by) {
    return {times(counts.least, by), times(counts.declared, by), times(counts.most, by)};
  }

  /// What is written, within what the autoscaler allows.
  Counts scaled(const Node& replicas) {
    const std::int64_t written = number(replicas, 1);
    const auto bounds = autoscaling_.bounds_of(kind_, ns_, name_);
    return bounds ? Counts{bounds->least, written, std::max(bounds->most, bounds->least)}
                  : Counts{written, written, written};
  }

  Workload& add(const Node& pods, const std::string& pod_name, const std::string& part, Counts count) {
    if (count.most > kMostPods || count.declared > kMostPods || count.least > kMostPods) {
      diagnostics_.error("MODEL001", object_["metadata"]["name"].where(),
                         fmt::format("{} {}/{} asks for {} pods, more than {} in all", kind_, ns_, name_,
                                     std::max(count.most, count.declared), kMostPods),
                         "check the number of replicas");
      count = {};
    }
    Workload& made = made_.emplace_back();
    made.object = &object_;
    made.kind = kind_;
    made.ns = ns_;
    made.name = name_;
    made.part = part;
    made.pod_name = pod_name;
    made.count = count;
    // What stands at 0 is left alone by a HorizontalPodAutoscaler; else it is raised to the least at once.
    if (count.declared > 0) made.count.declared = std::max(count.declared, count.least);
    made.count.most = std::max({count.most, count.declared, count.least});
    if (!pods["spec"].is_map()) return made;
    if (made.count.most > 0) made.pods = kube::read_pod_template(kube::Fields(pods, diagnostics_));
    made.pods.spec = kube::with_default_resources(std::move(made.pods.spec));
    return made;
  }

  void read_replicated(const Node& spec) {
    Workload& made = add(spec["template"], name_, "", scaled(spec["replicas"]));
    if (kind_ == "Deployment") made.pods.labels["pod-template-hash"] = template_hash(ns_ + "/" + name_);
    if (kind_ == "Rollout") made.pods.labels["rollouts-pod-template-hash"] = template_hash(ns_ + "/" + name_);
  }

  void read_stateful_set(const Node& spec) {
    Workload& made = add(spec["template"], name_, "", scaled(spec["replicas"]));
    made.index_label = "apps.kubernetes.io/pod-index";
    Diagnostics heard_already;  // with the template
    if (made.pods.spec.node) made.claims = kube::read_stateful_set(object_, heard_already).claims;
  }

  void read_job(const Node& spec, const std::string& part, const std::string& pod_name, std::int64_t least_jobs,
                std::int64_t most_jobs, const kube::Labels& labels) {
    const std::int64_t parallelism = number(spec["parallelism"], 1);
    const std::int64_t at_once =
        std::min(parallelism, number(spec["completions"], std::max<std::int64_t>(1, parallelism)));
    const std::int64_t now = is_true(spec["suspend"]) || is_true(object_["spec"]["suspend"]) ? 0 : at_once;
    Workload& made = add(spec["template"], pod_name, part, {0, times(least_jobs, now), times(most_jobs, at_once)});
    made.runs_to_end = true;
    for (const std::string_view key : {"batch.kubernetes.io/job-name", "job-name"})
      made.pods.labels[std::string(key)] = pod_name;
    for (const auto& [key, value] : labels) made.pods.labels[key] = value;
    if (spec["completionMode"].text() == "Indexed") made.index_label = "batch.kubernetes.io/job-completion-index";
  }

  void read_cron_job(const Node& spec) {
    read_job(spec["jobTemplate"]["spec"], "", name_, 0, 1, {});
    diagnostics_.note(
        "MODEL005", object_["kind"].where(),
        fmt::format("CronJob {}/{} runs at its times: its pods count only at the most replicas, once", ns_, name_));
  }

  void read_ray(const Node& spec, bool runs_to_end) {
    if (is_true(spec["suspend"])) return;
    const bool scales = is_true(spec["enableInTreeAutoscaling"]);
    const auto add_group = [&](const Node& pods, const std::string& suffix, const std::string& part,
                               const std::string& group, Counts count) {
      if (runs_to_end) count.least = 0;
      Workload& made = add(pods, name_ + "-" + suffix, part, count);
      made.runs_to_end = runs_to_end;
      made.pods.labels["ray.io/cluster"] = name_;
      made.pods.labels["ray.io/node-type"] = part == "head" ? "head" : "worker";
      made.pods.labels["ray.io/group"] = group;
    };
    add_group(spec["headGroupSpec"]["template"], "head", "head", "headgroup", {1, 1, 1});
    for (const Node& group : spec["workerGroupSpecs"].items()) {
      if (is_true(group["suspend"])) continue;
      const std::int64_t written = number(group["replicas"], 0), least = number(group["minReplicas"], 0);
      const std::int64_t most = std::max(least, number(group["maxReplicas"], std::max(least, written)));
      const std::int64_t fixed = std::clamp(written, least, most);
      const std::string name(group["groupName"].text());
      add_group(group["template"], name + "-worker", name, name,
                times(scales ? Counts{least, fixed, most} : Counts{fixed, fixed, fixed},
                      std::max<std::int64_t>(1, number(group["numOfHosts"], 1))));
    }
  }

  void read_leader_workers(const Node& spec) {
    const Node& set = spec["leaderWorkerTemplate"];
    const Counts count = scaled(spec["replicas"]);
    const std::int64_t size = std::max<std::int64_t>(1, number(set["size"], 1));
    const Node& leader = set["leaderTemplate"].is_map() ? set["leaderTemplate"] : set["workerTemplate"];
    add(leader, name_, "leader", count).pods.labels["leaderworkerset.sigs.k8s.io/name"] = name_;
    add(set["workerTemplate"], name_ + "-worker", "workers", times(count, size - 1))
        .pods.labels["leaderworkerset.sigs.k8s.io/name"] = name_;
  }

  void read_training_job(const Node& spec) {
    const bool waits = is_true(spec["runPolicy"]["suspend"]);
    for (const doc::Member& specs : spec.members()) {
      if (!specs.key.text().ends_with("ReplicaSpecs")) continue;
      for (const doc::Member& role : specs.value.members()) {
        const std::string part = ascii_lower(role.key.text());
        const std::int64_t written = number(role.value["replicas"], 1);
        std::int64_t most = written;
        if (part == "worker") most = std::max(most, number(spec["elasticPolicy"]["maxReplicas"], most));
        Workload& made = add(role.value["template"], name_ + "-" + part, part, {0, waits ? 0 : written, most});
        made.runs_to_end = true;
        made.pods.labels["training.kubeflow.org/job-name"] = name_;
        made.pods.labels["training.kubeflow.org/replica-type"] = part;
        made.index_label = "training.kubeflow.org/replica-index";
      }
    }
  }

  /// Of Kubeflow Trainer 2: as many pods of the runtime's job "node" as it asks for, as far as the TrainJob itself
  /// describes them.
  void read_train_job(const Node& spec) {
    const Node& trainer = spec["trainer"];
    const std::int64_t nodes = number(trainer["numNodes"], 1);
    const Node* pods = &object_["spec"]["podTemplateOverrides"];
    if (!pods->items().empty()) pods = &pods->items().front();
    for (const Node& patch : spec["runtimePatches"].items())
      for (const Node& job : patch["trainingRuntimeSpec"]["template"]["spec"]["replicatedJobs"].items())
        if (job["name"].text() == "node") pods = &job["template"]["spec"]["template"];
    Workload& made = add(*pods, name_ + "-node", "node", {0, is_true(spec["suspend"]) ? 0 : nodes, nodes});
    made.runs_to_end = true;
    made.pods.spec.node = &object_;
    made.pods.labels["jobset.sigs.k8s.io/jobset-name"] = name_;
    made.index_label = "batch.kubernetes.io/job-completion-index";
    auto& containers = made.pods.spec.containers;
    auto node = std::ranges::find(containers, "node", &kube::Container::name);
    if (node == containers.end()) {
      node = containers.insert(containers.end(), kube::Container());
      node->name = "node";
    }
    if (trainer["resourcesPerNode"].is_map())
      node->resources = kube::Fields(trainer, diagnostics_).requirements("resourcesPerNode");
    made.pods.spec = kube::with_default_resources(std::move(made.pods.spec));
    diagnostics_.note(
        "MODEL005", object_["kind"].where(),
        fmt::format("of TrainJob {}/{} counts what it says of its pods itself, not what its runtime adds", ns_, name_));
  }

  const Node& object_;
  const Autoscaling& autoscaling_;
  Diagnostics& diagnostics_;
  std::string kind_, ns_, name_;
  std::vector<Workload> made_;
};

}  // namespace

std::string Workload::title() const { return kind + ' ' + ns + '/' + name + (part.empty() ? "" : " ") + part; }

std::vector<Workload> workloads_of(const Node& object, const Autoscaling& autoscaling, Diagnostics& diagnostics) {
  return Reader(object, autoscaling, diagnostics).read();
}

}  // namespace slipway::model
