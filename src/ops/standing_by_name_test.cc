#include "ops/standing_by_name.h"

#include <gtest/gtest.h>

#include "io/process.h"
#include "ops/testing/fake_world.h"

namespace slipway::ops {
namespace {

constexpr const char* kTagsOfXml =
    "<Arn>arn:s</Arn><CreateDate>2026-11-26T00:00:00Z</CreateDate><Tags><member><Key>slipway.dev/platform</"
    "Key><Value>demo</Value>"
    "</member></Tags>";
constexpr const char* kTagsOfJson = R"("createdAt":1795651200.25,"tags":{"slipway.dev/platform":"demo"},)";

/// AWS that answers by a word of the request, and one question to it.
struct Asked {
  testing::FakeWorld world;
  io::FakeHttp http;
  std::unique_ptr<testing::FakeWorld::Process> process;

  explicit Asked(std::map<std::string, std::string> answers) {
    world.graph.setting.platform = world.graph.setting.cluster = "demo";
    world.graph.setting.region = "eu-west-1";
    http.answer = [answers](const io::HttpRequest& request) -> Result<io::HttpResponse> {
      for (const auto& [word, text] : answers)
        if ((request.url + request.body).find(word) != std::string::npos) return io::HttpResponse{200, {}, text};
      return io::HttpResponse{404, {}, R"({"message":"there is none"})"};
    };
    const auto doors = world.doors();
    process = world.process({doors.files, http, doors.processes, doors.clock, doors.environment});
    process->site.account = "111122223333";
  }
  std::optional<StandingByName> find(const std::string& type,
                                     std::map<std::string, std::string, std::less<>> known_by) {
    ResourceChange wanted{type + ".x", type, "x", ResourceChange::Action::Create};
    wanted.known_by = std::move(known_by);
    return find_by_name(process->site, wanted);
  }
};

TEST(StandingByName, IsAskedOfEachServiceInItsOwnWay) {
  struct Row {
    std::string type;
    std::map<std::string, std::string, std::less<>> known_by;
    std::map<std::string, std::string> answers;
    std::string id;
  };
  const std::string xml = kTagsOfXml, json = kTagsOfJson;
  for (const Row& row :
       {Row{"aws_iam_role",
            {{"name", "web"}},
            {{"RoleName=web", "<R><GetRoleResult><Role>" + xml + "</Role></GetRoleResult></R>"}},
            "web"},
        Row{"aws_iam_policy",
            {{"name", "web"}, {"path", "/team/"}},
            {{"policy%2Fteam%2Fweb", "<R><GetPolicyResult><Policy>" + xml + "</Policy></GetPolicyResult></R>"}},
            "arn:aws:iam::111122223333:policy/team/web"},
        Row{"aws_iam_instance_profile",
            {{"name", "node"}},
            {{"InstanceProfileName=node", "<R><GetInstanceProfileResult><InstanceProfile>" + xml +
                                              "</InstanceProfile></GetInstanceProfileResult></R>"}},
            "node"},
        Row{"aws_eks_cluster",
            {{"name", "demo"}},
            {{"/clusters/demo", R"({"cluster":{)" + json + R"("arn":"arn:s"}})"}},
            "demo"},
        Row{"aws_eks_addon",
            {{"addon_name", "vpc-cni"}},
            {{"/clusters/demo/addons/vpc-cni", R"({"addon":{)" + json + R"("addonArn":"arn:s"}})"}},
            "demo:vpc-cni"},
        Row{"aws_eks_pod_identity_association",
            {{"namespace", "ml"}, {"service_account", "web"}},
            {{"pod-identity-associations?namespace=ml&serviceAccount=web",
              R"({"associations":[{"associationId":"a-1"}]})"},
             {"pod-identity-associations/a-1", R"({"association":{)" + json + R"("associationArn":"arn:s"}})"}},
            "demo,a-1"},
        Row{"aws_secretsmanager_secret",
            {{"name", "token"}},
            {{R"("SecretId":"token")",
              R"({"ARN":"arn:s","CreatedDate":1795651200,"Tags":[{"Key":"slipway.dev/platform","Value":"demo"}]})"}},
            "arn:s"}}) {
    const auto found = Asked(row.answers).find(row.type, row.known_by);
    ASSERT_TRUE(found) << row.type;
    EXPECT_EQ(found->id, row.id) << row.type;
    EXPECT_EQ(found->tags, (Tags{{"slipway.dev/platform", "demo"}})) << row.type;
    EXPECT_EQ(found->made / 1000, 1'795'651'200) << row.type;
    EXPECT_EQ(found->arn, "arn:s") << row.type;
  }
}

TEST(StandingByName, WhatIsNotKnownYetIsAskedOfNobody) {
  for (const char* type :
       {"aws_iam_role", "aws_iam_policy", "aws_iam_instance_profile", "aws_eks_cluster", "aws_eks_addon",
        "aws_eks_pod_identity_association", "aws_secretsmanager_secret", "aws_vpc"}) {
    Asked asked({});
    EXPECT_FALSE(asked.find(type, {})) << type;
    EXPECT_TRUE(asked.http.asked.empty()) << type;
  }
  EXPECT_FALSE(Asked({}).find("aws_iam_role", {{"name", "web"}})) << "there is none";
}

TEST(StandingByName, OfSeveralAssociationsNobodyKnowsWhich) {
  const std::map<std::string, std::string> two = {
      {"pod-identity-associations?", R"({"associations":[{"associationId":"a-1"},{"associationId":"a-2"}]})"}};
  Asked asked(two);
  EXPECT_FALSE(asked.find("aws_eks_pod_identity_association", {{"namespace", "ml"}, {"service_account", "web"}}));
}

}  // namespace
}  // namespace slipway::ops
