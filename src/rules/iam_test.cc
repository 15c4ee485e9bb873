#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::Planned;
using testing::planned;
using testing::quoted;
using testing::reference;
using testing::said;

std::string statement(const std::string& actions, const std::string& resource, const std::string& more = "") {
  return R"({"Effect": "Allow", "Action": )" + actions + R"(, "Resource": )" + resource + more + "}";
}

Planned policy(const std::string& statements, const std::string& role = "actor", const std::string& name = "p") {
  return {"aws_iam_role_policy." + name, R"({"name": "rights", "role": ")" + role + R"(", "policy": )" +
                                             quoted("{\"Statement\": [" + statements + "]}") + "}"};
}

Files with(const std::string& statements) { return planned({policy(statements)}); }

Planned association(const std::string& account, const std::string& name = "a") {
  return {"aws_eks_pod_identity_association." + name,
          R"({"cluster_name": "ml", "namespace": "kube-system", "service_account": ")" + account + "\"}",
          "{\"role_arn\": " + reference("aws_iam_role.r", "arn") + "}"};
}

TEST(Iam, StatementsThatGrantNothing) {
  hold({
      {"ROLE002", with(statement(R"(["sqs:ListQueues"])", R"("arn:aws:sqs:*:1:asya-*")")),
       "sqs:ListQueues of actor takes no resource but *", with(statement(R"(["sqs:ListQueues"])", R"("*")"))},
      {"ROLE002", with(statement(R"("ec2:DescribeInstances")", R"("arn:aws:ec2:us-east-1:1:instance/i-1")")),
       "grants nothing", with(statement(R"("ec2:RunInstances")", R"("arn:aws:ec2:us-east-1:1:instance/i-1")"))},
      {"ROLE003", with(statement(R"(["s3:GetObject", "s3:ListBucket"])", R"("arn:aws:s3:::results")")),
       "this is the bucket, not its objects", with(statement(R"("s3:GetObject")", R"("arn:aws:s3:::results/*")"))},
      {"ROLE003", with(statement(R"("s3:PutObject")", R"(["arn:aws:s3:::results"])")), "s3:PutObject",
       with(
           statement(R"(["s3:GetObject", "s3:ListBucket"])", R"(["arn:aws:s3:::results", "arn:aws:s3:::results/*"])"))},
  });
}

TEST(Iam, RightsThatReachTooFar) {
  const auto attached = [](const std::string& arn) {
    return planned({{"aws_iam_role_policy_attachment.a", R"({"role": "nth", "policy_arn": ")" + arn + "\"}"}});
  };
  hold({
      {"ROLE001", attached("arn:aws:iam::aws:policy/AmazonSQSFullAccess"),
       "nth may do everything AmazonSQSFullAccess says", attached("arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy")},
      {"ROLE009", with(statement(R"("iam:PassRole")", R"("*")")), "may pass any role",
       with(statement(R"("iam:PassRole")", R"("arn:aws:iam::1:role/node")"))},
      {"ROLE009", with(statement(R"("*")", R"("*")")), "may do anything",
       with(statement(R"("iam:PassRole")", R"("*")",
                      R"(, "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})"))},
  });
}

TEST(Iam, WhoTakesARole) {
  const auto trust = [](const std::string& text) {
    return planned({{"aws_iam_role.r",
                     R"({"name": "r", "assume_role_policy": )" + quoted("{\"Statement\": [" + text + "]}") + "}"}});
  };
  const std::string oidc =
      R"({"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": "arn:aws:iam::1:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A"})";
  hold({
      {"ROLE007",
       trust(R"({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "pods.eks.amazonaws.com"}})"),
       "takes no role without sts:TagSession",
       trust(
           R"({"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Principal": {"Service": "pods.eks.amazonaws.com"}})")},
      {"ROLE008", trust(oidc + "}"), "any pod of the cluster may take r",
       trust(
           oidc +
           R"(, "Condition": {"StringEquals": {"oidc.eks.us-east-1.amazonaws.com/id/A:sub": "system:serviceaccount:ml:web"}}})")},
  });
}

TEST(Iam, AccountsThatNoPodHas) {
  const Planned addon{"aws_eks_addon.fsx", R"({"addon_name": "aws-fsx-csi-driver"})"};
  hold({{"ROLE005", planned({addon, association("fsx-csi-sa")}), "its own is fsx-csi-controller-sa",
         planned({addon, association("fsx-csi-controller-sa")})}});
  // A workload of one's own that has the word in its name, beside the driver's right account.
  EXPECT_EQ(said("ROLE005", planned({addon, association("fsx-csi-controller-sa"), association("fsx-importer", "b")})),
            "");
}

TEST(Iam, WrittenTwice) {
  const std::string some = statement(R"("s3:GetObject")", R"("arn:aws:s3:::a/*")");
  hold({
      {"ROLE006", planned({policy(some, "s3", "one"), policy(some, "s3", "two")}),
       "policy rights of role s3 is also written by aws_iam_role_policy.two",
       planned({policy(some, "s3", "one"), policy(some, "fsx", "two")})},
      {"ROLE006", planned({association("web"), association("web", "b")}),
       "error: service account web has an association already", planned({association("web"), association("api", "b")})},
  });
}

TEST(Iam, QueuesKnownByName) {
  const auto actor = [](const std::string& actions) {
    Files files = with(statement(actions, R"("arn:aws:sqs:*:1:asya-*")"));
    files.emplace_back("actor.yaml",
                       "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, env: [{name: "
                       "QUEUE_NAME, value: asya-summarise}]}]}\n");
    return files;
  };
  hold({{"ROLE004", actor(R"(["sqs:ReceiveMessage", "sqs:DeleteMessage"])"),
         "actor works on asya-summarise by its name and lacks sqs:GetQueueUrl",
         actor(R"(["sqs:ReceiveMessage", "sqs:GetQueueUrl"])")}});
}

TEST(Iam, PodIdentityAndItsAgent) {
  const Planned cluster{"aws_eks_cluster.main", "{}"},
      agent{"aws_eks_addon.agent", R"({"addon_name": "eks-pod-identity-agent"})"};
  hold({{"ROLE010", planned({cluster, association("web")}), "eks-pod-identity-agent is not here",
         planned({cluster, agent, association("web")})},
        {"ROLE010", planned({cluster, association("web")}), "no credentials",
         planned({{"aws_eks_cluster.main", R"({"compute_config": [{"enabled": true}]})"}, association("web")})}});
}

TEST(Iam, ControllersThatBindRoles) {
  const auto binder = [](const std::string& actions) {
    return planned({{"aws_iam_role.r", R"({"name": "r"})"},
                    association("asya-operator"),
                    policy(statement(actions, R"("*")"), "r")});
  };
  hold({{"ROLE011", binder(R"(["sqs:CreateQueue"])"),
         "lacks eks:CreatePodIdentityAssociation, iam:PassRole, iam:GetRole",
         binder(R"(["eks:CreatePodIdentityAssociation", "iam:PassRole", "iam:GetRole"])")}});
}

TEST(Iam, AccountsOfCharts) {
  const auto chart = [](const std::string& values) {
    return Planned{"helm_release.keda", R"({"name": "keda", "chart": "keda")" + values + "}"};
  };
  hold({{"ROLE005", planned({chart(""), association("keda-sa")}),
         "no pod of keda has the service account keda-sa: its own is keda-operator",
         planned({chart(R"(, "set": [{"name": "serviceAccount.operator.name", "value": "keda-sa"}])"),
                  association("keda-sa")})}});
}

}  // namespace
}  // namespace slipway::rules
