#include <gtest/gtest.h>

#include "cli/testing/live_world.h"
#include "cloud/sha1.h"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;
using testing::Said;
using testing::says;

constexpr const char* kDatabase =
    "  databases:\n    app: {engine: postgres, version: \"17\", databaseName: app, instanceClass: db.t4g.micro, "
    "storage: 20Gi}\n";

/// `slipway apply` of a platform that has nothing in its cluster.
using ApplyVerb = testing::LiveWorld;

TEST_F(ApplyVerb, ApplyShowsWhatItWouldDoAndDoesNothingUntilToldTo) {
  const Said planned = run({"apply", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "demo · eu-west-1 · EKS ")) << planned.out;
  EXPECT_TRUE(says(planned.out, "as arn:aws:iam::111122223333:user/ada\n"));
  EXPECT_TRUE(says(planned.out, "\neks-cluster ")) << planned.out;
  EXPECT_FALSE(says(planned.out, "LOST FOR GOOD"));

  const Said alone = run({"apply", "--no-preflight"});
  EXPECT_EQ(alone.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(alone.err, "nothing was done: there is no terminal to ask\n  = fix: --yes goes ahead")) << alone.err;

  answers = {"y"};
  EXPECT_EQ(run({"apply", "--no-preflight"}).code, ExitCode::WrongUsage) << "only yes is yes";
  EXPECT_EQ(questions, (std::vector<std::string>{"\nApply this? Only `yes` does: "}));
  EXPECT_TRUE(world.resources.empty());
}

TEST_F(ApplyVerb, ASessionThatMayEndInTheMiddleIsAskedForAnewOrSaidBeforehand) {
  environment.variables = {{"HOME", "/home/me"}, {"AWS_PROFILE", "a"}};
  world.disk().files["/home/me/.aws/config"] =
      "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = keys\nmfa_serial = arn:aws:iam::1:mfa/me\n"
      "[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
  const auto asked = R"({"RoleArn": "arn:aws:iam::1:role/a", "SerialNumber": "arn:aws:iam::1:mfa/me"})";
  world.disk().files["/home/me/.aws/cli/cache/" + cloud::sha1_hex(asked) + ".json"] =
      R"({"Credentials":{"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":"t",)"
      R"("Expiration":"2026-11-26T00:20:00Z"}})";
  answers = {"123456"};
  const Said planned = run({"apply", "--plan-only"});
  EXPECT_TRUE(questions.empty()) << questions.front();
  EXPECT_TRUE(says(planned.out, "note: the session of profile a (role arn:aws:iam::1:role/a) ends in 20 min"))
      << planned.out << planned.err;
  EXPECT_EQ(run({"apply"}).code, ExitCode::WorldFailed) << "this world's STS makes none";
  EXPECT_EQ(questions, (std::vector<std::string>{"unseen: Enter MFA code for arn:aws:iam::1:mfa/me: "}));
  answers.clear();
  const Said alone = run({"apply", "--yes", "--no-preflight", "--no-wait"});
  EXPECT_TRUE(says(alone.out, "note: the session of profile a (role arn:aws:iam::1:role/a) ends in "))
      << alone.out << alone.err;
}

TEST_F(ApplyVerb, AFailureOfTerraformSaysStepCauseAndFixWhateverItPrints) {
  const std::string known =
      R"({"type":"diagnostic","diagnostic":{"severity":"error","address":"aws_eks_cluster.main","summary":)"
      R"("creating EKS Cluster (demo): operation error EKS: CreateCluster, https response error StatusCode: 400, )"
      R"(RequestID: 7f-1, StrangeException: it is odd"}})";
  struct Row {
    std::string command, step, says;
    io::Finished finished;
  };
  for (const auto& row : {
           Row{"init", "plan: ", "no registry", {1, "", "Error: no registry\n"}},
           Row{"plan", "plan: ", "aws_eks_cluster.main (eks-cluster, platform.yaml:4)", {1, known, ""}},
           Row{"plan", "plan: ", "ended by signal 9", {137, "", ""}},
           Row{"show", "plan: ", "is not known", {0, "no plan", ""}},
           Row{"apply", "aws: ", "StrangeException", {1, known, ""}},
           Row{"apply", "aws: ", "ended with status 1", {1, "\n\n", "\n"}},
           Row{"apply", "aws: ", "odd", {1, "\x1b[31m\xff odd \x07", ""}},
           Row{"output", "aws: ", "ended with status 4", {4, "", ""}},
       }) {
    programs.instead = [&row](const io::Command& command) -> std::optional<io::Finished> {
      if (command.words.at(0) != "terraform" || command.words.at(1) != row.command) return std::nullopt;
      return row.finished;
    };
    fs::remove(folder / "journal.db");
    world.disk().files.erase(state + "/tree/terraform/.terraform/slipway");
    const Said said = apply();
    EXPECT_EQ(said.code, ExitCode::WorldFailed) << row.command;
    EXPECT_TRUE(says(said.err, "slipway: " + row.step)) << row.command << "\n" << said.err;
    auto unbroken = said.err;
    for (auto at = unbroken.find("\n         "); at != unbroken.npos; at = unbroken.find("\n         "))
      unbroken.replace(at, 10, " ");
    EXPECT_TRUE(says(unbroken, row.says)) << row.command << "\n" << unbroken;
    EXPECT_TRUE(says(said.err, "\n  = cause: ")) << row.command << "\n" << said.err;
    EXPECT_TRUE(says(said.err, "\n  = fix: ")) << row.command << "\n" << said.err;
    EXPECT_FALSE(says(said.err, "\x1b")) << row.command;
  }
}

