#include "ops/status.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ops/plan_file.h"
#include "ops/testing/runs.h"

namespace slipway::ops::testing {
namespace {

/// What Terraform's refresh found done to the queue since it was applied.
doc::Map drifted(const doc::Map& before, const doc::Map& after) {
  return {{"address", "aws_sqs_queue.work"},
          {"mode", "managed"},
          {"type", "aws_sqs_queue"},
          {"name", "work"},
          {"change", doc::Map{{"actions", doc::List{"update"}}, {"before", before}, {"after", after}}}};
}

/// What `status` says of it when platform.yaml asks for a delay, and leaves the rest of the queue to AWS.
std::vector<std::string> said_of(const doc::Map& before, const doc::Map& after) {
  FakeWorld world;
  fill(world.graph);
  world.graph.add(platform::Resource{
      {"aws_sqs_queue", "work"},
      {{"delay_seconds", 1},
       {"redrive_policy", doc::Map{{"maxReceiveCount", 3}}},
       {"visibility_timeout_seconds", 30},
       {"lifecycle", doc::Map{{"ignore_changes", doc::List{doc::Expression{"visibility_timeout_seconds"}}}}}},
      "queues",
      {},
      {},
      {}});
  EXPECT_EQ(apply(world).outcome.failed, "");
  world.drift = doc::List{drifted(before, after)};
  const auto process = world.process();
  const auto found = drift(process->site, *world.journal, {}, quiet);
  EXPECT_TRUE(found) << (found ? "" : found.error().message);
  std::vector<std::string> said;
  if (!found) return {};
  EXPECT_EQ(found->unseen, std::vector<std::string>{});
  for (const auto& change : found->all) said.insert(said.end(), change.details.begin(), change.details.end());
  return said;
}

/// It costs money, and no apply and no destroy of Terraform's takes it away.
TEST(Drift, NamesWhatStandsBesideWhatTerraformKnows) {
  FakeWorld world;
  fill(world.graph);
  world.graph.add(platform::Resource{{"aws_vpc", "main"}, {}, "vpc", {}, {}, {}});
  world.tagged_by_others = {"aws_vpc.before"};
  ASSERT_EQ(apply(world).outcome.failed, "");
  const auto said = [&]() -> std::vector<std::string> {
    const auto process = world.process();
    const auto found = drift(process->site, *world.journal, {}, quiet);
    if (!found) return {found.error().message};
    std::vector<std::string> lines = found->unseen;
    for (const auto& change : found->all) lines.push_back(change.what + ": " + change.why);
    return lines;
  };
  EXPECT_EQ(said(), std::vector<std::string>{}) << "what stood before is not of this platform's making";
  world.tagged_by_others.insert({"aws_vpc.second.main", "sqs:of-a-kind-that-nobody-asks-for"});
  EXPECT_EQ(said(),
            (std::vector<std::string>{
                "arn:aws:ec2:eu-west-1:1:vpc/vpc-second.main: bears the platform's tag, and Terraform does not "
                "know it; if nobody needs it: aws ec2 delete-vpc --vpc-id vpc-second.main --region eu-west-1"}));
}

TEST(Drift, OfAnInterruptedSearchIsNotSeen) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.tagged_by_others = {"aws_vpc.second", "aws_vpc.third"};
  int asked = 0;
  world.before_aws = [&](const io::HttpRequest& request) {
    if (request.body.find("Action=DescribeVpcs") == std::string::npos) return;
    ++asked;
    world.interrupts.came = 1;
  };
  const auto process = world.process();
  const auto found = drift(process->site, *world.journal, {}, quiet);
  ASSERT_TRUE(found);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(found->unseen,
            std::vector<std::string>{"AWS, what bears the platform's tag: stopped while searching by tag"});
  EXPECT_TRUE(found->is_empty()) << "neither of the two is known to be a stray";
}

/// A refresh of nothing differs in nothing: the state, not the platform, is what is gone.
TEST(Drift, IsNotToldOfAStateThatWasLost) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  const auto unseen = [&world]() -> std::vector<std::string> {
    const auto process = world.process();
    const auto found = drift(process->site, *world.journal, {}, quiet);
    return found ? found->unseen : std::vector<std::string>{found.error().message};
  };
  EXPECT_EQ(unseen(), std::vector<std::string>{});
  world.resources.clear();
  world.unknown_cluster = R"({"status":"ACTIVE","tags":{"slipway.dev/platform":"demo"}})";
  ASSERT_FALSE(unseen().empty());
  EXPECT_NE(unseen()[0].find("AWS: EKS cluster demo stands already"), std::string::npos) << unseen()[0];
  EXPECT_NE(unseen()[0].find("terraform.tfstate.backup"), std::string::npos) << unseen()[0];
}

