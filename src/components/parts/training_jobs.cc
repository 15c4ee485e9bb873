#include "components/parts/training_jobs.h"

#include "components/parts/chart_values.h"
#include "components/parts/pods.h"

namespace slipway::components {

namespace {

using chart_values::only;

doc::Map object(std::string_view api_version, std::string_view kind, const std::string& name,
                const spec::Training& training, doc::Map spec) {
  return {{"apiVersion", api_version},
          {"kind", kind},
          {"metadata", pods::metadata(name, training.name_space.value, training_labels(name))},
          {"spec", std::move(spec)}};
}

doc::Map template_of(const std::string& name, const spec::Training& training, const TrainingPods& made,
                     const std::string& container_name) {
  return {{"metadata", doc::Map{{"labels", training_labels(name)}, {"annotations", made.annotations}}},
          {"spec", pod_of(training, made, container_name)}};
}

/// What a TrainJob cannot say itself is a patch of its runtime's only pod, whose container is called node.
doc::Map runtime_patch(const std::string& name, const spec::Training& training, const TrainingPods& made) {
  doc::Map container{{"name", "node"}, {"securityContext", pods::container_security()}};
  if (!made.mounts.empty()) container.set("volumeMounts", made.mounts);
  doc::Map spec{{"serviceAccountName", made.service_account},
                {"terminationGracePeriodSeconds", kNoticeSeconds},
                {"securityContext", pods::pod_security(training.run_as_user.value)},
                {"containers", only(std::move(container))}};
  if (!made.node_selector.empty()) spec.set("nodeSelector", made.node_selector);
  if (!made.tolerations.empty()) spec.set("tolerations", made.tolerations);
  if (!made.affinity.empty()) spec.set("affinity", made.affinity);
  if (!made.volumes.empty()) spec.set("volumes", made.volumes);
  const doc::Map pod{{"metadata", doc::Map{{"labels", training_labels(name)}, {"annotations", made.annotations}}},
                     {"spec", std::move(spec)}};
  const doc::Map job{{"name", "node"}, {"template", doc::Map{{"spec", doc::Map{{"template", pod}}}}}};
  return {{"manager", "slipway.dev/platform"},
          {"trainingRuntimeSpec", doc::Map{{"template", doc::Map{{"spec", doc::Map{{"replicatedJobs", only(job)}}}}}}}};
}

doc::Map runtime_reference(const std::string& name, const spec::Training& training) {
  const bool own = has_own_runtime(training);
  return {{"apiGroup", "trainer.kubeflow.org"},
          {"kind", own ? "TrainingRuntime" : "ClusterTrainingRuntime"},
          {"name", own ? name : training.runtime.value}};
}

}  // namespace

bool has_own_runtime(const spec::Training& training) {
  return !training.priority.value.empty() && training.runtime.value == spec::Training().runtime.value;
}

doc::Map training_runtime(const std::string& name, const spec::Training& training, const TrainingPods& made) {
  const doc::Map pod{{"automountServiceAccountToken", false},
                     {"priorityClassName", training.priority.value},
                     {"containers", only(doc::Map{{"name", "node"}, {"image", made.image}})}};
  const doc::Map job{
      {"name", "node"},
      {"template",
       doc::Map{
           {"metadata", doc::Map{{"labels", doc::Map{{"trainer.kubeflow.org/trainjob-ancestor-step", "trainer"}}}}},
           {"spec", doc::Map{{"template", doc::Map{{"spec", pod}}}}}}}};
  auto runtime = object("trainer.kubeflow.org/v1alpha1", "TrainingRuntime", name, training,
                        {{"mlPolicy", doc::Map{{"numNodes", training.nodes.value}, {"torch", doc::Map{}}}},
                         {"template", doc::Map{{"spec", doc::Map{{"replicatedJobs", only(job)}}}}}});
  runtime.find("metadata")->map()->find("labels")->map()->set("trainer.kubeflow.org/framework", "torch");
  return runtime;
}

doc::Map train_job(const std::string& name, const spec::Training& training, const TrainingPods& made) {
  doc::Map trainer{{"image", doc::Value(made.image).from(training.image.where)},
                   {"numNodes", doc::Value(training.nodes.value).from(training.nodes.where)},
                   {"numProcPerNode", made.processes}};
  if (!made.command.empty()) trainer.set("command", made.command);
  trainer.set("resourcesPerNode", made.resources);
  if (!made.env.empty()) trainer.set("env", made.env);
  return object("trainer.kubeflow.org/v1alpha1", "TrainJob", name, training,
                {{"runtimeRef", runtime_reference(name, training)},
                 {"trainer", std::move(trainer)},
                 {"runtimePatches", only(runtime_patch(name, training, made))}});
}

doc::Map pytorch_job(const std::string& name, const spec::Training& training, const TrainingPods& made) {
  const auto pod = template_of(name, training, made, "pytorch");
  const auto replicas = [&](std::int64_t count) {
    return doc::Map{{"replicas", count}, {"restartPolicy", "OnFailure"}, {"template", pod}};
  };
  doc::Map specs{{"Master", replicas(1)}};
  if (training.nodes.value > 1) specs.set("Worker", replicas(training.nodes.value - 1));
  return object("kubeflow.org/v1", "PyTorchJob", name, training,
                {{"nprocPerNode", std::to_string(made.processes)},
                 {"runPolicy", doc::Map{{"backoffLimit", training.retries.value}}},
                 {"pytorchReplicaSpecs", std::move(specs)}});
}

doc::Map indexed_job(const std::string& name, const spec::Training& training, const TrainingPods& made) {
  auto pod = template_of(name, training, made, "node");
  auto& spec = *pod.find("spec")->map();
  spec.set("restartPolicy", "Never");
  spec.set("subdomain", name);
  auto& container = *spec.find("containers")->list();
  doc::List env = made.env;
  env.add(doc::Map{{"name", "MASTER_ADDR"}, {"value", name + "-0." + name}});
  env.add(doc::Map{{"name", "MASTER_PORT"}, {"value", std::to_string(kRendezvousPort)}});
  env.add(doc::Map{{"name", "NNODES"}, {"value", std::to_string(training.nodes.value)}});
  env.add(doc::Map{{"name", "NPROC_PER_NODE"}, {"value", std::to_string(made.processes)}});
  doc::Map only_container = *container.items().front().map();
  only_container.set("env", std::move(env));
  spec.set("containers", only(std::move(only_container)));
  return object("batch/v1", "Job", name, training,
                {{"completionMode", "Indexed"},
                 {"completions", training.nodes.value},
                 {"parallelism", training.nodes.value},
                 {"backoffLimit", training.retries.value * training.nodes.value},
                 {"template", std::move(pod)}});
}

doc::Map ray_job(const std::string& name, const spec::Training& training, const TrainingPods& made) {
  auto worker = template_of(name, training, made, "ray-worker");
  // The head keeps the books and runs no task; it needs no GPU.
  doc::Map head_container{{"name", "ray-head"},
                          {"image", made.image},
                          {"resources", doc::Map{{"requests", doc::Map{{"cpu", "2"}, {"memory", "8Gi"}}},
                                                 {"limits", doc::Map{{"memory", "8Gi"}}}}},
                          {"securityContext", pods::container_security()}};
  doc::Map head{{"spec", doc::Map{{"serviceAccountName", made.service_account},
                                  {"securityContext", pods::pod_security(training.run_as_user.value)},
                                  {"containers", only(std::move(head_container))}}}};
  const doc::Map workers{{"groupName", "workers"},
                         {"replicas", training.nodes.value},
                         {"minReplicas", training.nodes.value},
                         {"maxReplicas", training.nodes.value},
                         {"rayStartParams", doc::Map{}},
                         {"template", std::move(worker)}};
  std::string entrypoint;
  for (const auto& word : made.command.items()) entrypoint += (entrypoint.empty() ? "" : " ") + *word.string();
  return object("ray.io/v1", "RayJob", name, training,
                {{"entrypoint", entrypoint},
                 {"backoffLimit", training.retries.value},
                 {"shutdownAfterJobFinishes", true},
                 {"rayClusterSpec", doc::Map{{"headGroupSpec", doc::Map{{"rayStartParams", doc::Map{{"num-cpus", "0"}}},
                                                                        {"template", std::move(head)}}},
                                             {"workerGroupSpecs", only(workers)}}}});
}

}  // namespace slipway::components
