#include "ops/in_cluster.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"
#include "cluster/objects.h"
#include "cluster/wait.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "io/doing.h"
#include "ops/identity.h"
#include "ops/said.h"
#include "ops/waits.h"
#include "render/delivery.h"
#include "render/kubernetes_text.h"

namespace slipway::ops {
namespace {

doc::Document read(const std::string& name, const std::string& text) {
  Diagnostics mistakes;
  return doc::read_yaml_document(std::make_shared<const SourceText>(name, text), mistakes);
}

std::string job_name(const kube::ObjectKey& key) { return fmt::format("{}{}/{}", kAppliedJob, key.ns, key.name); }

bool is_job(const doc::Node& object) {
  return object["kind"].text() == "Job" && render::group_of(object["apiVersion"].text()) == "batch";
}

std::string hash_of(const doc::Node& object) { return sha256_hex(doc::canonical_json(object)).substr(0, 32); }

/// "3 created, 2 changed, 40 unchanged"
std::string counts(const std::vector<cluster::Applied>& all) {
  using Outcome = cluster::Applied::Outcome;
  std::string text;
  for (const auto& [outcome, word] : {std::pair{Outcome::Created, "created"}, std::pair{Outcome::Changed, "changed"},
                                      std::pair{Outcome::Unchanged, "unchanged"}})
    if (const auto count = std::ranges::count(all, outcome, &cluster::Applied::outcome); count > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, word);
  return text.empty() ? "nothing to do" : text;
}

/// "; the server warns of Deployment ml/web: would violate PodSecurity …", each text once; "" when it warns of nothing.
std::string warnings(const std::vector<cluster::Applied>& all) {
  std::set<std::string_view> known;
  std::string text;
  for (const auto& applied : all)
    for (const auto& warning : applied.warnings)
      if (known.insert(warning).second)
        text += fmt::format("{} of {}: {}", text.empty() ? "; the server warns" : ";", title_of(applied.key), warning);
  return text;
}

/// Kubernetes has no other name of its own for a cluster.
Result<std::string, cluster::ApiFailure> cluster_id(cluster::Api& api) {
  const auto found = api.get("/api/v1/namespaces/kube-system");
  if (!found) return found.error();
  return std::string(found->root()["metadata"]["uid"].text());
}

StepFailure unknown_names() {
  return {"Terraform's outputs lack names of AWS that stand in this step",
          "with --only or --from the resource that it speaks of may not be made yet: apply all of it; else `terraform "
          "output` shows what is there, and the next apply asks for it anew"};
}

}  // namespace

StepFailure failure_of(const cluster::ApiFailure& failure, const std::string& about) {
  const bool is_said = about.empty() || failure.message.starts_with(about);
  return {is_said ? failure.message : about + ": " + failure.message, failure.fix};
}

std::vector<std::string> resources_of(const platform::Graph& graph, const Choice& choice) {
  std::vector<std::string> all;
  for (const auto& resource : graph.resources())
    if (choice.has(resource.component) && !resource.id.type.starts_with("data."))
      all.push_back(resource.id.to_string());
  return all;
}

std::vector<std::string> targets_of(const platform::Graph& graph, const Choice& choice) {
  return choice.is_whole() ? std::vector<std::string>() : resources_of(graph, choice);
}

std::vector<ClusterStep> cluster_steps(const platform::Graph& graph, const Choice& choice,
                                       const std::map<std::string, std::string>& outputs) {
  const render::Filler filler(outputs);
  const auto open = render::open_outputs(graph, {.output_values = outputs});
  const auto is_open = [&](const std::string& text) {
    return text.find("${aws_") != text.npos &&
           std::ranges::any_of(open, [&](const auto& name) { return text.find("${" + name + "}") != text.npos; });
  };
  std::vector<ClusterStep> steps;
  for (const auto& from : render::steps_of(graph)) {
    if (from.part == render::Part::OnDemand) continue;
    ClusterStep step;
    step.part = from.part;
    if (from.release) {
      if (!choice.has(from.release->component)) continue;
      step.name = "chart/" + from.name;
      step.title =
          fmt::format("release {} {} in {}", from.release->name, from.release->version, from.release->namespace_);
      step.release = from.release;
      step.values = filler.yaml(from.release->values);
      step.is_open = is_open(step.values);
    } else {
      for (const auto* object : from.objects)
        if (choice.has(object->component)) {
          const auto text = filler.yaml(object->root());
          step.is_open = step.is_open || is_open(text);
          step.objects.push_back(object);
          step.filled.push_back(read(from.name, text));
        }
      if (step.objects.empty()) continue;
      step.name = from.name;
      step.title = fmt::format("{} object{}: {}", step.objects.size(), step.objects.size() == 1 ? "" : "s",
                               render::info_of(from.part).summary);
      step.is_waited_for = render::is_waited_for(from);
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string inputs_of(const ClusterStep& step) {
  std::string all = step.title;
  for (const auto* object : step.objects) all += doc::canonical_json(object->root());
  if (step.release) all += doc::write_json(doc::Value(step.release->values), doc::JsonLayout::Compact);
  return sha256_hex(all).substr(0, 32);
}

std::optional<StepFailure> is_anothers(cluster::Api& api, const Identity& known, const std::string& platform) {
  if (known.cluster_id.empty()) return std::nullopt;
  const auto id = cluster_id(api);
  if (!id) return std::nullopt;  // whatever is asked next says why
  auto here = known;
  here.cluster_id = *id;
  if (here.agrees_with(known)) return std::nullopt;
  return StepFailure{
      fmt::format("{} is another cluster than the one that {} was brought up in", api.access().server, platform),
      "another --context or --kubeconfig; or none: then it is the one that AWS names"};
}

InCluster::InCluster(Site& site, Journal& journal, cluster::Api& api, cluster::Conflicts conflicts)
    : site_(site),
      journal_(journal),
      api_(api),
      kinds_(api),
      set_(api, kinds_, site.graph.setting.platform, site.version),
      conflicts_(conflicts) {}

std::optional<StepFailure> InCluster::remember_cluster() {
  const auto id = cluster_id(api_);
  if (!id) return failure_of(id.error());
  if (const auto written = ops::remember_cluster(site_, *id); !written) return disk_failure(written.error());
  return std::nullopt;
}

/// AWS's cluster of this name may have been made anew; a context may lead anywhere.
std::optional<StepFailure> InCluster::is_anothers() {
  const auto known = known_identity(site_);
  if (!site_.is_cluster_named || !known || !*known) return std::nullopt;
  return ops::is_anothers(api_, **known, site_.graph.setting.platform);
}

std::optional<StepFailure> InCluster::look() {
  if (auto wrong = is_anothers()) return wrong;
  auto found = releases(api_);
  if (!found) return failure_of(found.error(), "Helm's releases cannot be listed");
  releases_ = std::move(found).value();
  auto members = set_.members();
  if (!members) return failure_of(members.error(), "what was applied before cannot be listed");
  members_ = std::move(members).value();
  return std::nullopt;
}

std::vector<ReleaseState> InCluster::own_releases() const {
  std::vector<ReleaseState> own;
  for (const auto& [key, release] : releases_)
    if (release.platform == site_.graph.setting.platform) own.push_back(release);
  return own;
}

bool InCluster::owns(const platform::Release& release) const {
  const auto found = releases_.find({release.namespace_, release.name});
  return found != releases_.end() && found->second.platform == site_.graph.setting.platform;
}

std::function<bool()> InCluster::stop() const {
  return [&interrupts = site_.interrupts] { return interrupts.count() > 0; };
}

const ReleaseState* InCluster::release_named(std::string_view name) const {
  const auto found = std::ranges::find_if(releases_, [&](const auto& one) { return one.first.second == name; });
  return found == releases_.end() ? nullptr : &found->second;
}

kube::ObjectKey InCluster::key_of(const doc::Node& object) {
  Diagnostics ignored;
  auto key = kube::read_object(object, ignored).key();
  if (!key.ns.empty()) return key;
  const auto kind = kinds_.known(object["apiVersion"].text(), object["kind"].text());
  if (kind && *kind ? (*kind)->is_namespaced : [&] {
        const auto* known = render::find_kind(key.group, key.kind);
        return known && known->namespaced;
      }())
    key.ns = api_.access().ns.empty() ? "default" : api_.access().ns;
  return key;
}

std::set<kube::ObjectKey> InCluster::keys_of(const std::vector<ClusterStep>& steps) {
  std::set<kube::ObjectKey> keys;
  for (const auto& step : steps)
    for (const auto& object : step.filled) keys.insert(key_of(object.root()));
  return keys;
}

/// Jobs are done once: what has run as it stands here, and is gone by its time to live, is not run again.
bool InCluster::is_done_job(const ClusterStep& step, std::size_t index) {
  const doc::Node& object = step.filled[index].root();
  if (!is_job(object)) return false;
  const auto key = key_of(object);
  if (members_.contains(key)) return false;
  const auto known = journal_.remembered(job_name(key));
  return known && *known && **known == hash_of(object);
}

bool InCluster::is_current(const ClusterStep& step) const {
  const auto before = releases_.find({step.release->namespace_, step.release->name});
  return before != releases_.end() && before->second.status == "deployed" &&
         before->second.inputs == inputs_of(*step.release, step.values);
}

std::vector<StepFailure> InCluster::look_into_charts(std::span<const ClusterStep> steps) {
  std::vector<ReleaseState> asked;
  for (const auto& step : steps)
    if (step.release && is_current(step)) asked.push_back(releases_.at({step.release->namespace_, step.release->name}));
  charts_ = see_charts(api_, kinds_, asked);
  std::vector<StepFailure> unseen;
  for (const auto& one : charts_.unseen) unseen.push_back(one.why);
  return unseen;
}

std::vector<kube::ObjectKey> InCluster::gone_of(const platform::Release& release) const {
  const auto found = charts_.gone.find({release.namespace_, release.name});
  return found == charts_.gone.end() ? std::vector<kube::ObjectKey>() : found->second;
}

void InCluster::compare(std::span<const ClusterStep> steps, Changes& changes) {
  using Outcome = cluster::Applied::Outcome;
  std::vector<const doc::Node*> nodes;
  std::vector<const platform::Object*> objects;
  for (const auto& failure : look_into_charts(steps))
    changes.unseen.push_back("the cluster: " + said_with_fix(failure));
  for (const auto& step : steps) {
    if (step.release) {
      ++changes.charts;
      const auto gone = gone_of(*step.release);
      if (is_current(step) && gone.empty()) continue;
      const auto is_new = !releases_.contains({step.release->namespace_, step.release->name});
      Change change{Change::Where::Chart, is_new ? Change::Action::Create : Change::Action::Change,
                    title_of(*step.release), step.release->component, step.release->origin};
      for (const auto& key : gone) change.details.push_back(title_of(key) + " is gone");
      changes.all.push_back(std::move(change));
      continue;
    }
    for (std::size_t i = 0; i < step.objects.size(); ++i) {
      ++changes.objects;
      if (is_done_job(step, i)) continue;
      const doc::Node& node = step.filled[i].root();
      const auto kind = kinds_.known(node["apiVersion"].text(), node["kind"].text());
      const bool is_known = kind && *kind;
      if (!is_known || step.is_open)
        changes.all.push_back(change_of(
            *step.objects[i], members_.contains(key_of(node)) ? Change::Action::Change : Change::Action::Create, {}));
      else {
        nodes.push_back(&node);
        objects.push_back(step.objects[i]);
      }
    }
  }
  const auto results = cluster::apply_all(api_, kinds_, nodes,
                                          {.set_id = set_.id(),
                                           .mode = cluster::ApplyMode::DryRun,
                                           .conflicts = conflicts_,
                                           .before = &members_,
                                           .stop = stop()});
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& result = results[i];
    if (result.outcome == Outcome::Created)
      changes.all.push_back(change_of(*objects[i], Change::Action::Create, {}));
    else if (result.outcome == Outcome::Changed)
      changes.all.push_back(change_of(*objects[i], Change::Action::Change, result.changes));
    // Its namespace is still to come, or the chart whose webhook does not answer yet.
    else if (result.outcome == Outcome::Failed &&
             (result.failure.status == 404 || result.failure.message.find("webhook") != std::string::npos))
      changes.all.push_back(
          change_of(*objects[i], members_.contains(result.key) ? Change::Action::Change : Change::Action::Create, {}));
    else if (result.outcome == Outcome::Failed) {
      changes.refused.push_back(said_with_fix(failure_of(result.failure, title_of(result.key))));
    }
  }
}

Result<std::string, StepFailure> InCluster::widen(const std::vector<ClusterStep>& steps) {
  const auto keys = keys_of(steps);
  if (const auto wrong = set_.widen({keys.begin(), keys.end()})) return failure_of(*wrong);
  return fmt::format("{} answers", api_.access().server);
}

Result<std::string, StepFailure> InCluster::apply_objects(const ClusterStep& step, const Helm::Told& told) {
  using Outcome = cluster::Applied::Outcome;
  if (step.is_open) return unknown_names();
  std::vector<const doc::Node*> nodes;
  std::size_t done_jobs = 0;
  for (std::size_t i = 0; i < step.filled.size(); ++i)
    if (is_done_job(step, i))
      ++done_jobs;
    else
      nodes.push_back(&step.filled[i].root());
  std::size_t known = 0;
  const auto results =
      cluster::apply_all(api_, kinds_, nodes, {.set_id = set_.id(), .conflicts = conflicts_, .before = &members_},
                         [&](std::size_t, const cluster::Applied& applied) {
                           told(fmt::format("{} ({} of {})", title_of(applied.key), ++known, nodes.size()));
                         });
  std::vector<kube::ObjectKey> keys;
  const cluster::Applied* first_failed = nullptr;
  bool is_cut_short = false;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].outcome == Outcome::Failed) {
      if (!first_failed) first_failed = &results[i];
    } else if (results[i].outcome == Outcome::Skipped) {
      is_cut_short = true;
    } else {
      keys.push_back(results[i].key);
      if (is_job(*nodes[i]))
        if (const auto written = journal_.remember(job_name(results[i].key), hash_of(*nodes[i])); !written)
          return disk_failure(written.error());
    }
  }
  if (first_failed) {
    const auto count = std::ranges::count(results, Outcome::Failed, &cluster::Applied::outcome);
    auto failure = failure_of(first_failed->failure, title_of(first_failed->key));
    if (count > 1) failure.message += fmt::format(" (and {} more failed)", count - 1);
    if (is_job(first_failed->object.root()) || first_failed->key.kind == "Job")
      if (failure.fix.empty())
        failure.fix = fmt::format("a Job that is there cannot change: kubectl delete job {} --namespace {}, then again",
                                  first_failed->key.name, first_failed->key.ns);
    return failure;
  }
  if (is_cut_short) return StepFailure{"interrupted: " + counts(results) + " of it", "", true};
  auto said = counts(results);
  if (done_jobs > 0) said += fmt::format(", {} done before", done_jobs);
  said += warnings(results);
  if (!step.is_waited_for || keys.empty()) return said;
  const io::Doing waiting(io::Doing::What::Wait, "objects to be ready");
  const auto waited =
      cluster::wait_until_ready(api_, kinds_, keys, {.milliseconds = kObjectsReady.milliseconds(), .stop = stop()},
                                [&](std::size_t index, const cluster::Readiness& readiness) {
                                  if (!readiness.is_ready())
                                    told(fmt::format("waits for {}: {}", title_of(keys[index]), readiness.why));
                                });
  if (!waited) return failure_of(waited.error());
  for (const auto& one : *waited)
    if (!one.readiness.is_ready()) {
      if (site_.interrupts.count() > 0) return StepFailure{"interrupted while it waited", "", true};
      return StepFailure{fmt::format("{} is not ready: {}", title_of(one.key), one.readiness.why),
                         fmt::format("kubectl describe {} {}{}", one.key.kind, one.key.name,
                                     one.key.ns.empty() ? "" : " --namespace " + one.key.ns)};
    }
  return said;
}

