#include <algorithm>
#include <mutex>
#include <set>
#include <vector>

#include "cluster/apply_set.h"
#include "cluster/explain.h"
#include "cluster/in_flight.h"
#include "cluster/objects.h"
#include "cluster/wait.h"

namespace slipway::cluster {

namespace {

using Outcome = Pruned::Outcome;

struct Rank {
  std::string_view group, kind;  // kind "": all others of the group
  int rank;
};

constexpr int kCustom = 10;  // kinds that nobody here knows: their controllers, often workloads, must outlive them

constexpr Rank kRanks[] = {
    {"apiextensions.k8s.io", "CustomResourceDefinition", 0},
    {"", "Namespace", 1},
    {"scheduling.k8s.io", "", 2},
    {"storage.k8s.io", "", 2},
    {"node.k8s.io", "", 2},
    {"", "ResourceQuota", 3},
    {"", "LimitRange", 3},
    {"networking.k8s.io", "NetworkPolicy", 3},
    {"", "PersistentVolume", 3},
    {"", "ServiceAccount", 4},
    {"", "Secret", 4},
    {"", "ConfigMap", 4},
    {"", "PersistentVolumeClaim", 4},
    {"rbac.authorization.k8s.io", "ClusterRole", 5},
    {"rbac.authorization.k8s.io", "Role", 5},
    {"rbac.authorization.k8s.io", "", 6},
    {"karpenter.k8s.aws", "", 6},
    {"eks.amazonaws.com", "NodeClass", 6},
    {"karpenter.sh", "", 7},
    {"", "Service", 8},
    {"apps", "", 9},
    {"batch", "", 9},
    {"", "", 9},
    {"autoscaling", "", 11},
    {"keda.sh", "", 11},
    {"policy", "", 11},
    {"networking.k8s.io", "", 12},
    {"gateway.networking.k8s.io", "", 12},
    {"apiregistration.k8s.io", "", 13},
    {"admissionregistration.k8s.io", "", 13},
};

/// The later made, the sooner deleted; then by key.
bool goes_before(const Member* a, const Member* b) {
  const int first = creation_rank(a->key.group, a->key.kind), second = creation_rank(b->key.group, b->key.kind);
  if (first != second) return first > second;
  const auto made = [](const Member* one) { return (*one->object)["metadata"]["creationTimestamp"].text(); };
  if (made(a) != made(b)) return made(a) > made(b);
  return b->key < a->key;
}

}  // namespace

std::string reason_to_keep(const Member& member, Holders holders) {
  const doc::Node& annotations = (*member.object)["metadata"]["annotations"];
  if (annotations["slipway.dev/keep"].text() == "true") return "it is annotated slipway.dev/keep";
  if (holders == Holders::Delete) return "";
  const kube::ObjectKey& key = member.key;
  if (key.group.empty() && key.kind == "Namespace") return "all that is in it would go with it";
  if (key.group.empty() && (key.kind == "PersistentVolumeClaim" || key.kind == "PersistentVolume"))
    return "the data on its volume may go with it";
  if (key.group == "apiextensions.k8s.io" && key.kind == "CustomResourceDefinition")
    return "all objects of its kind would go with it";
  return "";
}

int creation_rank(std::string_view group, std::string_view kind) {
  for (const Rank& one : kRanks)
    if (one.group == group && (one.kind.empty() || one.kind == kind)) return one.rank;
  return kCustom;
}

std::vector<Pruned> prune(Api& api, Kinds& kinds, const Members& members,
                          const std::function<bool(const Member&)>& is_wanted, const PruneOptions& options,
                          const std::function<void(const Pruned&)>& on_result) {
  std::vector<const Member*> going;
  for (const auto& [key, member] : members)
    if (!is_wanted(member)) going.push_back(&member);
  std::ranges::sort(going, goes_before);
  std::vector<Pruned> results(going.size());
  std::mutex mutex;
  const auto tell = [&](std::size_t at) {
    const std::lock_guard lock(mutex);
    if (on_result) on_result(results[at]);
  };
  const auto is_stopped = [&] { return (options.stop && options.stop()) || api.is_stopped(); };
  const auto rank = [&](std::size_t at) { return creation_rank(going[at]->key.group, going[at]->key.kind); };
  for (std::size_t begin = 0, end = 0; begin < going.size(); begin = end) {
    while (end < going.size() && rank(end) == rank(begin)) ++end;
    std::vector<std::size_t> ending;  // of this rank
    each_at_once(end - begin, [&](std::size_t offset) {
      const std::size_t at = begin + offset;
      const Member& member = *going[at];
      Pruned& result = results[at];
      result.key = member.key;
      result.why = reason_to_keep(member, options.holders);
      if (!result.why.empty()) {
        result.outcome = Outcome::Kept;
        return tell(at);
      }
      if (is_stopped()) return tell(at);
      const auto was_there =
          delete_object(api, member.resource, member.key.ns, member.key.name,
                        options.in_foreground ? Propagation::Foreground : Propagation::Background, member.uid);
      if (was_there) {
        result.outcome = Outcome::Deleted;
        const std::lock_guard lock(mutex);
        ending.push_back(at);
        return;
      }
      result.outcome = Outcome::Failed;
      result.failure = explained(was_there.error(), member.key);
      tell(at);
    });
    std::ranges::sort(ending);
    std::vector<kube::ObjectKey> keys;
    for (const std::size_t at : ending) keys.push_back(going[at]->key);
    std::set<std::string_view> uids;
    for (const std::size_t at : ending) uids.insert(going[at]->uid);
    WaitOptions waiting{.milliseconds = options.wait_milliseconds, .stop = options.stop, .on_slow = options.on_slow};
    waiting.judge = [&](const doc::Node& object) {  // another may have come under the name
      const bool is_the_same = uids.contains(object["metadata"]["uid"].text());
      return Readiness{is_the_same ? Readiness::State::NotYet : Readiness::State::Ready};
    };
    const auto gone = wait_until_gone(api, kinds, keys, waiting, [&](std::size_t index, const Readiness& readiness) {
      if (options.on_wait && !readiness.is_ready()) options.on_wait(keys[index], readiness);
    });
    for (std::size_t i = 0; i < ending.size(); ++i) {
      Pruned& result = results[ending[i]];
      if (!gone || !(*gone)[i].readiness.is_ready()) {
        result.outcome = Outcome::Ending;
        result.why = gone ? (*gone)[i].readiness.why : gone.error().message;
      }
      tell(ending[i]);
    }
  }
  return results;
}

}  // namespace slipway::cluster
