#include "ops/status.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "ops/kept_tree.h"
#include "ops/plan_file.h"
#include "ops/planned_tree.h"
#include "ops/said.h"
#include "ops/shown_commands.h"
#include "ops/standing.h"
#include "ops/strays.h"

namespace slipway::ops {

namespace {

/// Whether Terraform was told to leave the attribute as it is: an autoscaler's number of nodes.
bool leaves(const platform::Resource& resource, const std::string& path) {
  const doc::Value* lifecycle = resource.arguments.find("lifecycle");
  const doc::List* ignored = lifecycle ? (*lifecycle)["ignore_changes"].list() : nullptr;
  if (!ignored) return false;
  return std::ranges::any_of(ignored->items(), [&](const doc::Value& one) {
    return one.expression() && path.starts_with(one.expression()->text);
  });
}

/// Whether the platform says something of the attribute: what it leaves to AWS, AWS may change. All have tags.
bool says(const platform::Resource& resource, const std::string& path) {
  if (leaves(resource, path)) return false;
  const auto root = path.substr(0, path.find_first_of(".["));
  return root == "tags" || root == "tags_all" || resource.arguments.find(root) != nullptr;
}

/// What Terraform's plan shows that others did, or left undone.
std::vector<Change> differences_in_aws(const Site& site, const Choice& choice, const TerraformPlan& plan,
                                       bool is_drift) {
  std::vector<Change> all;
  for (auto change : is_drift ? plan.drift : plan.changes) {
    if (is_drift &&
        (change.action == ResourceChange::Action::Update || change.action == ResourceChange::Action::Replace)) {
      const auto* resource = site.graph.find({change.type, change.name});
      std::erase_if(change.attributes, [&](const auto& one) { return !resource || !says(*resource, one.path); });
      if (change.attributes.empty()) continue;
    }
    auto differs = change_of(site.graph, change);
    if (!choice.is_whole() && !choice.has(differs.component)) continue;
    if (!is_drift && differs.action == Change::Action::Create) {
      const auto gone = std::ranges::find(plan.drift, change.address, &ResourceChange::address);
      if (gone == plan.drift.end() || gone->action != ResourceChange::Action::Delete)
        differs.why = platform::kStillToBeMade;
    }
    // Deleted by others: it would be made again.
    if (is_drift && differs.action == Change::Action::Delete) differs.action = Change::Action::Create;
    all.push_back(std::move(differs));
  }
  return all;
}

/// Terraform refreshes what its state knows: of a state that was lost or emptied since nothing differs.
std::optional<StepFailure> lost_state(Site& site, Journal& journal, Terraform& terraform) {
  if (!site.graph.find({"aws_eks_cluster", "main"})) return std::nullopt;
  const auto knows = state_knows(site.doors.files, site.folder, site.graph.setting);
  if (knows != StateKnows::Beginning && knows != StateKnows::Lost) return std::nullopt;
  const auto known = terraform.state();
  if (!known) return known.error();
  if (std::ranges::find(*known, "aws_eks_cluster.main") != known->end()) return std::nullopt;
  if (auto unknown = unknown_cluster(site, journal, *known)) return unknown;
  return StepFailure{"Terraform's state has no cluster, and neither has AWS",
                     "`slipway apply --plan-only` shows what is to be made"};
}

/// Of what the cluster lacks: whether some apply has made it, as the journal tells of its step.
void say_what_was_made(const Site& site, Journal& journal, Changes& changes) {
  std::map<std::string, std::string> why;  // by title
  for (const auto& step : cluster_steps(site.graph, {}, {})) {
    const auto as_now = journal.was_done(step.name, inputs_of(step)), ever = journal.was_done(step.name);
    if (!as_now || !ever || *as_now) continue;
    const std::string said = *ever ? "is gone, or was not applied yet" : platform::kStillToBeMade;
    if (step.release) why[title_of(*step.release)] = said;
    for (const auto* object : step.objects) why[title_of(*object)] = said;
  }
  for (auto& change : changes.all)
    if (change.where != Change::Where::Aws && change.action == Change::Action::Create)
      if (const auto known = why.find(change.what); known != why.end()) change.why = known->second;
}

/// Of a tree that a killed plan left over what was applied: it is put back. A failure: somebody plans at this moment.
std::optional<StepFailure> is_planned_now(const Site& site) {
  if (!is_planned_over(site)) return std::nullopt;
  const auto lock = site.doors.files.lock(site.lock_file());
  if (!lock)
    return StepFailure{
        "what is to be applied next is being planned where Terraform reads what was: " + lock.error().message,
        "the same command when that is planned"};
  return put_back_tree(site);
}

/// Of the tree that Terraform is to read what somebody took away; "": it is all there.
std::string missing_of_tree(const Site& site) {
  const auto standing = KeptTree(site.doors.files, site.tree()).standing();
  if (!standing) return standing.error().message;
  const auto gone =
      std::ranges::find_if(standing->missing, [](const auto& path) { return path.starts_with("terraform/"); });
  if (gone != standing->missing.end()) return fmt::format("{}/{} is gone", site.tree(), *gone);
  const bool has_terraform =
      std::ranges::any_of(standing->files, [](const auto& file) { return file.path.starts_with("terraform/"); });
  return has_terraform ? "" : fmt::format("{}, which apply wrote, is gone", site.tree());
}

StepFailure no_tree(const std::string& why) {
  return {why + ": without it Terraform cannot be asked",
          "`slipway apply --plan-only` writes it anew from platform.yaml, and compares"};
}

/// What stands beside what Terraform knows.
void add_strays(Site& site, Journal& journal, Terraform& terraform, Changes& changes) {
  const auto found = strays(site, journal, terraform);
  if (!found) {
    changes.unseen.push_back("AWS, what bears the platform's tag: " + said_with_fix(found.error()));
    return;
  }
  for (const auto& one : *found) {
    Change change{Change::Where::Aws, Change::Action::Delete, one.arn};
    change.why = "bears the platform's tag, and Terraform does not know it; if nobody needs it: " + one.command;
    changes.all.push_back(std::move(change));
  }
}

/// Names of AWS: those that apply left, or, where that is lost, Terraform's own word.
std::map<std::string, std::string> outputs_of(const Site& site, Terraform& terraform) {
  if (knows_all_outputs(site)) return known_outputs(site);
  const auto printed = terraform.output();
  return printed ? outputs_in(*printed) : known_outputs(site);
}

/// Leaves out what was applied with names of AWS that nobody can tell now: whether it differs is not known.
void leave_out_open(Journal& journal, std::vector<ClusterStep>& steps, Changes& changes) {
  std::size_t count = 0;
  std::erase_if(steps, [&](const ClusterStep& step) {
    const auto was_done = journal.was_done(step.name);
    if (!step.is_open || !was_done || !*was_done) return false;
    ++count;
    return true;
  });
  if (count == 0) return;
  changes.unseen.push_back(
      "the cluster: " + said_with_fix({fmt::format("{} step{} speak{} of names of AWS, and what apply left of these is "
                                                   "gone or damaged (outputs.json)",
                                                   count, count == 1 ? "" : "s", count == 1 ? "s" : ""),
                                       "`slipway apply --plan-only` asks Terraform for them anew"}));
}

Result<Changes, StepFailure> found(Site& site, Journal& journal, const Choice& choice,
                                   const std::function<void(const std::string&)>& told) {
  Changes changes;
  auto terraform = terraform_of(site);
  const auto targets = targets_of(site.graph, choice);
  const bool is_drift = !is_unended(journal);
  Result<TerraformPlan, StepFailure> seen = TerraformPlan{};
  auto planned = is_planned_now(site);
  if (planned) {
    seen = *std::move(planned);
  } else if (const auto no_files = missing_of_tree(site); !no_files.empty()) {
    seen = no_tree(no_files);
  } else if (choice.is_whole() || !targets.empty()) {
    told(is_drift ? "terraform plan -refresh-only" : "terraform plan");
    const NameOfLook name(site.doors.files, site.folder);
    PlanFile plan_file(site.doors.files, terraform, name.text());
    seen = terraform.plan(plan_file.name(), {.refreshes_only = is_drift, .only_looks = true, .targets = targets}, told);
  }
  // Who began to plan meanwhile has laid what is wanted over what was applied.
  if (seen && is_planned_over(site))
    seen = StepFailure{"what is to be applied next began to be planned meanwhile, where Terraform read what was",
                       "the same command when that is planned"};
  if (seen && is_drift)
    if (auto lost = lost_state(site, journal, terraform)) seen = *std::move(lost);
  if (!seen)
    changes.unseen.push_back("AWS: " + said_with_fix(seen.error()));
  else
    changes.all = differences_in_aws(site, choice, *seen, is_drift);
  if (seen && choice.is_whole()) add_strays(site, journal, terraform, changes);
  changes.resources = resources_of(site.graph, choice).size();

  told("the cluster");
  auto api = open_cluster(site);
  if (!api || !*api) {
    changes.unseen.push_back("the cluster: " +
                             (api ? "there is no active one of this name" : said_with_fix(api.error())));
    return changes;
  }
  InCluster cluster(site, journal, **api, cluster::Conflicts::TakeFromPeople);
  if (const auto failed = cluster.look()) {
    changes.unseen.push_back("the cluster: " + said_with_fix(*failed));
    return changes;
  }
  const auto outputs = outputs_of(site, terraform);
  const auto steps = cluster_steps(site.graph, choice, outputs);
  auto compared = cluster_steps(site.graph, choice, outputs);
  leave_out_open(journal, compared, changes);
  cluster.compare(compared, changes);
  say_what_was_made(site, journal, changes);
  if (choice.is_whole()) cluster.list_unwanted(steps, {}, changes);
  return changes;
}

}  // namespace

Result<Changes, StepFailure> drift(Site& site, Journal& journal, const Choice& choice,
                                   const std::function<void(const std::string&)>& told) {
  return command_flags(site).in(found(site, journal, choice, told));
}

}  // namespace slipway::ops
