#include "ops/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/sha256.h"
#include "base/text.h"
#include "cluster/objects.h"
#include "cluster/wait.h"
#include "doc/json.h"
#include "io/doing.h"
#include "ops/losses.h"
#include "ops/said.h"
#include "ops/shown_commands.h"
#include "ops/standing.h"
#include "ops/waits.h"

namespace slipway::ops {
namespace {

constexpr std::int64_t kAskAgainAfter = 10'000;
constexpr int kMostAgain = 2;  // plans of one step, after connections that broke

/// Until the journal knows better.
int usual_seconds(const platform::Graph& graph, const TerraformPlan& plan) {
  const auto creates = [&](std::string_view type) {
    return std::ranges::any_of(plan.changes, [&](const ResourceChange& change) {
      return change.type == type && change.action != ResourceChange::Action::Update;
    });
  };
  if (plan.is_empty()) return 1;
  if (creates("aws_eks_cluster")) return graph.of_type("aws_fsx_lustre_file_system").empty() ? 900 : 1200;
  return creates("aws_db_instance") || creates("aws_rds_cluster") ? 600 : 90;
}

bool makes_cluster(const TerraformPlan& plan) {
  return std::ranges::any_of(plan.changes, [](const ResourceChange& change) {
    return change.type == "aws_eks_cluster" && change.action == ResourceChange::Action::Create;
  });
}

bool begins_at_aws(const ApplyWish& wish) { return wish.from.empty() || wish.from == "retire" || wish.from == "aws"; }

/// Those that are not taken for done.
std::span<const ClusterStep> asked_of(const std::vector<ClusterStep>& steps, const ApplyWish& wish) {
  if (begins_at_aws(wish) || wish.from == "access") return steps;
  return {std::ranges::find(steps, wish.from, &ClusterStep::name), steps.end()};  // none of them when it is a later one
}

/// A failure, and what hindered mending it.
StepFailure also(StepFailure failure, const StepFailure& more) {
  failure.message += "\n" + more.message;
  if (!more.fix.empty()) failure.fix = more.fix;
  failure.is_interruption = failure.is_interruption || more.is_interruption;
  return failure;
}

bool takes_away(const TerraformPlan& plan) {
  return std::ranges::any_of(
      plan.changes, [](const ResourceChange& change) { return change.action == ResourceChange::Action::Delete; });
}

}  // namespace

std::optional<StepFailure> no_such_step(const platform::Graph& graph, const ApplyWish& wish) {
  const auto in_cluster = cluster_steps(graph, wish.choice, {});
  std::vector<std::string> names;
  if (wish.choice.is_whole()) names.emplace_back("retire");
  names.emplace_back("aws");
  if (wish.choice.is_whole() || !in_cluster.empty()) names.emplace_back("access");
  for (const auto& step : in_cluster) names.push_back(step.name);
  if (wish.choice.is_whole()) names.emplace_back("prune");
  names.emplace_back("verify");
  if (wish.from.empty() || std::ranges::find(names, wish.from) != names.end()) return std::nullopt;
  std::vector<std::string_view> known(names.begin(), names.end());
  auto near = near_miss(wish.from, known);
  for (const std::string_view name : known)  // what a release or a folder is called without what it is
    if (const std::string_view own[] = {name.substr(name.find_first_of("/-") + 1)}; !near)
      if (own[0] == wish.from || near_miss(wish.from, own)) near = name;
  return StepFailure{
      fmt::format("there is no step '{}'", wish.from),
      (near ? fmt::format("did you mean {}? ", *near) : "") + fmt::format("the steps are {}", fmt::join(names, ", "))};
}

Apply::Apply(Site& site, Journal& journal, ApplyWish wish)
    : site_(site),
      journal_(journal),
      wish_(std::move(wish)),
      terraform_(terraform_of(site)),
      adoption_(site, journal, terraform_),
      plan_file_(site.doors.files, terraform_, kPlanOfChange),
      tree_(site) {}

/// What is in AWS alone can be made before there is a cluster.
bool Apply::wants_cluster() const { return wish_.choice.is_whole() || !cluster_steps_.empty(); }

std::optional<StepFailure> Apply::enter(std::unique_ptr<cluster::Api> api) {
  api_ = std::move(api);
  in_cluster_ = std::make_unique<InCluster>(site_, journal_, *api_, wish_.conflicts);
  return write_kubeconfig(site_, api_->access());
}

Result<Changes, StepFailure> Apply::plan(const Told& told) {
  auto changes = planned(told);
  // Of a plan of all in which nothing differs the new tree says what is there.
  const bool is_of_all = wish_.choice.is_whole() && begins_at_aws(wish_);
  const auto failed = changes && changes->is_empty() && is_of_all ? tree_.keep() : tree_.put_back();
  if (changes && failed) return *failed;
  return command_flags(site_).in(std::move(changes));
}

Result<Changes, StepFailure> Apply::planned(const Told& told) {
  if (const auto failed = tree_.lay()) return *failed;
  const auto outputs = known_outputs(site_);
  cluster_steps_ = cluster_steps(site_.graph, wish_.choice, outputs);

  Changes changes;
  const auto wanted_targets = targets_of(site_.graph, wish_.choice);
  const bool asks_aws = begins_at_aws(wish_) && (wish_.choice.is_whole() || !wanted_targets.empty());
  aws_plan_ = TerraformPlan{};
  if (asks_aws) {
    told("terraform init");
    if (const auto failed = initialize(site_, terraform_)) return *failed;
    if (const auto failed = recover_state(site_, terraform_, changes.notes)) return *failed;
    if (const auto failed = plan_aws(told)) return *failed;
    if (makes_cluster(*aws_plan_))
      if (auto unknown = cluster_in_the_way(site_, journal_)) return *std::move(unknown);
    for (const auto& change : aws_plan_->changes) {
      changes.all.push_back(change_of(site_.graph, change));
      changes.all.back().why = what_is_lost(changes.all.back());
    }
    changes.changes_outputs = aws_plan_->changes_outputs;
    if (!aws_plan_->is_empty())
      if (auto text = said_of_short_session(site_, usual_seconds(site_.graph, *aws_plan_)); !text.empty())
        changes.notes.push_back(std::move(text));
  }
  if (aws_plan_->is_empty() && !knows_all_outputs(site_)) {
    if (const auto failed = initialize(site_, terraform_)) return *failed;
    if (!asks_aws)
      if (auto unknown = is_unknown()) return *std::move(unknown);
    if (const auto failed = take_outputs()) return *failed;
    if (const auto failed = tree_.lay()) return *failed;
    cluster_steps_ = cluster_steps(site_.graph, wish_.choice, known_outputs(site_));
  }
  if (asks_aws) changes.resources = resources_of(site_.graph, wish_.choice).size();
  const auto asked = asked_of(cluster_steps_, wish_);

  told("the cluster");
  auto api = open_cluster(site_);
  if (!api) return api.error();
  if (!*api) {
    for (const auto& step : asked) {
      if (step.release) {
        ++changes.charts;
        changes.all.push_back({Change::Where::Chart, Change::Action::Create, title_of(*step.release),
                               step.release->component, step.release->origin});
      }
      for (const auto* object : step.objects) {
        ++changes.objects;
        changes.all.push_back(change_of(*object, Change::Action::Create, {}));
      }
    }
    if (const auto failed = look_for_helm(changes)) return *failed;
    return changes;
  }
  if (const auto failed = enter(std::move(api).value())) return *failed;
  if (const auto wrong = in_cluster_->is_anothers()) return *wrong;
  if (const auto failed = in_cluster_->look()) {
    // What is to be done in AWS may be what opens the way to it: `access` tries again.
    if (aws_plan_->is_empty()) return *failed;
    changes.unseen.push_back("the cluster: " + said_with_fix(*failed));
    in_cluster_.reset();
    api_.reset();
    return changes;
  }
  if (const auto failed = in_cluster_->look_for_delivery()) return *failed;
  in_cluster_->compare(asked, changes);
  if (wish_.choice.is_whole() && wish_.from != "verify") {
    // What leaves AWS may be the role of a controller that must clean up after it.
    auto going = in_cluster_->retiring(cluster_steps_);
    if (wish_.from.empty() || wish_.from == "retire")
      if (takes_away(*aws_plan_) || !going.releases.empty()) retiring_ = std::move(going);
    in_cluster_->list_unwanted(cluster_steps_, retiring_, changes);
  }
  if (const auto failed = look_for_helm(changes)) return *failed;
  return changes;
}

/// Of a state that may be as good as new, and that no plan was asked for.
std::optional<StepFailure> Apply::is_unknown() {
  const auto known = terraform_.state();
  if (!known) return known.error();
  return unknown_cluster(site_, journal_, *known);
}

std::optional<StepFailure> Apply::plan_aws(const Told& told) {
  told("terraform plan");
  auto planned = terraform_.plan(plan_file_.name(), {.targets = targets_of(site_.graph, wish_.choice)}, told);
  // A person may think it over for hours, and leave by Ctrl-C or kill.
  auto bytes = plan_file_.read();
  plan_file_.discard();
  if (!planned) return planned.error();
  aws_plan_ = std::move(planned).value();
  if (aws_plan_->is_empty()) return std::nullopt;
  if (!bytes) return disk_failure(bytes.error());
  planned_bytes_ = std::move(bytes).value();
  return std::nullopt;
}

Result<std::string, StepFailure> Apply::run_plan(const Told& told) {
  const auto written = plan_file_.write(planned_bytes_);
  if (!written) return disk_failure(written.error());
  auto done = terraform_.apply(plan_file_.name(), *aws_plan_, told);
  plan_file_.discard();
  return done;
}

/// Whether the wire, not AWS, failed, and a new plan is no more than what was confirmed; that is then the plan.
bool Apply::goes_on_after(const StepFailure& failure, const Told& told) {
  if (!failure.is_transient || site_.interrupts.count() > 0) return false;
  told(fmt::format("plans again after: {}", failure.message));
  site_.doors.clock.sleep(kAskAgainAfter);
  const auto confirmed = *aws_plan_;
  if (plan_aws(told)) return false;
  return is_within(*aws_plan_, confirmed);
}

/// Better now than when AWS is made.
std::optional<StepFailure> Apply::look_for_helm(const Changes& changes) const {
  if (std::ranges::none_of(changes.all, [](const Change& change) { return change.where == Change::Where::Chart; }))
    return std::nullopt;
  if (const auto version = helm_of(site_).look(); !version) return version.error();
  return std::nullopt;
}

/// After something was taken over: what is to be done now must be no more than what was confirmed, and take none of it
/// away.
std::optional<StepFailure> Apply::plan_again(const TerraformPlan& confirmed, const Told& told) {
  if (const auto failed = plan_aws(told)) return failed;
  const bool replaces = std::ranges::any_of(aws_plan_->changes, [&](const ResourceChange& change) {
    return change.action != ResourceChange::Action::Update && adoption_.has_taken(change.address);
  });
  if (!replaces && is_within(*aws_plan_, confirmed)) return std::nullopt;
  StepFailure failure{"what is to be done now is more than what was confirmed",
                      "the same command shows it, and asks again"};
  failure.cause = "what was taken over is not as platform.yaml says";
  return failure;
}

/// What was planned, and again after what passes and after what stands already and is ours.
Result<std::string, StepFailure> Apply::make(const TerraformPlan& confirmed, const Told& told) {
  if (const auto failed = adoption_.begin(confirmed, told)) return *failed;
  int again = 0;
  for (;;) {
    const auto took = adoption_.take_over_tagged(*aws_plan_, told);
    if (!took) return took.error();
    if (*took)
      if (const auto failed = plan_again(confirmed, told)) return *failed;
    if (site_.interrupts.count() > 0)  // Terraform would not hear of it any more
      return StepFailure{"interrupted before Terraform made what was planned", "the same command goes on from here",
                         true};
    auto done = aws_plan_->is_empty() ? Result<std::string, StepFailure>(std::string("nothing was left to do"))
                                      : run_plan(told);
    if (done && again > 0)
      return fmt::format("{} (planned again {} after AWS broke off)", *done, again == 1 ? "once" : "twice");
    if (done) return done;
    if (again < kMostAgain && goes_on_after(done.error(), told)) {
      ++again;
    } else if (done.error().stands_already && site_.interrupts.count() == 0) {
      if (const auto failed = plan_aws(told)) return also(done.error(), *failed);
      const auto took_named = adoption_.take_over_standing(*aws_plan_, told);
      if (!took_named) return also(done.error(), took_named.error());
      if (!*took_named) return done;
      if (const auto failed = plan_again(confirmed, told)) return *failed;
    } else {
      return done;
    }
  }
}

Result<std::string, StepFailure> Apply::apply_aws(const Told& told) {
  if (aws_plan_->is_empty()) return std::string("unchanged");
  // What was known may be true no longer; whoever is killed before it is known again finds none.
  if (const auto gone = site_.doors.files.remove(site_.outputs_file()); !gone) return disk_failure(gone.error());
  const auto confirmed = *aws_plan_;
  auto done = make(confirmed, told);
  if (done || !done.error().is_interruption)
    if (const auto failed = adoption_.end()) return *failed;
  if (!done) return adoption_.explained(done.error());
  if (const auto failed = take_outputs()) return *failed;
  if (const auto failed = write_tree(site_)) return *failed;
  std::string said = *done;
  for (const auto& more : {adoption_.said(), adoption_.left_alone()})
    if (!more.empty()) said += "; " + more;
  return said;
}

std::optional<StepFailure> Apply::take_outputs() {
  const auto outputs = terraform_.output();
  if (!outputs) return outputs.error();
  // Terraform leaves out of its outputs each that speaks of more than what it was to make.
  std::map<std::string, std::string> more;
  if (const auto unknown = unknown_outputs(site_, outputs_in(*outputs)); !wish_.choice.is_whole() && !unknown.empty()) {
    auto values = terraform_.values(unknown);
    if (!values) return values.error();
    more = std::move(values).value();
  }
  if (const auto written = site_.doors.files.write(site_.outputs_file(), kept_outputs(*outputs, more)); !written)
    return disk_failure(written.error());
  return std::nullopt;
}

Result<std::string, StepFailure> Apply::reach(const Told& told) {
  // Names of AWS are known now.
  cluster_steps_ = cluster_steps(site_.graph, wish_.choice, known_outputs(site_));
  if (!in_cluster_) {
    auto api = open_cluster(site_);
    if (!api) return api.error();
    if (!*api)
      return StepFailure{
          fmt::format("there is no active cluster {} in {}", site_.graph.setting.cluster, site_.graph.setting.region),
          "`slipway apply` without --from and --only makes it"};
    if (const auto failed = enter(std::move(api).value())) return *failed;
  }
  told(api_->access().server);
  const io::Doing waiting(io::Doing::What::Wait, "the API server to answer");
  const auto is_stopped = [this] { return site_.interrupts.count() > 0; };
  if (const auto failed = cluster::wait_until_up(*api_, kServerUp.milliseconds(), is_stopped)) {
    if (is_stopped()) return StepFailure{"interrupted while it waited for " + api_->access().server, "", true};
    return StepFailure{failed->message, failed->fix};
  }
  if (const auto failed = in_cluster_->look()) return *failed;
  if (const auto failed = in_cluster_->remember_cluster()) return *failed;
  // What cannot be asked of a chart the plan has said.
  [[maybe_unused]] const auto unseen = in_cluster_->look_into_charts(cluster_steps_);
  return in_cluster_->widen(cluster_steps_);
}

Result<std::string, StepFailure> Apply::verify(const Told& told) {
  const auto deadline = site_.doors.clock.now() + (wish_.waits ? kAllWell.milliseconds() : 0);
  const io::Doing waiting(io::Doing::What::Wait, "all to be well");
  std::string not_ready;
  if (wish_.waits && in_cluster_) {
    auto waited = in_cluster_->wait_for_workloads(cluster_steps_, kAllWell.milliseconds(), told);
    if (!waited) return waited;
    not_ready = std::move(waited).value();
  }
  platform::Graph asked;
  asked.setting = site_.graph.setting;
  for (const auto& check : site_.graph.checks())
    if (wish_.choice.has(check.component)) asked.add(check);
  using Outcome = platform::CheckResult::Outcome;
  std::size_t ok = 0, failed = 0, skipped = 0, before_cluster = 0;
  std::string first, why_skipped, fix_skipped;
  for (;;) {
    const auto results = ops::verify(asked,
                                     {.api = api_.get(),
                                      .no_cluster = {"there is no cluster yet", "`slipway apply` of all makes it"},
                                      .aws = &site_.aws,
                                      .values = known_outputs(site_)},
                                     [](const platform::CheckResult&) {});
    ok = failed = skipped = before_cluster = 0;
    for (const auto& result : results) {
      ok += result.outcome == Outcome::Ok;
      before_cluster += !api_ && result.outcome == Outcome::Skipped &&
                        std::holds_alternative<platform::KubernetesQuestion>(result.check->asks);
      if (result.outcome == Outcome::Skipped && skipped++ == 0) {
        why_skipped = result.why;
        fix_skipped = result.fix.empty() ? "" : result.fix + "; ";
      }
      if (result.outcome != Outcome::Failed) continue;
      if (failed++ == 0)
        first = fmt::format("{}: {} (found: {})", result.check->component, result.check->claim, result.found);
    }
    if (failed == 0 || site_.interrupts.count() > 0 || site_.doors.clock.now() + kAskAgainAfter > deadline) break;
    told(fmt::format("{} ok, {} not yet; {}", ok, failed, first));
    site_.doors.clock.sleep(kAskAgainAfter);
  }
  if ((failed > 0 || !not_ready.empty()) && site_.interrupts.count() > 0)
    return StepFailure{"interrupted while it waited", "", true};
  if (ok == 0 && failed == 0 && skipped > before_cluster)
    return StepFailure{fmt::format("none of {} checks could be asked: {}", skipped, why_skipped),
                       fix_skipped + "all was applied: `slipway verify` asks again"};
  if (failed > 0)
    return StepFailure{fmt::format("{} ok, {} failed: {}", ok, failed, first),
                       "all was applied; `slipway verify` shows each check and the command that shows the same"};
  if (!not_ready.empty()) return StepFailure{not_ready, "all was applied; kubectl get pods --all-namespaces says more"};
  return fmt::format(
      "{} ok{}", ok,
      skipped > 0 ? fmt::format(", {} not asked{}{}", skipped, why_skipped.empty() ? "" : ": ", why_skipped) : "");
}

std::vector<Step> Apply::steps() {
  std::vector<Step> all;
  const auto& setting = site_.graph.setting;
  if (!retiring_.is_empty())
    all.push_back({"retire", "what goes while its controllers have their roles", "", 60,
                   [this](const Told& told) { return in_cluster_->retire(retiring_, told); }});
  all.push_back({"aws", fmt::format("Terraform in {}", setting.region), "", usual_seconds(site_.graph, *aws_plan_),
                 [this](const Told& told) { return apply_aws(told); }});
  if (wants_cluster())
    all.push_back({"access", fmt::format("cluster {}", setting.cluster), "", 5,
                   [this](const Told& told) { return reach(told); }});
  for (std::size_t i = 0; i < cluster_steps_.size(); ++i) {
    const auto& step = cluster_steps_[i];
    // By index: `access` fills the steps in anew.
    all.push_back({step.name, step.title, inputs_of(step), step.release ? 60 : 5, [this, i](const Told& told) {
                     const auto& now = cluster_steps_[i];
                     return now.release ? in_cluster_->apply_chart(now, told) : in_cluster_->apply_objects(now, told);
                   }});
  }
  if (wish_.choice.is_whole())
    all.push_back({"prune", "what the platform no longer has", "", 5,
                   [this](const Told& told) { return in_cluster_->prune(cluster_steps_, told); }});
  const auto checks = std::ranges::count_if(site_.graph.checks(),
                                            [this](const auto& check) { return wish_.choice.has(check.component); });
  all.push_back({"verify", fmt::format("{} check{}", checks, checks == 1 ? "" : "s"), "", 60,
                 [this](const Told& told) { return verify(told); }});
  if (!wish_.from.empty() && wish_.from != "retire") {
    const auto first = std::ranges::find(all, wish_.from, &Step::name);
    std::vector<Step> rest;
    for (auto step = all.begin(); step != all.end(); ++step)
      if (step >= first || step->name == "access") rest.push_back(std::move(*step));
    all = std::move(rest);
  }
  tree_.lay_with_first(all);
  return command_flags(site_).in(std::move(all));
}

}  // namespace slipway::ops
