#include "ops/preflight.h"

#include <algorithm>

#include "base/text.h"
#include "cli/load.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "report/checked.h"

namespace slipway::cli {
namespace {

using platform::Checked;
using Outcome = Checked::Outcome;

/// Parts are known before anything is asked, so that lines stand in columns as they come.
constexpr std::size_t kPartWidth = std::string_view("reservations").size();

class Preflight final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.argument("platform.yaml", path_, "the platform (./platform.yaml)");
    flags.value("--profile", profile_, "NAME", "AWS profile (AWS_PROFILE, else default)");
    flags.choice("-o,--output", output_, {"table", "json", "junit"}, "how to print it");
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    auto loaded = load(session, path_);
    if (!loaded) return ExitCode::WrongUsage;
    if (loaded->findings.has_errors()) {
      session.err.write(session.findings(loaded->findings, loaded->files_read(), session.err_colour()));
      return loaded->readable ? ExitCode::FindingsReported : ExitCode::WrongUsage;
    }
    const platform::Graph& graph = loaded->graph;
    const cloud::Doors doors{session.files, *session.http, *session.processes, *session.clock, *session.environment};
    cloud::CredentialChain chain(doors, profile_);
    cloud::Aws aws(doors, chain, graph.setting.region);

    const bool is_table = output_ == "table";
    const bool is_live = is_table && result_.out.empty();
    std::string text, last_why;
    const auto checks = ops::preflight(graph, {aws, chain, *session.clock}, [&](const Checked& check) {
      if (!is_table) return;
      const auto line = report::checked_line(check, last_why, kPartWidth, is_live ? session.out_colour() : Colour::Off,
                                             session.width);
      if (check.outcome == Outcome::Skipped) last_why = check.why;
      if (is_live)
        session.out.write(line);
      else
        text += line;
    });
    if (is_live)
      session.out.write("\n" + report::checked_summary(checks));
    else if (const auto code = result_.write(session, whole(checks, text, graph), loaded->names());
             code != ExitCode::Ok)
      return code;
    return judge(checks);
  }

 private:
  std::string whole(const std::vector<Checked>& checks, const std::string& lines, const platform::Graph& graph) const {
    if (output_ == "json") return report::preflight_json(checks);
    if (output_ == "junit") return report::checked_junit(checks, graph.setting.platform);
    return lines + "\n" + report::checked_summary(checks);
  }

  /// Whom AWS does not know has asked nothing.
  static ExitCode judge(const std::vector<Checked>& checks) {
    const bool has_asked =
        std::ranges::any_of(checks, [](const Checked& check) { return check.part != "credentials"; });
    if (!has_asked) return ExitCode::WorldFailed;
    return std::ranges::count(checks, Outcome::Failed, &Checked::outcome) > 0 ? ExitCode::FindingsReported
                                                                              : ExitCode::Ok;
  }

  std::string path_, profile_, output_ = "table";
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_preflight() { return make_verb<Preflight>(); }

}  // namespace slipway::cli
