#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "rules/choices.h"
#include "rules/command_words.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/training_jobs.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

constexpr std::string_view kHostPaths[] = {"/opt/amazon/efa", "/opt/amazon/openmpi", "/opt/amazon/ofi-nccl",
                                           "/opt/aws-ofi-nccl"};

bool is_host_path(std::string_view path) {
  return std::ranges::any_of(
      kHostPaths, [&](std::string_view one) { return path == one || path.starts_with(std::string(one) + "/"); });
}

bool asks_for_efa(std::string_view name, std::string_view value) {
  return (name == "FI_PROVIDER" && value.find("efa") != std::string_view::npos) || name.starts_with("FI_EFA_");
}

/// Where a container says that it means to use EFA: in a variable of its own, or in one that it hands on, as
/// `mpirun -x FI_PROVIDER=efa` does. Its value; nullptr when it does not.
const doc::Node* wish(const doc::Node& container) {
  for (const doc::Node& one : container["env"].items())
    if (asks_for_efa(text_of(one["name"]), text_of(one["value"]))) return &one["value"];
  for (const CommandWord& one : words_of(container))
    if (const std::size_t equals = one.word.find('=');
        equals != one.word.npos && asks_for_efa(one.word.substr(0, equals), one.word.substr(equals + 1)))
      return one.item;
  return nullptr;
}

/// A device of EFA's, of the node instead of the plugin's.
bool is_device_path(std::string_view path) { return path.starts_with("/dev/infiniband"); }

bool wants_efa(const PodView& pod) {
  if (pod.needs.efa > 0) return true;
  const doc::Node& spec = *pod.pod->spec;
  if (std::ranges::any_of(spec["volumes"].items(), [](const doc::Node& one) {
        const std::string_view path = text_of(one["hostPath"]["path"]);
        return is_host_path(path) || is_device_path(path);
      }))
    return true;
  return std::ranges::any_of(spec["containers"].items(), [](const doc::Node& container) { return wish(container); });
}

/// From so many on a machine is bought for its network: p4d and later, trn1, g6e.48xlarge.
constexpr int kManyCards = 4;

/// Several ranks with half a machine or more each, on types that all have EFA: what they are paid for.
bool should_have_efa(const Choices& choices, const kube::Object& owner, const PodView& pod) {
  if (pod.needs.gpus < 4 || ranks_of(owner) < 2) return false;
  const auto types = choices.of(pod);
  return !types.empty() &&
         std::ranges::all_of(types, [](const PoolType* type) { return type->type->efa_interfaces >= kManyCards; });
}

void check_request(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  const auto& choices = subject.derived<Choices>();
  each_training_job(view, [&](const kube::Object& owner, std::span<const PodView> pods) {
    const bool is_meant = std::ranges::any_of(pods, wants_efa);
    if (!is_meant &&
        std::ranges::none_of(pods, [&](const PodView& pod) { return should_have_efa(choices, owner, pod); }))
      return;
    for (const PodView& pod : pods) {
      if (pod.needs.efa > 0 || pod.needs.gpus == 0) continue;
      const doc::Node* container = nullptr;
      const doc::Node* said = nullptr;
      for (const doc::Node& one : (*pod.pod->spec)["containers"].items()) {
        if (!container) container = &one;
        if (!said && (said = wish(one))) container = &one;
      }
      if (!container) continue;
      const SourceRange where = said ? said->where() : key_place((*container)["resources"], "requests", "limits");
      findings.say(where ? where : container->where(),
                   fmt::format("{} {} and requests no vpc.amazonaws.com/efa", title_of(owner),
                               is_meant ? "means to use EFA" : "spans nodes with EFA"),
                   pod.pod->part.empty() ? "NCCL falls back to TCP, at a fraction of the speed"
                                         : fmt::format("its {}: NCCL falls back to TCP", pod.pod->part));
    }
  });
}

void check_host_path(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods())
    for (const doc::Node& volume : (*pod.pod->spec)["volumes"].items())
      if (const doc::Node& path = volume["hostPath"]["path"]; is_host_path(text_of(path)))
        findings.say(path.where(), fmt::format("hostPath {} hides the image's own libraries", text_of(path)),
                     title_of(*pod.pod->owner));
  for (const kube::Object* object : subject.of_kind("JobDefinition")) {
    const doc::Node& nodes = (*object->node)["spec"]["nodeProperties"];
    const auto look = [&](const doc::Node& volumes) {
      for (const doc::Node& volume : volumes.items())
        if (const doc::Node& path = volume["host"]["sourcePath"]; is_host_path(text_of(path)))
          findings.say(path.where(), fmt::format("host path {} hides the image's own libraries", text_of(path)),
                       title_of(*object));
    };
    look(nodes["volumes"]);
    for (const doc::Node& range : nodes["nodeRangeProperties"].items()) {
      look(range["volumes"]);
      look(range["container"]["volumes"]);
    }
  }
}

void check_cards(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.pools().empty()) return;
  for (const PodView& pod : view.pods()) {
    if (pod.needs.efa == 0 || pod.is_daemon()) continue;
    const auto& pools = view.pools_of(pod);
    int most = 0;
    const catalog::InstanceType* of = nullptr;
    for (const Pool* pool : pools)
      for (const PoolType& type : pool->types)
        if (type.type->gpus >= pod.needs.gpus && type.type->efa_interfaces >= most)
          most = type.type->efa_interfaces, of = type.type;
    if (pools.empty() || !of || pod.needs.efa <= most) continue;
    if (std::ranges::any_of(view.groups(), [&](const NodeGroup& group) { return takes(group, pod); })) continue;
    SourceRange where = name_place(*pod.pod->owner);
    each_container(*pod.pod->spec, [&](const doc::Node& container) {
      const doc::Node& resources = container["resources"];
      for (const std::string_view list : {"limits", "requests"})
        if (const doc::Node* asked = resources[list].find("vpc.amazonaws.com/efa")) where = asked->where();
    });
    findings.say(where,
                 fmt::format("{} asks for {} EFA devices, and no type of its pools has more than {}",
                             title_of(*pod.pod->owner), pod.needs.efa, most),
                 most > 0 ? std::string(of->name) : "its pools have no type with EFA");
  }
}

