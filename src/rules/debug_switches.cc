#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/text.h"
#include "rules/choices.h"
#include "rules/command_words.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

/// Variables that help to find a mistake, and cost GPU hours while they are set.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// Follows PyTorch 2.9 (docs, CUDA environment variables; torch.distributed, debugging and ProcessGroupNCCL), the NCCL
/// 2.28 user guide (environment variables) and vLLM 0.11 (docs, troubleshooting).
struct Switch {
  std::string_view name, value;  // in lower case; "1": whatever is on
  std::string_view cost;         // what happens while it is set
  bool is_for_nvlink = false;    // costs nothing where a container has one GPU, or GPUs are linked by PCIe alone
};
constexpr Switch kSwitches[] = {
    {"CUDA_LAUNCH_BLOCKING", "1",
     "the CPU waits for each kernel before it starts the next: the GPU idles between them"},
    {"PYTORCH_NO_CUDA_MEMORY_CACHING", "1", "each tensor is cudaMalloc and cudaFree, which wait for the GPU"},
    {"PYTORCH_NO_HIP_MEMORY_CACHING", "1", "each tensor is allocated and freed by the driver, which waits for the GPU"},
    {"TORCH_DISTRIBUTED_DEBUG", "detail", "all ranks compare each collective before it runs, over TCP"},
    {"TORCH_NCCL_BLOCKING_WAIT", "1", "the process waits for each collective: nothing overlaps with it"},
    {"NCCL_BLOCKING_WAIT", "1", "the process waits for each collective: nothing overlaps with it"},
    {"NCCL_DEBUG", "trace", "each call of each rank is written to the log"},
    {"NCCL_P2P_DISABLE", "1", "GPUs of a machine talk through its memory, not over NVLink: a tenth of the bandwidth",
     true},
    {"VLLM_TRACE_FUNCTION", "1", "each call of each Python function is written to a file"},
};

bool is_on(std::string_view value, std::string_view wanted) {
  const std::string lower = ascii_lower(value);
  if (wanted == "1") return lower == "1" || lower == "true" || lower == "yes" || lower == "on";
  return lower == wanted;
}

const Switch* switch_of(std::string_view name, std::string_view value) {
  const auto found = std::ranges::find(kSwitches, name, &Switch::name);
  return found != std::end(kSwitches) && is_on(value, found->value) ? found : nullptr;
}

/// What looks for a mistake is meant to be slow: its name says so, by a word of its own.
bool is_for_finding_mistakes(const kube::Object& owner) {
  for (const std::string_view word : split(owner.name, '-'))
    for (const std::string_view one :
         {"debug", "test", "tests", "check", "benchmark", "bench", "diag", "nccl", "repro"})
      if (word == one) return true;
  return false;
}

/// Whether the machines that the pod may get link their GPUs by PCIe alone: types of the families g.
bool has_no_nvlink(const Subject& subject, const PodView& pod) {
  const auto types = subject.derived<Choices>().of(pod);
  const std::string_view selected = selected_value(*pod.pod->spec, "node.kubernetes.io/instance-type");
  if (types.empty()) return selected.starts_with('g');
  return std::ranges::all_of(types, [](const PoolType* one) { return one->type->name.starts_with('g'); });
}

void check_switches(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    if (pod.needs.gpus == 0 || pod.is_daemon() || is_for_finding_mistakes(*pod.pod->owner)) continue;
    for (const Node& container : (*pod.pod->spec)["containers"].items()) {
      const auto say = [&](std::string_view name, std::string_view value, SourceRange where) {
        const Switch* one = switch_of(name, value);
        if (!one) return;
        if (one->is_for_nvlink && (given_gpus(container) < 2 || has_no_nvlink(subject, pod))) return;
        findings.say(where, fmt::format("{}={} is left in {}", name, value, title_of(*pod.pod->owner)),
                     std::string(one->cost));
      };
      for (const Node& variable : container["env"].items())
        if (!variable["value"].is_absent())
          say(text_of(variable["name"]), text_of(variable["value"]), variable["value"].where());
      for (const CommandWord& word : words_of(container))
        if (const std::size_t equals = word.word.find('='); equals != word.word.npos) {
          std::string_view value = word.word.substr(equals + 1);
          while (!value.empty() && (value.back() == ';' || value.back() == '"' || value.back() == '\''))
            value.remove_suffix(1);
          while (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.remove_prefix(1);
          const auto at = static_cast<std::size_t>(word.word.data() - word.item->text().data());
          say(word.word.substr(0, equals), value, place_in(*word.item, at));
        }
    }
  }
}

constexpr Rule kRules[] = {
    {"GPU024", "", Severity::Warning, "a debug switch that is left in a GPU job",
     "These variables make a mistake easy to find, by doing one thing after the other or by taking a fast way away. "
     "The results are the same, the hours are a multiple of what they were. Where GPUs are not linked by NVLink (types "
     "of the families g), and of objects that are called debug or test, nothing is said.",
     "leave it out; set it for the one run that looks for a mistake",
     "PyTorch docs, CUDA environment variables and torch.distributed (debugging); NCCL user guide, environment "
     "variables; vLLM docs, troubleshooting",
     check_switches},
};

}  // namespace

std::span<const Rule> debug_switch_rules() { return kRules; }

}  // namespace slipway::rules
