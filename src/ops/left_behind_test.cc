#include "ops/left_behind.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "cloud/testing/fake_doors.h"
#include "ops/import_ids.h"

namespace slipway::ops {
namespace {

/// AWS in memory: what it names by tag, and what it says of each when asked.
struct Account {
  std::vector<std::string> arns;
  std::map<std::string, std::string> says;  // by a word of the request's target or body
  static constexpr int kEndless = -1;
  int pages = 1;
  int questions = 0;  // about one thing

  Result<io::HttpResponse> answer(const io::HttpRequest& request) {
    if (request.url.find("tagging") != std::string::npos) {
      std::string list;
      // The cluster's tags name nothing: each tag is a request of its own.
      if (request.body.find("slipway.dev/platform") != std::string::npos) {
        const bool is_second = request.body.find("more") != std::string::npos;
        for (std::size_t i = 0; i < arns.size(); ++i)
          if (pages == 1 || (i % 2 == 1) == is_second)
            list += (list.empty() ? "" : ",") + std::string(R"({"ResourceARN":")") + arns[i] + "\"}";
        if (pages == 2 && !is_second)
          return io::HttpResponse{200, {}, R"({"PaginationToken":"more","ResourceTagMappingList":[)" + list + "]}"};
        if (pages == kEndless)
          return io::HttpResponse{200, {}, R"({"PaginationToken":"more","ResourceTagMappingList":[]})"};
      }
      return io::HttpResponse{200, {}, R"({"ResourceTagMappingList":[)" + list + "]}"};
    }
    if (request.url.find("//iam.") != std::string::npos) return io::HttpResponse{200, {}, "<R/>"};  // it has nothing
    ++questions;
    for (const auto& [word, text] : says)
      if (request.body.find(word) != std::string::npos) return io::HttpResponse{200, {}, text};
    if (request.url.find("//ec2.") != std::string::npos)
      return io::HttpResponse{
          400, {}, "<Response><Errors><Error><Code>InvalidID.NotFound</Code></Error></Errors></Response>"};
    return io::HttpResponse{400, {}, R"({"__type":"NotFoundException","message":"none"})"};
  }

  Result<std::vector<LeftBehind>, cloud::CallFailure> ask(const std::function<bool()>& stop = {}) {
    cloud::testing::FakeDoors fakes;
    fakes.http.answer = [this](const io::HttpRequest& request) { return answer(request); };
    const auto doors = fakes.doors();
    cloud::CredentialChain chain(doors);
    cloud::Aws aws(doors, chain, "eu-west-1");
    platform::Graph graph;
    graph.setting.platform = "demo";
    return left_behind(aws, graph, {"demo", "eu-west-1", "ci"}, stop);
  }

  std::vector<LeftBehind> look() {
    auto found = ask();
    EXPECT_TRUE(found) << (found ? "" : found.error().message);
    return found ? *found : std::vector<LeftBehind>{};
  }
};

std::string arn(const std::string& rest) { return "arn:aws:" + rest; }

TEST(LeftBehind, GivesTheCommandThatDeletesEach) {
  Account account;
  account.arns = {arn("ec2:eu-west-1:1:volume/vol-1"), arn("x:eu-west-1:1:thing/2")};
  account.pages = 2;
  const auto found = account.look();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].command, "aws ec2 delete-volume --volume-id vol-1 --region eu-west-1 --profile ci");
  EXPECT_EQ(found[1].command,
            "aws resourcegroupstaggingapi get-resources --resource-arn-list arn:aws:x:eu-west-1:1:thing/2 --region "
            "eu-west-1 --profile ci");
  for (const auto& one : found) EXPECT_EQ(one.fate, LeftBehind::Fate::Stays);
  EXPECT_EQ(said_of(found), "2 left");
}

TEST(LeftBehind, KeysAndSecretsThatWereDeletedAreScheduled) {
  Account account;
  account.arns = {arn("kms:eu-west-1:1:key/going"), arn("kms:eu-west-1:1:key/staying"),
                  arn("secretsmanager:eu-west-1:1:secret:going-x"), arn("secretsmanager:eu-west-1:1:secret:staying-x")};
  account.says = {
      {"key/going", R"({"KeyMetadata":{"KeyState":"PendingDeletion","DeletionDate":1798243200.5}})"},
      {"key/staying", R"({"KeyMetadata":{"KeyState":"Enabled"}})"},
      {"secret:going", R"({"ARN":"a","Name":"going","DeletedDate":1798243200})"},
      {"secret:staying", R"({"ARN":"a","Name":"staying"})"},
  };
  const auto found = account.look();
  ASSERT_EQ(found.size(), 4u);
  for (const auto& one : found) {
    const bool goes = one.arn.find("going") != std::string::npos && one.arn.find("staying") == std::string::npos;
    EXPECT_EQ(one.fate, goes ? LeftBehind::Fate::Scheduled : LeftBehind::Fate::Stays) << one.arn;
    EXPECT_EQ(one.gone_on, goes ? "2026-12-26" : "") << one.arn;
  }
}

