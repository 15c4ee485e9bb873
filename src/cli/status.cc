#include "ops/status.h"

#include <fmt/format.h>

#include <limits>
#include <optional>

#include "base/text.h"
#include "cli/journal_text.h"
#include "cli/left_lines.h"
#include "cli/refusal.h"
#include "cli/site_flags.h"
#include "cli/step_lines.h"
#include "cli/verbs.h"
#include "doc/json.h"
#include "ops/applied.h"
#include "ops/said.h"
#include "ops/shown_commands.h"
#include "report/changes.h"
#include "report/terminal.h"

namespace slipway::cli {
namespace {

using Journal = ops::Journal;

constexpr int kUsualRuns = 10, kMostRuns = 100'000;
constexpr long long kNotGiven = std::numeric_limits<long long>::min();

class Status final : public Verb {
 public:
  void declare(Flags& flags) override {
    site_.declare(flags);
    flags.values("--only", only_, "COMPONENT", "what differs of these components only");
    flags.on("--journal", journal_, "what was done, run by run and step by step; asks nobody");
    flags.number("--runs", runs_, {1, kMostRuns}, "N", "with --journal: of the last N runs (10)");
    flags.choice("-o,--output", output_, {"table", "json"}, "how to print it");
  }

  ExitCode run(Session& session) override {
    if (runs_ != kNotGiven && !journal_)
      return refuse(session, "--runs goes with --journal: it says of how many runs", "--journal --runs N");
    if (journal_ && !only_.empty())
      return refuse(session, "--only does not go with --journal: a run is told of with all its steps",
                    "one of them: --journal tells what was done, --only what differs now");
    ExitCode code = ExitCode::Ok;
    const auto known = site_.open(session, SiteFlags::Use::Read, code, [&](const platform::Graph& graph) {
      return choose(session, graph, only_, choice_) && is_there(session, graph);
    });
    if (!known) return code;
    const auto runs = known->journal->runs(!journal_ ? 1 : runs_ == kNotGiven ? kUsualRuns : static_cast<int>(runs_));
    if (!runs) {
      complain(session, "", ops::disk_failure(runs.error(), "the same command again"));
      return ExitCode::WorldFailed;
    }
    const auto history = ops::history_of(*known->journal);
    if (history == ops::History::Never && !journal_)
      return say_it_was_never_applied(session, known->site->graph, known->site->journal_file(),
                                      " knows of no apply that began");
    if (!runs->empty() && runs->front().state == Journal::State::Begun) worker_ = worker_of(session, *known);
    if (journal_) return print_journal(session, *known, *runs);
    const auto open = site_.open(session, SiteFlags::Use::Look, code);
    if (!open) {
      if (code == ExitCode::WorldFailed && output_ == "table") print_known(session, *known, *runs);
      return code;
    }
    if (output_ == "table" && history == ops::History::Gone && !runs->empty()) return print_left(session, *open, *runs);
    return print_status(session, *open, *runs);
  }

 private:
  /// Whether there is a journal; told so when there is none. Of what was never applied nobody in AWS need be asked.
  bool is_there(Session& session, const platform::Graph& graph) const {
    const auto file = site_.folder(graph.setting.platform) + "/journal.db";
    if (session.files.look_at(file) != io::Entry::Nothing) return true;
    say_it_was_never_applied(session, graph, file, " is not there");
    return false;
  }

  static ExitCode say_it_was_never_applied(Session& session, const platform::Graph& graph, const std::string& journal,
                                           std::string_view how_known) {
    complain(session, "",
             {fmt::format("{} was never applied from here: {}{}", graph.setting.platform, journal, how_known),
              "`slipway apply` brings it up; or name the folder where it was applied with --state DIR"});
    return ExitCode::WrongUsage;
  }

  /// "": as far as is known, no Terraform that a killed run began is at work any more. Its lock is a file beside the
  /// state, which the next Terraform takes over when the one that made it is dead.
  static std::string terraform_of_killed(Session& session, const OpenSite& open) {
    const auto file = open.site->tree() + "/terraform/.terraform.tfstate.lock.info";
    const auto text = session.files.read(file);
    if (!text) return "";
    Diagnostics ignored;
    const auto document = doc::read_json(std::make_shared<const SourceText>(file, *text), ignored);
    const auto since = document.root()["Created"].text().substr(0, 19);
    return fmt::format("its Terraform may be at work yet: it locked the state{}\n",
                       since.empty() ? "" : fmt::format(" at {}Z", printable(since)));
  }

