#include "ops/charts_seen.h"

#include <fmt/core.h>

#include <algorithm>
#include <mutex>

#include "cluster/in_flight.h"
#include "cluster/ready.h"
#include "ops/chart_objects.h"
#include "ops/in_cluster.h"

namespace slipway::ops {
namespace {

/// Helm puts it on all that it makes (pkg/action/validate.go); whoever takes it away is asked for by name.
constexpr const char* kMadeByHelm = "app.kubernetes.io/managed-by=Helm";

/// An object that a chart made, and the release that it is of.
struct Made {
  ChartsSeen::Release release;
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

std::string why_not_well(const kube::ObjectKey& key, const doc::Node& workload, bool is_scaled) {
  const doc::Node& wanted = workload["spec"]["replicas"];
  if (is_scaled && wanted.kind() == doc::Kind::Int && wanted.integer() == 0) return title_of(key) + " is scaled to 0";
  const auto readiness = cluster::readiness(key.group, key.kind, workload);
  return readiness.is_ready() ? "" : fmt::format("{} is not ready: {}", title_of(key), readiness.why);
}

ChartsSeen see_charts(cluster::Api& api, cluster::Kinds& kinds, const std::vector<ReleaseState>& releases) {
  ChartsSeen seen;
  std::mutex mutex;
  std::vector<Made> all;
  const cluster::ApiResource secrets{"", "v1", "secrets", "Secret", true, {"get"}};
  const auto about = [](const ReleaseState& release) {
    return fmt::format("whether all that chart {} in {} made is there", release.name, release.ns);
  };
  cluster::each_at_once(releases.size(), [&](std::size_t i) {
    const ReleaseState& release = releases[i];
    const ChartsSeen::Release name{release.ns, release.name};
    const auto secret = api.get(secrets.path(release.ns, release.secret));
    std::set<kube::ObjectKey> scaled;
    const auto made = secret ? chart_objects(secret->root()["data"]["release"].text(), release.ns, &scaled)
                             : Result<std::vector<kube::ObjectKey>, std::string>(std::string());
    const std::lock_guard lock(mutex);
    if (!secret) {
      seen.unseen.push_back({{name}, failure_of(secret.error(), about(release))});
    } else if (!made) {
      seen.unseen.push_back(
          {{name},
           {fmt::format("{}: {}", about(release), made.error()),
            fmt::format("kubectl delete secret {} --namespace {}, then `slipway apply` releases the chart anew",
                        release.secret, release.ns)}});
    } else {
      seen.made[name] = *made;
      seen.scaled.merge(scaled);
      for (const auto& key : *made) all.push_back({name, key});
    }
  });
  std::map<std::string, OfKind> of_kinds;  // by path
  const auto releases_of = [](const std::vector<Made>& made) {
    std::set<ChartsSeen::Release> names;
    for (const auto& one : made) names.insert(one.release);
    return names;
  };
  for (auto& one : all) {
    const auto kind = kinds.known_group_kind(one.key.group, one.key.kind);
    if (!kind) {
      seen.unseen.push_back({releases_of(all), failure_of(kind.error(), "whether all that charts made is there")});
      return seen;
    }
    if (!*kind) {
      // Its definition went, and it with that; or its own server does not answer.
      if (!kinds.is_silent(one.key.group)) seen.gone[one.release].push_back(one.key);
      continue;
    }
    if (!(*kind)->is_namespaced) one.key.ns.clear();
    of_kinds.try_emplace((*kind)->path(), OfKind{**kind}).first->second.made.push_back(one);
  }
  std::vector<const OfKind*> each;
  for (const auto& [path, kind] : of_kinds) each.push_back(&kind);
  cluster::each_at_once(each.size(), [&](std::size_t i) {
    auto gone = gone_among(api, *each[i]);
    const std::lock_guard lock(mutex);
    if (!gone)
      seen.unseen.push_back(
          {releases_of(each[i]->made),
           failure_of(gone.error(), fmt::format("whether each {} that charts made is there", each[i]->resource.kind))});
    else
      for (auto& one : *gone) seen.gone[one.release].push_back(std::move(one.key));
  });
  for (auto& [release, keys] : seen.gone) std::ranges::sort(keys);
  std::ranges::sort(seen.unseen, {}, [](const auto& one) { return one.why.message; });
  return seen;
}

}  // namespace slipway::ops
