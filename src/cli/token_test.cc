#include <gtest/gtest.h>

#include "cli/testing/verb_run.h"

namespace slipway::cli {
namespace {

using testing::Said;

Said run_with(const std::map<std::string, std::string>& variables, std::vector<std::string> words) {
  testing::LiveDoors doors;
  doors.environment.variables = variables;
  words.insert(words.begin(), "token");
  return testing::run_with(doors.files, words, [&](Session& session) { doors.give(session); });
}

const std::map<std::string, std::string> kKeys = {{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "s"}};

TEST(Token, IsAnExecCredential) {
  const Said said = run_with(kKeys, {"--cluster", "demo", "--region", "eu-west-1"});
  EXPECT_EQ(said.code, ExitCode::Ok) << said.err;
  EXPECT_TRUE(said.out.starts_with(R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential")"));
  EXPECT_NE(said.out.find(R"("token":"k8s-aws-v1.)"), std::string::npos);
  EXPECT_NE(said.out.find(R"("expirationTimestamp":"2026-11-26T00:14:00Z")"), std::string::npos);
}

TEST(Token, SaysWhatIsMissing) {
  struct Row {
    std::map<std::string, std::string> variables;
    std::vector<std::string> words;
    const char* said;
    ExitCode code;
  };
  for (const auto& row : {
           Row{kKeys, {"--region", "eu-west-1"}, "which cluster?\n  = fix: --cluster NAME", ExitCode::WrongUsage},
           Row{kKeys, {"--cluster", "demo"}, "in which region?\n  = fix: --region REGION", ExitCode::WrongUsage},
           Row{kKeys,
               {"--cluster", "de/mo", "--region", "eu-west-1"},
               "letters, digits, - and _",
               ExitCode::WrongUsage},
           Row{{{"AWS_EC2_METADATA_DISABLED", "true"}},
               {"--cluster", "demo", "--region", "eu-west-1"},
               "slipway: ",
               ExitCode::WorldFailed},
       }) {
    const Said said = run_with(row.variables, row.words);
    EXPECT_EQ(said.code, row.code) << row.said;
    EXPECT_NE(said.err.find(row.said), std::string::npos) << said.err;
    EXPECT_EQ(said.out, "");
  }
}

}  // namespace
}  // namespace slipway::cli
