#include "ops/adoption.h"

#include <algorithm>

#include "ops/testing/runs.h"

namespace slipway::ops {
namespace {

using namespace testing;

constexpr const char *kRole = "aws_iam_role.web", *kVpc = "aws_vpc.main";

void add(FakeWorld& world, const char* type, const char* name) {
  world.graph.add(platform::Resource{{type, name}, {}, "web", {}, {}, {}});
}

void fill_with_role_and_vpc(FakeWorld& world) {
  fill(world.graph);
  add(world, "aws_iam_role", "web");
  add(world, "aws_vpc", "main");
}

/// After an apply that made these, and heard nothing.
void lose_answers(FakeWorld& world) {
  fill_with_role_and_vpc(world);
  world.loses_answer_of = {kRole, kVpc};
  EXPECT_EQ(apply(world).outcome.failed, "aws");
  EXPECT_EQ(world.unheard, (std::set<std::string>{kRole, kVpc}));
}

std::set<std::string> undisturbed() {
  FakeWorld world;
  fill_with_role_and_vpc(world);
  EXPECT_EQ(apply(world).outcome.failed, "");
  return world.state();
}

std::ptrdiff_t imports(const FakeWorld& world) { return std::ranges::count(world.ran, "terraform import"); }

bool has(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

TEST(Adoption, WhatALostAnswerLeftIsTakenOverAndNothingIsDoubled) {
  FakeWorld world;
  lose_answers(world);
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(world.state(), undisturbed());
  EXPECT_EQ(imports(world), 2);
  const auto said = ran.watched.said.at("aws");
  EXPECT_TRUE(
      has(said, "; took over aws_vpc.main (vpc-main), aws_iam_role.web (web): an apply from here had made each"))
      << said;
  const auto last = world.journal->last("aws");
  ASSERT_TRUE(last && *last);
  EXPECT_EQ((*last)->said, said) << "the journal tells it to whoever asks later";
  EXPECT_TRUE(apply(world).changes.is_empty());
}

/// The provider sends it again, and hears that what its own first try made is there.
TEST(Adoption, AnAnswerThatIsLostWithinTheFirstApplyIsMendedByIt) {
  FakeWorld world;
  fill_with_role_and_vpc(world);
  world.unheard = {kRole};  // made when the apply has begun
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(world.state(), undisturbed());
}

/// Apply plans again by itself after a wire that breaks: what it lost is looked for before that.
TEST(Adoption, WhatABrokenWireLostIsTakenOverBeforeTheNextTry) {
  FakeWorld world;
  fill_with_role_and_vpc(world);
  world.loses_answer_of = {kVpc};
  world.says_of_lost = "read: connection reset by peer";
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(imports(world), 1);
  EXPECT_EQ(world.unheard, std::set<std::string>{}) << "made twice";
  EXPECT_EQ(world.state(), undisturbed());
}

/// What could not be taken over would be made a second time.
TEST(Adoption, NothingIsMadeWhileItCannotBeTold) {
  const std::function<void(FakeWorld&)> ways[] = {
      [](FakeWorld& world) { world.before_import = [] { return "Error: Error acquiring the state lock"; }; },
      [](FakeWorld& world) { world.before_import = [] { return "Error: reading VPC: ExpiredToken: no"; }; },
      [](FakeWorld& world) {
        world.fails_search = {500, {}, R"({"__type":"InternalServiceException"})"};
      }};
  for (const auto& hinder : ways) {
    FakeWorld world;
    lose_answers(world);
    hinder(world);
    const auto ran = apply(world);
    EXPECT_EQ(ran.outcome.failed, "aws");
    EXPECT_NE(ran.outcome.failure.fix, "") << ran.outcome.failure.message;
    EXPECT_FALSE(world.resources.contains(kVpc));
    world.before_import = {};
    world.fails_search = {};
    EXPECT_EQ(apply(world).outcome.failed, "");
    EXPECT_EQ(world.state(), undisturbed());
  }
}

TEST(Adoption, InterruptedInItNothingIsMade) {
  FakeWorld world;
  lose_answers(world);
  world.before_import = [&] { return ++world.interrupts.came, std::string(); };
  const auto ran = apply(world);
  EXPECT_TRUE(ran.outcome.failure.is_interruption) << ran.outcome.failure.message;
  EXPECT_EQ(imports(world), 1);
  EXPECT_EQ(std::ranges::count(world.ran, "terraform apply"), 1) << "the one that lost the answers";
  world.interrupts.came = 0;
  world.before_import = {};
  EXPECT_EQ(apply(world).outcome.failed, "");
  EXPECT_EQ(world.state(), undisturbed());
}

/// A search and a question for each name may take minutes.
TEST(Adoption, InterruptedWhileAWSIsAskedNothingMoreIs) {
  for (const char* during : {"TagFilters", "Action=GetRole"}) {
    for (const bool is_first : {true, false}) {
      FakeWorld world;
      fill_with_role_and_vpc(world);
      add(world, "aws_iam_role", "other");
      if (!is_first) {
        world.terraform_errors = {"creating VPC: AccessDenied: no"};
        EXPECT_EQ(apply(world).outcome.failed, "aws");
      }
      world.unheard = {kRole, "aws_iam_role.other"};
      int more = 0;
      world.before_aws = [&](const io::HttpRequest& request) {
        more += world.interrupts.came > 0;
        if (has(request.body, during)) world.interrupts.came = 1;
      };
      const auto ran = apply(world);
      EXPECT_TRUE(ran.outcome.failure.is_interruption) << ran.outcome.failure.message;
      EXPECT_TRUE(has(ran.outcome.failure.message, "interrupted before AWS had said what stands already"))
          << ran.outcome.failure.message;
      EXPECT_EQ(more, 0) << during;
      EXPECT_EQ(imports(world), 0) << during;
    }
  }
}

/// A first apply from here that AWS refused, and then a whole one from elsewhere: its state is in another folder.
TEST(Adoption, AWholePlatformOfAnotherFolderIsNotTakenOver) {
  for (const bool was_killed : {false, true}) {
    FakeWorld world;
    fill_with_role_and_vpc(world);
    add(world, "aws_subnet", "main");
    world.terraform_errors = {"creating VPC: AccessDenied: no"};
    EXPECT_EQ(apply(world).outcome.failed, "aws");
    if (was_killed) (void)world.journal->forget("the last making was heard to its end");
    world.unheard = {kVpc, "aws_subnet.main"};
    const auto ran = apply(world);
    EXPECT_EQ(ran.outcome.failed, was_killed ? "" : "aws") << "a killed Terraform may have made both";
    EXPECT_EQ(imports(world), was_killed ? 2 : 0);
    EXPECT_EQ(has(ran.outcome.failure.message, "knows nothing of: arn:aws:ec2:eu-west-1:1:vpc/vpc-main, and "),
              !was_killed)
        << ran.outcome.failure.message;
  }
}

/// The search by tag goes on naming a network for minutes.
TEST(Adoption, APlatformThatIsGoneIsNoOtherFoldersOne) {
  FakeWorld world;
  fill_with_role_and_vpc(world);
  add(world, "aws_subnet", "main");
  world.terraform_errors = {"creating VPC: AccessDenied: no"};
  EXPECT_EQ(apply(world).outcome.failed, "aws");
  world.tagged_by_others = {kVpc, "aws_subnet.main"};
  world.named_though_gone = {"vpc-main"};
  const auto ran = apply(world);
  EXPECT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(imports(world), 2) << "Terraform found none";
}

TEST(Adoption, KilledAnywhereInItTheNextRunEndsTheSame) {
  EXPECT_GT(kill_everywhere(lose_answers, apply_all_of_it, undisturbed()), 40);
}

/// What AWS had made when Terraform died is in nobody's state.
TEST(Adoption, KilledAnywhereWhileAnswersAreLostAFewRunsEndTheSame) {
  const auto wanted = undisturbed();
  bool was_killed = true;
  for (int at = 1; was_killed && !HasFailure(); ++at) {
    FakeWorld world;
    fill_with_role_and_vpc(world);
    world.loses_answer_of = {kRole, kVpc};
    world.kill_at = at;
    was_killed = false;
    try {
      (void)apply(world);
    } catch (const Killed&) {
      was_killed = true;
    }
    world.revive();
    // The first of them may be the one that loses the answers.
    const auto first = apply(world);
    if (first.outcome.failed == "aws") {
      EXPECT_EQ(apply(world).outcome.failed, "") << "killed at " << at;
    }
    EXPECT_EQ(world.state(), wanted) << "killed at " << at;
  }
}

TEST(Adoption, WhatStoodBeforeIsNotTakenOver) {
  FakeWorld world;
  fill_with_role_and_vpc(world);
  world.unheard = {kRole, kVpc};  // of another state's platform of this name
  world.unheard_since = "2026-11-25T00:00:00Z";
  for (int i = 0; i < 2; ++i) {
    const auto ran = apply(world);
    EXPECT_EQ(ran.outcome.failed, "aws");
    EXPECT_TRUE(has(ran.outcome.failure.cause, "aws_iam_role.web: it stood before an apply from here first made"))
        << ran.outcome.failure.cause;
    EXPECT_TRUE(has(ran.outcome.failure.fix, "import aws_iam_role.web web`")) << ran.outcome.failure.fix;
  }
  EXPECT_EQ(imports(world), 0);
  EXPECT_TRUE(world.unheard.contains(kVpc));
}

/// This machine's clock decides nothing of it.
TEST(Adoption, WhatStoodBeforeIsToldByTheClockOfAWS) {
  struct Row {
    const char *date, *made;
    bool is_ours;
  };
  for (const Row& row : {Row{"Thu, 26 Nov 2026 00:10:00 GMT", "2026-11-26T00:05:00Z", false},  // ours is slow
                         Row{"Thu, 26 Nov 2026 00:10:00 GMT", "2026-11-26T00:10:01Z", true},
                         Row{"Wed, 25 Nov 2026 23:50:00 GMT", "2026-11-25T23:55:00Z", true},  // ours is fast
                         Row{"Wed, 25 Nov 2026 23:50:00 GMT", "2026-11-25T23:45:00Z", false}}) {
    FakeWorld world;
    fill_with_role_and_vpc(world);
    world.date_of_aws = row.date;
    world.unheard = {kRole};
    world.unheard_since = row.made;
    const auto ran = apply(world);
    EXPECT_EQ(ran.outcome.failed, row.is_ours ? "" : "aws") << row.made;
    EXPECT_EQ(has(ran.outcome.failure.cause, "aws_iam_role.web: it stood before an apply from here"), !row.is_ours)
        << ran.outcome.failure.cause;
    EXPECT_EQ(imports(world), row.is_ours ? 1 : 0) << row.made;
  }
}

TEST(Adoption, WhatTheSearchNamedBeforeIsNotTakenOverByItsName) {
  FakeWorld world;
  fill_with_role_and_vpc(world);
  ASSERT_TRUE(world.journal->remember(kStoodBefore, "0\narn:aws:iam::1:role/web"));
  world.unheard = {kRole};
  const auto ran = apply(world);
  EXPECT_EQ(ran.outcome.failed, "aws");
  EXPECT_TRUE(has(ran.outcome.failure.cause, "it stood before an apply from here")) << ran.outcome.failure.cause;
  EXPECT_EQ(imports(world), 0);
}

/// Where AWS does not say what stands, whatever does may be anybody's.
TEST(Adoption, WithoutASearchByTagNothingIsTakenOver) {
  FakeWorld world;
  fill_with_role_and_vpc(world);
  world.may_search = false;
  world.loses_answer_of = {kRole, kVpc};
  EXPECT_EQ(apply(world).outcome.failed, "aws");
  world.may_search = true;
  world.server.clock.sleep(10'000);
  const auto ran = apply(world);
  EXPECT_EQ(ran.outcome.failed, "aws");
  EXPECT_TRUE(has(ran.outcome.failure.cause, "it stood before an apply")) << ran.outcome.failure.cause;
  EXPECT_TRUE(has(ran.outcome.failure.fix, "import aws_iam_role.web web`")) << ran.outcome.failure.fix;
  EXPECT_EQ(imports(world), 0);
}

TEST(Adoption, WhatBearsAnothersTagOrNoneIsNotTakenOver) {
  struct Row {
    const char *platform, *cause;
  };
  for (const Row& row : {Row{"", "do not say that slipway made it"}, Row{"other", "platform other's"}}) {
    FakeWorld world;
    lose_answers(world);
    world.unheard_platform = row.platform;
    const auto ran = apply(world);
    EXPECT_EQ(ran.outcome.failed, "aws");
    EXPECT_TRUE(has(ran.outcome.failure.cause, row.cause)) << ran.outcome.failure.cause;
    EXPECT_EQ(imports(world), 0);
    EXPECT_TRUE(world.unheard.contains(kRole));
  }
}

/// Which of two alike an apply from here has made nobody can tell; a name tells things of one type apart.
TEST(Adoption, OfTwoAlikeNeitherIsTakenOver) {
  struct Row {
    const char* other;
    int imports;
  };
  for (const Row& row : {Row{"aws_vpc.other.main", 0}, Row{"aws_vpc.other", 1}}) {
    FakeWorld world;
    lose_answers(world);
    world.unheard = {kVpc};
    world.tagged_by_others = {row.other};
    const auto ran = apply(world);
    EXPECT_EQ(ran.outcome.failed, "") << row.other;
    EXPECT_EQ(imports(world), row.imports) << row.other;
    EXPECT_EQ(has(ran.watched.said.at("aws"), "; left alone vpc-main (aws_vpc.main): several things bear"),
              row.imports == 0)
        << ran.watched.said.at("aws");
  }
}

TEST(Adoption, WhatTheStateKnowsUnderAnotherAddressStaysThere) {
  FakeWorld world;
  lose_answers(world);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.ran.clear();
  world.terraform_errors = {"creating IAM Role (web): EntityAlreadyExists: it is there"};
  add(world, "aws_vpc", "second");
  EXPECT_EQ(apply(world).outcome.failed, "aws");
  EXPECT_EQ(imports(world), 0);
}

/// AWS names some things for minutes after they are gone, and Terraform imports none of these.
TEST(Adoption, WhatCannotBeImportedIsMadeAnew) {
  FakeWorld world;
  lose_answers(world);
  world.unheard.clear();
  world.tagged_by_others = {kVpc};
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(imports(world), 1) << "once";
  EXPECT_FALSE(has(ran.watched.said.at("aws"), "took over"));
}

TEST(Adoption, APlatformThatWasNeverDisturbedAsksTerraformNothingMore) {
  FakeWorld world;
  fill_with_role_and_vpc(world);
  ASSERT_EQ(apply(world).outcome.failed, "");
  EXPECT_EQ(imports(world), 0);
  EXPECT_EQ(std::ranges::count(world.ran, "terraform state"), 0);
}

}  // namespace
}  // namespace slipway::ops