TEST(Drift, OfWhatThePlatformAsksForIsShownWithBothValues) {
  EXPECT_EQ(said_of({{"delay_seconds", 1}}, {{"delay_seconds", 5}}), std::vector<std::string>{"delay_seconds 5 → 1"});
  EXPECT_EQ(said_of({{"redrive_policy", doc::Map{{"maxReceiveCount", 3}}}},
                    {{"redrive_policy", doc::Map{{"maxReceiveCount", 9}}}}),
            std::vector<std::string>{"redrive_policy.maxReceiveCount 9 → 3"});
  EXPECT_EQ(said_of({{"tags", doc::Map{{"team", "a"}}}}, {{"tags", doc::Map{{"team", "b"}}}}),
            std::vector<std::string>{"tags.team \"b\" → \"a\""})
      << "tags are everybody's";
  EXPECT_EQ(said_of({{"tags", doc::Map{{"team", "a"}}}, {"tags_all", doc::Map{{"team", "a"}, {"by", "p"}}}},
                    {{"tags", doc::Map{{"team", "b"}}}, {"tags_all", doc::Map{{"team", "b"}, {"by", "q"}}}}),
            (std::vector<std::string>{"tags.by \"q\" → \"p\"", "tags.team \"b\" → \"a\""}))
      << "those that the provider adds as well";
}

TEST(Drift, OfWhatIsLeftToAwsIsNone) {
  EXPECT_EQ(said_of({{"max_message_size", 1024}}, {{"max_message_size", 2048}}), std::vector<std::string>{});
  EXPECT_EQ(said_of({{"visibility_timeout_seconds", 30}}, {{"visibility_timeout_seconds", 60}}),
            std::vector<std::string>{})
      << "an autoscaler's";
}

/// An apply that cannot do its work has told Terraform's state what it found: a refresh shows no difference any more.
TEST(Drift, IsShownHoweverTheLastApplyEnded) {
  enum class Since { None, Failed, FailedAndOthersWell };
  for (const auto since : {Since::None, Since::Failed, Since::FailedAndOthersWell}) {
    FakeWorld world;
    fill(world.graph);
    world.graph.add(platform::Resource{{"aws_sqs_queue", "work"}, {}, "queues", {}, {}, {}});
    ASSERT_EQ(apply(world).outcome.failed, "");
    EXPECT_FALSE(is_unended(*world.journal));
    world.drift = doc::List{drifted({{"tags_all", doc::Map{{"team", "a"}}}}, {{"tags_all", doc::Map{{"team", "b"}}}})};
    if (since != Since::None) {
      world.terraform_errors = {"no such host"};
      ASSERT_TRUE(world.journal->remember(kUnended, "now"));
      EXPECT_EQ(apply(world).outcome.failed, "aws");
      EXPECT_TRUE(is_unended(*world.journal));
    }
    if (since == Since::FailedAndOthersWell) {
      using State = Journal::State;
      const auto run = world.journal->begin_run({.verb = "apply", .who = "me", .version = "0", .begun = 3});
      ASSERT_TRUE(world.journal->begin_step(*run, "aws", "", 3));
      ASSERT_TRUE(world.journal->end_step(*run, "aws", State::Done, "1 created", 4));
      ASSERT_TRUE(world.journal->end_run(*run, State::Done, "of one component", 4));
      EXPECT_TRUE(is_unended(*world.journal)) << "of all none came to its end";
    }
    const auto process = world.process();
    const auto found = drift(process->site, *world.journal, {}, quiet);
    ASSERT_TRUE(found);
    const auto queue = std::ranges::find(found->all, "aws_sqs_queue.work", &Change::what);
    ASSERT_NE(queue, found->all.end()) << static_cast<int>(since);
    EXPECT_EQ(queue->details, std::vector<std::string>{"tags.team \"b\" → \"a\""});
  }
}