TEST_F(ApplyVerb, WhatIsNoTerraformOrDidNothingIsNoSuccess) {
  const auto answers_to = [this](const std::string& verb, const std::string& output) {
    programs.instead = [verb, output](const io::Command& command) -> std::optional<io::Finished> {
      if (command.words.at(0) != "terraform" || (!verb.empty() && command.words.at(1) != verb)) return std::nullopt;
      if (command.on_line) command.on_line(output);
      return io::Finished{0, output, ""};
    };
  };
  answers_to("", "");  // as /bin/true
  for (const char* verb : {"apply", "destroy"}) {
    const Said said = run({verb, "--plan-only"});
    EXPECT_EQ(said.code, ExitCode::WorldFailed) << verb;
    EXPECT_TRUE(says(said.err, "terraform version -json printed no version of")) << said.err;
  }
  answers_to("apply", "");
  const Said nothing = apply();
  EXPECT_EQ(nothing.code, ExitCode::WorldFailed) << nothing.err;
  EXPECT_TRUE(says(nothing.err, "slipway: aws: terraform apply ended well, but not with what was planned"))
      << nothing.err;
  EXPECT_FALSE(says(nothing.out, "is as platform.yaml says"));
  answers_to("output", "{{{");
  const Said garbage = apply();
  EXPECT_EQ(garbage.code, ExitCode::WorldFailed) << garbage.err;
  EXPECT_TRUE(says(garbage.err, "slipway: aws: terraform output printed no JSON")) << garbage.err;
  EXPECT_FALSE(world.disk().files.contains(state + "/outputs.json"))
      << "what was known may be true no longer: the next apply asks anew";
}

TEST_F(ApplyVerb, APlanWithNothingInItSaysSo) {
  apply();
  const Said planned = run({"apply", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "\nnothing to do: ") && says(planned.out, "all came to its end here: `slipway apply`"))
      << planned.out;
  EXPECT_FALSE(says(run({"apply", "--plan-only", "-o", "json"}).out, "nothing to do"));
}

TEST_F(ApplyVerb, ApplyNamesStepsAndComponentsThatThereAre) {
  const Said component = run({"apply", "--only", "nothing"});
  EXPECT_EQ(component.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(component.err, "component 'nothing' makes nothing here\n  = fix: --only with one of "))
      << component.err;
  const Said step = run({"apply", "--from", "51"});
  EXPECT_EQ(step.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(step.err, "the steps are retire, aws, access, ")) << step.err;
}

/// Lost, or moved away as its own fix advises: what stands is found by asking, and told of again.
TEST_F(ApplyVerb, ApplyWithANewJournalSaysThatAllIsAsWanted) {
  apply();
  fs::remove(folder / "journal.db");
  EXPECT_TRUE(says(run({"status"}).err, "demo was never applied from here"));
  apply();
  EXPECT_TRUE(says(run({"status"}).out, "\nlast: 2026-")) << run({"status"}).err;
}

TEST_F(ApplyVerb, SomeComponentsThatAreWellDoNotMakeAllWell) {
  EXPECT_EQ(apply().code, ExitCode::FindingsReported) << "AWS has not what verify asks for";
  const Said some = apply({"--only", "storage-classes"});
  ASSERT_EQ(some.code, ExitCode::Ok) << some.err;
  const Said again = apply();
  EXPECT_FALSE(says(again.out, "nothing to do")) << again.out;
  EXPECT_EQ(again.code, ExitCode::FindingsReported) << again.err;
}

TEST_F(ApplyVerb, WhatIsLostForGoodWantsTheNameTyped) {
  const auto without = world.disk().files["platform.yaml"];
  world.disk().files["platform.yaml"] = without + kDatabase;
  apply();
  ASSERT_TRUE(world.resources.contains("aws_db_instance.app"));
  world.disk().files["platform.yaml"] = without;

  const Said planned = run({"apply", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "\nLOST FOR GOOD\n  aws_db_instance.app is destroyed: the database and its data\n"))
      << planned.out;

  const Said yes = apply();
  EXPECT_EQ(yes.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(yes.err, "--yes --allow-loss does")) << yes.err;
  answers = {"yes"};
  EXPECT_EQ(run({"apply", "--no-preflight"}).code, ExitCode::WrongUsage);
  EXPECT_EQ(questions.back(), "\nApply this, and lose that? Type demo: ");
  ASSERT_TRUE(world.resources.contains("aws_db_instance.app"));

  apply({"--allow-loss"});
  EXPECT_FALSE(world.resources.contains("aws_db_instance.app"));
}

}  // namespace
}  // namespace slipway::cli