  /// Whoever holds the lock of a run that has not ended: "process 4711 on laptop"; "": it was killed.
  static std::string worker_of(Session& session, const OpenSite& open) {
    const auto lock = session.files.lock(open.site->lock_file());
    if (lock || !is_held(lock.error())) return "";
    const auto text = session.files.read(open.site->lock_file());
    return text && !text->empty() ? text->substr(0, text->find('\n')) : "another process";
  }

  std::string head_of(const Session& session, const OpenSite& open, const std::vector<Journal::Run>& runs) const {
    const auto& setting = open.site->graph.setting;
    auto text = fmt::format("{} · {} · EKS {}\n", setting.platform, setting.region, setting.version);
    if (runs.empty()) return text;
    const auto& last = runs.front();
    const auto said = [&](const Journal::Run& run, const std::string& worker) {
      return fmt::format("{} {} {} by {} (slipway {})", io::utc_time(run.begun), printable(title_of(run)),
                         outcome_of(run, worker), printable(run.who), run.version);
    };
    text += report::hanging("last: ", said(last, worker_), 6, static_cast<std::size_t>(session.width));
    if (last.part.empty()) return text;
    const auto whole = open.journal->last_whole_run();
    if (!whole || !*whole) return text;
    return text + report::hanging("of all: ", said(**whole, ""), 8, static_cast<std::size_t>(session.width));
  }

  static bool has_changed_since(const OpenSite& open) {
    const auto applied = open.journal->remembered(ops::kAppliedHash);
    return applied && *applied && **applied != ops::applied_of(open.site->graph);
  }

  /// What the text says of runs: by whom, when, and whether anybody is at it.
  doc::Map applied_json(const OpenSite& open, const std::vector<Journal::Run>& runs, const std::string& unended) const {
    const auto whole = open.journal->last_whole_run();
    return {{"last", runs.empty() ? doc::Value() : doc::Value(run_json(runs.front()))},
            {"lastOfAll", whole && *whole ? doc::Value(run_json(**whole)) : doc::Value()},
            {"atWork", worker_.empty() ? doc::Value() : doc::Value(printable(worker_))},
            {"didNotEnd", unended.empty() ? doc::Value() : doc::Value(unended)},
            {"fileChangedSince", has_changed_since(open)}};
  }

  /// What the journal knows, where AWS does not say who asks.
  void print_known(const Session& session, OpenSite& open, const std::vector<Journal::Run>& runs) const {
    const auto width = static_cast<std::size_t>(session.width);
    auto text = head_of(session, open, runs);
    if (!runs.empty()) {
      if (!worker_.empty()) text += now_of(open, runs.front(), width);
      if (runs.front().state != Journal::State::Done && !runs.front().said.empty())
        text += wrapped(printable(runs.front().said), 6, width);
    }
    session.out.write(
        text + "\n" +
        wrapped("whether all is as applied could not be asked; `slipway status --journal` tells the rest", 0, width));
  }

  /// Of a platform that was destroyed: what of it AWS has now, which may be less than what the destroy found.
  ExitCode print_left(Session& session, OpenSite& open, const std::vector<Journal::Run>& runs) const {
    const auto width = static_cast<std::size_t>(session.width);
    const auto& platform = open.site->graph.setting.platform;
    auto text = head_of(session, open, runs);
    const auto found = ops::left_behind(*open.aws, open.site->graph, open.site->cluster());
    if (!found) {
      text +=
          "\n" +
          wrapped(
              printable(fmt::format(
                  "{} is gone; its destroy ended with: {}. What of it is left now could not be asked: {}", platform,
                  runs.front().said,
                  ops::said_with_fix(
                      ops::command_flags(*open.site).in(ops::StepFailure{found.error().message, found.error().fix})))),
              0, width);
      session.out.write(text);
      return ExitCode::WorldFailed;
    }
    const bool all_is_gone = !ops::stays_any(*found);
    if (all_is_gone) text += fmt::format("\n{} is gone; nothing with its tags is left\n", platform);
    text += left_lines(*found, session.width) + "\n";
    text += all_is_gone ? "`slipway apply` brings it up again\n"
                        : wrapped(
                              "Terraform's state does not know of these, and another destroy would not delete them: "
                              "each command above does; then `slipway status` looks again. Until they are gone "
                              "`slipway apply` may stop at a name that is taken",
                              0, width);
    session.out.write(text);
    return all_is_gone ? ExitCode::Ok : ExitCode::FindingsReported;
  }