/// Why the thing is not there, as drift() says; "?" when it does not miss it.
std::string why_missing(FakeWorld& world, std::string_view what) {
  const auto process = world.process();
  const auto found = drift(process->site, *world.journal, {}, quiet);
  if (!found) return found.error().message;
  const auto one = std::ranges::find(found->all, what, &Change::what);
  return one == found->all.end() || one->action != Change::Action::Create ? "?" : one->why;
}

constexpr const char* kWeb = "/apis/apps/v1/namespaces/ml/deployments/web";

TEST(Drift, WhatAFirstApplyDidNotComeToIsStillToBeMade) {
  FakeWorld world;
  fill(world.graph);
  world.terraform_errors = {"no such host"};
  EXPECT_EQ(apply(world).outcome.failed, "aws");
  EXPECT_EQ(why_missing(world, "aws_sqs_queue.q"), platform::kStillToBeMade);

  FakeWorld later;
  bring_up(later);
  later.server.remove(kWeb);
  later.journal = std::move(Journal::open(":memory:")).value();
  EXPECT_EQ(why_missing(later, "Deployment ml/web"), platform::kStillToBeMade) << "no step that has it was done";
}

/// Of two of one name each would read the other's, or remove it.
TEST(Drift, TwoWhoLookAtOnceHaveAPlanEach) {
  FakeWorld world;
  bring_up(world);
  const auto folder = world.process()->site.folder;
  const auto first = std::make_unique<NameOfLook>(world.disk(), folder);
  EXPECT_EQ(first->text(), "slipway-status-1.tfplan");
  EXPECT_EQ(NameOfLook(world.disk(), folder).text(), "slipway-status-2.tfplan");
  const auto left = folder + "/tree/terraform/slipway-status-2.tfplan";
  world.disk().files[left] = "secrets of a status that was killed";
  const auto process = world.process();
  EXPECT_TRUE(drift(process->site, *world.journal, {}, quiet));
  EXPECT_FALSE(world.disk().files.contains(left));
  EXPECT_FALSE(world.disk().files.contains(folder + "/status-2.lock"));
}

TEST(Drift, WhatWasMadeIsGone) {
  FakeWorld world;
  bring_up(world);
  world.server.remove(kWeb);
  EXPECT_EQ(why_missing(world, "Deployment ml/web"), "");
  world.server.remove("/api/v1/namespaces/ml/configmaps/settings");
  EXPECT_EQ(why_missing(world, "ConfigMap ml/settings"), "") << "though its step was begun before AWS told the names";

  // After a failure Terraform is asked for a plan: what it once knew stands there as drift.
  ASSERT_TRUE(world.journal->remember(kUnended, "now"));
  world.resources.erase("aws_sqs_queue.q");
  EXPECT_EQ(why_missing(world, "aws_sqs_queue.q"), platform::kStillToBeMade);
  world.drift = doc::List{doc::Map{{"address", "aws_sqs_queue.q"},
                                   {"mode", "managed"},
                                   {"type", "aws_sqs_queue"},
                                   {"name", "q"},
                                   {"change", doc::Map{{"actions", doc::List{"delete"}}}}}};
  EXPECT_EQ(why_missing(world, "aws_sqs_queue.q"), "");
}

TEST(Drift, WhatPlatformYamlHasSinceMayBeEither) {
  FakeWorld world;
  bring_up(world);
  world.graph.add(graphs::read("{apiVersion: v1, kind: ConfigMap, metadata: {name: more, namespace: ml}}"));
  EXPECT_EQ(why_missing(world, "ConfigMap ml/more"), "is gone, or was not applied yet");
  world.graph.add(graphs::object("storage.k8s.io/v1", "StorageClass", "", "fast"));
  EXPECT_EQ(why_missing(world, "StorageClass fast"), platform::kStillToBeMade) << "there was no such step";
}

struct Seen {
  std::vector<std::string> what, unseen;
};
Seen seen_in(FakeWorld& world) {
  const auto process = world.process();
  const auto found = drift(process->site, *world.journal, {}, quiet);
  if (!found) return {{}, {found.error().message}};
  Seen seen{{}, found->unseen};
  for (const auto& change : found->all) seen.what.push_back(change.what);
  return seen;
}

void remove_files(FakeWorld& world, std::string_view part) {
  std::erase_if(world.disk().files, [&](const auto& file) { return file.first.find(part) != std::string::npos; });
}

