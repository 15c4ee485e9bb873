#include <algorithm>

#include "doc/draft.h"
#include "subject/state.h"

namespace slipway::subject {
namespace {

using doc::Draft;
using doc::Node;

class PodFinder {
 public:
  PodFinder(const kube::Object& object, doc::Arena& arena, std::vector<PodTemplate>& out)
      : object_(object), arena_(arena), out_(out) {}

  void find() {
    const Node& node = *object_.node;
    const Node& spec = node["spec"];
    const std::string_view kind = object_.kind;
    if (kind == "Pod") {
      if (spec.is_map()) out_.push_back({&object_, &node["metadata"], &spec, ""});
    } else if (kind == "PodTemplate") {
      add(node["template"], "");
    } else if (kind == "CronJob") {
      add(spec["jobTemplate"]["spec"]["template"], "");
    } else if (kind == "ScaledJob") {
      add(spec["jobTargetRef"]["template"], "");
    } else if (kind == "RayCluster") {
      ray_cluster(spec);
    } else if (kind == "RayJob") {
      ray_cluster(spec["rayClusterSpec"]);
      add(spec["submitterPodTemplate"], "submitter");
    } else if (kind == "RayService") {
      ray_cluster(spec["rayClusterConfig"]);
    } else if (kind == "LeaderWorkerSet") {
      add(spec["leaderWorkerTemplate"]["leaderTemplate"], "leader");
      add(spec["leaderWorkerTemplate"]["workerTemplate"], "worker");
    } else if (kind == "JobSet") {
      job_set(spec);
    } else if (kind == "TrainingRuntime" || kind == "ClusterTrainingRuntime") {
      job_set(spec["template"]["spec"]);
    } else if (kind == "TrainJob") {
      train_job(spec);
    } else if (kind == "Workflow" || kind == "WorkflowTemplate" || kind == "ClusterWorkflowTemplate") {
      workflow(spec);
    } else if (kind == "CronWorkflow") {
      workflow(spec["workflowSpec"]);
    } else if (spec["tasks"].is_list() && object_.group() == "batch.volcano.sh") {
      for (const Node& task : spec["tasks"].items()) add(task["template"], task["name"].text());
    } else if (!add(spec["template"], "")) {
      for (const doc::Member& member : spec.members())
        if (member.key.text().ends_with("ReplicaSpecs"))
          for (const doc::Member& role : member.value.members()) add(role.value["template"], role.key.text());
    }
  }

 private:
  bool add(const Node& pod, std::string_view part) {
    if (!pod["spec"].is_map() || !pod["spec"]["containers"].is_list()) {
      // of the kinds of Kubernetes also one that holds nothing yet
      if (!pod["spec"].is_map() || object_.group().find('.') != std::string_view::npos) return false;
    }
    out_.push_back({&object_, &pod["metadata"], &pod["spec"], std::string(part)});
    return true;
  }

  void ray_cluster(const Node& spec) {
    add(spec["headGroupSpec"]["template"], "head");
    for (const Node& group : spec["workerGroupSpecs"].items())
      add(group["template"], "worker " + std::string(group["groupName"].text()));
  }

  void job_set(const Node& spec) {
    for (const Node& job : spec["replicatedJobs"].items()) add(job["template"]["spec"]["template"], job["name"].text());
  }

  const Node& kept(const Node& node) { return *new (arena_.take(sizeof(Node))) Node(node); }

  /// What a TrainJob says of its runtime's job "node": the container of that name has the trainer's image and amounts.
  void train_job(const Node& spec) {
    const Node* pod = nullptr;
    for (const Node& one : spec["podTemplateOverrides"].items()) {
      const auto targets = one["targetJobs"].items();
      if (targets.empty() || std::ranges::any_of(targets, [](const Node& job) { return job["name"].text() == "node"; }))
        pod = &one;
    }
    for (const Node& patch : spec["runtimePatches"].items())
      for (const Node& job : patch["trainingRuntimeSpec"]["template"]["spec"]["replicatedJobs"].items())
        if (job["name"].text() == "node") pod = &job["template"]["spec"]["template"];
    static const Node nothing;
    const Node& said = pod ? (*pod)["spec"] : nothing;
    const Node& trainer = spec["trainer"];
    Draft draft(said.is_map() || said.is_null() ? said : nothing, arena_);
    std::vector<Node> containers;
    bool found = false;
    for (const Node& one : said["containers"].items()) {
      containers.push_back(one);
      if (one["name"].text() != "node" || !one.is_map()) continue;
      found = true;
      containers.back() = container_of(one, trainer);
    }
    if (!found) containers.push_back(container_of(trainer.is_map() ? trainer : nothing, trainer));
    draft.set("containers", draft.list_of(containers, trainer));
    out_.push_back({&object_, pod ? &(*pod)["metadata"] : &kept(nothing), &kept(draft.node()), "node"});
  }

  Node container_of(const Node& base, const Node& trainer) {
    Draft draft(base, arena_);
    draft.set("name", "node");
    for (const std::string_view field : {"image", "command", "args"})
      if (trainer.find(field)) draft.set(field, trainer[field]);
    if (trainer.find("resourcesPerNode")) draft.set("resources", trainer["resourcesPerNode"]);
    if (trainer["env"].is_list()) {
      std::vector<Node> all(trainer["env"].items().begin(), trainer["env"].items().end());
      if (&base != &trainer)
        for (const Node& one : base["env"].items()) all.push_back(one);
      draft.set("env", draft.list_of(all, trainer["env"]));
    }
    return draft.node();
  }

  /// Argo: each template with a container is a pod; volumes and where it may run come from the workflow as well.
  void workflow(const Node& spec) {
    for (const Node& one : spec["templates"].items()) {
      if (!one.is_map()) continue;
      std::vector<Node> containers;
      if (one["container"].is_map()) containers.push_back(one["container"]);
      if (one["script"].is_map()) containers.push_back(one["script"]);
      for (const Node& member : one["containerSet"]["containers"].items()) containers.push_back(member);
      if (containers.empty()) continue;
      for (const Node& side : one["sidecars"].items()) containers.push_back(side);
      Draft draft(one, arena_);
      draft.set("containers", draft.list_of(containers, one));
      for (const std::string_view field :
           {"nodeSelector", "tolerations", "affinity", "serviceAccountName", "schedulerName", "priorityClassName",
            "securityContext", "hostNetwork", "imagePullSecrets", "automountServiceAccountToken"})
        if (!one.find(field) && spec.find(field)) draft.set(field, spec[field]);
      std::vector<Node> volumes(one["volumes"].items().begin(), one["volumes"].items().end());
      for (const Node& volume : spec["volumes"].items()) volumes.push_back(volume);
      if (!volumes.empty()) draft.set("volumes", draft.list_of(volumes, one));
      const Node& metadata = one.find("metadata") ? one["metadata"] : spec["podMetadata"];
      out_.push_back({&object_, &metadata, &kept(draft.node()), std::string(one["name"].text())});
    }
  }

  const kube::Object& object_;
  doc::Arena& arena_;
  std::vector<PodTemplate>& out_;
};

}  // namespace

void add_pods(const kube::Object& object, doc::Arena& arena, std::vector<PodTemplate>& out) {
  PodFinder(object, arena, out).find();
}

}  // namespace slipway::subject
