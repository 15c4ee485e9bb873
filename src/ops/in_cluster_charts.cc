#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <mutex>

#include "cluster/in_flight.h"
#include "ops/chart_objects.h"
#include "ops/in_cluster.h"

namespace slipway::ops {
namespace {

/// Helm puts it on all that it makes (pkg/action/validate.go); whoever takes it away is asked for by name.
constexpr const char* kMadeByHelm = "app.kubernetes.io/managed-by=Helm";

/// An object that a chart made, and the release that it is of.
struct Made {
  std::pair<std::string, std::string> release;
  kube::ObjectKey key;
};

/// Objects of one kind.
struct OfKind {
  cluster::ApiResource resource;
  std::vector<Made> made = {};
};

/// Of these what is not there: one list of metadata, and what it lacks by name.
Result<std::vector<Made>, cluster::ApiFailure> gone_among(cluster::Api& api, const OfKind& kind) {
  std::set<std::pair<std::string, std::string>> there;
  if (kind.resource.can("list")) {
    const auto listed = api.list_metadata(kind.resource, "", kMadeByHelm, [&](const doc::Node& object) {
      const doc::Node& metadata = object["metadata"];
      there.emplace(metadata["namespace"].text(), metadata["name"].text());
    });
    if (!listed && listed.error().status != 404) return listed.error();
  }
  std::vector<Made> gone;
  for (const auto& one : kind.made) {
    if (there.contains({one.key.ns, one.key.name})) continue;
    const auto found = api.get(kind.resource.path(one.key.ns, one.key.name));
    if (found) continue;
    if (found.error().status != 404) return found.error();
    gone.push_back(one);
  }
  return gone;
}

}  // namespace

std::vector<StepFailure> InCluster::look_into_charts(std::span<const ClusterStep> steps) {
  gone_.clear();
  std::vector<const ReleaseState*> asked;
  for (const auto& step : steps)
    if (step.release && is_current(step))
      asked.push_back(&releases_.at({step.release->namespace_, step.release->name}));
  std::mutex mutex;
  std::vector<StepFailure> unseen;
  std::vector<Made> all;
  const cluster::ApiResource secrets{"", "v1", "secrets", "Secret", true, {"get"}};
  const auto about = [](const ReleaseState& release) {
    return fmt::format("whether all that chart {} in {} made is there", release.name, release.ns);
  };
  cluster::each_at_once(asked.size(), [&](std::size_t i) {
    const ReleaseState& release = *asked[i];
    const auto secret = api_.get(secrets.path(release.ns, release.secret));
    const auto made = secret ? chart_objects(secret->root()["data"]["release"].text(), release.ns)
                             : Result<std::vector<kube::ObjectKey>, std::string>(std::string());
    const std::lock_guard lock(mutex);
    if (!secret)
      unseen.push_back(failure_of(secret.error(), about(release)));
    else if (!made)
      unseen.push_back(
          {fmt::format("{}: {}", about(release), made.error()),
           fmt::format("kubectl delete secret {} --namespace {}, then `slipway apply` releases the chart anew",
                       release.secret, release.ns)});
    else
      for (const auto& key : *made) all.push_back({{release.ns, release.name}, key});
  });
  std::map<std::string, OfKind> kinds;  // by path
  for (auto& one : all) {
    const auto kind = kinds_.known_group_kind(one.key.group, one.key.kind);
    if (!kind) return {failure_of(kind.error(), "whether all that charts made is there")};
    if (!*kind) {
      // Its definition went, and it with that; or its own server does not answer.
      if (!kinds_.is_silent(one.key.group)) gone_[one.release].push_back(one.key);
      continue;
    }
    if (!(*kind)->is_namespaced) one.key.ns.clear();
    kinds.try_emplace((*kind)->path(), OfKind{**kind}).first->second.made.push_back(std::move(one));
  }
  std::vector<const OfKind*> each;
  for (const auto& [path, kind] : kinds) each.push_back(&kind);
  cluster::each_at_once(each.size(), [&](std::size_t i) {
    auto gone = gone_among(api_, *each[i]);
    const std::lock_guard lock(mutex);
    if (!gone)
      unseen.push_back(
          failure_of(gone.error(), fmt::format("whether each {} that charts made is there", each[i]->resource.kind)));
    else
      for (auto& one : *gone) gone_[one.release].push_back(std::move(one.key));
  });
  for (auto& [release, keys] : gone_) std::ranges::sort(keys);
  std::ranges::sort(unseen, {}, &StepFailure::message);
  return unseen;
}

std::vector<kube::ObjectKey> InCluster::gone_of(const platform::Release& release) const {
  const auto found = gone_.find({release.namespace_, release.name});
  return found == gone_.end() ? std::vector<kube::ObjectKey>() : found->second;
}

}  // namespace slipway::ops