TEST(LeftBehind, EachThingIsAskedForOnce) {
  Account account;
  account.arns = {arn("kms:eu-west-1:1:key/a"), arn("secretsmanager:eu-west-1:1:secret:b"),
                  arn("secretsmanager:eu-west-1:1:secret:gone"), arn("ec2:eu-west-1:1:vpc/vpc-1")};
  account.says = {{"key/a", R"({"KeyMetadata":{"KeyState":"Enabled"}})"},
                  {"secret:b", R"({"ARN":"a","Name":"b"})"},
                  {"vpc-1", "<R><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet></R>"}};
  EXPECT_EQ(account.look().size(), 3u);
  EXPECT_EQ(account.questions, 4);
}

TEST(LeftBehind, WhatAWSShowsForAnHourAfterItsEndIsGone) {
  Account account;
  account.arns = {arn("ec2:eu-west-1:1:natgateway/nat-1"), arn("ec2:eu-west-1:1:natgateway/nat-2"),
                  arn("ec2:eu-west-1:1:instance/i-1")};
  account.says = {
      {"nat-1", "<R><natGatewaySet><item><state>deleted</state></item></natGatewaySet></R>"},
      {"nat-2", "<R><natGatewaySet><item><state>available</state></item></natGatewaySet></R>"},
      {"i-1",
       "<R><reservationSet><item><instancesSet><item><instanceState><name>terminated</name></instanceState>"
       "</item></instancesSet></item></reservationSet></R>"},
  };
  const auto found = account.look();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].arn.find("nat-2"), std::string::npos);
}

/// The search by tag names it for some minutes more.
TEST(LeftBehind, WhatAWSKnowsNoMoreIsGone) {
  Account account;
  account.arns = {arn("ec2:eu-west-1:1:vpc/vpc-1"), arn("ec2:eu-west-1:1:elastic-ip/eipalloc-1"),
                  arn("elasticfilesystem:eu-west-1:1:file-system/fs-1"), arn("x:eu-west-1:1:nobody/asks")};
  EXPECT_EQ(account.look().size(), 1u);
  account.says = {{"VpcId.1=vpc-1", "<R><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet></R>"}};
  const auto found = account.look();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].arn, account.arns[0]);
}

/// What AWS makes as many of as it is asked for is a stray only where it can be asked whether it stands: strays.h names
/// the rest.
TEST(LeftBehind, WhatAWSAloneNamesCanBeAskedFor) {
  std::string rest;
  for (const Importable& row : all_importable()) {
    if (!row.argument.empty()) continue;
    const auto colon = row.kind.find(':');
    const auto one = fmt::format("arn:aws:{}:eu-west-1:1:{}x-1", row.kind.substr(0, colon), row.kind.substr(colon + 1));
    ASSERT_TRUE(import_id(row, one)) << one;
    if (!can_be_asked_for(one)) rest += fmt::format("{} ", row.type);
  }
  EXPECT_EQ(rest, "aws_acm_certificate aws_apigatewayv2_api aws_flow_log aws_launch_template ");
}

TEST(LeftBehind, AListWithoutAnEndIsNotReadForEver) {
  Account account;
  account.pages = Account::kEndless;
  const auto found = account.ask();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "resourcegroupstaggingapi GetResources: its pages have no end");
}

TEST(LeftBehind, TheSearchStopsWhenItIsToldTo) {
  Account account;
  account.arns = {arn("kms:eu-west-1:1:key/a"), arn("kms:eu-west-1:1:key/b")};
  int asked = 0;
  const auto found = account.ask([&] { return ++asked > 9; });  // four tags, four kinds of IAM, then each thing found
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "stopped while searching by tag");
  EXPECT_EQ(asked, 10);
}

}  // namespace
}  // namespace slipway::ops
