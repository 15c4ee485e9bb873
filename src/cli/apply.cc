#include "cli/apply.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/refusal.h"
#include "cli/step_lines.h"
#include "cli/verbs.h"
#include "cost/bill.h"
#include "io/leaving.h"
#include "ops/applied.h"
#include "ops/apply.h"
#include "ops/identity.h"
#include "ops/losses.h"
#include "ops/preflight.h"
#include "ops/said.h"
#include "ops/shown_commands.h"
#include "ops/status.h"
#include "report/changes.h"
#include "report/checked.h"
#include "report/terminal.h"

namespace slipway::cli {
namespace {

constexpr const char* kNothingDone = "nothing was done, and the same command begins anew";
// What the journal remembers, beside ops/status.h's.
constexpr const char* kBill = "bill a month";

/// "~$605.61": any price in it is estimated.
std::string dollars(const cost::Bill& bill) {
  const bool is_estimate = std::ranges::any_of(bill.lines, &cost::Line::estimate);
  return (is_estimate ? "~$" : "$") + bill.at(cost::Level::Declared).per_month.to_string(2);
}

class Applying {
 public:
  Applying(Session& session, const ApplyRequest& request) : session_(session), request_(request), lines_(session) {}

  ExitCode run(std::unique_ptr<io::Lock> lock) {
    ExitCode code = ExitCode::Ok;
    ops::ApplyWish wish{
        .from = request_.from,
        .conflicts = request_.takes_over ? cluster::Conflicts::Take : cluster::Conflicts::TakeFromPeople,
        .waits = request_.waits};
    open_ = request_.site.open(
        session_, request_.plan_only ? SiteFlags::Use::Plan : SiteFlags::Use::Change, code,
        [&](const platform::Graph& graph) {
          if (!choose(session_, graph, request_.only, wish.choice)) return false;
          const auto wrong = ops::no_such_step(graph, wish);
          if (wrong) complain(session_, "", *wrong);
          return !wrong;
        },
        std::move(lock));
    if (!open_) return code;
    if (session_.interrupts) io::say_when_interrupted(request_.nothing_done);
    ops::Apply apply(*open_->site, *open_->journal, wish);
    const auto changes = apply.plan([&](const std::string& line) { lines_.at(line); });
    lines_.at("");
    if (!changes) {
      complain(session_, "plan", changes.error());
      return ExitCode::WorldFailed;
    }
    show(*changes);
    if (!changes->refused.empty()) {
      refuse(session_, "nothing was done", "mend what is refused above, then the same command");
      return ExitCode::FindingsReported;
    }
    const auto losses = losses_text(*changes);
    if (request_.output != "json") session_.out.write(losses);
    if (request_.plan_only) {
      if (changes->is_empty()) say_nothing_differs(*changes);
      return ExitCode::Ok;
    }
    if (!losses.empty() && request_.yes && !request_.allows_loss) {
      return refuse(session_, "nothing was done: --yes alone does not do what is lost for good",
                    "--yes --allow-loss does; or put back in platform.yaml what is not to be lost");
    }
    if (changes->is_empty() && was_well() && request_.from != "verify") {
      say_nothing_differs(*changes);
      return ExitCode::Ok;
    }
    if (changes->is_empty()) return work(apply);  // to the end that the last run did not reach
    if (const auto asked = ask_first(*changes); asked != ExitCode::Ok) return asked;
    if (!confirmed(!losses.empty())) return ExitCode::WrongUsage;
    return work(apply);
  }

 private:
  using State = ops::Journal::State;

  /// As the journal names it.
  std::string part() const {
    std::string text;
    if (!request_.only.empty()) text = "--only " + join(request_.only, ",");
    if (!request_.from.empty()) text += (text.empty() ? "--from " : " --from ") + request_.from;
    return text;
  }

  std::string rest_was_not_looked_at() const {
    const auto& name = open_->site->graph.setting.platform;
    return request_.only.empty() ? fmt::format("what comes before {} in {} was not looked at", request_.from, name)
                                 : fmt::format("the rest of {} was not looked at", name);
  }

  const std::string& bill_a_month() {
    if (bill_.empty()) {
      Diagnostics ignored;  // plan says them
      bill_ = dollars(cost::price(open_->site->graph, {session_.year, session_.month, session_.day}, ignored));
    }
    return bill_;
  }

  void show(const platform::Changes& changes) {
    if (request_.output == "json") {
      session_.out.write(report::changes_json(changes));
      return;
    }
    auto text = head_of(*open_, session_.width);
    if (const auto table = report::changes_table(changes, request_.everything, session_.out_colour(), session_.width);
        !table.empty())
      text += "\n" + table;
    if (!changes.is_empty()) {
      const auto before = open_->journal->remembered(kBill);
      auto bill = "bill a month as declared: " + bill_a_month();
      if (before && *before && **before != bill_a_month()) bill += " (was " + **before + ")";
      text += "\n" +
              report::hanging("", bill + "; `slipway plan` itemizes it", 2, static_cast<std::size_t>(session_.width));
    }
    session_.out.write(text);
  }

