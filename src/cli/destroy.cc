#include "ops/destroy.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "cli/left_lines.h"
#include "cli/refusal.h"
#include "cli/site_flags.h"
#include "cli/step_lines.h"
#include "cli/verbs.h"
#include "cost/bill.h"
#include "io/leaving.h"
#include "ops/adoption.h"
#include "ops/identity.h"
#include "ops/said.h"
#include "ops/status.h"
#include "report/changes.h"
#include "report/terminal.h"

namespace slipway::cli {
namespace {

constexpr std::size_t kMostNamed = 20;

class DestroyVerb final : public Verb {
 public:
  void declare(Flags& flags) override {
    site_.declare(flags);
    flags.on("--plan-only", plan_only_, "show what would be gone, and stop");
    flags.on("--yes", yes_, "do not ask; needs --name");
    flags.value("--name", name_, "NAME", "the platform's name, in place of typing it");
    flags.on("--keep-volumes", wish_.keeps_volumes, "volumes of claims outlive the cluster (reclaim policy Retain)");
    flags.on("--details", everything_, "everything by name");
  }

  ExitCode run(Session& session) override {
    if (yes_ && name_.empty())
      return refuse(session, "--yes alone does not say what is to be destroyed", "--yes --name NAME");
    ExitCode code = ExitCode::Ok;
    const auto open = site_.open(
        session, plan_only_ ? SiteFlags::Use::Plan : SiteFlags::Use::Change, code, [&](const platform::Graph& graph) {
          const bool is_it = name_.empty() || name_ == graph.setting.platform;
          if (!is_it)
            complain(session, "",
                     {fmt::format("the platform is called {}, not {}: nothing was done", graph.setting.platform, name_),
                      "--name as it is called; or another platform.yaml"});
          return is_it;
        });
    if (!open) return code;
    const std::string& name = open->site->graph.setting.platform;
    if (session.interrupts) io::say_when_interrupted("slipway: interrupted: nothing was done\n");
    StepLines lines(session);
    wish_.only_looks = plan_only_;
    ops::Destroy destroy(*open->site, *open->journal, wish_);
    const auto plan = destroy.plan([&](const std::string& line) { lines.at(line); });
    lines.at("");
    if (!plan) {
      complain(session, "plan", plan.error());
      return ExitCode::WorldFailed;
    }
    session.out.write(summary(session, *open, *plan));
    if (plan_only_) return ExitCode::Ok;
    if (!confirmed(session, name)) return ExitCode::WrongUsage;
    return work(session, *open, destroy, lines);
  }

 private:
  using State = ops::Journal::State;

  std::string summary(Session& session, const OpenSite& open, const platform::Changes& plan) const {
    if (plan.all.empty())
      return head_of(open, session.width) + "\n" +
             wrapped(
                 "there is nothing to destroy: neither Terraform's state nor the cluster has anything of it; what "
                 "bears its tags is searched for all the same",
                 0, static_cast<std::size_t>(session.width));
    auto text = head_of(open, session.width) + fmt::format("\nwill be gone: {}\n\n", report::size_of(plan));
    if (everything_) {
      for (const auto& change : plan.all)
        if (change.component != ops::kMadeInCluster)
          text += report::hanging(
              "  - ", fmt::format("{}{}", change.what, change.component.empty() ? "" : " (" + change.component + ")"),
              6, static_cast<std::size_t>(session.width));
    } else {
      text += report::changes_counts(plan, session.width);
    }
    text += made_in_cluster(session, plan);
    for (const auto& note : plan.notes)
      text += "\n" + report::hanging("note: ", printable(note), 6, static_cast<std::size_t>(session.width));
    Diagnostics ignored;
    const auto bill = cost::price(open.site->graph, {session.year, session.month, session.day}, ignored);
    const auto mark = std::ranges::any_of(bill.lines, &cost::Line::estimate) ? "~" : "";
    text += fmt::format("\nit costs {0}${1} a month as declared, {0}${2} when nobody uses it\n", mark,
                        bill.at(cost::Level::Declared).per_month.to_string(2),
                        bill.at(cost::Level::Idle).per_month.to_string(2));
    text += wrapped(wish_.keeps_volumes ? "volumes of claims stay, and what they cost"
                                        : "the data on volumes of claims is deleted; buckets and repositories that "
                                          "hold something stop it",
                    0, static_cast<std::size_t>(session.width));
    return text;
  }

