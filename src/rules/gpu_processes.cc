#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "rules/command_words.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/serving_flags.h"
#include "rules/training_jobs.h"
#include "rules/view.h"

/// What command lines say of GPUs against what their container has.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// A flag that says over how many GPUs of one machine a program spreads.
struct Flag {
  std::string_view name;
  bool is_by_node = false;  // processes of each node; else GPUs of all together
};
constexpr Flag kFlags[] = {{"--tensor-parallel-size"}, {"-tp"}, {"--tp-size"}, {"--tp"}, {"--num-shard"},
                           {"--nproc-per-node", true}};

/// Where a container says one of them, and its number.
struct Said {
  const Node* item = nullptr;
  std::string_view flag;
  std::int64_t number = 0;
  bool is_by_node = false;
};

/// PyTorch Lightning's own, as a setting of Hydra's or a flag: GPUs of each node.
constexpr std::string_view kDevices = "trainer.devices";

/// The last flag of them. Of programs that spread over machines the GPUs of all together may be more than the
/// container's: nothing is said.
Said said_by(const Node& container) {
  Said said;
  bool has_many_machines = false;
  const std::vector<CommandWord> words = words_of(container);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].word, next = i + 1 < words.size() ? words[i + 1].word : std::string_view();
    if (word == "ray" || word.starts_with("--data-parallel") || word.starts_with("--data_parallel")) return {};
    const std::string_view setting = word.substr(std::min(word.find_first_not_of('-'), word.size()));
    if (setting.starts_with(kDevices) && setting.substr(kDevices.size()).starts_with('='))
      if (const auto number = whole_number(setting.substr(kDevices.size() + 1)))
        said = {words[i].item, kDevices, *number, true};
    if (setting == "trainer.accelerator=cpu") return {};
    if (!word.starts_with('-')) continue;
    has_many_machines = has_many_machines || is_for_many_machines(word, next);
    for (const Flag& flag : kFlags) {
      if (!is_flag(word, flag.name)) continue;
      const bool is_alone = word.size() == flag.name.size();
      const auto number = whole_number(is_alone ? next : word.substr(flag.name.size() + 1));
      if (number) said = {words[i + is_alone].item, flag.name, *number, flag.is_by_node};
    }
  }
  return has_many_machines && !said.is_by_node ? Said() : said;
}

/// Programs that spread over all GPUs of their container unless they are told otherwise: launchers, and Text Generation
/// Inference (docs, text-generation-launcher: --sharded).
bool spreads_by_itself(const Node& container) {
  const std::vector<CommandWord> words = words_of(container);
  if (starts_several(words)) return true;
  if (text_of(container["image"]).find("text-generation-inference") == std::string_view::npos) return false;
  const auto says = [&](std::string_view flag) { return flag_said(words, flag).item != nullptr; };
  return !says("--sharded") && !says("--num-shard") && container["envFrom"].size() == 0 &&
         variable(container, "SHARDED").is_absent() && variable(container, "NUM_SHARD").is_absent();
}

/// Processes of each pod that the object of an operator asks for, which the launcher reads of PET_NPROC_PER_NODE; an
/// absent Node where it says none.
const Node& processes_of(const kube::Object& owner) {
  const Node& spec = (*owner.node)["spec"];
  if (owner.kind == "TrainJob") return spec["trainer"]["numProcPerNode"];
  const Node& elastic = spec["elasticPolicy"]["nProcPerNode"];
  return elastic.is_absent() ? spec["nprocPerNode"] : elastic;
}

/// Whether a container says itself how many processes it starts, or has a launcher that does not ask the operator.
bool counts_itself(const Node& container) {
  const std::vector<CommandWord> words = words_of(container);
  if (flag_said(words, "--nproc-per-node").item || !variable(container, "PET_NPROC_PER_NODE").is_absent()) return true;
  return std::ranges::none_of(words, is_torchrun) && starts_several(words);
}

void check_processes(const Subject& subject, Findings& findings) {
  each_training_job(view_of(subject), [&](const kube::Object& owner, std::span<const PodView> pods) {
    if (owner.kind != "PyTorchJob" && owner.kind != "TrainJob") return;
    const Node& said = processes_of(owner);
    const auto processes = whole_number(text_of(said));
    if (!processes) return;
    for (const PodView& pod : pods)
      for (const Node& container : (*pod.pod->spec)["containers"].items()) {
        const std::int64_t gpus = given_gpus(container);
        if (gpus == 0 || *processes <= gpus || counts_itself(container)) continue;
        findings.say(said.where(),
                     fmt::format("{} processes in each pod of {} with {} GPU{}", *processes, title_of(owner), gpus,
                                 gpus == 1 ? "" : "s"),
                     "those beyond find none: invalid device ordinal",
                     "ask for as many GPUs, or start as many processes");
        return;
      }
  });
}

void check_number(const Subject& subject, Findings& findings) {
  check_processes(subject, findings);
  for (const PodView& pod : view_of(subject).pods()) {
    if (pod.needs.gpus == 0) continue;
    for (const Node& container : (*pod.pod->spec)["containers"].items()) {
      const std::int64_t gpus = given_gpus(container);
      if (gpus == 0) continue;
      const Said said = said_by(container);
      if (!said.item || said.number <= gpus) continue;
      // Where pods work together one model may span them.
      if (!said.is_by_node && (is_training_job(*pod.pod->owner) || pod.pod->owner->kind.starts_with("Ray"))) continue;
      findings.say(
          said.item->where(),
          fmt::format("{} {} of a container with {} GPU{}", said.flag, said.number, gpus, gpus == 1 ? "" : "s"),
          title_of(*pod.pod->owner));
    }
  }
}