/// A chart's values that stand in no file, and names of AWS that only Terraform's configuration would tell, are no
/// difference.
TEST(Drift, WhereWhatApplyWroteIsLostThatIsSaidAndNothingDiffers) {
  struct Row {
    const char* lost;  // files with this in their path
    const char* said;  // "": all can be asked all the same
  };
  for (const auto& [lost, said] : {Row{"/tree/kubernetes/", ""}, Row{"/outputs.json", ""},
                                   Row{"/tree/terraform/versions.tf", "AWS: .slipway/demo/tree/terraform/versions.tf"},
                                   Row{"/tree/terraform/", "AWS: .slipway/demo/tree/terraform/"},
                                   Row{"/tree/", "AWS: .slipway/demo/tree, which apply wrote, is gone"}}) {
    FakeWorld world;
    bring_up(world);
    ASSERT_EQ(seen_in(world).what, std::vector<std::string>{});
    remove_files(world, lost);
    const auto seen = seen_in(world);
    EXPECT_EQ(seen.what, std::vector<std::string>{}) << lost;
    ASSERT_EQ(seen.unseen.size(), *said ? 1u : 0u) << lost << ": " << (seen.unseen.empty() ? "" : seen.unseen[0]);
    if (!*said) continue;
    EXPECT_TRUE(seen.unseen[0].starts_with(said)) << seen.unseen[0];
    EXPECT_NE(seen.unseen[0].find("slipway apply --plan-only"), std::string::npos) << seen.unseen[0];
    EXPECT_TRUE(apply(world).changes.is_empty()) << "which writes them anew";
    EXPECT_EQ(seen_in(world).unseen, std::vector<std::string>{});
  }
}

/// Terraform is asked; where it does not know either, what was applied with these names is not compared.
TEST(Drift, NamesOfAwsThatAreDamagedAreNoDifference) {
  FakeWorld world;
  bring_up(world);
  world.disk().files[".slipway/demo/outputs.json"] = "{\"kuber";
  EXPECT_EQ(seen_in(world).what, std::vector<std::string>{});
  EXPECT_EQ(seen_in(world).unseen, std::vector<std::string>{});
  world.outputs.clear();
  const auto seen = seen_in(world);
  EXPECT_EQ(seen.what, std::vector<std::string>{});
  ASSERT_EQ(seen.unseen.size(), 1u);
  EXPECT_NE(seen.unseen[0].find("outputs.json"), std::string::npos) << seen.unseen[0];
  EXPECT_NE(seen.unseen[0].find("slipway apply --plan-only"), std::string::npos) << seen.unseen[0];
}

/// Whatever the plan came to, as long as no step of it was begun.
TEST(Drift, OfAPlanThatNothingCameOfTheTreeIsAsItWas) {
  enum class Ends { InAPlan, InAFailure };
  for (const auto ends : {Ends::InAPlan, Ends::InAFailure}) {
    FakeWorld world;
    bring_up(world);
    const auto files = world.disk().files;
    auto changed = world.graph;
    changed.add(platform::Resource{{"aws_sqs_queue", "more"}, {}, "queues", {}, {}, {}});
    changed.add(graphs::read("{apiVersion: v1, kind: ConfigMap, metadata: {name: more, namespace: ml}}"));
    std::swap(world.graph, changed);
    if (ends == Ends::InAFailure)
      world.server.trouble = [](const io::HttpRequest&) { return io::HttpResponse{403, {}, R"({"message":"no"})"}; };
    {
      const auto process = world.process();
      Apply looked(process->site, *world.journal, {});
      const auto plan = looked.plan(quiet);
      EXPECT_EQ(world.disk().files, files) << "already while somebody thinks it over";
    }
    world.server.trouble = nullptr;
    std::swap(world.graph, changed);
    EXPECT_EQ(world.disk().files, files);
    EXPECT_EQ(seen_in(world).what, std::vector<std::string>{});
    world.graph = changed;
    EXPECT_EQ(apply(world).outcome.failed, "");
    EXPECT_TRUE(world.resources.contains("aws_sqs_queue.more"));
  }
}

TEST(Drift, OfAPlatformThatIsMadeAnewIsWhatThisOneLacks) {
  FakeWorld world;
  bring_up(world);
  EXPECT_EQ(destroy(world).outcome.failed, "");
  const auto runs = world.journal->runs(1);
  ASSERT_TRUE(world.journal->end_run(runs->front().id, Journal::State::Done, "", 3));
  EXPECT_FALSE(*world.journal->was_done("70-workloads"));
}

}  // namespace
}  // namespace slipway::ops::testing
