#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "cluster/wait.h"
#include "io/doing.h"
#include "ops/chart_objects.h"
#include "ops/held.h"
#include "ops/in_cluster.h"
#include "ops/said.h"
#include "ops/shown_commands.h"
#include "ops/waits.h"
#include "render/kubernetes_parts.h"

namespace slipway::ops {
namespace {

bool is_of_nodes(const kube::ObjectKey& key) {
  const auto* known = render::find_kind(key.group, key.kind);
  return known && known->part == render::Part::NodePools;
}

bool has(const std::vector<ClusterStep>& steps, const ReleaseState& release) {
  return std::ranges::any_of(steps, [&](const auto& step) {
    return step.release && step.release->name == release.name && step.release->namespace_ == release.ns;
  });
}

std::vector<kube::ObjectKey> keys_in(const std::vector<cluster::Waited>& late) {
  std::vector<kube::ObjectKey> all;
  for (const auto& one : late) all.push_back(one.key);
  return all;
}

constexpr std::int64_t kToldOfHeld = 20'000;  // milliseconds that a chart may take to go unasked

constexpr const char* kWhoHolds = "whoever set its finalizer must take it away: is that controller running?";

/// What the journal remembers by of what stays, though the platform no longer has it: an apply has said so.
constexpr const char* kKeptBefore = "kept ";

std::string kept_name(const kube::ObjectKey& key) {
  return fmt::format("{}{} {}", kKeptBefore, key.group, title_of(key));
}

/// Or its definitions, with which NodeClaims would go unseen.
bool is_karpenter(std::string_view release) { return release == "karpenter" || release == "karpenter-crd"; }

}  // namespace

Unwanted InCluster::unwanted(const std::vector<ClusterStep>& steps) {
  Unwanted going;
  const auto wanted = keys_of(steps);
  for (const auto& [key, member] : members_)
    if (!wanted.contains(key) && cluster::reason_to_keep(member, cluster::Holders::Keep).empty())
      going.objects.insert(key);
  for (auto& release : own_releases())
    if (!has(steps, release)) going.releases.push_back(std::move(release));
  const auto brings_definitions = [](const ReleaseState& release) {
    return release.name.ends_with("-crd") || release.name.ends_with("-crds");
  };
  std::ranges::stable_sort(going.releases, [&](const ReleaseState& a, const ReleaseState& b) {
    if (brings_definitions(a) != brings_definitions(b)) return brings_definitions(b);
    return a.made > b.made;
  });
  return going;
}

Unwanted InCluster::retiring(const std::vector<ClusterStep>& steps) {
  auto going = unwanted(steps);
  const bool loses_nodes = std::ranges::any_of(going.releases, [](const auto& one) { return is_karpenter(one.name); });
  if (!loses_nodes) std::erase_if(going.objects, is_of_nodes);
  return going;
}

void InCluster::list_unwanted(const std::vector<ClusterStep>& steps, const Unwanted& first, Changes& changes) {
  const std::string goes_first = first.is_empty() ? "" : "goes before AWS is changed";
  for (const auto& release : unwanted(steps).releases)
    changes.all.push_back({Change::Where::Chart,
                           Change::Action::Delete,
                           fmt::format("{} in {}", release.name, release.ns),
                           "",
                           {},
                           {},
                           goes_first});
  const auto wanted = keys_of(steps);
  for (const auto& [key, member] : members_) {
    if (wanted.contains(key)) continue;
    const auto kept = cluster::reason_to_keep(member, cluster::Holders::Keep);
    if (const auto told = journal_.remembered(kept_name(key)); !kept.empty() && told && *told) continue;
    changes.all.push_back({Change::Where::Object,
                           kept.empty() ? Change::Action::Delete : Change::Action::Keep,
                           title_of(key),
                           "",
                           {},
                           {},
                           first.objects.contains(key) ? goes_first : kept});
  }
}

std::optional<StepFailure> InCluster::wait_until_gone(const std::vector<kube::ObjectKey>& keys,
                                                      std::int64_t milliseconds, const std::string& fix,
                                                      const Helm::Told& told) {
  const io::Doing waiting(io::Doing::What::Wait, "objects to go");
  const auto waited =
      cluster::wait_until_gone(api_, kinds_, keys,
                               {.milliseconds = milliseconds,
                                .stop = stop(),
                                .on_slow = [&](const auto& late) { tell_what_holds(keys_in(late)); }},
                               [&](std::size_t index, const cluster::Readiness& readiness) {
                                 if (!readiness.is_ready())
                                   told(fmt::format("waits for {} to go: {}", title_of(keys[index]), readiness.why));
                               });
  if (!waited) return failure_of(waited.error());
  for (const auto& one : *waited)
    if (!one.readiness.is_ready()) return stays(one.key, one.readiness.why, fix);
  return std::nullopt;
}

std::size_t InCluster::tell_what_holds(const std::vector<kube::ObjectKey>& late) {
  constexpr std::size_t kMostTold = 3;
  std::size_t told = 0;
  for (const auto& key : late) {
    if (told == kMostTold || !site_.notice) break;
    const auto held = what_holds(*this, key);
    if (!held) continue;
    ++told;
    site_.notice(command_flags(site_).in(fmt::format("waits: {}. {}", held->why, held->fix)));
  }
  return told;
}

std::vector<kube::ObjectKey> InCluster::made_by(const std::string& ns, const std::string& name) {
  const auto release = releases_.find({ns, name});
  if (release == releases_.end()) return {};
  const cluster::ApiResource secrets{"", "v1", "secrets", "Secret", true, {"get"}};
  const auto secret = api_.get(secrets.path(ns, release->second.secret));
  if (!secret) return {};
  const auto made = chart_objects(secret->root()["data"]["release"].text(), ns);
  if (!made) return {};
  auto keys = *made;
  for (auto& key : keys)
    if (const auto kind = kinds_.known_group_kind(key.group, key.kind); kind && *kind && !(*kind)->is_namespaced)
      key.ns.clear();
  return keys;
}

StepFailure InCluster::stays(const kube::ObjectKey& key, const std::string& why, const std::string& fix) {
  const bool is_interruption = stop()();
  const auto held = what_holds(*this, key);
  const auto title = title_of(key);
  if (const auto kind = kinds_.known_group_kind(key.group, key.kind); !held && !is_interruption && kind && *kind)
    if (const auto now = api_.get((*kind)->path(key.ns, key.name)); !now && now.error().status != 404)
      return failure_of(now.error(), title);  // nobody knows whether it went
  auto held_by = held ? held->why : why;
  if (held_by.starts_with(title)) held_by.replace(0, title.size(), "it");
  return {fmt::format("{}{} does not go: {}", is_interruption ? "interrupted while it waited: " : "", title, held_by),
          held              ? held->fix
          : is_interruption ? ""
                            : fix,
          is_interruption};
}

Result<std::string, StepFailure> InCluster::remove(const std::function<bool(const cluster::Member&)>& goes,
                                                   cluster::Holders holders, const Helm::Told& told) {
  using Outcome = cluster::Pruned::Outcome;
  const io::Doing waiting(io::Doing::What::Wait, "objects to go");
  std::vector<kube::ObjectKey> ending;
  auto within = kObjectsGone.milliseconds();
  for (const auto& [key, member] : members_)
    if (key.group == "karpenter.sh" && goes(member)) within = kNodesGone.milliseconds();
  const auto results = cluster::prune(
      api_, kinds_, members_, [&](const cluster::Member& member) { return !goes(member); },
      {.holders = holders,
       .in_foreground = true,
       .wait_milliseconds = within,
       .stop = stop(),
       .on_wait =
           [&](const kube::ObjectKey& key, const cluster::Readiness& readiness) {
             told(fmt::format("waits for {} to go: {}", title_of(key), readiness.why));
           },
       .on_slow = [&](const auto& late) { tell_what_holds(keys_in(late)); }},
      [&](const cluster::Pruned& pruned) { told(title_of(pruned.key)); });
  for (const auto& result : results) {
    if (result.outcome == Outcome::Failed) return failure_of(result.failure, title_of(result.key));
    if (result.outcome == Outcome::Skipped) return StepFailure{"interrupted", "", true};
    if (result.outcome == Outcome::Ending) return stays(result.key, result.why, kWhoHolds);
    if (result.outcome == Outcome::Kept) {
      told(fmt::format("{} stays: {}", title_of(result.key), result.why));
      continue;
    }
    ending.push_back(result.key);
  }
  if (const auto failed = wait_until_gone(ending, within, kWhoHolds, told)) return *failed;
  return ending.empty() ? "nothing to do" : fmt::format("{} deleted", ending.size());
}

std::optional<StepFailure> InCluster::wait_for_nodes(const Helm::Told& told) {
  const auto kind = kinds_.known_group_kind("karpenter.sh", "NodeClaim");
  if (!kind || !*kind) return std::nullopt;
  std::vector<kube::ObjectKey> claims;
  const auto listed = api_.list_metadata(**kind, "", "", [&](const doc::Node& claim) {
    claims.push_back({"NodeClaim", "karpenter.sh", "", std::string(claim["metadata"]["name"].text())});
  });
  if (!listed && listed.error().status != 404) return failure_of(listed.error());
  return wait_until_gone(claims, kNodesGone.milliseconds(),
                         "it is of a NodePool that stays (kubectl get nodepools), or pods that may not be evicted hold "
                         "it: kubectl get pods --all-namespaces --output wide",
                         told);
}

std::vector<kube::ObjectKey> InCluster::ending_of(const std::vector<kube::ObjectKey>& keys) {
  std::map<std::pair<std::string, std::string>, std::set<kube::ObjectKey>> by_list;  // kind, namespace
  std::vector<kube::ObjectKey> ending;
  for (const auto& key : keys) by_list[{key.group + "/" + key.kind, key.ns}].insert(key);
  for (const auto& [list, wanted] : by_list) {
    if (stop()()) break;
    const auto& first = *wanted.begin();
    const auto kind = kinds_.known_group_kind(first.group, first.kind);
    if (!kind || !*kind) continue;
    const auto listed = api_.list_metadata(**kind, first.ns, "", [&](const doc::Node& object) {
      const doc::Node& metadata = object["metadata"];
      const auto found = wanted.find({first.kind, first.group, first.ns, std::string(metadata["name"].text())});
      if (found != wanted.end() && !metadata["deletionTimestamp"].text().empty()) ending.push_back(*found);
    });
    if (!listed && listed.error().status == 0) break;  // nobody answers
  }
  return ending;
}

Result<std::string, StepFailure> InCluster::uninstall(const std::string& ns, const std::string& name,
                                                      const Helm::Told& told) {
  if (is_karpenter(name))
    if (const auto failed = wait_for_nodes(told)) return *failed;
  // Helm waits without a word for what it deleted.
  const auto made = made_by(ns, name);
  bool is_told = false;
  const auto look = [&](std::int64_t milliseconds) {
    if (!is_told && milliseconds >= kToldOfHeld) is_told = tell_what_holds(ending_of(made)) > 0;
  };
  auto done = helm_of(site_).uninstall(ns, name, api_, told, look);
  if (done || done.error().is_interruption) return done;
  for (const auto& key : made)
    if (const auto held = what_holds(*this, key)) {
      auto failure = done.error();
      return StepFailure{fmt::format("{}: {}", failure.message, held->why), held->fix};
    }
  return done;
}

Result<std::string, StepFailure> InCluster::retire(const Unwanted& going, const Helm::Told& told) {
  auto done = remove([&](const cluster::Member& member) { return going.objects.contains(member.key); },
                     cluster::Holders::Keep, told);
  if (!done) return done;
  for (const auto& release : going.releases) {
    if (stop()()) return StepFailure{"interrupted", "", true};
    if (const auto gone = uninstall(release.ns, release.name, told); !gone) return gone;
  }
  if (!going.releases.empty()) {
    const auto uninstalled = fmt::format("{} uninstalled", going.releases.size());
    return going.objects.empty() ? uninstalled : *done + ", " + uninstalled;
  }
  return done;
}

Result<std::string, StepFailure> InCluster::prune(const std::vector<ClusterStep>& steps, const Helm::Told& told) {
  using Outcome = cluster::Pruned::Outcome;
  std::size_t deleted = 0, kept = 0, ending = 0;
  std::string what_is_ending;
  const auto going = unwanted(steps);
  // Controllers after what only they can end.
  if (!going.releases.empty())
    if (auto done = retire(going, told); !done) return done;
  const auto wanted = keys_of(steps);
  const auto results = cluster::prune(
      api_, kinds_, members_, [&](const cluster::Member& member) { return wanted.contains(member.key); },
      {.stop = stop(), .on_slow = [&](const auto& late) { tell_what_holds(keys_in(late)); }},
      [&](const cluster::Pruned& pruned) { told(title_of(pruned.key)); });
  std::vector<kube::ObjectKey> left(wanted.begin(), wanted.end());
  if (const auto written = journal_.forget_all(kKeptBefore); !written) return disk_failure(written.error());
  for (const auto& result : results) {
    if (result.outcome == Outcome::Failed) return failure_of(result.failure, title_of(result.key));
    if (result.outcome == Outcome::Skipped) return StepFailure{"interrupted", "", true};
    if (result.outcome == Outcome::Kept || result.outcome == Outcome::Ending) {
      ++(result.outcome == Outcome::Kept ? kept : ending);
      left.push_back(result.key);
      if (result.outcome == Outcome::Ending && what_is_ending.empty())
        what_is_ending = said_with_fix(stays(result.key, result.why, kWhoHolds));
      if (result.outcome == Outcome::Kept)
        if (const auto written = journal_.remember(kept_name(result.key), result.why); !written)
          return disk_failure(written.error());
      told(fmt::format("{} stays: {}", title_of(result.key), result.why));
    } else {
      ++deleted;
    }
  }
  if (const auto wrong = set_.narrow(left)) return failure_of(*wrong);
  std::string said;
  for (const auto& [count, word] : {std::pair{going.releases.size(), "uninstalled"}, std::pair{deleted, "deleted"},
                                    std::pair{kept, "kept"}, std::pair{ending, "still going"}})
    if (count > 0) said += fmt::format("{}{} {}", said.empty() ? "" : ", ", count, word);
  if (!what_is_ending.empty()) said += "; " + command_flags(site_).in(what_is_ending);
  return said.empty() ? "nothing to do" : said;
}

}  // namespace slipway::ops
