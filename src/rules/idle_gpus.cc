#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "rules/choices.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/chart_trees.h"

/// GPUs that are held by who does not reckon on them.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

constexpr std::string_view kGpu = "nvidia.com/gpu";

/// Images of programs that watch GPUs, or nodes, and are let near them by the NVIDIA runtime or the host's folders. By
/// the last words of the image's path, as these projects publish them.
bool watches_nodes(std::string_view image) {
  constexpr std::string_view kNames[] = {"dcgm-exporter",
                                         "dcgm",
                                         "k8s-device-plugin",
                                         "gpu-feature-discovery",
                                         "nvidia_gpu_exporter",
                                         "nvidia-gpu-exporter",
                                         "node-exporter",
                                         "k8s-mig-manager",
                                         "node-problem-detector",
                                         "node-feature-discovery",
                                         "k8s-dra-driver-gpu",
                                         "kepler",
                                         "cloudwatch-agent",
                                         "datadog-agent",
                                         "agent",
                                         "eks-node-monitoring-agent"};
  image = image.substr(0, image.find('@'));
  const std::string_view name = image.substr(image.rfind('/') == image.npos ? 0 : image.rfind('/') + 1);
  const std::string_view program = name.substr(0, name.find(':'));
  // "agent" is Datadog's as it stands there, and anybody's elsewhere.
  if (program == "agent") return image.find("datadog") != image.npos;
  return std::ranges::find(kNames, program) != std::end(kNames);
}

/// Where a container's or a chart's resources ask for a GPU; nullptr where they do not.
const Node* gpu_of(const Node& resources) {
  for (const char* list : {"limits", "requests"})
    if (const Node* amount = resources[list].find(kGpu); amount && devices_of(*amount) > 0) return amount;
  return nullptr;
}

/// Where the values of a chart say what an agent of nodes asks for. Follows the charts' values.yaml: dcgm-exporter 4.8,
/// gpu-operator 25.10, nvidia-device-plugin 0.20.
struct AgentValues {
  std::string_view chart, part;  // below `part`: resources; "" the top
};
constexpr AgentValues kCharts[] = {
    {"dcgm-exporter", ""},          {"nvidia-device-plugin", ""},          {"gpu-operator", "dcgmExporter"},
    {"gpu-operator", "dcgm"},       {"gpu-operator", "devicePlugin"},      {"gpu-operator", "gfd"},
    {"gpu-operator", "migManager"}, {"gpu-operator", "nodeStatusExporter"}};

void check_agents(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    if (pod.needs.gpus == 0) continue;
    for (const Node& container : (*pod.pod->spec)["containers"].items()) {
      const Node* gpu = gpu_of(container["resources"]);
      if (!gpu) continue;
      const std::string owner = title_of(*pod.pod->owner);
      if (watches_nodes(text_of(container["image"])))
        findings.say(gpu->where(), fmt::format("{} takes the GPUs that it is to watch", owner),
                     "an agent of nodes is shown their GPUs without a limit");
      else if (pod.is_daemon())
        findings.say(Severity::Note, gpu->where(),
                     fmt::format("each node that {} runs on has {} GPU{} less for others", owner, devices_of(*gpu),
                                 devices_of(*gpu) == 1 ? "" : "s"),
                     "Karpenter reckons with it: for a pod of one GPU it buys a machine of two");
    }
  }
  for (const subject::ChartTree& tree : subject::chart_trees(subject))
    for (const AgentValues& one : kCharts) {
      if (one.chart != tree.release().chart) continue;
      const Node& own = one.part.empty() ? *tree.root : (*tree.root)[one.part];
      if (const Node* gpu = gpu_of(own["resources"]))
        findings.say(gpu->where() ? gpu->where() : tree.release().where,
                     fmt::format("{} of the chart {} takes the GPUs that it is to watch",
                                 one.part.empty() ? "the DaemonSet" : one.part, one.chart),
                     "an agent of nodes is shown their GPUs without a limit");
    }
}

/// Commands of a line of shell, by its separators. Quotes are not read: what they hold is none of the commands that
/// are looked for.
std::vector<std::string_view> commands_of(std::string_view script) {
  std::vector<std::string_view> out;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find_first_of(";&|\n"), script.size());
    std::string_view command = script.substr(0, end);
    while (!command.empty() && (command.front() == ' ' || command.front() == '\t')) command.remove_prefix(1);
    while (!command.empty() && (command.back() == ' ' || command.back() == '\t')) command.remove_suffix(1);
    if (!command.empty()) out.push_back(command);
    script.remove_prefix(std::min(end + 1, script.size()));
  }
  return out;
}

std::string_view program_of(std::string_view word) {
  return word.substr(word.rfind('/') == word.npos ? 0 : word.rfind('/') + 1);
}

/// Whether words of a command do nothing but wait.
bool waits(const std::vector<std::string_view>& words) {
  if (words.size() < 2) return false;
  const std::string_view program = program_of(words.front());
  if (program == "sleep") return words.size() == 2;
  return program == "tail" && words.back() == "/dev/null" && words[1].starts_with('-');
}