Result<std::string, StepFailure> InCluster::apply_chart(const ClusterStep& step, const Helm::Told& told) {
  if (step.is_open) return unknown_names();
  const auto& release = *step.release;
  const auto gone = gone_of(release);
  if (is_current(step) && gone.empty()) return std::string("unchanged");
  const auto before = releases_.find({release.namespace_, release.name});
  auto helm = helm_of(site_);
  const auto file = fmt::format("{}/kubernetes/charts/{}/values.yaml", site_.tree(), step.name.substr(6));
  auto done =
      helm.upgrade(release, file, inputs_of(release, step.values), render::makes_namespace(site_.graph, release),
                   before == releases_.end() ? nullptr : &before->second, api_, told);
  if (!done) return done;
  if (const auto wrong = kinds_.refresh()) return failure_of(*wrong);
  if (gone.empty()) return done;
  return fmt::format("{} made anew: {}{}", gone.size(), title_of(gone.front()), gone.size() > 1 ? ", …" : "");
}

Result<std::string, StepFailure> InCluster::wait_for_workloads(const std::vector<ClusterStep>& steps,
                                                               std::int64_t milliseconds, const Helm::Told& told) {
  std::vector<kube::ObjectKey> keys;
  for (const auto& key : keys_of(steps))
    if (key.group == "apps") keys.push_back(key);
  if (keys.empty()) return std::string();
  const auto waited =
      cluster::wait_until_ready(api_, kinds_, keys, {.milliseconds = milliseconds, .stop = stop()},
                                [&](std::size_t index, const cluster::Readiness& readiness) {
                                  if (!readiness.is_ready())
                                    told(fmt::format("waits for {}: {}", title_of(keys[index]), readiness.why));
                                });
  if (!waited) return failure_of(waited.error());
  std::string not_ready;
  for (const auto& one : *waited)
    if (!one.readiness.is_ready())
      not_ready += fmt::format("{}{}: {}", not_ready.empty() ? "" : "; ", title_of(one.key), one.readiness.why);
  return not_ready;
}

}  // namespace slipway::ops