/// The types that a pod may land on: those of its pools and groups that hold it, else the one that it selects.
std::vector<const catalog::InstanceType*> types_of(const View& view, const PodView& pod) {
  std::vector<const catalog::InstanceType*> out;
  for (const Pool* pool : view.pools_of(pod))
    for (const PoolType* type : view.types_for(*pool, pod)) out.push_back(type->type);
  if (!out.empty()) return out;
  for (const NodeGroup& group : view.groups())
    if (takes(group, pod)) out.insert(out.end(), group.types.begin(), group.types.end());
  if (!out.empty()) return out;
  const std::string_view selected = selected_value(*pod.pod->spec, "node.kubernetes.io/instance-type");
  if (const auto* type = catalog::find_instance_type(selected)) out.push_back(type);
  return out;
}

void check_unused_cards(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  each_training_job(view, [&](const kube::Object& owner, std::span<const PodView> pods) {
    if (ranks_of(owner) < 2) return;
    for (const PodView& pod : pods) {
      const auto types = types_of(view, pod);
      // Whoever has all GPUs of the machine is alone on it: nobody else uses its cards.
      if (pod.needs.efa == 0 || types.empty() || !std::ranges::all_of(types, [&](const auto* type) {
            return type->gpus > 0 && type->gpus == pod.needs.gpus && type->efa_interfaces > pod.needs.efa;
          }))
        continue;
      SourceRange where = name_place(owner);
      each_container(*pod.pod->spec, [&](const doc::Node& container) {
        for (const std::string_view list : {"limits", "requests"})
          if (const doc::Node* asked = container["resources"][list].find("vpc.amazonaws.com/efa"))
            where = asked->where();
      });
      findings.say(where,
                   fmt::format("{} asks for {} of the {} EFA devices of {}", title_of(owner), pod.needs.efa,
                               types.front()->efa_interfaces, types.front()->name),
                   "its pods have all GPUs of the node: the other cards stay idle",
                   fmt::format("ask for {}", types.front()->efa_interfaces));
      return;
    }
  });
}

void check_shared_memory(const Subject& subject, Findings& findings) {
  each_training_job(view_of(subject), [&](const kube::Object& owner, std::span<const PodView> pods) {
    if (ranks_of(owner) < 2) return;
    for (const PodView& pod : pods) {
      if (pod.needs.gpus < 2) continue;
      const doc::Node& spec = *pod.pod->spec;
      const bool has_mount = std::ranges::any_of(spec["containers"].items(), [](const doc::Node& container) {
        return std::ranges::any_of(container["volumeMounts"].items(),
                                   [](const doc::Node& mount) { return is_text(mount["mountPath"], "/dev/shm"); });
      });
      if (has_mount || is_true(spec["hostIPC"])) continue;
      findings.say(pod.needs.gpu->where(),
                   fmt::format("{} has {} GPUs in a pod and 64 MiB of shared memory", title_of(owner), pod.needs.gpus),
                   pod.pod->part.empty() ? "" : fmt::format("its {}", pod.pod->part));
    }
  });
}

constexpr Rule kRules[] = {
    {"EFA001", "X-001-12", Severity::Warning, "a job that means to use EFA and requests none",
     "Without vpc.amazonaws.com/efa the pod gets no /dev/infiniband device: libfabric finds no provider, NCCL takes "
     "TCP "
     "sockets, and training runs at a fraction of the speed that the machines are paid for.",
     "request vpc.amazonaws.com/efa, as many as the type has cards, and run aws-efa-k8s-device-plugin",
     "EKS user guide, node-efa; aws-efa-k8s-device-plugin", check_request},
    {"EFA002", "X-004-13", Severity::Warning, "the node's EFA libraries mounted over the image's",
     "libfabric of a --minimal installation is not there, and that of the node is of another release than what the "
     "image "
     "was built with.",
     "remove the mount; use an image with libfabric and aws-ofi-nccl",
     "EC2 user guide, efa-start-nccl; aws-efa-installer", check_host_path},
    {"EFA003", "", Severity::Error, "more EFA devices than a node has",
     "A pod that asks for more than the type's EFA interfaces fits on no node.", "ask for what the type has",
     "the catalogue: EFA interfaces by type", check_cards},
    {"EFA004", "", Severity::Warning, "a multi-GPU rank without shared memory",
     "A container has 64 MiB of /dev/shm: NCCL and data loaders of several processes fail with bus errors as soon as "
     "they "
     "need more.",
     "mount an emptyDir with medium: Memory at /dev/shm",
     "NCCL user guide, troubleshooting (shared memory); PyTorch docs, "
     "multiprocessing",
     check_shared_memory},
    {"EFA005", "", Severity::Note, "a whole machine and a part of its EFA devices",
     "The bandwidth of a machine is the sum of its network cards. A pod with all its GPUs that asks for fewer devices "
     "trains at that part of the speed, and nobody else can use the rest.",
     "ask for as many as the type has: `slipway catalog types` shows them",
     "EC2 user guide, EFA (network cards of p5); the catalogue: EFA interfaces by type", check_unused_cards},
};

}  // namespace

std::span<const Rule> efa_rules() { return kRules; }

}  // namespace slipway::rules
