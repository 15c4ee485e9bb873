#include "ops/snapshot.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cli/cluster_flags.h"
#include "cli/result.h"
#include "cli/site_flags.h"
#include "cli/step_lines.h"
#include "cli/verbs.h"
#include "io/files.h"
#include "ops/shown_commands.h"

namespace slipway::cli {
namespace {

class Snapshot final : public Verb {
 public:
  void declare(Flags& flags) override {
    cluster_.declare(flags);
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    io::make_private();  // no secrets are in it, but all that runs
    const auto api = cluster_.open(session, ops::command_flags(cluster::Access(), cluster_.as_words()));
    if (!api) return ExitCode::WrongUsage;
    const auto flags = ops::command_flags(api->access(), cluster_.as_words());
    const auto tell = [&](const cluster::ApiFailure& failure) {
      complain(session, "", flags.in(ops::StepFailure{failure.message, failure.fix}));
    };
    StepLines lines(session);
    const auto taken = ops::take_snapshot(*api, *session.clock,
                                          [&](std::string_view kind) { lines.at(fmt::format("reading {}", kind)); });
    lines.at("");
    if (!taken) {
      tell(taken.error());
      return ExitCode::WorldFailed;
    }
    for (auto [kind, why] : taken->skipped) {
      why.message = kind + " is not in it: " + why.message;
      tell(why);
    }
    const ExitCode code = result_.write(session, taken->text);
    if (code == ExitCode::Ok && !session.quiet)
      session.err.write(fmt::format("{} objects of context {}\n", taken->objects, printable(api->access().context)));
    return code;
  }

 private:
  ClusterFlags cluster_;
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_snapshot() { return make_verb<Snapshot>(); }

}  // namespace slipway::cli
