#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "doc/json.h"
#include "kube/image.h"
#include "rules/architecture_words.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/type_labels.h"
#include "rules/unread_groups.h"
#include "rules/view.h"
#include "rules/wanted_labels.h"
#include "subject/kustomizations.h"
#include "subject/terraform_manifests.h"
#include "subject/unread_templates.h"

/// Programs of one architecture on nodes of another.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

constexpr std::string_view kArch = "kubernetes.io/arch";

/// What an image is built for, where its tag or the end of its name says so: "app:1.2-arm64", "kube-proxy-amd64:1",
/// "arm64v8/redis:7". "" where it does not: it may be for several.
std::string_view arch_of_image(std::string_view image) {
  if (image.find_first_of("$`{}<> ") != image.npos) return {};
  image = image.substr(0, image.find('@'));
  const std::size_t slash = image.rfind('/');
  const std::string_view last = slash == image.npos ? image : image.substr(slash + 1);
  const std::size_t colon = last.find(':');
  if (colon != last.npos)
    if (const std::string_view arch = named_arch(last.substr(colon + 1)); !arch.empty()) return arch;
  const std::string_view name = last.substr(0, colon);
  for (const ArchitectureWord& word : kArchitectureWords)
    if (name.size() > word.text.size() && name.ends_with(word.text) &&
        !is_of_word(name[name.size() - word.text.size() - 1]))
      return word.arch;
  for (const ArchitectureWord& word : kArchitectureWords)
    if (image.substr(0, image.size() - last.size()) == std::string(word.text) + "/") return word.arch;
  return {};
}

using Architectures = std::set<std::string_view>;

const Node& required_terms(const Node& pod_spec) {
  return pod_spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"];
}

/// Whether nodes of the type may hold the pod: by what it asks for, as far as that is known of the type, and by all of
/// its required affinity, what is to be absent (NotIn) and bounds (Gt) too.
bool holds(const PodView& pod, const PoolType& type) {
  const PodNeeds& needs = pod.needs;
  if (needs.gpus > type.type->gpus || needs.efa > type.type->efa_interfaces) return false;
  if (type.cpu > 0 && (needs.cpu > type.cpu || needs.memory > type.memory)) return false;
  const auto terms = required_terms(*pod.pod->spec).items();
  return terms.empty() || std::ranges::any_of(terms, [&](const Node& term) {
           return std::ranges::all_of(term["matchExpressions"].items(),
                                      [&](const Node& one) { return admits(one, *type.type); });
         });
}

/// Of the nodes that may be made for pods.
class NodeArchitectures {
 public:
  explicit NodeArchitectures(const View& view) : view_(view) {}

  /// Empty where a type is not known, or no pool takes it.
  Architectures of(const PodView& pod) {
    const auto& pools = view_.pools_of(pod);
    const Node& terms = required_terms(*pod.pod->spec);
    const PodNeeds& needs = pod.needs;
    // Alike for all that the same pools take and that ask for the same.
    const auto [at, is_new] = known_.try_emplace({&pools, needs.gpus, needs.efa, needs.cpu, needs.memory,
                                                  terms.is_absent() ? std::string() : doc::canonical_json(terms)});
    if (is_new) at->second = of_pools(pools, pod);
    Architectures out = at->second;
    if (out.empty()) return out;
    for (const NodeGroup& group : view_.groups()) {
      if (!takes(group, pod)) continue;
      if (group.types.empty()) return {};
      for (const catalog::InstanceType* type : group.types) {
        if (type->arch.empty()) return {};
        if (holds(pod, {type})) out.insert(type->arch);
      }
    }
    return out;
  }

 private:
  static Architectures of_pools(const std::vector<const Pool*>& pools, const PodView& pod) {
    Architectures out;
    for (const Pool* pool : pools) {
      if (pool->types.empty()) return {};
      for (const PoolType& type : pool->types) {
        if (!std::ranges::all_of(pod.wants, [&](const WantedLabel& one) { return carries(*type.type, one); })) continue;
        if (type.type->arch.empty()) return {};
        if (holds(pod, type)) out.insert(type.type->arch);
      }
    }
    return out;
  }

  const View& view_;
  std::map<std::tuple<const std::vector<const Pool*>*, std::int64_t, std::int64_t, double, double, std::string>,
           Architectures>
      known_;
};

