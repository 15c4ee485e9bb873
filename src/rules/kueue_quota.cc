#include "rules/kueue_quota.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rules/kueue_queues.h"
#include "rules/reading.h"
#include "subject/neighbourhood.h"
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

/// The ClusterQueues and Cohorts that come into the cluster of a place, of each name the first.
class Cohorts {
 public:
  Cohorts() = default;
  Cohorts(const Subject& subject, const SourceRange& place) {
    for (const std::string_view kind : {"ClusterQueue", "Cohort"}) {
      std::set<std::string_view> seen;
      for (const kube::Object* one : subject.of_kind(kind, kKueue)) {
        if (subject::together(subject, place, name_place(*one)) == subject::Together::Hardly) continue;
        if (!seen.insert(one->name).second) continue;
        if (kind == "Cohort") objects_.emplace(one->name, one);
        if (const std::string_view cohort = cohort_of(*one); !cohort.empty()) members_[cohort].push_back(one);
      }
    }
  }

  /// nullptr for one that is not among the files, and for one that only ClusterQueues name: it need not be an object.
  const kube::Object* find(std::string_view name) const {
    const auto found = objects_.find(name);
    return found == objects_.end() ? nullptr : found->second;
  }
  std::span<const kube::Object* const> members(std::string_view name) const {
    const auto found = members_.find(name);
    return found == members_.end() ? std::span<const kube::Object* const>() : std::span(found->second);
  }

 private:
  std::map<std::string_view, const kube::Object*> objects_;
  std::map<std::string_view, std::vector<const kube::Object*>> members_;
};

/// One flavour's resource in the trees of cohorts.
class Tree {
 public:
  Tree(const Cohorts& cohorts, std::string_view flavor, std::string_view resource)
      : cohorts_(cohorts), flavor_(flavor), resource_(resource) {}

  struct Amount {
    Quantity amount;
    bool is_all = true;  // nothing is left out, and nothing is where files do not show it
  };

  Amount potential(const kube::Object& node, int depth = 0) {
    const Amount subtree = subtree_of(node, 0);
    const std::string_view parent = cohort_of(node);
    if (parent.empty()) return subtree;
    if (depth == kDeepest) return {subtree.amount, false};
    const kube::Object* object = cohorts_.find(parent);
    Amount above = object ? potential(*object, depth + 1) : lent_to(parent, 0);
    if (!object) above.is_all = above.is_all && node.kind == "ClusterQueue" && cohorts_.members(parent).size() > 1;
    Quantity most = local(node, subtree.amount) + above.amount;
    if (const auto limit = quantity_of(quota_of(node, flavor_, resource_)["borrowingLimit"]))
      most = std::min(most, subtree.amount + *limit);
    return {most, subtree.is_all && above.is_all};
  }

 private:
  static constexpr int kDeepest = 32;  // a company, its parts, their teams: nobody has so many

  Amount subtree_of(const kube::Object& node, int depth) {
    Amount out;
    if (node.kind == "Cohort") out = lent_to(node.name, depth);
    out.amount += quantity_of(quota_of(node, flavor_, resource_)["nominalQuota"]).value_or(Quantity());
    return out;
  }

  /// What the members of a cohort let it have.
  Amount lent_to(std::string_view cohort, int depth) {
    if (depth == kDeepest) return {Quantity(), false};
    const auto [known, is_new] = lent_.try_emplace(cohort, Amount{Quantity(), false});  // what a circle comes back to
    if (!is_new) return known->second;
    Amount sum;
    for (const kube::Object* one : cohorts_.members(cohort)) {
      const Amount subtree = subtree_of(*one, depth + 1);
      sum.amount += subtree.amount - local(*one, subtree.amount);
      sum.is_all = sum.is_all && subtree.is_all;
    }
    return known->second = sum;
  }

  /// What a node keeps for itself by its lendingLimit.
  Quantity local(const kube::Object& node, const Quantity& subtree) const {
    const auto limit = quantity_of(quota_of(node, flavor_, resource_)["lendingLimit"]);
    return limit ? std::max(Quantity(), subtree - *limit) : Quantity();
  }

  const Cohorts& cohorts_;
  std::string_view flavor_;
  std::string resource_;
  std::map<std::string_view, Amount> lent_;
};

/// What was reckoned already, and the trees around the last queue: those of all would be too many to keep.
class Quotas {
 public:
  explicit Quotas(const Subject&) {}

  MostOfFlavor most(const Subject& subject, const kube::Object& queue, const Node& flavor,
                    std::string_view resource) const {
    const auto [known, is_new] = known_.try_emplace({&flavor, std::string(resource)});
    if (is_new) known->second = reckon(subject, queue, flavor, resource);
    return known->second;
  }

 private:
  MostOfFlavor reckon(const Subject& subject, const kube::Object& queue, const Node& flavor,
                      std::string_view resource) const {
    const Node& quota = resource_of(flavor, resource);
    MostOfFlavor out;
    out.nominal = quantity_of(quota["nominalQuota"]).value_or(Quantity());
    out.where = quota.is_absent() ? flavor.where() : quota.where();
    const auto most = tree(subject, name_place(queue), text_of(flavor["name"]), resource).potential(queue);
    out.most = most.amount;
    out.has_cohort = !cohort_of(queue).empty();
    out.is_cohort_known = out.has_cohort && most.is_all;
    if (!out.has_cohort)
      out.ceiling = out.nominal;
    else if (const auto limit = quantity_of(quota["borrowingLimit"]))
      out.ceiling = out.nominal + *limit;
    return out;
  }

  Tree& tree(const Subject& subject, const SourceRange& place, std::string_view flavor,
             std::string_view resource) const {
    subject::Neighbourhood here = subject::neighbourhood_of(subject, place);
    if (here != around_) {
      around_ = std::move(here);
      trees_.clear();
      cohorts_ = Cohorts(subject, place);
    }
    return trees_.try_emplace({flavor, std::string(resource)}, cohorts_, flavor, resource).first->second;
  }

  mutable std::map<std::pair<const Node*, std::string>, MostOfFlavor> known_;
  mutable std::optional<subject::Neighbourhood> around_;  // of the last queue
  mutable Cohorts cohorts_;
  mutable std::map<std::pair<std::string_view, std::string>, Tree> trees_;
};

}  // namespace

MostOfFlavor most_of_flavor(const Subject& subject, const kube::Object& queue, const Node& flavor,
                            std::string_view resource) {
  return subject.derived<Quotas>().most(subject, queue, flavor, resource);
}

}  // namespace slipway::rules
