#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "rules/command_words.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// MPIJobs: the processes that mpirun starts against the workers' slots; versions that no operator serves.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

bool is_mpirun(std::string_view word) {
  const std::string_view name = word.substr(word.rfind('/') + 1);
  return name == "mpirun" || name == "mpiexec" || name == "orterun";
}

/// The number behind -np of the only mpirun of a command line. An absent item where there is none or more than one, and
/// where the command names hosts itself or lets more processes onto them than they have slots.
FlagSaid processes_of(const Node& container) {
  const std::vector<CommandWord> words = words_of(container);
  if (std::ranges::count_if(words, [](const CommandWord& one) { return is_mpirun(one.word); }) != 1) return {};
  FlagSaid said;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].word;
    if (ascii_lower(word).find("oversubscribe") != std::string::npos || word == ":") return {};
    for (const std::string_view hosts :
         {"-H", "-host", "--host", "-hostfile", "--hostfile", "-machinefile", "--machinefile", "--use-hwthread-cpus"})
      if (word == hosts) return {};
    // -n is many programs' flag: only right behind mpirun it is its own.
    const bool is_number = word == "-np" || word == "--np" || (word == "-n" && i > 0 && is_mpirun(words[i - 1].word));
    if (!is_number) continue;
    if (said.item || i + 1 == words.size()) return {};
    said = {words[i + 1].item, words[i + 1].word};
  }
  return said;
}

void check_processes(const Subject& subject, Findings& findings) {
  for (const kube::Object* job : subject.of_kind("MPIJob", "kubeflow.org")) {
    const Node &spec = (*job->node)["spec"], &roles = spec["mpiReplicaSpecs"];
    // Of other implementations than Open MPI slots are no bound.
    const std::string_view implementation = text_of(spec["mpiImplementation"]);
    if (!implementation.empty() && implementation != "OpenMPI") continue;
    const auto workers = integer_of(roles["Worker"]["replicas"]);
    const auto slots =
        spec.find("slotsPerWorker") ? integer_of(spec["slotsPerWorker"]) : std::optional<std::int64_t>(1);
    if (!workers || !slots || *workers < 1 || *slots < 1 || *workers > 100'000 || *slots > 100'000) continue;
    const std::int64_t hosts = *workers + (is_true(spec["runLauncherAsWorker"]) ? 1 : 0);
    for (const Node& container : roles["Launcher"]["template"]["spec"]["containers"].items()) {
      const bool is_told_more = std::ranges::any_of(container["env"].items(), [](const Node& one) {
        return ascii_lower(text_of(one["name"])).find("oversubscribe") != std::string::npos;
      });
      if (is_told_more || container["envFrom"].size() > 0) continue;
      const FlagSaid said = processes_of(container);
      const auto processes = whole_number(said.value);
      if (!processes || *processes <= hosts * *slots) continue;
      findings.say(said.item->where(),
                   fmt::format("mpirun starts {} processes, and the workers of {} have {} slot{}", *processes,
                               title_of(*job), hosts * *slots, hosts * *slots == 1 ? "" : "s"),
                   fmt::format("{} × slotsPerWorker {}", hosts, *slots));
    }
  }
}

/// Whether a definition among the files serves MPIJobs in this version.
bool is_served_here(const Subject& subject, std::string_view version) {
  const kube::Object* definition = subject.find("CustomResourceDefinition", {}, "mpijobs.kubeflow.org");
  return definition && std::ranges::any_of((*definition->node)["spec"]["versions"].items(), [&](const Node& one) {
           return is_text(one["name"], version) && is_true(one["served"]);
         });
}

void check_version(const Subject& subject, Findings& findings) {
  for (const kube::Object* job : subject.of_kind("MPIJob", "kubeflow.org")) {
    const std::string_view version = std::string_view(job->api_version).substr(job->group().size() + 1);
    if (!version.starts_with("v1alpha") || is_served_here(subject, version)) continue;
    findings.say((*job->node)["apiVersion"].where(),
                 fmt::format("no operator serves {} of {}", version, title_of(*job)),
                 "MPI Operator has v2beta1 since 0.3");
  }
}

constexpr Rule kRules[] = {
    {"TRN010", "", Severity::Error, "more processes of mpirun than the workers have slots",
     "The operator writes a hostfile with slotsPerWorker for each worker. Open MPI starts nothing beyond: there are "
     "not "
     "enough slots available in the system. The launcher fails, and the workers' GPUs were paid for.",
     "write -np as workers × slotsPerWorker, or leave it out: mpirun takes all slots",
     "kubeflow/mpi-operator 0.6, pkg/controller (hostfile); Open MPI docs, mpirun (slots)", check_processes},
    {"TRN011", "", Severity::Error, "an MPIJob of a version that no operator serves",
     "v1alpha1 and v1alpha2 went with MPI Operator 0.3, and the training operator has v1: nothing of the object is "
     "applied.",
     "write it as kubeflow.org/v2beta1: slotsPerWorker and mpiReplicaSpecs are the same, cleanPodPolicy and "
     "backoffLimit "
     "stand in runPolicy, and workers are reached by SSH",
     "kubeflow/mpi-operator 0.6, manifests; kubeflow/training-operator 1.9, manifests", check_version},
};

}  // namespace

std::span<const Rule> mpi_job_rules() { return kRules; }

}  // namespace slipway::rules