/// Calls `say(image, arch)` for each image that names one, but those that a kustomization gives another tag.
template <class Say>
void each_named(const subject::Kustomized& kustomized, const subject::PodTemplate& pod, Say say) {
  each_container(*pod.spec, [&](const Node& container) {
    const Node& image = container["image"];
    const std::string_view arch = image.is_string() ? arch_of_image(image.text()) : std::string_view();
    if (arch.empty()) return;
    const std::string_view whole = image.text().substr(0, image.text().find('@'));
    const std::size_t colon = whole.rfind(':');
    const bool has_tag = colon != whole.npos && whole.find('/', colon) == whole.npos;
    if (!kustomized.tags_image(*pod.owner, has_tag ? whole.substr(0, colon) : whole)) say(image, arch);
  });
}

bool is_patched(const subject::Kustomized& kustomized, const kube::Object& object,
                std::initializer_list<std::string_view> fields) {
  return std::ranges::any_of(fields, [&](std::string_view field) { return kustomized.is_patched(object, field); });
}

void check(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  // Of examples beside each other nobody makes the nodes of one for the pods of another.
  const bool are_others = view.is_collection() || subject::has_unread_templates(subject) ||
                          subject::terraform_may_make(subject, "NodePool") || makes_unread_groups(subject);
  const auto& kustomized = subject.derived<subject::Kustomized>();
  const bool are_pools_patched = std::ranges::any_of(view.pools(), [&](const Pool& pool) {
    return is_patched(kustomized, *pool.object, {"requirements", "labels", "taints"});
  });
  NodeArchitectures nodes(view);
  for (const PodView& pod : view.pods())
    each_named(kustomized, *pod.pod, [&](const Node& image, std::string_view arch) {
      if (is_patched(kustomized, *pod.pod->owner, {"image", "nodeSelector", "affinity"})) return;
      const std::string owner = title_of(*pod.pod->owner);
      if (const std::string_view selected = selected_value(*pod.pod->spec, kArch); !selected.empty()) {
        if (selected == arch || (selected != "amd64" && selected != "arm64")) return;
        findings.say(image.where(),
                     fmt::format("{} selects nodes of {}, and its image is for {}", owner, selected, arch),
                     "the program does not start: exec format error");
        return;
      }
      // Pods that name no kind of nodes may run on such as are not here.
      const bool is_of_pools = pod.needs.gpus > 0 || pod.is_aimed();
      if (!is_of_pools || are_others || are_pools_patched || pod.may_tolerate_more || pod.is_daemon()) return;
      const Architectures made = nodes.of(pod);
      if (made.empty() || (made.size() == 1 && made.contains(arch))) return;
      const bool is_sure = !made.contains(arch);
      findings.say(
          is_sure ? Severity::Error : Severity::Warning, image.where(),
          is_sure ? fmt::format("the image of {} is for {}, and its pools make nodes of {}", owner, arch, *made.begin())
                  : fmt::format("the image of {} is for {} alone, and its pools may make nodes of both", owner, arch),
          "on the other the program does not start: exec format error",
          is_sure                                       ? std::string()
          : (*pod.pod->spec)["nodeSelector"].size() > 0 ? fmt::format("add {}: {} to nodeSelector", kArch, arch)
                                                        : fmt::format("write nodeSelector: {{{}: {}}}", kArch, arch));
    });
}

/// Images with GPU programs that are published for both architectures, by the end of their names. Sources: NVIDIA,
/// container-images/cuda, README (multi-arch manifests); NGC, PyTorch and Triton of both platforms (triton server issue
/// 5717); ollama, scripts/push_docker.sh, whose ROCm image is for amd64 alone.
constexpr std::string_view kImagesOfBoth[] = {"nvidia/cuda", "nvidia/pytorch", "nvidia/tritonserver", "ollama/ollama"};

bool is_for_both(std::string_view image) {
  const auto read = kube::ImageReference::parse(image);
  if (!read || read.value().tag.ends_with("rocm")) return false;
  const std::string path = "/" + read.value().path;  // of a mirror it may begin with more
  return std::ranges::any_of(kImagesOfBoth,
                             [&](std::string_view name) { return path.ends_with("/" + std::string(name)); });
}

