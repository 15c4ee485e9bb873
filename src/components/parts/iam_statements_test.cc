#include "components/parts/iam_statements.h"

#include "components/parts/embedded.h"
#include "components/parts/identity.h"
#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

/// A component's view of a platform called demo, without the platform.
struct View {
  explicit View(spec::Identity identity = spec::Identity::PodIdentity, std::string account = "") {
    platform.identity.value = identity;
    platform.aws.account_id.value = std::move(account);
    graph.setting.cluster = "demo";
    graph.setting.region = "us-gov-west-1";
  }
  spec::Platform platform;
  platform::Graph graph;
  Diagnostics diagnostics;
  std::set<std::string, std::less<>> active;
  doc::Node options;
  Expansion in{platform, graph, diagnostics, options, {}, "test", active, {}};

  std::string argument(std::string_view type, std::string_view name, std::string_view key) const {
    const auto* resource = graph.find(platform::ResourceId{std::string(type), std::string(name)});
    return resource ? doc::write_json((*resource)[key], doc::JsonLayout::Compact) : "";
  }
};

TEST(IamStatements, KnowThePartitionTheRegionAndTheCluster) {
  View view(spec::Identity::PodIdentity, "111122223333");
  EXPECT_EQ(*fill(view.in, "arn:{partition}:sqs:{region}:{account}:{cluster}-*").string(),
            "arn:aws-us-gov:sqs:us-gov-west-1:111122223333:demo-*");
}

TEST(IamStatements, AnAccountThatNobodyNamedIsAskedOfAws) {
  View view;
  EXPECT_EQ(*fill(view.in, "{account}/x").string(), "${data.aws_caller_identity.current.account_id}/x");
  EXPECT_TRUE(view.graph.find(platform::ResourceId{"data.aws_caller_identity", "current"}));
}

TEST(IamStatements, OptionalOnesComeWithTheirNames) {
  View view;
  StatementsWanted wanted;
  wanted.each["bucket"] = {"models"};
  EXPECT_EQ(statements_of(view.in, "aws-mountpoint-s3-csi-driver", wanted).size(), 2u);
  wanted.fill = {{"bucket_kms_key_arn", "arn:aws:kms:us-east-1:1:key/2"}};
  EXPECT_EQ(statements_of(view.in, "aws-mountpoint-s3-csi-driver", wanted).size(), 3u);
}

TEST(IamStatements, ANameOfSeveralValuesRepeatsItsResource) {
  View view;
  StatementsWanted wanted;
  wanted.each["bucket"] = {"a", "b"};
  const auto statements = statements_of(view.in, "aws-mountpoint-s3-csi-driver", wanted);
  ASSERT_EQ(statements[1].resources.size(), 2u);
  EXPECT_EQ(*statements[1].resources[1].string(), "arn:aws-us-gov:s3:::b/*");
}

TEST(IamStatements, ActionsNameAServiceAndNoWildcardOfAll) {
  Diagnostics diagnostics;
  const auto text = std::make_shared<const SourceText>("iam_statements.json", std::string(embedded_iam_statements()));
  const auto document = doc::read_json(text, diagnostics);
  ASSERT_TRUE(diagnostics.all().empty());
  for (const auto& component : document.root()["components"].members()) {
    EXPECT_FALSE(component.value["source"].text().empty()) << component.key.text();
    for (const auto& statement : component.value["statements"].items())
      for (const auto& action : statement["actions"].items()) {
        const auto colon = action.text().find(':');
        ASSERT_NE(colon, std::string_view::npos) << action.text();
        EXPECT_NE(action.text().substr(colon + 1), "*") << action.text();
      }
  }
}

TEST(Roles, OfServiceAccountsAreBoundAsThePlatformSays) {
  View pod_identity;
  const auto associated = role_for_service_accounts(pod_identity.in, {"worker"}, {{"ml", "worker"}});
  EXPECT_TRUE(associated.annotations.empty());
  EXPECT_EQ(pod_identity.argument("aws_eks_pod_identity_association", "worker", "namespace"), "\"ml\"");
  View irsa(spec::Identity::Irsa);
  const auto annotated = role_for_service_accounts(irsa.in, {"worker"}, {{"ml", "worker"}});
  EXPECT_EQ(*annotated.annotations.find("eks.amazonaws.com/role-arn")->string(), "${aws_iam_role.worker.arn}");
  EXPECT_EQ(irsa.argument("aws_eks_pod_identity_association", "worker", "namespace"), "");
}

TEST(Roles, ForSeveralAccountsAreOneRoleWithAnAssociationEach) {
  View view;
  role_for_service_accounts(view.in, {"shared"}, {{"a", "one"}, {"b", "two"}});
  EXPECT_EQ(view.argument("aws_eks_pod_identity_association", "shared_b_two", "service_account"), "\"two\"");
  EXPECT_EQ(view.graph.of_type("aws_iam_role").size(), 1u);
}

TEST(Roles, HaveNamesThatIamTakes) {
  View view;
  view.graph.setting.cluster = std::string(60, 'c');
  add_role(view.in, {"worker"}, platform::trust_of_pod_identity());
  EXPECT_EQ(view.argument("aws_iam_role", "worker", "name").size(), 64u + 2u);
}

TEST(ManagedPolicies, HaveThePathsOfAws) {
  View view;
  EXPECT_EQ(*managed_policy_arn(view.in, "AmazonEKSClusterPolicy").string(),
            "arn:aws-us-gov:iam::aws:policy/AmazonEKSClusterPolicy");
  EXPECT_EQ(*managed_policy_arn(view.in, "AmazonEFSCSIDriverPolicy").string(),
            "arn:aws-us-gov:iam::aws:policy/service-role/AmazonEFSCSIDriverPolicy");
  EXPECT_EQ(*managed_policy_arn(view.in, "arn:aws:iam::1:policy/own").string(), "arn:aws:iam::1:policy/own");
}

}  // namespace
}  // namespace slipway::components
