#include "ops/preflight.h"

#include <algorithm>

#include "cli/checked_output.h"
#include "cli/load.h"
#include "cli/site_flags.h"
#include "cli/verbs.h"
#include "ops/shown_commands.h"
#include "report/checked.h"

namespace slipway::cli {
namespace {

/// Parts are known before anything is asked, so that lines stand in columns as they come.
constexpr std::size_t kPartWidth = std::string_view("reservations").size();

class Preflight final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.argument("platform.yaml", path_, "the platform (./platform.yaml)");
    flags.value("--state", state_, "DIR", "where apply's state is (.slipway/NAME beside platform.yaml)");
    flags.value("--profile", profile_, "NAME", "AWS profile (AWS_PROFILE, else default)");
    flags.value("--terraform", terraform_, "PROGRAM", "Terraform or OpenTofu (the first of terraform, tofu in PATH)");
    output_.declare(flags);
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
    chain.ask_by(session.ask_unseen);
    cloud::Aws aws(doors, chain, graph.setting.region);

    CheckedOutput output(session, output_, kPartWidth);
    const auto folder = state_.empty() ? state_folder(path_, graph.setting.platform) : state_;
    const auto program = terraform_program(session, terraform_);
    ops::Terraform terraform(*session.processes, {.program = program, .folder = {}, .environment = {}});
    ops::Helm helm(*session.processes, {});
    const ops::ClusterName cluster{graph.setting.cluster, graph.setting.region, profile_};
    auto flags = ops::command_flags(cluster);
    flags.terraform = ops::terraform_words(program, folder, cluster, *session.environment);
    const auto shown = [&](platform::Checked check) {
      for (auto* text : {&check.why, &check.fix}) *text = flags.in(*text);
      return check;
    };
    auto checks = ops::preflight(
        graph,
        {aws, chain, *session.clock, ops::SeenState{folder, ops::state_knows(session.files, folder, graph.setting)},
         &terraform, &helm},
        [&](const platform::Checked& check) { output.tell(shown(check)); });
    std::ranges::transform(checks, checks.begin(), shown);
    if (const auto code =
            output.end([&] { return report::preflight_json(checks); }, graph.setting.platform, loaded->names());
        code != ExitCode::Ok)
      return code;
    // Whom AWS does not know has asked nothing.
    const bool has_asked = std::ranges::any_of(checks, [](const auto& check) {
      return check.part != "credentials" && check.part != "programs" &&
             check.outcome != platform::Checked::Outcome::Skipped;
    });
    return has_asked ? output.judge() : ExitCode::WorldFailed;
  }

 private:
  std::string path_, state_, profile_, terraform_;
  CheckedFlags output_;
};

}  // namespace

std::unique_ptr<Verb> make_preflight() { return make_verb<Preflight>(); }

}  // namespace slipway::cli
