#include <algorithm>

#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/claims.h"
#include "components/parts/pods.h"
#include "components/parts/policies.h"
#include "components/parts/training_jobs.h"

namespace slipway::components {

namespace {

doc::Map job(const std::string& name, const spec::Training& training, const TrainingPods& made) {
  switch (training.with.value) {
    case spec::TrainingOperator::PyTorchJob:
      return pytorch_job(name, training, made);
    case spec::TrainingOperator::Job:
      return indexed_job(name, training, made);
    case spec::TrainingOperator::RayJob:
      return ray_job(name, training, made);
    case spec::TrainingOperator::TrainJob:
    case spec::TrainingOperator::AwsBatch:  // component `batch`
      break;
  }
  return train_job(name, training, made);
}

/// The pods of an indexed Job find each other by name.
void add_headless_service(Expansion& in, const std::string& name, const spec::Training& training, SourceRange where) {
  in.add_object(
      doc::Map{{"apiVersion", "v1"},
               {"kind", "Service"},
               {"metadata", pods::metadata(name, training.name_space.value)},
               {"spec",
                doc::Map{{"clusterIP", "None"},
                         {"publishNotReadyAddresses", true},
                         {"selector", training_labels(name)},
                         {"ports", chart_values::only(doc::Map{{"name", "rendezvous"}, {"port", kRendezvousPort}})}}}},
      where);
}

/// All of the job's pods may speak with each other on any port (NCCL picks its own); EFA's traffic passes below
/// NetworkPolicy. Outwards: names, its role, TLS, and what lies in the VPC for file systems.
void add_policy(Expansion& in, const std::string& name, const spec::Training& training, SourceRange where) {
  policies::Policy policy{"allow-" + name, training.name_space.value, training_labels(name), true, true, {}, {}};
  const auto peers = chart_values::only(policies::pods_of(training.name_space.value, training_labels(name)));
  policy.ingress.add(policies::rule("from", peers, {}));
  policy.egress.add(policies::rule("to", peers, {}));
  policy.egress.add(policies::to_dns(in.platform));
  policy.egress.add(policies::to_pod_identity());
  policy.egress.add(policies::to_https());
  policies::add(in, std::move(policy), where);
}

/// Whether Trainer v2 is there: by its name, or for another job.
bool has_trainer(const spec::Platform& platform) {
  return std::ranges::any_of(platform.components,
                             [](const auto& use) { return use.name.value == "training-operator"; }) ||
         std::ranges::any_of(platform.training.entries, [](const auto& entry) {
           return entry.value.with.value == spec::TrainingOperator::TrainJob;
         });
}

void add(Expansion& in, const std::string& name, const spec::Training& training, SourceRange where) {
  const auto made = training_pods(in, name, training);
  pods::add_service_account(in, made.service_account, training.name_space.value, training.role.value, where);
  if (!training.file_system.value.empty())
    add_file_system_claim(in, training.file_system.value, training.name_space.value, training.file_system.where);
  if (training.with.value == spec::TrainingOperator::Job) add_headless_service(in, name, training, where);
  if (training.with.value == spec::TrainingOperator::TrainJob) {
    if (has_own_runtime(training))
      in.add_object(training_runtime(name, training, made), where);
    else if (!training.priority.value.empty())
      in.diagnostics.warning("CMP171", training.priority.where ? training.priority.where : where,
                             "a TrainJob cannot say a priority, and runtime '" + training.runtime.value + "' is yours",
                             "write priorityClassName into that runtime, and leave priority out here");
  }
  doc::Map queued = job(name, training, made);
  if (!training.queue.value.empty())
    queued.find("metadata")
        ->map()
        ->find("labels")
        ->map()
        ->set("kueue.x-k8s.io/queue-name", doc::Value(training.queue.value).from(training.queue.where));
  in.add_object(std::move(queued), where);
  if (policies::denies_by_default(in.platform, training.name_space.value)) add_policy(in, name, training, where);
  if (training.with.value == spec::TrainingOperator::PyTorchJob)
    in.diagnostics.warning("CMP170", training.with.where ? training.with.where : where,
                           has_trainer(in.platform)
                               ? "PyTorchJob is of Kubeflow's Training Operator v1, and component training-operator "
                                 "is Trainer v2, which does not run it"
                               : "PyTorchJob is of Kubeflow's Training Operator v1, which has no chart: slipway does "
                                 "not install it",
                           "take `with: TrainJob`, or install the operator's manifests before this job");
}

void expand(Expansion& in) {
  for (const auto& [name, training] : in.platform.training)
    if (training.with.value != spec::TrainingOperator::AwsBatch)
      add(in, name.value, training, training.where ? training.where : name.where);
}

bool wanted(const spec::Platform& platform) { return !platform.training.empty(); }

}  // namespace

extern const Component training = {
    "training", "training jobs: TrainJob, PyTorchJob, Job or RayJob", Stage::Workloads, {}, wanted, nullptr, expand};

}  // namespace slipway::components
