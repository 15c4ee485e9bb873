#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "rules/command_words.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/serving_flags.h"
#include "rules/training_jobs.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

constexpr std::string_view kZone = "topology.kubernetes.io/zone";
constexpr std::string_view kDoNotDisrupt = "karpenter.sh/do-not-disrupt";

bool stays_together(const doc::Node& pod_spec) {
  for (const doc::Node& term :
       pod_spec["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"].items())
    if (is_text(term["topologyKey"], kZone)) return true;
  return !selected_value(pod_spec, kZone).empty();
}

/// What ranks on GPU pools may get.
struct Offered {
  std::set<std::string_view> models, zones;  // GPUs of nodes with so many; of pools that name theirs
  bool any_zone = false;                     // some pool names none
  bool is_said_of_pools = false;
};

/// By GPUs alone: what else the pod asks for may change, the pool stays open to both.
Offered offered(const std::vector<const Pool*>& pools, std::int64_t gpus, std::string_view chosen_type) {
  Offered out;
  for (const Pool* pool : pools) {
    if (!pool->is_gpu) continue;
    for (const PoolType& type : pool->types)
      if (type.type->gpus >= gpus && (chosen_type.empty() || chosen_type == type.type->name))
        out.models.insert(type.type->gpu_name);
    out.any_zone = out.any_zone || pool->zones.empty();
    out.zones.insert(pool->zones.begin(), pool->zones.end());
  }
  return out;
}

void check_spans(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.has_gpu_pools()) return;
  std::set<const Pool*> said;
  std::map<std::tuple<const std::vector<const Pool*>*, std::int64_t, std::string_view>, Offered>
      known;  // of pods alike
  each_training_job(view, [&](const kube::Object& owner, std::span<const PodView> pods) {
    if (ranks_of(owner) < 2) return;
    bool is_said = false;
    for (const PodView& pod : pods) {
      if (pod.needs.gpus == 0) continue;
      const auto& pools = view.pools_of(pod);
      const std::string_view chosen = selected_value(*pod.pod->spec, "node.kubernetes.io/instance-type");
      const auto [at, is_new] = known.try_emplace({&pools, pod.needs.gpus, chosen});
      if (is_new) at->second = offered(pools, pod.needs.gpus, chosen);
      Offered& offer = at->second;
      const auto& models = offer.models;
      const bool is_spread = !stays_together(*pod.pod->spec) && (offer.any_zone || offer.zones.size() > 1);
      if (pools.empty() || (models.size() < 2 && !is_spread)) continue;
      std::string kinds;
      for (const std::string_view model : models) kinds += (kinds.empty() ? "" : ", ") + std::string(model);
      const std::string hint = models.size() > 1 ? fmt::format("NodePool {} offers {}{}", pools.front()->name(), kinds,
                                                               is_spread ? " in any zone" : "")
                                                 : "neither the pool nor the pod names one zone";
      if (!is_said)
        findings.say(
            (*pod.pod->spec).find("nodeSelector") ? key_place(*pod.pod->spec, "nodeSelector") : name_place(owner),
            fmt::format("the ranks of {} may stand on different {}", title_of(owner),
                        models.size() > 1 ? "GPUs" : "zones"),
            hint);
      is_said = true;
      if (models.size() < 2 || std::exchange(offer.is_said_of_pools, true)) continue;
      for (const Pool* pool : pools) {
        if (!pool->is_gpu || !said.insert(pool).second) continue;
        for (const doc::Node& one : pool->requirements->items())
          if (text_of(one["key"]).ends_with("/instance-family") || text_of(one["key"]).ends_with("/instance-type"))
            findings.say(key_place(one, "values"), fmt::format("NodePool {} mixes {}", pool->name(), kinds),
                         fmt::format("{} waits for its slowest rank", title_of(owner)));
      }
    }
  });
}

void check_disruption(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.pools().empty()) return;
  each_training_job(view, [&](const kube::Object& owner, std::span<const PodView> pods) {
    for (const PodView& pod : pods) {
      if (pod.needs.gpus == 0) continue;
      const doc::Node& annotations = (*pod.pod->metadata)["annotations"];
      const std::string_view kept = text_of(annotations[kDoNotDisrupt]);
      if (!kept.empty() && kept != "false") continue;
      const auto& pools = view.pools_of(pod);
      const auto moving = std::ranges::find_if(pools, [](const Pool* pool) {
        const doc::Node& disruption = (*pool->spec)["disruption"];
        if (is_text(disruption["consolidationPolicy"], "WhenEmpty") || is_text(disruption["consolidateAfter"], "Never"))
          return false;
        return std::ranges::none_of(disruption["budgets"].items(), [](const doc::Node& budget) {
          return is_text(budget["nodes"], "0") && budget["schedule"].is_null() &&
                 (budget["reasons"].size() == 0 || holds(budget["reasons"], "Underutilized"));
        });
      });
      if (moving == pools.end()) continue;
      findings.say(name_place(owner), fmt::format("consolidation may kill {}", title_of(owner)),
                   fmt::format("NodePool {} is consolidated when underutilised, and the pods are not annotated",
                               (*moving)->name()));
      return;
    }
  });
}

