#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kube/version.h"
#include "rules/architecture_words.h"
#include "rules/kubernetes_versions.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

/// What names of machine images say, against the nodes that are to be made of them.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// Where a term selects images by a name, or by a parameter whose path says as much; an absent Node where it does not.
const Node& named_by(const Node& term) { return term["name"].is_absent() ? term["ssmParameter"] : term["name"]; }

/// Whether AWS gives the name: then it says what is in the image.
bool is_of_aws(std::string_view name) {
  for (const std::string_view begin : {"amazon-eks-", "bottlerocket-aws-k8s-", "/aws/service/"})
    if (name.starts_with(begin)) return true;
  return false;
}

/// What nodes of the class run on, where each of its terms names it; empty where one leaves it open.
std::set<std::string_view> named_archs(const Node& terms) {
  std::set<std::string_view> out;
  for (const Node& term : terms.items()) {
    const Node& name = named_by(term);
    const std::string_view arch = named_arch(text_of(name));
    if (arch.empty()) return {};
    out.insert(arch);
  }
  return out;
}

/// The architecture of all types of a pool; "" where they are of several, or one is not known.
std::string_view arch_of(const Pool& pool) {
  std::string_view arch;
  for (const PoolType& type : pool.types) {
    if (type.type->arch.empty() || (!arch.empty() && arch != type.type->arch)) return {};
    arch = type.type->arch;
  }
  return arch;
}

void check_arch(const Subject& subject, Findings& findings) {
  std::unordered_map<const kube::Object*, std::set<std::string_view>> named;  // of each class, read once
  for (const Pool& pool : view_of(subject).pools()) {
    if (!pool.node_class || pool.is_auto_mode) continue;
    const Node& terms = (*pool.node_class->node)["spec"]["amiSelectorTerms"];
    const auto [at, is_new] = named.try_emplace(pool.node_class);
    if (is_new) at->second = named_archs(terms);
    const std::string_view wanted = arch_of(pool);
    if (at->second.empty() || wanted.empty() || at->second.contains(wanted)) continue;
    const Node& name = named_by(terms.items().front());
    findings.say(
        is_of_aws(text_of(name)) ? Severity::Error : Severity::Warning, name.where(),
        fmt::format("images of {} for NodePool {}, whose types are all of {}", *at->second.begin(), pool.name(),
                    wanted),
        fmt::format("no image of EC2NodeClass {} starts on them: the pool buys nothing", pool.node_class->name));
  }
}

/// The minor version of Kubernetes that the name of an image of EKS says: "1.31" of "amazon-eks-node-1.31-v*",
/// "/aws/service/bottlerocket/aws-k8s-1.31/x86_64/latest/image_id". nullopt of names that are not AWS's.
std::optional<kube::Version> kubernetes_of(std::string_view name) {
  if (!is_of_aws(name)) return std::nullopt;
  for (std::size_t at = name.find("1."); at != name.npos; at = name.find("1.", at + 1)) {
    if (at == 0 || (name[at - 1] != '-' && name[at - 1] != '/')) continue;
    std::size_t end = at + 2;
    while (end < name.size() && name[end] >= '0' && name[end] <= '9') ++end;
    if (end != at + 4 || (end < name.size() && name[end] != '-' && name[end] != '/')) continue;
    const auto read = kube::Version::parse_major_minor(std::string(name.substr(at, end - at)));
    if (read) return read.value();
  }
  return std::nullopt;
}

void check_version(const Subject& subject, Findings& findings) {
  constexpr std::uint64_t kMostBehind = 3;  // minor versions that a kubelet may be older than the API server
  for (const kube::Object* object : subject.of_kind("EC2NodeClass", "karpenter.k8s.aws"))
    for (const Node& term : (*object->node)["spec"]["amiSelectorTerms"].items()) {
      const Node& name = named_by(term);
      const auto image = kubernetes_of(text_of(name));
      if (!image) continue;
      const auto stated = stated_kubernetes_for(subject, name.where());
      if (!stated) continue;
      const auto cluster = kube::Version::parse_major_minor(*stated);
      if (!cluster || cluster.value().major() != image->major() || cluster.value().minor() == image->minor()) continue;
      const std::uint64_t has = image->minor(), runs = cluster.value().minor();
      findings.say(name.where(), fmt::format("images of Kubernetes 1.{} for a cluster of 1.{}", has, runs),
                   has > runs                 ? "no kubelet may be newer than its API server"
                   : runs - has > kMostBehind ? "a kubelet may be three minor versions behind at most"
                                              : "the name holds nodes back: each that is replaced is as old again");
    }
}

constexpr Rule kRules[] = {
    {"NCL016", "", Severity::Error, "machine images of another architecture than the pool's types",
     "Karpenter leaves out types for which the node class has no image. Of a pool of arm64 whose class names x86_64 "
     "images nothing is left: its pods wait, and the NodePool says no more than that no instance type does. A warning "
     "where the name is not AWS's.",
     "name the other architecture's images in a term beside, or take an alias (al2023@VERSION), which has both",
     "karpenter docs, concepts/nodeclasses (amiSelectorTerms); karpenter-provider-aws, pkg/providers/amifamily",
     check_arch},
    {"NCL017", "", Severity::Warning, "machine images of another Kubernetes than the cluster's",
     "An image has one kubelet. One that is newer than the API server, or more than three minor versions older, is not "
     "supported; one that is a little older stays for as long as its name is written here. An alias follows the "
     "cluster. Said only where something here says which version the cluster has.",
     "take an alias (al2023@VERSION), or write the cluster's version into the name",
     "kubernetes, version skew policy; karpenter docs, concepts/nodeclasses (amiSelectorTerms)", check_version},
};

}  // namespace

std::span<const Rule> image_name_rules() { return kRules; }

}  // namespace slipway::rules
