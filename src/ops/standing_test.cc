#include "ops/standing.h"

#include "ops/identity.h"
#include "ops/testing/runs.h"

namespace slipway::ops::testing {
namespace {

constexpr const char* kOurs = R"({"status":"ACTIVE","tags":{"slipway.dev/platform":"demo"}})";

/// What a plan of apply says when AWS has a cluster that Terraform's state does not know.
StepFailure refused(FakeWorld& world, ApplyWish wish = {}) {
  const auto process = world.process();
  Apply apply(process->site, *world.journal, std::move(wish));
  const auto plan = apply.plan(quiet);
  return plan ? StepFailure{"planned"} : plan.error();
}

bool has(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

constexpr const char* kRest =
    R"({"version":4,"resources":[{"mode":"managed","type":"aws_iam_role","name":"cluster","instances":[{}]}]})";

TEST(AClusterThatStands, AndIsUnknownToTheStateStopsThePlan) {
  FakeWorld world;
  fill(world.graph);
  world.unknown_cluster = kOurs;
  for (const auto& wish : {ApplyWish{}, ApplyWish{.choice = {{"eks-cluster"}}}, ApplyWish{.from = "access"}}) {
    const auto failure = refused(world, wish);
    EXPECT_EQ(failure.message,
              "EKS cluster demo stands already in eu-west-1, and this state (.slipway/demo) knows nothing of it")
        << wish.from;
    EXPECT_TRUE(has(failure.cause, "with another state")) << failure.cause;
    EXPECT_TRUE(has(failure.fix, "--state DIR") && has(failure.fix, "Key=slipway.dev/platform,Values=demo"))
        << failure.fix;
  }
  EXPECT_TRUE(world.resources.empty());
}

/// It would be emptied, though nothing of AWS would go.
TEST(AClusterThatStands, AndIsUnknownToTheStateIsNotDestroyed) {
  FakeWorld world;
  bring_up(world);
  const auto planned = [&] {
    const auto process = world.process();
    Destroy destroy(process->site, *world.journal, {});
    const auto plan = destroy.plan(quiet);
    return plan ? StepFailure{"planned"} : plan.error();
  };
  EXPECT_EQ(planned().message, "planned");
  world.resources.clear();
  world.unknown_cluster = kOurs;
  EXPECT_EQ(planned().message,
            "EKS cluster demo stands already in eu-west-1, and this state (.slipway/demo) knows nothing of it");
  const auto killed = world.journal->begin_run({.verb = "apply", .who = "ada", .version = "0", .begun = 1});
  ASSERT_TRUE(killed && world.journal->begin_step(*killed, "aws", "", 1));
  world.end_of_other_terraform = [&world] { world.resources = {"aws_eks_cluster.main"}; };
  EXPECT_EQ(planned().message, "planned") << "its Terraform was at work yet, and knew it in the end";
}

TEST(AClusterThatStands, IsTerraformsToKnowNotTheJournals) {
  FakeWorld world;
  bring_up(world);
  world.journal = std::move(Journal::open(":memory:")).value();
  world.disk().files.erase(".slipway/demo/identity.json");
  world.disk().files.erase(".slipway/demo/outputs.json");
  EXPECT_EQ(refused(world).message, "planned") << "a backend has the state: the folder may be as good as new";
  EXPECT_EQ(refused(world, {.from = "access"}).message, "planned");
}

TEST(AClusterThatStands, SaysWhyAndWhatHelpsByWhoMadeIt) {
  struct Row {
    const char* cluster;
    bool has_begun;
    const char *cause, *fix;
    const char* state = "";
  };
  for (const Row& row :
       {Row{R"({"status":"ACTIVE"})", false, "somebody else's", "metadata.name"},
        Row{R"({"status":"ACTIVE","tags":{"slipway.dev/platform":"other"}})", true, "platform other's", "cluster.name"},
        Row{R"({"status":"CREATING","tags":{"slipway.dev/platform":"demo"}})", true, "Terraform was killed",
            "(aws eks wait cluster-active --region eu-west-1 --name demo, first)", kRest},
        // An import of the cluster alone would have it made anew, beside all else that stands.
        Row{kOurs, true, "was lost or emptied", "terraform.tfstate.backup"},
        Row{kOurs, true, "was lost or emptied", "terraform.tfstate.backup", R"({"version":4,"resources":[]})"},
        Row{R"({"status":"DELETING"})", false, "somebody is deleting it", "wait cluster-deleted"}}) {
    FakeWorld world;
    fill(world.graph);
    world.unknown_cluster = row.cluster;
    world.disk().files[".slipway/demo/tree/terraform/terraform.tfstate"] = row.state;
    if (row.has_begun) {
      ASSERT_TRUE(world.journal->begin_run({.verb = "apply", .who = "ada", .version = "0", .begun = 1}));
    }
    const auto failure = refused(world);
    EXPECT_TRUE(has(failure.message, "stands already")) << failure.message;
    EXPECT_TRUE(has(failure.cause, row.cause)) << failure.cause;
    EXPECT_TRUE(has(failure.fix, row.fix)) << failure.fix;
  }
}

/// Terraform was killed while EKS made it, for ten minutes: it is taken over, and nothing has to be typed.
TEST(AClusterThatStands, AndAnApplyFromHereBeganIsTakenOver) {
  FakeWorld world;
  fill(world.graph);
  world.loses_answer_of = {"aws_eks_cluster.main"};
  EXPECT_EQ(apply(world).outcome.failed, "aws");
  world.unknown_cluster = R"({"status":"ACTIVE","createdAt":1795651200.0,)"  // 2026-11-26
                          R"("certificateAuthority":{"data":"YXV0aG9yaXR5"},"tags":{"slipway.dev/platform":"demo"},)"
                          R"("endpoint":")" +
                          world.server.access().server + "\"}";
  world.disk().files[".slipway/demo/tree/terraform/terraform.tfstate"] = kRest;
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed + ran.refused, "") << ran.outcome.failure.message;
  EXPECT_TRUE(world.resources.contains("aws_eks_cluster.main"));
  EXPECT_TRUE(has(ran.watched.said.at("aws"), "took over aws_eks_cluster.main (demo)")) << ran.watched.said.at("aws");
}

TEST(AClusterThatStands, AndCannotBeAskedForIsLeftToTerraform) {
  FakeWorld world;
  fill(world.graph);
  world.unknown_cluster = "nothing that AWS says";
  const auto failure = refused(world);
  EXPECT_FALSE(has(failure.message, "stands already")) << "nobody knows whose it is: " << failure.message;
}

TEST(StateKnows, AsItsFilesTell) {
  constexpr const char* kState =
      R"({"resources":[{"type":"aws_eks_cluster","instances":[{"attributes":{"arn":"arn:aws:eks:eu-west-1:1:cluster/demo"}}]}]})";
  constexpr const char* kOther =
      R"({"resources":[{"type":"aws_eks_cluster","instances":[{"attributes":{"arn":"arn:aws:eks:eu-west-1:1:cluster/old"}}]}]})";
  platform::Setting setting;
  setting.cluster = "demo";
  setting.region = "eu-west-1";
  struct Row {
    std::map<std::string, std::string> files;
    StateKnows knows;
    const char* what;
  };
  const std::string terraform = ".slipway/demo/tree/terraform/";
  for (const Row& row :
       {Row{{}, StateKnows::Nothing, "a new folder"},
        Row{{{terraform + "versions.tf", "terraform {}"}}, StateKnows::Nothing, "a plan that was only looked at"},
        Row{{{terraform + "terraform.tfstate", kState}}, StateKnows::Cluster, "Terraform's state beside"},
        Row{{{terraform + "terraform.tfstate", kOther}}, StateKnows::Nothing, "a cluster of another name"},
        Row{{{terraform + "terraform.tfstate", kRest}, {".slipway/demo/identity.json", R"({"platform":"demo"})"}},
            StateKnows::Beginning,
            "an apply that was killed early"},
        Row{{{terraform + "terraform.tfstate", "{}"}, {".slipway/demo/identity.json", R"({"platform":"demo"})"}},
            StateKnows::Lost,
            "a state that was emptied"},
        Row{{{".slipway/demo/identity.json", R"({"platform":"demo"})"}}, StateKnows::Lost, "a state that is lost"},
        Row{{{terraform + "backend.tf", "terraform {\n  backend \"s3\" {\n  }\n}\n"}}, StateKnows::Elsewhere, "S3"},
        Row{{{terraform + "mine.tf", "terraform {\n  cloud {\n  }\n}\n"}}, StateKnows::Elsewhere, "HCP Terraform"},
        Row{{{terraform + "backend.tf.example", "  backend \"s3\" {"}}, StateKnows::Nothing, "no backend yet"},
        Row{{{terraform + "notes.tf", "# backend \"s3\" {\n"}}, StateKnows::Nothing, "a comment"}}) {
    io::FakeFiles files;
    files.files = row.files;
    EXPECT_EQ(state_knows(files, ".slipway/demo", setting), row.knows) << row.what;
  }
}

}  // namespace
}  // namespace slipway::ops::testing
