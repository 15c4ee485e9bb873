#include "model/auto_mode.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "kube/objects/node_classes.h"

namespace slipway::model {
namespace {

constexpr std::string_view kGroup = "eks.amazonaws.com";
constexpr std::string_view kTheirs = "eks.amazonaws.com/instance-";
constexpr std::string_view kOurs = "karpenter.k8s.aws/instance-";
constexpr std::string_view kCompute = "eks.amazonaws.com/compute-type";

/// True when the key was Auto Mode's.
bool rename(std::string& key) {
  if (!key.starts_with(kTheirs)) return false;
  key = std::string(kOurs) + key.substr(kTheirs.size());
  return true;
}

struct Named {
  bool auto_mode = false, karpenter = false;
  void see(std::string& key) {
    if (key.starts_with(kOurs))
      karpenter = true;
    else if (rename(key))
      auto_mode = true;
  }
};

void see(Named& named, std::vector<kube::NodeSelectorRequirement>& requirements) {
  for (auto& one : requirements) named.see(one.key);
}

void require(kube::PodSpec& spec, const kube::NodeSelectorRequirement& requirement) {
  auto& required = spec.affinity.required_nodes;
  if (!required) required.emplace().terms.emplace_back();
  for (auto& term : required->terms) term.match_expressions.push_back(requirement);
}

}  // namespace

bool is_auto_mode(const kube::NodePool& pool) { return pool.nodes.node_class.group == kGroup; }

bool is_for_auto_mode(const catalog::InstanceType& type) {
  const bool is_small = type.size == "nano" || type.size == "micro" || type.size == "small";
  return !type.bare_metal && !is_small && type.vcpus.value_or(0) > 1;
}

catalog::NodeClass auto_mode_class(const doc::Node* object) {
  catalog::NodeClass made;
  made.ami_family = catalog::AmiFamily::Bottlerocket;
  made.max_pods = 110;
  kube::Quantity size = kube::Quantity::parse("80Gi").value();
  if (object) {
    Diagnostics unheard;  // what is wrong with a node class is for the rules to say
    const auto read = kube::read_auto_node_class(*object, unheard);
    if (read.storage_size.sign() > 0) size = read.storage_size;
  }
  made.block_devices.push_back({"/dev/xvdb", size, false});
  return made;
}

void put_into_karpenters_words(karpenter::NodePool& pool) {
  kube::NodePool& written = pool.pool;
  for (auto& one : written.nodes.requirements) rename(one.requirement.key);
  kube::Labels labels;
  for (const auto& [written_key, value] : written.node_labels) {
    std::string key = written_key;
    rename(key);
    labels[key] = value;
  }
  labels[std::string(kCompute)] = "auto";
  labels["eks.amazonaws.com/nodeclass"] = written.nodes.node_class.name;
  written.node_labels = std::move(labels);
  written.nodes.node_class.group = "karpenter.k8s.aws";
  written.nodes.node_class.kind = "EC2NodeClass";
}

void put_into_karpenters_words(kube::PodSpec& spec, bool has_other_pools) {
  Named named;
  kube::Labels selector;
  for (const auto& [written_key, value] : spec.node_selector) {
    std::string key = written_key;
    named.see(key);
    selector[key] = value;
  }
  spec.node_selector = std::move(selector);
  if (spec.affinity.required_nodes)
    for (auto& term : spec.affinity.required_nodes->terms) see(named, term.match_expressions);
  for (auto& term : spec.affinity.preferred_nodes) see(named, term.preference.match_expressions);
  if (!has_other_pools || named.auto_mode == named.karpenter) return;
  require(spec, {std::string(kCompute), named.auto_mode ? "In" : "NotIn", {"auto"}});
}

}  // namespace slipway::model
