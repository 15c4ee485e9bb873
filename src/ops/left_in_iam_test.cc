#include "ops/left_in_iam.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "cloud/testing/fake_doors.h"
#include "render/deployer_policy.h"

namespace slipway::ops {
namespace {

std::string element(const std::string& name, const std::string& inside) {
  return "<" + name + ">" + inside + "</" + name + ">";
}
std::string member(const std::string& name, const std::string& text) { return element("member", element(name, text)); }
std::string tagged(const std::string& key, const std::string& value) {
  return element("Tags", element("member", element("Key", key) + element("Value", value)));
}
const std::string kOurs = tagged("slipway.dev/platform", "demo");

/// IAM in memory: what there is, with what it says of each; and what else it is asked.
struct Account {
  std::map<std::string, std::string> roles, profiles, policies, providers;  // name → of its description
  std::map<std::string, std::string> says;                                  // operation → answer
  bool has_an_end = true;
  std::vector<std::string> asked;    // "ListRoleTags demo-node"
  std::set<std::string> operations;  // all

  static std::string arn(const std::string& what) { return "arn:aws:iam::1:" + what; }

  std::string listed(const std::string& kind, const std::string& name_of, const std::map<std::string, std::string>& all,
                     const std::string& body) const {
    std::string list;
    const auto half = (all.size() + 1) / 2;
    const bool is_second = body.find("&Marker=more") != std::string::npos;
    std::size_t number = 0;
    for (const auto& [name, unused] : all)
      if ((number++ >= half) == is_second)
        list += element("member", (name_of.empty() ? "" : element(name_of, name)) + element("Arn", arn(kind + name)));
    return list;
  }

