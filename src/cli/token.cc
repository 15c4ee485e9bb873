#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "cli/refusal.h"
#include "cli/site_flags.h"
#include "cli/verbs.h"
#include "ops/access.h"
#include "ops/shown_commands.h"

namespace slipway::cli {
namespace {

class Token final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.value("--cluster", cluster_.name, "NAME", "the EKS cluster");
    flags.value("--region", cluster_.region, "REGION", "where it is (AWS_REGION, else the profile's)");
    flags.value("--profile", cluster_.profile, "NAME", "AWS profile (AWS_PROFILE, else default)");
  }

  ExitCode run(Session& session) override {
    cloud::CredentialChain chain(
        {session.files, *session.http, *session.processes, *session.clock, *session.environment}, cluster_.profile);
    if (cluster_.region.empty()) cluster_.region = chain.region();
    const auto flags = ops::command_flags(cluster_);
    if (cluster_.name.empty())
      return refuse(session, "which cluster?", flags.in("--cluster NAME, one that `aws eks list-clusters` lists"));
    if (cluster_.region.empty())
      return refuse(session, "in which region?",
                    "--region REGION, or AWS_REGION, or region of the AWS profile (aws configure set region)");
    const auto is_name = [](std::string_view text) {
      return std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
    };
    for (const auto& [flag, name] : {std::pair{"--cluster", cluster_.name}, {"--region", cluster_.region}})
      if (!is_name(name))
        return refuse(session, fmt::format("{} cannot be '{}'", flag, name),
                      "names of clusters and regions are letters, digits, - and _");
    if (const auto keys = chain.get(); !keys) {
      complain(session, "", flags.in(ops::StepFailure{keys.error().message, keys.error().fix}));
      return ExitCode::WorldFailed;
    }
    const auto token = ops::make_token(chain, cluster_, *session.clock);
    if (!token) {
      complain(session, "", flags.in(ops::StepFailure{token.error().message, "the same command again"}));
      return ExitCode::WorldFailed;
    }
    session.out.write(ops::exec_credential(*token));
    return ExitCode::Ok;
  }

 private:
  ops::ClusterName cluster_;
};

}  // namespace

std::unique_ptr<Verb> make_token() { return make_verb<Token>(); }

}  // namespace slipway::cli
