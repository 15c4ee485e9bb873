#include "ops/chart_checks.h"

#include <fmt/core.h>

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "cluster/in_flight.h"
#include "ops/changes.h"
#include "ops/charts_seen.h"

namespace slipway::ops {
namespace {

using platform::CheckResult;
using Outcome = CheckResult::Outcome;
using Expectation = platform::Expectation;

const Unasked kStopped{"stopped before it was asked"};

/// " --kubeconfig FILE --kube-context NAME", as Helm has them.
std::string helm_flags(std::string kubectl) {
  if (const auto at = kubectl.find(" --context "); at != kubectl.npos) kubectl.insert(at + 3, "kube-");
  return kubectl;
}

std::string objects(std::size_t count) { return fmt::format("{} object{}", count, count == 1 ? "" : "s"); }

/// The results, in the order of the checks.
class Judging {
 public:
  Judging(const std::vector<ChartCheck>& checks, const Asked& asked) : checks_(checks), asked_(asked) {}

  std::vector<CheckResult> all_skipped(const Unasked& reason) const {
    std::vector<CheckResult> results;
    for (const auto& one : checks_) results.push_back(result(one, Outcome::Skipped, "", reason));
    return results;
  }

  std::vector<CheckResult> judged(cluster::Api& api) const {
    const auto known = releases(api);
    if (!known) return all_skipped({known.error().message, asked_.commands.in(known.error().fix)});
    std::vector<ReleaseState> there;
    for (const auto& one : checks_)
      if (const auto found = known->find({one.ns, one.name}); found != known->end()) there.push_back(found->second);
    cluster::Kinds kinds(api);
    const auto seen = see_charts(api, kinds, there);
    const auto ailing = not_well(api, kinds, seen);
    Result<Delivered, cluster::ApiFailure> by_argo_cd = Delivered{};
    if (there.size() < checks_.size()) by_argo_cd = delivered_by_argo_cd(api, kinds);
    std::vector<CheckResult> results;
    for (const auto& one : checks_) {
      const auto found = known->find({one.ns, one.name});
      if (found != known->end())
        results.push_back(of_release(one, found->second, seen, ailing));
      else if (!by_argo_cd)
        results.push_back(result(one, Outcome::Skipped, "",
                                 {"Helm knows no such release, and whether Argo CD delivers it cannot be asked: " +
                                      by_argo_cd.error().message,
                                  asked_.commands.in(by_argo_cd.error().fix)}));
      else if (by_argo_cd->releases.contains({one.ns, one.name}))
        results.push_back(result(one, Outcome::Skipped, "", {"Argo CD delivers it, and keeps no release of it"}));
      else if (const auto application = by_argo_cd->charts.find(one.chart); application != by_argo_cd->charts.end())
        results.push_back(result(one, Outcome::Skipped, "",
                                 {fmt::format("Application {} of Argo CD delivers its chart, and keeps no release of "
                                              "it; whether it is this one's cannot be told",
                                              application->second)}));
      else
        results.push_back(
            result(one, Outcome::Failed, "nothing", {"Helm knows no such release; `slipway apply` makes it"}));
    }
    return results;
  }

 private:
  struct Ailing {
    kube::ObjectKey key;
    std::string why;
    bool is_known = true;  // false: `why` says why it could not be asked
  };
  using AllAiling = std::map<ChartsSeen::Release, Ailing>;  // the first of each release

  /// What Applications of Argo CD bring: the names that releases of them would have, and charts with an Application
  /// each.
  struct Delivered {
    std::set<ChartsSeen::Release> releases = {};
    std::map<std::string, std::string> charts = {};
  };
  static Result<Delivered, cluster::ApiFailure> delivered_by_argo_cd(cluster::Api& api, cluster::Kinds& kinds) {
    Delivered all;
    const auto kind = kinds.known_group_kind("argoproj.io", "Application");
    if (!kind) return kind.error();
    if (!*kind) return all;
    const auto listed = api.list(**kind, "", "", [&](const doc::Node& application) {
      const doc::Node& spec = application["spec"];
      const auto take = [&](const doc::Node& source) {
        const auto name = source["helm"]["releaseName"].text();
        const auto application_name = application["metadata"]["name"].text();
        all.releases.emplace(spec["destination"]["namespace"].text(), name.empty() ? application_name : name);
        if (const auto chart = source["chart"].text(); !chart.empty()) all.charts.emplace(chart, application_name);
      };
      take(spec["source"]);
      for (const auto& source : spec["sources"].items()) take(source);
    });
    if (!listed && listed.error().status != 404) return listed.error();
    return all;
  }