  Result<io::HttpResponse> answer(const io::HttpRequest& request) {
    const auto& body = request.body;
    const auto operation = body.substr(7, body.find('&') - 7);
    operations.insert(operation);
    const auto value = [&](const std::string& parameter) {
      const auto at = body.find("&" + parameter + "=");
      if (at == body.npos) return std::string();
      const auto from = at + parameter.size() + 2;
      return body.substr(from, body.find('&', from) - from);
    };
    const auto name_in = [&](const std::string& parameter) {  // its ARN's slashes and colons are escaped
      const auto text = value(parameter);
      const auto slash = text.rfind("%2F");
      return slash == text.npos ? text : text.substr(slash + 3);
    };
    const auto result = [&](const std::string& text) -> Result<io::HttpResponse> {
      return io::HttpResponse{200, {}, element("R", element(operation + "Result", text))};
    };
    struct Listing {
      const char *operation, *list, *kind, *name;
      const std::map<std::string, std::string>& all;
    };
    for (const Listing& one :
         {Listing{"ListRoles", "Roles", "role/", "RoleName", roles},
          {"ListInstanceProfiles", "InstanceProfiles", "instance-profile/", "InstanceProfileName", profiles},
          {"ListPolicies", "Policies", "policy/", "PolicyName", policies},
          {"ListOpenIDConnectProviders", "OpenIDConnectProviderList", "oidc-provider/", "", providers}})
      if (operation == one.operation) {
        const bool goes_on = !has_an_end || (one.all.size() > 1 && value("Marker").empty());
        return result(element(one.list, listed(one.kind, one.name, one.all, body)) +
                      element("IsTruncated", goes_on ? "true" : "false") + (goes_on ? element("Marker", "more") : ""));
      }
    struct Description {
      const char *operation, *parameter, *thing;
      const std::map<std::string, std::string>& all;
    };
    for (const Description& one : {Description{"ListRoleTags", "RoleName", "", roles},
                                   {"GetInstanceProfile", "InstanceProfileName", "InstanceProfile", profiles},
                                   {"GetPolicy", "PolicyArn", "Policy", policies},
                                   {"GetOpenIDConnectProvider", "OpenIDConnectProviderArn", "", providers}})
      if (operation == one.operation) {
        for (const auto& [name, text] : one.all)
          if (name.ends_with(name_in(one.parameter))) {
            asked.push_back(operation + " " + name);
            if (text == "gone")
              return io::HttpResponse{
                  404, {}, "<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>"};
            return result(*one.thing == '\0' ? text : element(one.thing, text));
          }
      }
    const auto said = says.find(operation);
    if (said != says.end()) return result(said->second);
    return io::HttpResponse{
        403, {}, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"};
  }

  Result<std::vector<LeftBehind>, cloud::CallFailure> ask(const platform::Graph& graph = {},
                                                          const std::function<bool()>& stop = {}) {
    cloud::testing::FakeDoors fakes;
    fakes.http.answer = [this](const io::HttpRequest& request) { return answer(request); };
    const auto doors = fakes.doors();
    cloud::CredentialChain chain(doors);
    cloud::Aws aws(doors, chain, "eu-west-1");
    return left_in_iam(aws, graph, {"demo", "eu-west-1", "ci"},
                       {{"slipway.dev/platform", "demo"}, {"eks:eks-cluster-name", "demo"}}, stop);
  }

  /// "ARN (tag)", and the commands one a line.
  std::vector<std::string> look(const platform::Graph& graph = {}) {
    const auto found = ask(graph);
    EXPECT_TRUE(found) << (found ? "" : found.error().message);
    std::vector<std::string> lines;
    if (found)
      for (const auto& one : *found) {
        lines.push_back(one.arn + " (" + one.tag + ")");
        for (std::size_t from = 0, to = 0; to != std::string::npos; from = to + 2) {
          to = one.command.find("; ", from);
          lines.push_back(one.command.substr(from, to == std::string::npos ? to : to - from));
        }
      }
    return lines;
  }
};

constexpr const char* kFlags = " --region eu-west-1 --profile ci";

/// What is left holds what is left, and more.
Account with_holders() {
  Account account;
  account.roles = {{"demo-node", kOurs}};
  account.policies = {{"demo-node-own", kOurs}};
  account.profiles = {{"KarpenterNode-demo", kOurs + element("Roles", member("RoleName", "demo-node"))}};
  account.says = {
      {"ListAttachedRolePolicies", element("AttachedPolicies", member("PolicyArn", "arn:aws:iam::aws:policy/A"))},
      {"ListRolePolicies", element("PolicyNames", element("member", "in it"))},
      {"ListInstanceProfilesForRole", element("InstanceProfiles", member("InstanceProfileName", "KarpenterNode-demo"))},
      {"ListEntitiesForPolicy", element("PolicyGroups", member("GroupName", "g")) +
                                    element("PolicyRoles", member("RoleName", "demo-node")) +
                                    element("PolicyUsers", member("UserName", "u"))},
      {"ListPolicyVersions",
       element("Versions", element("member", element("VersionId", "v2") + element("IsDefaultVersion", "true")) +
                               element("member", element("VersionId", "v1") + element("IsDefaultVersion", "false")))}};
  return account;
}

TEST(LeftInIam, WhatHoldsItIsTakenOffFirst) {
  auto account = with_holders();
  const std::string tag = " (slipway.dev/platform=demo)", flags = kFlags,
                    policy = "arn:aws:iam::1:policy/demo-node-own";
  EXPECT_EQ(
      account.look(),
      (std::vector<std::string>{
          "arn:aws:iam::1:instance-profile/KarpenterNode-demo" + tag,
          "aws iam remove-role-from-instance-profile --instance-profile-name KarpenterNode-demo --role-name demo-node" +
              flags,
          "aws iam delete-instance-profile --instance-profile-name KarpenterNode-demo" + flags,
          policy + tag,
          "aws iam detach-group-policy --group-name g --policy-arn " + policy + flags,
          "aws iam detach-role-policy --role-name demo-node --policy-arn " + policy + flags,
          "aws iam detach-user-policy --user-name u --policy-arn " + policy + flags,
          "aws iam delete-policy-version --policy-arn " + policy + " --version-id v1" + flags,
          "aws iam delete-policy --policy-arn " + policy + flags,
          "arn:aws:iam::1:role/demo-node" + tag,
          "aws iam detach-role-policy --role-name demo-node --policy-arn arn:aws:iam::aws:policy/A" + flags,
          "aws iam remove-role-from-instance-profile --instance-profile-name KarpenterNode-demo --role-name demo-node" +
              flags,
          "aws iam delete-role-policy --role-name demo-node --policy-name 'in it'" + flags,
          "aws iam delete-role --role-name demo-node" + flags,
      }));
}

TEST(LeftInIam, TheDeployerPolicyAllowsEachQuestion) {
  auto account = with_holders();
  account.providers = {{"oidc.eks.eu-west-1.amazonaws.com/id/A", kOurs}};
  account.look();
  EXPECT_GT(account.operations.size(), 12u);
  platform::Graph graph;
  graph.setting = {"demo", "demo", "1.35", "eu-west-1", "1", {}, {}, ""};
  std::vector<std::string> without_rows;
  std::set<std::string> allowed;
  for (const auto& statement : render::deployer_statements(graph, {}, without_rows, render::RightsOf::ButPreflight))
    allowed.insert(statement.actions.begin(), statement.actions.end());
  for (const auto& operation : account.operations) EXPECT_TRUE(allowed.contains("iam:" + operation)) << operation;
}

/// Whoever may not ask what holds it is told when it is deleted.
TEST(LeftInIam, WithoutARightToAskWhatHoldsItItIsNamedAllTheSame) {
  Account account;
  account.roles = {{"demo-node", kOurs}};
  EXPECT_EQ(account.look(),
            (std::vector<std::string>{"arn:aws:iam::1:role/demo-node (slipway.dev/platform=demo)",
                                      std::string("aws iam delete-role --role-name demo-node") + kFlags}));
}

TEST(LeftInIam, OnlyWhatHasTheClustersNameOrTheGraphsIsAskedForItsTags) {
  Account account;
  account.roles = {{"demo-node", ""},
                   {"KarpenterNodeRole-demo", ""},
                   {"eks-eu-west-1-demo-1", ""},
                   {"demonstration", ""},
                   {"my-demos", ""},
                   {"deployer", ""},
                   {"other", ""}};
  platform::Graph graph;
  graph.add(platform::Resource{{"aws_iam_role", "x"}, {{"name", "deployer"}}, "roles", {}, {}, {}});
  EXPECT_TRUE(account.look(graph).empty()) << "they bear no tag";
  EXPECT_EQ(account.asked, (std::vector<std::string>{"ListRoleTags KarpenterNodeRole-demo", "ListRoleTags demo-node",
                                                     "ListRoleTags deployer", "ListRoleTags eks-eu-west-1-demo-1"}));
}

TEST(LeftInIam, OfTheRegionsProvidersThatWhichBearsTheTagIsNamed) {
  Account account;
  account.providers = {{"oidc.eks.eu-west-1.amazonaws.com/id/A", kOurs},
                       {"oidc.eks.eu-west-1.amazonaws.com/id/B", tagged("slipway.dev/platform", "other")},
                       {"oidc.eks.us-east-1.amazonaws.com/id/C", kOurs},
                       {"token.actions.githubusercontent.com", kOurs}};
  const std::string arn = "arn:aws:iam::1:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A";
  EXPECT_EQ(account.look(),
            (std::vector<std::string>{
                arn + " (slipway.dev/platform=demo)",
                "aws iam delete-open-id-connect-provider --open-id-connect-provider-arn " + arn + kFlags}));
}

/// As Karpenter makes them, where a class names a role.
TEST(LeftInIam, AnInstanceProfileOfAClusterOfThatNameInAnotherRegionIsNotOurs) {
  const auto of_region = [](const std::string& region) {
    return element("Tags",
                   element("member", element("Key", "eks:eks-cluster-name") + element("Value", "demo")) +
                       element("member", element("Key", "topology.kubernetes.io/region") + element("Value", region)));
  };
  Account account;
  account.profiles = {{"demo_1", of_region("eu-west-1")}, {"demo_2", of_region("us-east-1")}};
  const auto lines = account.look();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "arn:aws:iam::1:instance-profile/demo_1 (eks:eks-cluster-name=demo)");
}

TEST(LeftInIam, WhatWentSinceItWasListedIsGone) {
  Account account;
  account.roles = {{"demo-a", "gone"}, {"demo-b", kOurs}};
  EXPECT_EQ(account.look().size(), 2u);
}

TEST(LeftInIam, WhatCannotBeAskedIsAFailureAndNotNothing) {
  Account account;
  account.has_an_end = false;
  ASSERT_FALSE(account.ask());
  EXPECT_EQ(account.ask().error().message, "iam ListInstanceProfiles: its pages have no end");
  account.has_an_end = true;
  int asked = 0;
  const auto stopped = account.ask({}, [&] { return ++asked > 2; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().message, "stopped while searching by tag");
}

}  // namespace
}  // namespace slipway::ops