/// Whether a script does nothing but wait, and say so. `sleep infinity`, `while true; do sleep 60; done`, `trap : TERM;
/// tail -f /dev/null & wait`.
bool only_waits(std::string_view script) {
  constexpr std::string_view kBetween[] = {"do", "then", "exec", "while", "until"};
  constexpr std::string_view kNothing[] = {"",     "true", "false",  ":",   "[",    "done", "wait",
                                           "trap", "echo", "printf", "set", "date", "exit", "nvidia-smi"};
  bool is_waiting = false;
  for (const std::string_view command : commands_of(script)) {
    std::vector<std::string_view> words;
    for (const std::string_view word : split(command, ' '))
      if (!word.empty() && (!words.empty() || std::ranges::find(kBetween, word) == std::end(kBetween)))
        words.push_back(word);
    if (waits(words)) {
      is_waiting = true;
      continue;
    }
    if (!words.empty() && std::ranges::find(kNothing, program_of(words.front())) == std::end(kNothing)) return false;
  }
  return is_waiting;
}

/// The item of a container's command line that makes it wait for ever, and be that all that it does.
const Node* waiting_of(const Node& container) {
  std::vector<const Node*> items;
  for (const char* list : {"command", "args"})
    for (const Node& item : container[list].items()) items.push_back(&item);
  std::vector<std::string_view> words;
  for (const Node* item : items) words.push_back(text_of(*item));
  if (words.empty()) return nullptr;
  if (waits(words)) return items.front();
  const std::string_view shell = program_of(words.front());
  if (shell != "sh" && shell != "bash" && shell != "ash") return nullptr;
  // `bash -c SCRIPT`, `bash -c -- SCRIPT`: what follows the script are its arguments.
  bool is_next = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const bool is_option = words[i].starts_with('-') || words[i] == "pipefail";
    if (!is_option) return is_next && only_waits(words[i]) ? items[i] : nullptr;
    is_next = is_next || (!words[i].starts_with("--") && words[i].ends_with('c'));
  }
  return nullptr;
}

/// What the cheapest machine for a pod costs a month on demand; nullopt where nobody knows which it is.
struct Paid {
  const catalog::InstanceType* type = nullptr;
  Money month;
};
std::optional<Paid> paid_for(const Subject& subject, const PodView& pod) {
  constexpr int kHours = 730;
  std::optional<Paid> least;
  for (const PoolType* one : subject.derived<Choices>().of(pod))
    if (one->price && (!least || *one->price * kHours < least->month)) least = Paid{one->type, *one->price * kHours};
  return least;
}

void check_sleepers(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    const kube::Object& owner = *pod.pod->owner;
    if (pod.needs.gpus == 0 ||
        (owner.kind != "Deployment" && owner.kind != "StatefulSet" && owner.kind != "ReplicaSet"))
      continue;
    const std::int64_t replicas = count_of((*owner.node)["spec"]["replicas"], 1);
    if (replicas == 0) continue;
    for (const Node& container : (*pod.pod->spec)["containers"].items()) {
      const std::int64_t gpus = given_gpus(container);
      // What a hook starts is not seen.
      if (gpus == 0 || container["lifecycle"]["postStart"].is_map()) continue;
      const Node* item = waiting_of(container);
      if (!item) continue;
      const auto paid = paid_for(subject, pod);
      findings.say(item->where(),
                   fmt::format("{} holds {} GPU{} and sleeps", title_of(owner), gpus * replicas,
                               gpus * replicas == 1 ? "" : "s"),
                   paid ? fmt::format("${} a month{}: {} on demand in {}, around the clock", paid->month.to_string(0),
                                      replicas == 1 ? "" : " for each pod", paid->type->name, view_of(subject).region())
                        : std::string("its node is paid around the clock"));
    }
  }
}

constexpr Rule kRules[] = {
    {"GPU022", "", Severity::Warning, "an agent of nodes that takes their GPUs",
     "A GPU that a container asks for is its own. An exporter that asks for one leaves nothing on a node of one GPU: "
     "no "
     "workload starts there, and Karpenter buys a larger machine for each. What only looks at GPUs needs none: the "
     "NVIDIA runtime and the kubelet's sockets show them to it. Of another DaemonSet, which may work with its GPU, "
     "this "
     "is a note.",
     "take nvidia.com/gpu out of its resources: requests and limits of cpu and memory are all that it needs",
     "NVIDIA/dcgm-exporter, dcgm-exporter.yaml; karpenter docs, scheduling (daemonsets)", check_agents},
    {"GPU023", "", Severity::Warning, "GPUs held by a program that only sleeps",
     "A Deployment or StatefulSet whose whole program is `sleep infinity` or `tail -f /dev/null` keeps its node for "
     "ever: nothing is empty, so nothing is consolidated, and the GPU is paid day and night for whoever comes with "
     "`kubectl exec`.",
     "leave the GPU out if the program needs none; else replicas: 0 while nobody works there, or a Pod with "
     "activeDeadlineSeconds",
     "karpenter docs, disruption (consolidation); the catalogue's prices", check_sleepers},
};

}  // namespace

std::span<const Rule> idle_gpu_rules() { return kRules; }

}  // namespace slipway::rules
