#include "rules/kueue_quota.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "rules/kueue_queues.h"
#include "rules/reading.h"
#include "subject/together.h"

namespace slipway::rules {
namespace {

using doc::Node;
using kube::Quantity;
using subject::Subject;

/// Of v1beta1, of v1beta2 and of Cohorts.
std::string_view cohort_of(const kube::Object& object) {
  const Node& spec = (*object.node)["spec"];
  for (const std::string_view key : {"cohort", "cohortName", "parentName"})
    if (const std::string_view name = text_of(spec[key]); !name.empty()) return name;
  return {};
}

const Node& resource_of(const Node& flavor, std::string_view resource) {
  static const Node kNone;
  for (const Node& one : flavor["resources"].items())
    if (text_of(one["name"]) == resource) return one;
  return kNone;
}

const Node& quota_of(const kube::Object& object, std::string_view flavor, std::string_view resource) {
  static const Node kNone;
  for (const Node& group : (*object.node)["spec"]["resourceGroups"].items())
    for (const Node& one : group["flavors"].items())
      if (text_of(one["name"]) == flavor) {
        const Node& found = resource_of(one, resource);
        if (!found.is_absent()) return found;
      }
  return kNone;
}

/// One flavour's resource in the tree of cohorts around a ClusterQueue.
class Tree {
 public:
  Tree(const Subject& subject, const kube::Object& queue, std::string_view flavor, std::string_view resource)
      : subject_(subject), place_(name_place(queue)), flavor_(flavor), resource_(resource) {}

  /// Whether anybody but the queue itself is in its cohort, as far as the files say.
  bool has_others(const kube::Object& queue) const {
    const std::string_view cohort = cohort_of(queue);
    return std::ranges::any_of(subject_.of_kind("ClusterQueue", kKueue),
                               [&](const kube::Object* one) {
                                 return one != &queue && is_here(*one) && one->name != queue.name &&
                                        cohort_of(*one) == cohort;
                               }) ||
           find(cohort);
  }

  Quantity potential(const kube::Object& node) {
    const Quantity subtree = subtree_of(node);
    const std::string_view parent = cohort_of(node);
    if (parent.empty() || !climbed_.insert(std::string(parent)).second) return subtree;
    Quantity most = local(node, subtree) + potential_of_cohort(parent);
    if (const auto limit = quantity_of(quota_of(node, flavor_, resource_)["borrowingLimit"]))
      most = std::min(most, subtree + *limit);
    return most;
  }

 private:
  bool is_here(const kube::Object& object) const {
    return subject::together(subject_, place_, name_place(object)) != subject::Together::Hardly;
  }

  const kube::Object* find(std::string_view cohort) const {
    for (const kube::Object* one : subject_.of_kind("Cohort", kKueue))
      if (one->name == cohort && is_here(*one)) return one;
    return nullptr;
  }

  /// A cohort need not be an object: one that ClusterQueues name has no quota of its own and no parent.
  Quantity potential_of_cohort(std::string_view name) {
    const kube::Object* object = find(name);
    return object ? potential(*object) : lent_to(name);
  }

  Quantity subtree_of(const kube::Object& node) {
    const auto own = quantity_of(quota_of(node, flavor_, resource_)["nominalQuota"]);
    Quantity sum = own.value_or(Quantity());
    if (node.kind == "Cohort") sum += lent_to(node.name);
    return sum;
  }

  /// What the members of a cohort let it have.
  Quantity lent_to(std::string_view cohort) {
    Quantity sum;
    if (!summed_.insert(std::string(cohort)).second) return sum;  // Kueue refuses a cycle
    std::set<std::string_view> seen;
    for (const std::string_view kind : {"ClusterQueue", "Cohort"})
      for (const kube::Object* one : subject_.of_kind(kind, kKueue))
        if (cohort_of(*one) == cohort && is_here(*one) && seen.insert(one->name).second) {
          const Quantity subtree = subtree_of(*one);
          sum += subtree - local(*one, subtree);
        }
    summed_.erase(std::string(cohort));
    return sum;
  }

  /// What a node keeps for itself by its lendingLimit.
  Quantity local(const kube::Object& node, const Quantity& subtree) const {
    const auto limit = quantity_of(quota_of(node, flavor_, resource_)["lendingLimit"]);
    return limit ? std::max(Quantity(), subtree - *limit) : Quantity();
  }

  const Subject& subject_;
  SourceRange place_;
  std::string_view flavor_, resource_;
  std::set<std::string> climbed_, summed_;
};

}  // namespace

MostOfFlavor most_of_flavor(const Subject& subject, const kube::Object& queue, const Node& flavor,
                            std::string_view resource) {
  const Node& quota = resource_of(flavor, resource);
  MostOfFlavor out;
  out.nominal = quantity_of(quota["nominalQuota"]).value_or(Quantity());
  out.where = quota.is_absent() ? flavor.where() : quota.where();
  Tree tree(subject, queue, text_of(flavor["name"]), resource);
  out.most = tree.potential(queue);
  out.has_cohort = !cohort_of(queue).empty();
  out.has_others = out.has_cohort && tree.has_others(queue);
  if (!out.has_cohort)
    out.ceiling = out.nominal;
  else if (const auto limit = quantity_of(quota["borrowingLimit"]))
    out.ceiling = out.nominal + *limit;
  return out;
}

}  // namespace slipway::rules
