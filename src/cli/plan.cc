#include "report/plan.h"

#include <fmt/core.h>

#include <charconv>
#include <chrono>

#include "base/shell_word.h"
#include "base/text.h"
#include "cli/load.h"
#include "cli/next_step.h"
#include "cli/refusal.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "cost/bill.h"
#include "platform/inventory.h"

namespace slipway::cli {
namespace {

/// "2026-11-25"; nullopt for anything else.
std::optional<cost::Day> day_of(std::string_view text) {
  cost::Day day{};
  int* const parts[] = {&day.year, &day.month, &day.day};
  constexpr std::size_t kFrom[] = {0, 5, 8}, kLength[] = {4, 2, 2};
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto part = text.substr(kFrom[i], kLength[i]);
    if (std::from_chars(part.data(), part.data() + part.size(), *parts[i]).ptr != part.data() + part.size())
      return std::nullopt;
  }
  const std::chrono::year_month_day real{std::chrono::year(day.year),
                                         std::chrono::month(static_cast<unsigned>(day.month)),
                                         std::chrono::day(static_cast<unsigned>(day.day))};
  return real.ok() ? std::optional(day) : std::nullopt;
}

class Plan final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.argument("platform.yaml", path_, "the platform (./platform.yaml)");
    flags.choice("-o,--output", output_, {"table", "json", "markdown"}, "how to print it");
    flags.on("--details", details_, "every resource and object by name, with the line it comes from");
    flags.choice("--why", why_, {"", "cost"}, "with cost: each line's arithmetic and its price's source and date");
    flags.value("--date", date_, "YYYY-MM-DD", "the day that support tiers are asked for (today)");
    result_.declare_fail_on(flags);
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    cost::Day day{session.year, session.month, session.day};
    if (!date_.empty()) {
      const auto asked = day_of(date_);
      if (!asked) {
        return refuse(session, "--date cannot be '" + date_ + "'", "a day such as 2026-11-25");
      }
      day = *asked;
    }
    auto loaded = load(session, path_);
    if (!loaded) return ExitCode::WrongUsage;
    if (loaded->findings.has_errors()) {
      session.err.write(session.findings(loaded->findings, loaded->files_read(), session.err_colour()));
      return loaded->readable ? ExitCode::FindingsReported : ExitCode::WrongUsage;
    }
    auto& findings = loaded->findings;
    const auto bill = cost::price(loaded->graph, day, findings);
    findings.sort();
    const auto inventory = platform::count(loaded->graph);
    const ExitCode written =
        result_.write(session, text({loaded->graph, inventory, bill, findings}, session, *loaded), loaded->names());
    if (written == ExitCode::Ok && output_ == "table" && path_ != "-")
      say_next(session, fmt::format("slipway lint{}{} says whether it will do what it is for", path_.empty() ? "" : " ",
                                    path_.empty() ? "" : printable(shell_word(path_))));
    return written == ExitCode::Ok ? result_.judge(findings) : written;
  }

 private:
  std::string text(const report::Plan& plan, const Session& session, Loaded& loaded) const {
    const report::PlanDetail detail{.everything = details_, .why_cost = why_ == "cost"};
    if (output_ == "json") return report::plan_json(plan);
    if (output_ == "markdown") return report::plan_markdown(plan, detail);
    const Colour colour = result_.out.empty() ? session.out_colour() : Colour::Off;
    return report::plan_table(plan, detail, colour, session.width) +
           session.findings(loaded.findings, loaded.files_read(), colour);
  }

  std::string path_, output_ = "table", why_, date_;
  bool details_ = false;
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_plan() { return make_verb<Plan>(); }

}  // namespace slipway::cli
