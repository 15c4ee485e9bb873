#include "decide/karpenter/runtime_validation.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/quote.h"
#include "base/text.h"
#include "decide/karpenter/requirement_validation.h"
#include "decide/karpenter/well_known.h"
#include "kube/names.h"

namespace slipway::karpenter {
namespace {

using Problems = std::vector<RuntimeProblem>;
using Texts = std::vector<std::string>;

constexpr std::string_view kProvidedResources[] = {"aws.amazon.com/neuron",
                                                   "aws.amazon.com/neuroncore",
                                                   "cpu",
                                                   "ephemeral-storage",
                                                   "habana.ai/gaudi",
                                                   "memory",
                                                   "pods",
                                                   "vpc.amazonaws.com/efa",
                                                   "vpc.amazonaws.com/pod-eni"};

std::string_view text_of(const doc::Node& node) { return node.is_string() ? node.text() : std::string_view(); }

void check_labels(const doc::Node& labels, Problems& out) {
  for (const doc::Member& label : labels.members()) {
    const std::string_view key = label.key.text(), value = text_of(label.value);
    const std::string quoted = go_quoted(key);
    const auto say = [&](const doc::Node& at, std::string text) { out.push_back({std::move(text), &at, &at}); };
    if (key == labels::kNodePool) say(label.key, fmt::format("invalid key name {} in labels, restricted", quoted));
    for (const std::string& problem : kube::check_label_key(key))
      say(label.key, fmt::format("invalid key name {} in labels, {}", quoted, go_quoted(problem)));
    for (const std::string& problem : kube::check_label_value(value))
      say(label.value, fmt::format("invalid value: {} for label[{}], {}", value, key, problem));
    if (const std::string problem = restricted_label_problem(key); !problem.empty())
      say(label.key, fmt::format("invalid key name {} in labels, {}", quoted, problem));
  }
}

using SeenTaints = std::set<std::pair<std::string_view, std::string_view>>;

void check_taints(const doc::Node& taints, std::string_view field, SeenTaints& seen, Problems& out) {
  Texts found;  // of all of the field, which Karpenter repeats
  for (const doc::Node& taint : taints.items()) {
    const auto say = [&](std::string text) {
      out.push_back({text, &taint, &taint});
      found.push_back(std::move(text));
    };
    const std::string_view key = text_of(taint["key"]), value = text_of(taint["value"]),
                           effect = text_of(taint["effect"]);
    if (key.empty())  // Karpenter prints what it found before, where it means the key
      say(fmt::format("invalid value: {} in {}", found.empty() ? "%!w(<nil>)" : join(found, "; "), field));
    Texts of_names = kube::check_label_key(key);
    if (!value.empty())
      for (std::string& problem : kube::check_label_key(value)) of_names.push_back(std::move(problem));
    for (const std::string& problem : of_names) say(fmt::format("invalid value: {} in {}", problem, field));
    if (effect != "NoSchedule" && effect != "PreferNoSchedule" && effect != "NoExecute" && !effect.empty())
      say(fmt::format("invalid value: {} in {}", go_quoted(effect), field));
    if (!seen.emplace(key, effect).second) say(fmt::format("duplicate taint Key/Effect pair {}={}", key, effect));
  }
}

kube::NodeSelectorRequirement requirement_of(const doc::Node& node) {
  kube::NodeSelectorRequirement out;
  out.key = text_of(node["key"]);
  out.op = text_of(node["operator"]);
  for (const doc::Node& value : node["values"].items()) out.values.emplace_back(text_of(value));
  return out;
}

/// The value that is wrong by itself; else the key.
const doc::Node& at_fault(const doc::Node& node, kube::NodeSelectorRequirement requirement) {
  for (const doc::Node& value : node["values"].items()) {
    requirement.values = {std::string(text_of(value))};
    Texts found;
    check_requirement(requirement, std::nullopt, found);
    if (!found.empty()) return value;
  }
  const doc::Node* key = node.find("key");
  return key ? *key : node;
}

void check_requirements(const doc::Node& requirements, Problems& out) {
  for (const doc::Node& node : requirements.items()) {
    const doc::Node& least = node["minValues"];
    const kube::NodeSelectorRequirement requirement = requirement_of(node);
    Texts found;
    check_requirement(requirement, least.kind() == doc::Kind::Int ? std::optional(least.integer()) : std::nullopt,
                      found);
    if (!found.empty())
      out.push_back({fmt::format("invalid value: {} in requirements, restricted", join(found, "; ")),
                     &at_fault(node, requirement), &node});
  }
}

void check_node_pool(const doc::Node& pool, Problems& out) {
  const doc::Node& below = pool["spec"]["template"];
  const doc::Node& spec = below["spec"];
  check_labels(below["metadata"]["labels"], out);
  SeenTaints seen;
  check_taints(spec["taints"], "taints", seen, out);
  check_taints(spec["startupTaints"], "startupTaints", seen, out);
  check_requirements(spec["requirements"], out);
  for (const doc::Node& requirement : spec["requirements"].items())
    if (text_of(requirement["key"]) == labels::kNodePool)
      out.push_back({fmt::format("invalid key: {} in requirements, restricted", go_quoted(labels::kNodePool)),
                     &requirement["key"], &requirement});
}

void check_node_overlay(const doc::Node& overlay, Problems& out) {
  const doc::Node& spec = overlay["spec"];
  check_requirements(spec["requirements"], out);
  for (const doc::Node& requirement : spec["requirements"].items())
    if (text_of(requirement["operator"]) == "NotIn" && requirement["values"].size() == 0)
      out.push_back({fmt::format("key {} with operator NotIn must have a value defined", text_of(requirement["key"])),
                     &requirement, &requirement});
  for (const doc::Member& resource : spec["capacity"].members())
    if (std::ranges::binary_search(kProvidedResources, resource.key.text()))
      out.push_back({fmt::format("invalid capacity: {} in resource, restricted", resource.key.text()), &resource.key,
                     &resource.key});
}

}  // namespace

std::vector<RuntimeProblem> runtime_problems(const doc::Node& object) {
  Problems out;
  if (object["kind"].text() == "NodeOverlay")
    check_node_overlay(object, out);
  else
    check_node_pool(object, out);
  std::ranges::stable_sort(out, {}, &RuntimeProblem::text);
  return out;
}

}  // namespace slipway::karpenter
