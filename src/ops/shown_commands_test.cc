#include "ops/shown_commands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "ops/testing/asked_elsewhere.h"

namespace slipway::ops {
namespace {

TEST(ShownCommands, AskTheSameCluster) {
  const auto with = [](std::string_view text) { return CommandFlags{.kubectl = " --context c"}.in(text); };
  EXPECT_EQ(
      with("ask: kubectl get pods; `kubectl auth can-i --list`, kubectl delete job a"),
      "ask: kubectl --context c get pods; `kubectl --context c auth can-i --list`, kubectl --context c delete job a");
  for (const char* same : {"", "kubectl", "someone applied it with kubectl: leave it", "kubectl config get-contexts",
                           "kubectl --kubeconfig k get pods", "managed by kubectl (Update)"})
    EXPECT_EQ(with(same), same);
}

TEST(ShownCommands, AskTheSameAccount) {
  EXPECT_EQ(aws_flags({"demo", "eu-west-1", ""}), " --region eu-west-1");
  EXPECT_EQ(aws_flags({"demo", "eu-west-1", "my admin"}), " --region eu-west-1 --profile 'my admin'");
}

TEST(ShownCommands, OfAwsAskTheRegionAndProfileThatWereNamed) {
  const CommandFlags flags{.aws = " --region r --profile 'my ci'", .kubectl = " --kubeconfig 'my kc' --context c"};
  const auto with = [&](std::string_view text) { return flags.in(text); };
  EXPECT_EQ(with("aws sts get-caller-identity"), "aws --region r --profile 'my ci' sts get-caller-identity");
  EXPECT_EQ(with("who? aws eks list-access-entries; aws sts get-caller-identity says"),
            "who? aws --region r --profile 'my ci' eks list-access-entries; aws --region r --profile 'my ci' sts "
            "get-caller-identity says");
  EXPECT_EQ(with("enable it: aws account enable-region --region s (or not)"),
            "enable it: aws --profile 'my ci' account enable-region --region s (or not)");
  EXPECT_EQ(with("aws eks update-kubeconfig --name CLUSTER writes it"),
            "aws --region r --profile 'my ci' eks update-kubeconfig --kubeconfig 'my kc' --name CLUSTER writes it");
  EXPECT_EQ(with("aws ec2 describe-vpcs --region s --profile t"), "aws ec2 describe-vpcs --region s --profile t");
  for (const char* prose : {"log in: aws sso login --profile a", "aws configure, or another way", "the laws eks has",
                            "ask aws people", "", "aws "})
    EXPECT_EQ(with(prose), prose);
  EXPECT_EQ(CommandFlags{}.in("aws sts get-caller-identity"), "aws sts get-caller-identity");
  const CommandFlags named{.aws = " --region r", .cluster = "demo"};
  EXPECT_EQ(named.in("aws eks list-nodegroups --cluster-name CLUSTER"),
            "aws --region r eks list-nodegroups --cluster-name demo");
}

TEST(ShownCommands, OfTerraformRunWhereTheStateIsAndAsWhom) {
  io::FakeEnvironment environment;
  EXPECT_EQ(terraform_words("tofu", ".slipway/demo", {"demo", "eu-west-1", ""}, environment),
            "tofu -chdir=.slipway/demo/tree/terraform");
  environment.variables["AWS_ACCESS_KEY_ID"] = "AKIA";  // goes before a profile, in Terraform's provider
  const CommandFlags flags{.terraform =
                               terraform_words("terraform", "my state", {"demo", "eu-west-1", "my ci"}, environment)};
  EXPECT_EQ(flags.in("`terraform plan` says it; terraform import a.b c"),
            "`AWS_ACCESS_KEY_ID= AWS_PROFILE='my ci' terraform -chdir='my state/tree/terraform' plan` says it; "
            "AWS_ACCESS_KEY_ID= AWS_PROFILE='my ci' terraform -chdir='my state/tree/terraform' import a.b c");
  const auto failure = flags.in(StepFailure{.message = "terraform plan: no", .fix = "terraform plan"});
  EXPECT_EQ(failure.message, "terraform plan: no") << "what was run";
  EXPECT_EQ(failure.fix, flags.in("terraform plan"));
}

TEST(ShownCommands, AreOfTheClusterThatTheKubeconfigsPluginNames) {
  cluster::Access access;
  const auto aws = [&] { return command_flags(access, " --context c").aws; };
  EXPECT_EQ(aws(), " --region REGION");
  access.credentials.exec = cluster::ExecPlugin{};
  access.credentials.exec->args = {"--region", "eu-west-1", "eks", "get-token", "--cluster-name", "demo"};
  access.credentials.exec->environment = {{"AWS_PROFILE", "ci"}};
  EXPECT_EQ(aws(), " --region eu-west-1 --profile ci");
  EXPECT_EQ(command_flags(access, "").cluster, "demo");
}

/// The string literals of a source, those that follow one another as one.
std::vector<std::string> literals_of(std::string_view source) {
  std::vector<std::string> all;
  bool is_open = false;  // the last one may go on
  for (std::size_t at = 0; at < source.size(); ++at) {
    const char c = source[at];
    if (source.substr(at).starts_with("//")) {
      at = std::min(source.find('\n', at), source.size());
    } else if (c == '\'') {
      at += source.substr(at).starts_with("'\\") ? 3 : source.substr(at + 2).starts_with('\'') ? 2 : 0;
    } else if (c == '"') {
      if (!is_open) all.emplace_back();
      for (++at; at < source.size() && source[at] != '"'; ++at) {
        if (source[at] == '\\') ++at;
        all.back() += source[at];
      }
      is_open = true;
    } else if (std::string_view(" \n").find(c) == std::string_view::npos) {
      is_open = false;
    }
  }
  return all;
}

/// Each command that stands in a text of what works on AWS and the cluster is known for one.
TEST(ShownCommands, AllThatAreWrittenAskWhatWasNamed) {
  const CommandFlags named{" --region eu-west-1 --profile ci", " --kubeconfig kc --context dev", "tofu -chdir=t",
                           "demo"};
  // Not of this account and cluster, or what others do; and what is to stand in a file.
  constexpr std::string_view kProse[] = {"kubectl {} {} {}{}",  // a verb of explain.cc's
                                         "kubectl asks a plugin", "kubectl kustomize", "kubectl patch …"};
  std::size_t commands = 0;
  for (const char* folder : {"cloud", "cluster", "ops", "cli", "io"})
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(SLIPWAY_SOURCE_DIR "/src/") + folder)) {
      const auto path = entry.path().string();
      if (path.find("_test.") != path.npos || path.find("/testing/") != path.npos || !entry.is_regular_file()) continue;
      // These are told the flags when they are made.
      if (path.ends_with("removal_command.cc")) continue;
      std::ifstream in(path, std::ios::binary);
      const std::string source{std::istreambuf_iterator<char>(in), {}};
      for (const auto& literal : literals_of(source)) {
        if (literal.size() < 10) continue;  // a program's name alone
        if (std::ranges::any_of(kProse, [&](auto prose) { return literal.find(prose) != literal.npos; })) continue;
        const auto shown = named.in(literal);
        commands += shown != literal;
        // A region that the text has itself is filled in, or follows.
        std::string filled = shown + " ";
        for (const std::string_view open : {"--region {} ", "--region {1} ", "--region  "})
          for (auto at = filled.find(open); at != filled.npos; at = filled.find(open, at + 1))
            filled.replace(at, open.size(), "--region eu-west-1 ");
        EXPECT_EQ(testing::asked_elsewhere(filled, named), "") << path;
      }
    }
  EXPECT_GT(commands, 50u);
}

}  // namespace
}  // namespace slipway::ops