  /// Of what charts made and is there, workloads that do not do their work.
  static AllAiling not_well(cluster::Api& api, cluster::Kinds& kinds, const ChartsSeen& seen) {
    std::vector<std::pair<ChartsSeen::Release, kube::ObjectKey>> asked;
    for (const auto& [release, made] : seen.made)
      for (const auto& key : made)
        if (key.group == "apps" && key.kind != "ReplicaSet" && !seen.gone.contains(release))
          asked.emplace_back(release, key);
    std::vector<std::optional<Ailing>> found(asked.size());
    cluster::each_at_once(asked.size(), [&](std::size_t i) {
      const auto& key = asked[i].second;
      const auto kind = kinds.known_group_kind(key.group, key.kind);
      if (!kind || !*kind) return;
      const auto workload = api.get((*kind)->path(key.ns, key.name));
      if (!workload)
        found[i] = {key, workload.error().message, false};
      else if (auto why = why_not_well(key, workload->root(), seen.scaled.contains(key)); !why.empty())
        found[i] = {key, std::move(why)};
    });
    AllAiling all;
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (found[i]) all.emplace(asked[i].first, *std::move(found[i]));
    return all;
  }

  std::string shows(const kube::ObjectKey& key) const {
    return asked_.commands.in(platform::command_of(
        {"",
         platform::KubernetesQuestion{key.group.empty() ? "v1" : key.group + "/v1", key.kind, key.ns, key.name},
         {}}));
  }

  CheckResult of_release(const ChartCheck& one, const ReleaseState& release, const ChartsSeen& seen,
                         const AllAiling& ailing) const {
    const ChartsSeen::Release name{one.ns, one.name};
    if (const auto gone = seen.gone.find(name); gone != seen.gone.end()) {
      const auto count = gone->second.size();
      const auto made = seen.made.at(name).size();
      auto failed =
          result(one, Outcome::Failed, fmt::format("{} of {}", made - count, made),
                 {fmt::format("{} is gone{}; `slipway apply` makes {} anew", title_of(gone->second.front()),
                              count > 1 ? fmt::format(", and {} more", count - 1) : "", count > 1 ? "them" : "it")});
      failed.command = shows(gone->second.front());
      return failed;
    }
    for (const auto& unseen : seen.unseen)
      if (unseen.of.contains(name))
        return result(one, Outcome::Skipped, "", {unseen.why.message, asked_.commands.in(unseen.why.fix)});
    if (release.status != "deployed")
      return result(one, Outcome::Failed, release.status,
                    {fmt::format("its last release is {}; `slipway apply` puts it right", release.status)});
    if (const auto first = ailing.find(name); first != ailing.end()) {
      const auto& [key, why, is_known] = first->second;
      auto told = result(one, is_known ? Outcome::Failed : Outcome::Skipped, is_known ? "not well" : "", {why});
      told.command = shows(key);
      return told;
    }
    return result(one, Outcome::Ok, objects(seen.made.at(name).size()), {});
  }

  CheckResult result(const ChartCheck& one, Outcome outcome, std::string found, const Unasked& reason) const {
    return {
        .check = &one.check,
        .outcome = outcome,
        .found = std::move(found),
        .why = reason.why,
        .command = asked_.commands.in(fmt::format("helm get manifest {} --namespace {}{} | kubectl get --filename -",
                                                  one.name, one.ns, helm_flags(asked_.commands.kubectl))),
        .fix = reason.fix};
  }

  const std::vector<ChartCheck>& checks_;
  const Asked& asked_;
};

}  // namespace

std::vector<ChartCheck> chart_checks(const platform::Graph& graph) {
  std::vector<ChartCheck> all;
  for (const auto& release : graph.releases())
    all.push_back(
        {release.namespace_,
         release.name,
         release.chart,
         {fmt::format("all that chart {} made is there and well", release.name),
          platform::KubernetesQuestion{"v1", "Secret", release.namespace_, "", "owner=helm,name=" + release.name},
          {"items[].metadata.name", Expectation::Holds::Equals, "each of its objects, and Pods of each workload"},
          release.component,
          release.origin}});
  return all;
}

std::vector<CheckResult> verify(const std::vector<ChartCheck>& checks, const Asked& asked,
                                const std::function<void(const CheckResult&)>& on_result,
                                const std::function<bool()>& stop) {
  if (checks.empty()) return {};
  const auto is_stopped = [&] { return stop && stop(); };
  const Judging judging(checks, asked);
  auto results = !asked.api     ? judging.all_skipped(asked.no_cluster)
                 : is_stopped() ? judging.all_skipped(kStopped)
                                : judging.judged(*asked.api);
  // What ended because somebody stopped it says nothing of the cluster.
  if (asked.api && is_stopped())
    for (auto& one : results)
      if (one.outcome == Outcome::Skipped) {
        one.why = kStopped.why;
        one.fix.clear();
      }
  for (const auto& one : results) on_result(one);
  return results;
}

}  // namespace slipway::ops