void check_shared_memory(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    // Of jobs of several ranks EFA004 says it.
    if (pod.needs.gpus < 2 || is_training_job(*pod.pod->owner)) continue;
    const Node& spec = *pod.pod->spec;
    if (is_true(spec["hostIPC"])) continue;
    for (const Node& container : spec["containers"].items()) {
      if (given_gpus(container) < 2 || (said_by(container).number < 2 && !spreads_by_itself(container))) continue;
      if (std::ranges::any_of(container["volumeMounts"].items(),
                              [](const Node& mount) { return is_text(mount["mountPath"], "/dev/shm"); }))
        continue;
      findings.say(pod.needs.gpu->where(),
                   fmt::format("{} spreads over {} GPUs with 64 MiB of shared memory", title_of(*pod.pod->owner),
                               given_gpus(container)),
                   "nothing is mounted at /dev/shm");
    }
  }
}

/// torchrun over several nodes that names none of them: each of the Job's pods takes itself for the first.
void check_meeting(const Subject& subject, Findings& findings) {
  constexpr std::string_view kPlaces[] = {"--rdzv-endpoint", "--rdzv-conf", "--master-addr", "--rdzv-backend",
                                          "--standalone"};
  constexpr std::string_view kVariables[] = {"PET_MASTER_ADDR", "PET_RDZV_ENDPOINT", "PET_RDZV_CONF"};
  for (const subject::PodTemplate& pod : subject.pods()) {
    if (pod.owner->kind != "Job" || ranks_of(*pod.owner) < 2) continue;
    for (const Node& container : (*pod.spec)["containers"].items()) {
      const std::vector<CommandWord> words = words_of(container);
      const auto run = std::ranges::find_if(words, is_torchrun);
      if (run == words.end() || container["envFrom"].size() > 0) continue;
      bool is_many = false, has_place = false;
      for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i].word;
        for (const std::string_view place : kPlaces) has_place = has_place || is_flag(word, place);
        const std::string_view next = i + 1 < words.size() ? words[i + 1].word : std::string_view();
        is_many = is_many || (is_flag(word, "--nnodes") && is_for_many_machines(word, next));
      }
      for (const std::string_view name : kVariables) has_place = has_place || !variable(container, name).is_absent();
      if (is_many && !has_place)
        findings.say(run->item->where(), fmt::format("the pods of {} do not find each other", title_of(*pod.owner)),
                     "torchrun says no place to meet: each waits at its own 127.0.0.1:29500");
    }
  }
}

/// A share of the GPU's memory, given to vLLM as a share of 100, or as none.
void check_share(const Subject& subject, Findings& findings) {
  constexpr std::string_view kShare = "--gpu-memory-utilization";
  for (const subject::PodTemplate& pod : subject.pods())
    each_container(*pod.spec, [&](const Node& container) {
      const std::vector<CommandWord> words = words_of(container);
      for (std::size_t i = 0; i < words.size(); ++i) {
        if (!is_flag(words[i].word, kShare)) continue;
        const bool is_alone = words[i].word.size() == kShare.size();
        if (is_alone && i + 1 == words.size()) continue;
        const CommandWord& said = words[i + is_alone];
        const std::string_view text = is_alone ? said.word : said.word.substr(kShare.size() + 1);
        double share = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
        if (text.empty() || end != text.data() + text.size() || error != std::errc() || (share > 0 && share <= 1))
          continue;
        findings.say(said.item->where(), fmt::format("{} {} of {}", kShare, text, title_of(*pod.owner)),
                     share > 2 && share <= 100
                         ? fmt::format("a share of 1: did you mean {}?", short_number(share / 100))
                         : "a share of the GPU's memory, above 0 and at most 1");
      }
    });
}

constexpr Rule kRules[] = {
    {"GPU017", "", Severity::Error, "a program that spreads over more GPUs than its container has",
     "A process takes one GPU of the container's. Those beyond find none: the program ends at start, after the node "
     "was bought and the image pulled.",
     "ask for as many GPUs, or spread over fewer",
     "vLLM docs, parallelism and scaling; PyTorch docs, torchrun; kubeflow/training-operator 1.9, "
     "pkg/controller.v1/pytorch/envvar.go",
     check_number},
    {"GPU018", "", Severity::Warning, "a model on several GPUs without shared memory",
     "A container has 64 MiB of /dev/shm, over which the processes of one model talk: with tensor parallelism they "
     "fail with bus errors, or wait for ever.",
     "mount an emptyDir with medium: Memory at /dev/shm",
     "vLLM docs, deployment on Kubernetes (shared memory for tensor parallel inference)", check_shared_memory},
    {"GPU021", "", Severity::Error, "a share of GPU memory that is none",
     "vLLM takes a share above 0 and at most 1, and ends with anything else before it loads a model: after the node "
     "was bought and the image pulled.",
     "write a share such as 0.9", "vLLM 0.11, vllm/config/cache.py (gpu_memory_utilization)", check_share},
    {"TRN007", "", Severity::Warning, "ranks of a Job that do not find each other",
     "Without --rdzv-endpoint or --master-addr torchrun meets at 127.0.0.1, in each pod another one: all wait for the "
     "others until they give up, on GPUs that are paid.",
     "make the Job Indexed with a headless Service as its subdomain, and write "
     "--rdzv-backend=c10d --rdzv-endpoint=JOB-0.SERVICE:29500",
     "PyTorch docs, torchrun (rendezvous); kubernetes docs, job with pod-to-pod communication", check_meeting},
};

}  // namespace

std::span<const Rule> gpu_process_rules() { return kRules; }

}  // namespace slipway::rules