  /// Whether the journal knows of an apply, and the last one of all came to its end: one of some components says
  /// nothing of the rest. Of a journal that is new beside a platform that stands neither is known.
  bool was_well() const {
    const auto unended = open_->journal->remembered(ops::kUnended);
    const auto applied = open_->journal->last_run_of("apply");
    return unended && !*unended && applied && *applied;
  }

  void say_nothing_differs(const platform::Changes& changes) {
    if (request_.output == "json") return;
    const auto size = report::size_of(changes);
    std::string text = "nothing to do";
    if (!size.empty()) text += fmt::format(": {} are as platform.yaml says", size);
    if (!part().empty()) text += "; " + rest_was_not_looked_at();
    if (!was_well()) text += "; but no apply of all came to its end here: `slipway apply` checks that all is well";
    session_.out.write("\n" + wrapped(text, 0, static_cast<std::size_t>(session_.width)));
  }

  /// Preflight, when there is something to make in AWS.
  ExitCode ask_first(const platform::Changes& changes) {
    const bool makes = std::ranges::any_of(changes.all, [](const platform::Change& change) {
      return change.where == platform::Change::Where::Aws && change.action == platform::Change::Action::Create;
    });
    if (!makes || !request_.asks_first) return ExitCode::Ok;
    using Outcome = platform::Checked::Outcome;
    auto results = ops::preflight(open_->site->graph, {*open_->aws, *open_->chain, *session_.clock},
                                  [&](const platform::Checked& checked) { lines_.at("preflight: " + checked.claim); });
    const auto flags = ops::command_flags(*open_->site);
    for (auto& result : results)
      for (auto* text : {&result.why, &result.fix}) *text = flags.in(*text);
    lines_.at("");
    std::string text = "\npreflight: " + report::checked_summary(results);
    std::size_t part_width = 0;
    for (const auto& result : results) part_width = std::max(part_width, result.part.size());
    const auto failed = std::ranges::count(results, Outcome::Failed, &platform::Checked::outcome);
    for (const auto& result : results)
      if (result.outcome == Outcome::Failed || result.outcome == Outcome::Warned)
        text += report::checked_line(result, report::Why::New, part_width, session_.err_colour(), session_.width);
    session_.err.write(text);
    if (failed == 0) return ExitCode::Ok;
    refuse(session_, "nothing was done", "mend that first, or go on all the same with --no-preflight");
    return ExitCode::FindingsReported;
  }

  /// "" when nothing is.
  std::string losses_text(const platform::Changes& changes) const {
    const auto width = static_cast<std::size_t>(session_.width);
    const report::Paint paint(session_.out_colour());
    std::string text;
    for (const auto& change : changes.all) {
      const auto lost = ops::what_is_lost(change);
      if (lost.empty()) continue;
      const bool is_anew = change.action == platform::Change::Action::Replace;
      text += report::hanging(
          "  ", printable(fmt::format("{} {}: {}", change.what, is_anew ? "is made anew" : "is destroyed", lost)), 6,
          width);
      if (is_anew && !change.details.empty())
        text += report::hanging("      ", printable(fmt::format("because of {}", fmt::join(change.details, ", "))), 6,
                                width);
    }
    return text.empty() ? "" : fmt::format("\n{}LOST FOR GOOD{}\n", paint.red, paint.off) + text;
  }

  bool confirmed(bool is_loss) {
    if (request_.yes) return true;
    if (!session_.ask) {
      refuse(session_, "nothing was done: there is no terminal to ask", "--yes goes ahead");
      return false;
    }
    const std::string wanted = is_loss ? open_->site->graph.setting.platform : "yes";
    const auto answer = session_.ask(is_loss ? fmt::format("\nApply this, and lose that? Type {}: ", wanted)
                                             : "\nApply this? Only `yes` does: ");
    if (answer && trim(*answer) == wanted) return true;
    session_.complain("nothing was done", "the same command shows it and asks again");
    return false;
  }

  ExitCode say_it_is_done(const Result<io::Done>& written) {
    if (!written) {
      auto failure = ops::disk_failure(written.error(), "the same command, which finds all of it done");
      failure.message = "all steps are done, but the journal could not say so: " + failure.message;
      complain(session_, "", failure);
      return ExitCode::WorldFailed;
    }
    const auto& name = open_->site->graph.setting.platform;
    if (!part().empty()) {
      session_.err.write(fmt::format("\ndone; {}\n", rest_was_not_looked_at()));
      return ExitCode::Ok;
    }
    auto& to = request_.output == "json" ? session_.err : session_.out;
    to.write(
        fmt::format("\n{} is as platform.yaml says\n  kubectl{} get nodes\n", name, ops::kubectl_flags(*open_->site)));
    return ExitCode::Ok;
  }