  /// By name, before anybody says yes: no file says that it is there.
  std::string made_in_cluster(const Session& session, const platform::Changes& plan) const {
    using Action = platform::Change::Action;
    const auto width = static_cast<std::size_t>(session.width);
    std::string text;
    for (const auto& [action, head, sign] :
         {std::tuple{Action::Delete, "made in the cluster, and gone with it:", "  - "},
          std::tuple{Action::Keep, "stays in AWS, and costs: delete it first if it shall go:", "  = "}}) {
      std::size_t count = 0;
      for (const auto& change : plan.all) {
        if (change.component != ops::kMadeInCluster || change.action != action) continue;
        if (count == 0) text += fmt::format("\n{}\n", head);
        if (++count <= kMostNamed || everything_)
          text += report::hanging(sign, printable(fmt::format("{}: {}", change.what, change.why)), 6, width);
      }
      if (count > kMostNamed && !everything_) text += fmt::format("    and {} more: --details\n", count - kMostNamed);
    }
    return text;
  }

  bool confirmed(Session& session, const std::string& name) const {
    if (yes_) return true;
    if (!session.ask) {
      complain(session, "", {"nothing was done: there is no terminal to ask", "--yes --name " + name + " goes ahead"});
      return false;
    }
    const auto answer = session.ask(fmt::format("\nType {} to destroy it: ", name));
    if (answer && trim(*answer) == name) return true;
    session.complain("nothing was done", "the same command shows it and asks again");
    return false;
  }

  ExitCode work(Session& session, OpenSite& open, ops::Destroy& destroy, StepLines& lines) const {
    if (session.interrupts)
      session.interrupts->listen(io::Interrupts::At::Steps);  // until now, Ctrl-C ends it: nothing was done
    const auto run = open.journal->begin_run(
        {.verb = "destroy", .who = open.who, .version = std::string(version()), .begun = session.clock->now()});
    if (!run) {
      complain(session, "", ops::disk_failure(run.error(), "nothing was done, and the same command begins anew"));
      return ExitCode::WorldFailed;
    }
    // From the first step on it is not as it was applied, and what stays of it no later apply has made.
    for (const char* remembered : {ops::kAppliedHash, ops::kStoodBefore})
      if (const auto forgotten = open.journal->forget(remembered); !forgotten) {
        complain(session, "",
                 ops::disk_failure(forgotten.error(), "nothing was done, and the same command begins anew"));
        return ExitCode::WorldFailed;
      }
    const auto steps = destroy.steps();
    lines.fit(steps);
    open.site->notice = [&lines](const std::string& text) { lines.notice(text); };
    const auto outcome = ops::run_steps(steps, *open.journal, *run, *session.clock, *session.interrupts, lines);
    const bool is_well = outcome.failed.empty();
    const auto state = is_well ? State::Done : outcome.failure.is_interruption ? State::Interrupted : State::Failed;
    const auto said = !is_well ? outcome.failed + ": " + outcome.failure.message : ops::said_of(destroy.left());
    const auto written = open.journal->end_run(*run, state, said, session.clock->now());
    if (!is_well) {
      if (outcome.is_between_steps)
        session.err.write(report::hanging("slipway: ", fmt::format("stopped before {}, as you asked", outcome.failed),
                                          9, static_cast<std::size_t>(session.width)));
      else
        complain(session, outcome.failed, outcome.failure);
      if (!written) complain(session, "", ops::disk_failure(written.error(), "the same command again"));
      session.err.write("what is gone is gone; to go on, the same command again\n");
      return ExitCode::WorldFailed;
    }
    ops::forget_identity(*open.site);
    const auto& name = open.site->graph.setting.platform;
    const auto left = left_lines(destroy.left(), session.width);
    const bool all_is_gone = !ops::stays_any(destroy.left());
    session.out.write((all_is_gone ? fmt::format("\n{} is gone; nothing with its tags is left\n", name) : "") + left);
    return all_is_gone ? ExitCode::Ok : ExitCode::FindingsReported;
  }

  SiteFlags site_;
  std::string name_;
  ops::Destroy::Wish wish_;
  bool plan_only_ = false, yes_ = false, everything_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_destroy() { return make_verb<DestroyVerb>(); }

}  // namespace slipway::cli
