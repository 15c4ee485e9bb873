#include <algorithm>
#include <cctype>

#include "cli/verbs.h"
#include "ops/access.h"

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
    if (cluster_.name.empty()) {
      session.complain("which cluster? --cluster NAME");
      return ExitCode::WrongUsage;
    }
    cloud::CredentialChain chain(
        {session.files, *session.http, *session.processes, *session.clock, *session.environment}, cluster_.profile);
    if (cluster_.region.empty()) cluster_.region = chain.region();
    if (cluster_.region.empty()) {
      session.complain("in which region? --region REGION");
      return ExitCode::WrongUsage;
    }
    const auto is_name = [](std::string_view text) {
      return std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
    };
    if (!is_name(cluster_.name) || !is_name(cluster_.region)) {
      session.complain("names of clusters and regions are letters, digits, - and _");
      return ExitCode::WrongUsage;
    }
    const auto token = ops::make_token(chain, cluster_, *session.clock);
    if (!token) {
      session.complain(token.error().message);
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