void check_world_size(const Subject& subject, Findings& findings) {
  static constexpr std::string_view kSet[] = {"WORLD_SIZE",  "RANK",       "MASTER_ADDR",
                                              "MASTER_PORT", "PET_NNODES", "PET_NPROC_PER_NODE"};
  for (const PodView& pod : view_of(subject).pods()) {
    const kube::Object& owner = *pod.pod->owner;
    if (owner.kind != "PyTorchJob" && owner.kind != "TrainJob") continue;
    for (const doc::Node& container : (*pod.pod->spec)["containers"].items())
      for (const doc::Node& one : container["env"].items())
        if (std::ranges::find(kSet, text_of(one["name"])) != std::end(kSet))
          findings.say(key_place(one, "name"), fmt::format("{} is set by the operator", text_of(one["name"])),
                       "what stands here is overwritten, or contradicts the other ranks");
  }
}

bool starts_several(const PodView& pod) {
  const auto containers = (*pod.pod->spec)["containers"].items();
  return std::ranges::any_of(containers, [](const doc::Node& container) {
    return starts_several(words_of(container)) || !variable(container, "PET_NPROC_PER_NODE").is_absent();
  });
}

void check_processes(const Subject& subject, Findings& findings) {
  each_training_job(view_of(subject), [&](const kube::Object& owner, std::span<const PodView> pods) {
    const doc::Node& spec = (*owner.node)["spec"];
    const bool is_old = owner.kind == "PyTorchJob";
    if (!is_old && owner.kind != "TrainJob") return;
    std::int64_t gpus = 0;
    for (const PodView& pod : pods)
      if (pod.needs.gpus > gpus && !starts_several(pod)) gpus = pod.needs.gpus;
    if (gpus < 2 || (is_old ? spec.find("nprocPerNode") : spec["trainer"].find("numProcPerNode"))) return;
    findings.say(key_place(*owner.node, "spec"),
                 fmt::format("{} starts one process in pods of {} GPUs", title_of(owner), gpus),
                 fmt::format("{} is missing", is_old ? "nprocPerNode" : "trainer.numProcPerNode"));
  });
}

bool is_standalone(const CommandWord& word) { return is_flag(word.word, "--standalone"); }

/// Jobs whose ranks are all that there are: a Job of one pod may be one of several that meet.
void check_nodes(const Subject& subject, Findings& findings) {
  each_training_job(view_of(subject), [&](const kube::Object& owner, std::span<const PodView> pods) {
    const std::int64_t ranks = ranks_of(owner);
    const bool is_whole =
        owner.kind == "PyTorchJob" || ((owner.kind == "Job" || owner.kind == "TrainJob") && ranks > 1);
    if (!is_whole || (*owner.node)["spec"].find("elasticPolicy")) return;
    for (const PodView& pod : pods)
      for (const doc::Node& container : (*pod.pod->spec)["containers"].items()) {
        const std::vector<CommandWord> words = words_of(container);
        const auto command = torchrun_command(words);
        const FlagSaid said = flag_said(command, "--nnodes");
        const auto nodes = whole_number(said.value);
        if (!nodes || *nodes == ranks) continue;
        // Pods that each train for themselves, as in a sweep.
        if ((owner.kind == "Job" && *nodes == 1) || std::ranges::any_of(command, is_standalone)) continue;
        findings.say(said.item->where(),
                     fmt::format("torchrun meets {} node{}, and {} has {} pod{}", *nodes, *nodes == 1 ? "" : "s",
                                 title_of(owner), ranks, ranks == 1 ? "" : "s"),
                     *nodes > ranks ? "all wait for those that never come"
                                    : "those beyond are refused, or train apart from the others");
      }
  });
}

void check_replicas_alike(const Subject& subject, Findings& findings) {
  for (const kube::Object* job : subject.of_kind("PyTorchJob")) {
    const doc::Node& roles = (*job->node)["spec"]["pytorchReplicaSpecs"];
    const doc::Node &master = roles["Master"]["template"]["spec"], &worker = roles["Worker"]["template"]["spec"];
    if (master.is_absent() || worker.is_absent()) continue;
    std::string missing;
    const auto lacks = [&](const doc::Node& one, const doc::Node& other, std::string_view field) {
      if (one.find(field) && !other.find(field)) missing += (missing.empty() ? "" : ", ") + std::string(field);
    };
    if (!master["containers"].items().empty() && !worker["containers"].items().empty())
      for (const std::string_view field : {"env", "volumeMounts", "command", "args"})
        lacks(master["containers"].items()[0], worker["containers"].items()[0], field);
    for (const std::string_view field : {"volumes", "serviceAccountName", "nodeSelector"}) lacks(master, worker, field);
    for (const doc::Node& toleration : master["tolerations"].items())
      if (std::ranges::none_of(worker["tolerations"].items(), [&](const doc::Node& other) {
            return text_of(other["key"]) == text_of(toleration["key"]);
          }))
        missing += fmt::format("{}toleration of {}", missing.empty() ? "" : ", ", text_of(toleration["key"]));
    if (!missing.empty())
      findings.say(key_place(worker, "containers"),
                   fmt::format("the Worker of {} is not like its Master", title_of(*job)),
                   fmt::format("it has no {}", missing));
  }
}