  ExitCode print_journal(Session& session, OpenSite& open, const std::vector<Journal::Run>& runs) const {
    std::vector<JournalRun> told;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
      auto steps = open.journal->steps(run->id);
      if (!steps) {
        complain(session, "", ops::disk_failure(steps.error(), "the same command again"));
        return ExitCode::WorldFailed;
      }
      told.push_back({*run, std::move(steps).value()});
    }
    const auto columns =
        session.out_is_terminal ? std::optional(static_cast<std::size_t>(session.width)) : std::nullopt;
    session.out.write(output_ == "json" ? journal_json(told) : journal_table(told, worker_, columns));
    return ExitCode::Ok;
  }

  ExitCode print_status(Session& session, OpenSite& open, const std::vector<Journal::Run>& runs) const {
    StepLines lines(session);
    const auto drift = ops::drift(*open.site, *open.journal, choice_, [&](const std::string& line) { lines.at(line); });
    lines.at("");
    if (!drift) {
      complain(session, "", drift.error());
      return ExitCode::WorldFailed;
    }
    const bool differs = !drift->is_empty(), is_unended = ops::is_unended(*open.journal);
    // Of several runs that did not end the newest says how to go on; an older one's is left to `slipway apply`.
    const bool is_newest = !runs.empty() && runs.front().state != Journal::State::Done;
    const std::string unended = is_newest ? runs.front().verb : "apply of all";
    if (output_ == "json") {
      auto document = report::changes_map(*drift);
      document.set("applied", applied_json(open, runs, is_unended ? unended : ""));
      session.out.write(doc::write_json(doc::Value(std::move(document)), doc::JsonLayout::Indented));
    } else {
      std::string text = head_of(session, open, runs);
      if (!runs.empty()) {
        const auto& last = runs.front();
        if (!worker_.empty()) text += now_of(open, last, static_cast<std::size_t>(session.width));
        if (last.state != Journal::State::Done && !last.said.empty())
          text += wrapped(printable(last.said), 6, static_cast<std::size_t>(session.width));
        if (last.state == Journal::State::Begun && worker_.empty()) text += terraform_of_killed(session, open);
        if (last.state != Journal::State::Done && worker_.empty())
          text +=
              fmt::format("to go on: slipway {}{}\n", last.verb, site_.path.empty() ? "" : " " + printable(site_.path));
      }
      if (has_changed_since(open))
        text += "platform.yaml has changed since it was applied: slipway apply --plan-only\n";
      if (const auto size = report::size_of(*drift); !size.empty()) text += fmt::format("\n{}\n", size);
      if (differs)
        text += is_unended ? fmt::format("\nnot as wanted; the last {} did not come to its end:\n", unended)
                           : "\nnot as applied:\n";
      if (differs || !drift->unseen.empty())
        text += report::drift_table(*drift, session.out_colour(), session.width);
      else
        text += is_unended ? fmt::format("all is there as wanted, but the last {} did not come to its end\n", unended)
                           : "all as applied\n";
      session.out.write(text);
    }
    if (differs) return ExitCode::FindingsReported;
    return drift->unseen.empty() ? ExitCode::Ok : ExitCode::WorldFailed;
  }

  /// "now: chart/keda since 2026-11-26T10:47:17Z, by process 4711 on laptop; what differs may be still to come"
  std::string now_of(OpenSite& open, const Journal::Run& run, std::size_t columns) const {
    const auto steps = open.journal->steps(run.id);
    std::string step;
    if (steps && !steps->empty())
      step = fmt::format("{} since {}, ", steps->back().step, io::utc_time(steps->back().begun));
    return report::hanging("now: ", fmt::format("{}by {}", step, printable(worker_)), 5, columns) +
           "     what differs may be what it has still to do\n";
  }

  SiteFlags site_;
  std::string worker_;  // who is at the last run now; "": nobody
  std::vector<std::string> only_;
  ops::Choice choice_;
  std::string output_ = "table";
  long long runs_ = kNotGiven;
  bool journal_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_status() { return make_verb<Status>(); }

}  // namespace slipway::cli