  ExitCode work(ops::Apply& apply) {
    const auto steps = apply.steps();
    lines_.fit(steps);
    open_->site->notice = [this](const std::string& text) { lines_.notice(text); };
    auto& journal = *open_->journal;
    const bool is_whole = request_.only.empty();
    auto written = ops::remember_identity(*open_->site);
    if (written && is_whole) written = journal.remember(ops::kUnended, io::utc_time(session_.clock->now()));
    if (!written) {
      complain(session_, "", ops::disk_failure(written.error(), kNothingDone));
      return ExitCode::WorldFailed;
    }
    if (session_.interrupts)
      session_.interrupts->listen(io::Interrupts::At::Steps);  // until now, Ctrl-C ends it: nothing was done
    const auto run = journal.begin_run({.verb = "apply",
                                        .who = open_->who,
                                        .version = std::string(version()),
                                        .begun = session_.clock->now(),
                                        .part = part()});
    if (!run) {
      complain(session_, "", ops::disk_failure(run.error(), kNothingDone));
      return ExitCode::WorldFailed;
    }
    const auto outcome = ops::run_steps(steps, journal, *run, *session_.clock, *session_.interrupts, lines_);
    const bool is_well = outcome.failed.empty();
    const auto state = is_well ? State::Done : outcome.failure.is_interruption ? State::Interrupted : State::Failed;
    const auto said = !is_well         ? outcome.failed + ": " + outcome.failure.message
                      : part().empty() ? "all is well"
                                       : "that is well; " + rest_was_not_looked_at();
    written = journal.end_run(*run, state, said, session_.clock->now());
    if (request_.from.empty() && (is_well || outcome.failed == "verify")) remember_what_is_applied();
    if (is_well) {
      if (is_whole) [[maybe_unused]]
        const auto ended = journal.forget(ops::kUnended);
      return say_it_is_done(written);
    }
    if (outcome.is_between_steps)
      session_.err.write(report::hanging("slipway: ", fmt::format("stopped before {}, as you asked", outcome.failed), 9,
                                         static_cast<std::size_t>(session_.width)));
    else
      complain(session_, outcome.failed, outcome.failure);
    if (!written) complain(session_, "", ops::disk_failure(written.error(), "the same command again"));
    if (outcome.failed == "verify" && !outcome.failure.is_interruption) return ExitCode::FindingsReported;
    session_.err.write("what was done stays done; to go on, the same command again\n");
    return ExitCode::WorldFailed;
  }

  void remember_what_is_applied() {
    auto& journal = *open_->journal;
    const auto now = ops::applied_of(open_->site->graph);
    if (request_.only.empty()) {
      [[maybe_unused]] const auto bill = journal.remember(kBill, bill_a_month());
      [[maybe_unused]] const auto all = journal.remember(ops::kAppliedHash, now);
    } else if (const auto before = journal.remembered(ops::kAppliedHash); before && *before) {
      [[maybe_unused]] const auto part = journal.remember(
          ops::kAppliedHash, ops::applied_in_part(**before, now, {{request_.only.begin(), request_.only.end()}}));
    }
  }

  Session& session_;
  const ApplyRequest& request_;
  StepLines lines_;
  std::unique_ptr<OpenSite> open_;
  std::string bill_;
};

class ApplyVerb final : public Verb {
 public:
  void declare(Flags& flags) override {
    request_.site.declare(flags);
    flags.on("--plan-only", request_.plan_only, "show what would be done, and stop");
    flags.on("--yes", request_.yes, "do not ask");
    flags.on("--allow-loss", request_.allows_loss,
             "with --yes: also replace a cluster, nodes or a database, or destroy data");
    flags.values("--only", request_.only, "COMPONENT", "only what these components make; nothing is removed");
    flags.value("--from", request_.from, "STEP", "take the steps before it for done");
    flags.on("--details", request_.everything, "what is created by name as well");
    flags.on("--no-preflight", request_.no_preflight, "do not ask AWS for quotas, addresses and types first");
    flags.on("--no-wait", request_.no_wait, "check once at the end, without waiting until all is well");
    flags.on("--force-conflicts", request_.takes_over, "take over fields that controllers own as well");
    flags.choice("-o,--output", request_.output, {"table", "json"}, "how to print what would be done");
  }
  ExitCode run(Session& session) override {
    request_.asks_first = !request_.no_preflight;
    request_.waits = !request_.no_wait;
    return apply(session, request_);
  }

 private:
  struct Words : ApplyRequest {
    bool no_preflight = false, no_wait = false;
  } request_;
};

}  // namespace

ExitCode apply(Session& session, const ApplyRequest& request, std::unique_ptr<io::Lock> lock) {
  return Applying(session, request).run(std::move(lock));
}

std::unique_ptr<Verb> make_apply() { return make_verb<ApplyVerb>(); }

}  // namespace slipway::cli