void check_interval(const Subject& subject, Findings& findings) {
  static constexpr std::string_view kSteps[] = {"CHECKPOINT_INTERVAL", "CHECKPOINT_STEPS", "CHECKPOINT_EVERY",
                                                "SAVE_STEPS",          "SAVE_INTERVAL",    "CHECKPOINT_INTERVAL_STEPS"};
  const View& view = view_of(subject);
  each_training_job(view, [&](const kube::Object& owner, std::span<const PodView> pods) {
    for (const PodView& pod : pods) {
      if (pod.needs.gpus == 0) continue;
      const auto& pools = view.pools_of(pod);
      const bool is_spot = std::ranges::any_of(pools, &Pool::names_spot);
      for (const doc::Node& container : (*pod.pod->spec)["containers"].items())
        for (const doc::Node& one : container["env"].items()) {
          if (std::ranges::find(kSteps, text_of(one["name"])) == std::end(kSteps)) continue;
          if (!pools.empty() && !is_spot) continue;
          findings.say(
              pools.empty() ? Severity::Note : Severity::Warning, key_place(one, "name"),
              fmt::format("{} counts steps: nobody can say how much work an interruption costs", text_of(one["name"])),
              fmt::format("{} may lose all since the last checkpoint, on all its GPUs", title_of(owner)));
        }
    }
  });
}

constexpr Rule kRules[] = {
    {"TRN001", "X-004-80", Severity::Warning, "ranks of one job on different GPUs or in different zones",
     "Ranks wait for one another at each step: the slowest GPU sets the pace of all, and between zones every exchange "
     "is "
     "slow and paid. EFA does not leave a zone.",
     "select node.kubernetes.io/instance-type and topology.kubernetes.io/zone in the pods, or bind the pool to one of "
     "each",
     "EC2 user guide, EFA limitations; karpenter docs, concepts/scheduling", check_spans},
    {"TRN002", "", Severity::Warning, "a training job that consolidation will kill",
     "Karpenter drains underutilised nodes, running jobs too: all ranks stop and start from the last checkpoint.",
     "annotate the pods with karpenter.sh/do-not-disrupt: \"true\", or give the pool consolidationPolicy: WhenEmpty",
     "karpenter docs, concepts/disruption (pod-level controls)", check_disruption},
    {"TRN003", "X-004-81", Severity::Warning, "variables of the launcher set by hand",
     "The operator gives each rank WORLD_SIZE, RANK and the master's address.", "remove the variable",
     "kubeflow/training-operator 1.9, pkg/controller.v1/pytorch/envvar.go", check_world_size},
    {"TRN004", "X-004-81", Severity::Warning, "several GPUs in a pod and one process",
     "Without nprocPerNode the launcher starts one process a pod: the other GPUs are paid and idle.",
     "set nprocPerNode to the GPUs of a pod",
     "kubeflow/training-operator 1.9, pkg/apis/kubeflow.org/v1/pytorch_types.go", check_processes},
    {"TRN005", "X-004-81", Severity::Warning, "a Worker that is not like its Master",
     "All ranks run the same program: one without the variables, volumes or rights of the others fails, and all with "
     "it.",
     "write both templates alike", "kubeflow/training-operator 1.9, docs", check_replicas_alike},
    {"TRN006", "X-004-90", Severity::Warning, "checkpoints counted in steps on Spot",
     "What an interruption costs is time since the last checkpoint times all GPUs. Steps change their length with "
     "batch, "
     "model and machine.",
     "write checkpoints by time: every 10 to 30 minutes, by what one takes to write and how often Spot is taken back",
     "Young and Daly, optimum checkpoint interval", check_interval},
    {"TRN008", "", Severity::Warning, "torchrun told of other nodes than the job has pods",
     "--nnodes says how many machines meet before training begins. With fewer pods all wait until the rendezvous times "
     "out, on GPUs that are paid; pods beyond that number are not let in.",
     "write as many nodes as pods, or leave the flag to the operator, which sets PET_NNODES",
     "PyTorch docs, torchrun (--nnodes); kubeflow/training-operator 1.9, pkg/controller.v1/pytorch/envvar.go",
     check_nodes},
};

}  // namespace

std::span<const Rule> training_rules() { return kRules; }

}  // namespace slipway::rules