bool are_all_for_both(const PodView& pod) {
  bool found = true;
  each_container(*pod.pod->spec,
                 [&](const Node& container) { found = found && is_for_both(text_of(container["image"])); });
  return found;
}

bool names_arch(const PodView& pod) {
  bool found = false;
  each_container(*pod.pod->spec,
                 [&](const Node& container) { found = found || !arch_of_image(text_of(container["image"])).empty(); });
  return found;
}

/// Karpenter buys what it prefers, wherever that can be had.
bool has_preferences(const PodView& pod) {
  return (*pod.pod->spec)["affinity"]["nodeAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"].size() > 0;
}

/// The cheapest type that a pool may buy for a pod, where that is of Arm and others are not; else nullptr.
const catalog::InstanceType* cheapest_of_arm(const View& view, const Pool& pool, const PodView& pod) {
  const PoolType* cheapest = nullptr;
  bool has_other = false;
  for (const PoolType* type : view.types_for(pool, pod)) {
    has_other = has_other || type->type->arch == "amd64";
    if (type->price && (!cheapest || *type->price < *cheapest->price)) cheapest = type;
  }
  return has_other && cheapest && cheapest->type->arch == "arm64" ? cheapest->type : nullptr;
}

void check_mixed_pools(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.is_collection()) return;
  std::set<const Pool*> mixed;
  for (const Pool& pool : view.pools()) {
    const auto has = [&](std::string_view arch) {
      return std::ranges::any_of(pool.types, [&](const PoolType& type) { return type.type->arch == arch; });
    };
    if (pool.is_gpu && has("amd64") && has("arm64")) mixed.insert(&pool);
  }
  if (mixed.empty()) return;
  // Of pods alike in what they may land on and ask for.
  std::set<std::tuple<const Pool*, const std::vector<const Pool*>*, std::int64_t, double, double>> asked;
  for (const PodView& pod : view.pods()) {
    if (pod.needs.gpus == 0 || pod.is_daemon() || names_arch(pod) || has_preferences(pod) || are_all_for_both(pod))
      continue;
    const auto& pools = view.pools_of(pod);
    for (const Pool* pool : pools) {
      if (!mixed.contains(pool) ||
          !asked.insert({pool, &pools, pod.needs.gpus, pod.needs.cpu, pod.needs.memory}).second)
        continue;
      const catalog::InstanceType* type = cheapest_of_arm(view, *pool, pod);
      if (!type) continue;
      const Node& written = pool->requirement(kArch);
      findings.say(written.is_absent() ? name_place(*pool->object) : key_place(written, "values"),
                   fmt::format("NodePool {} buys {} of arm64 for {}, which chooses no architecture", pool->name(),
                               type->name, title_of(*pod.pod->owner)),
                   "the cheapest of its types; most GPU images are built for amd64 alone");
      mixed.erase(pool);
    }
  }
}

constexpr Rule kRules[] = {
    {"GPU025", "", Severity::Warning, "a GPU pool of both architectures under pods that choose none",
     "Karpenter takes the cheapest type that fits, whatever its architecture: here one of Graviton. An image that is "
     "built for amd64 alone ends there with exec format error and is started again for ever, on a GPU that is paid. Of "
     "images that are published for both (NVIDIA's cuda, pytorch and tritonserver, Ollama's) nothing is said.",
     "require kubernetes.io/arch In [amd64] in the pool, or write nodeSelector: {kubernetes.io/arch: amd64} in the "
     "pods; "
     "where their images are built for both, select both by node affinity",
     "karpenter docs, concepts/nodepools (kubernetes.io/arch); EC2 user guide, G5g instances", check_mixed_pools},
    {"IMG004", "", Severity::Error, "an image of another architecture than its nodes",
     "An image whose tag or name says amd64 or arm64 has no program for the other: the container ends with exec format "
     "error and is started again for ever, on a node that is paid. A warning where the pools may buy types of both: "
     "Karpenter takes the cheapest, which often is Graviton.",
     "name an image that is built for both, or select kubernetes.io/arch",
     "kubernetes docs, well-known labels; EC2 "
     "user guide, instance types (architecture), as the catalogue has them",
     check},
};

}  // namespace

std::span<const Rule> architecture_rules() { return kRules; }

}  // namespace slipway::rules
