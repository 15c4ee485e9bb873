#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

constexpr const char* kAccount = "aws: {region: us-west-2, accountId: \"111122223333\"}\n";

std::string role(const std::string& allow) {
  return std::string(kAccount) +
         "queues: {tasks: {encryption: create}}\nbuckets: {results: {encryption: AES256}, models: {encryption: "
         "create}}\n"
         "roles: {worker: {serviceAccounts: [agents/worker], allow: [" +
         allow + "]}}";
}

TEST(Roles, AreTakenByServiceAccountsThroughPodIdentity) {
  const Expanded e(role("{to: queue/tasks, actions: [read]}"));
  EXPECT_EQ(e.argument("aws_iam_role.worker", "assume_role_policy.Statement.0.Principal.Service"),
            "pods.eks.amazonaws.com");
  EXPECT_EQ(e.argument("aws_iam_role.worker", "assume_role_policy.Statement.0.Action"),
            R"(["sts:AssumeRole","sts:TagSession"])");
  EXPECT_EQ(e.argument("aws_eks_pod_identity_association.worker_agents_worker", "namespace"), "agents");
  EXPECT_EQ(e.argument("aws_eks_pod_identity_association.worker_agents_worker", "service_account"), "worker");
}

TEST(Roles, GetTheKeyOfAnEncryptedQueueBesideIt) {
  const Expanded e(role("{to: queue/tasks, actions: [send]}"));
  EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.0.Action"),
            R"(["sqs:GetQueueUrl","sqs:SendMessage"])");
  EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.0.Resource"), "aws_sqs_queue.tasks.arn");
  EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.1.Action"),
            R"(["kms:GenerateDataKey","kms:Decrypt"])");
  EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.1.Resource"), "aws_kms_key.queue_tasks.arn");
}

TEST(Roles, HaveObjectRightsOnObjectsAndBucketRightsOnTheBucket) {
  const Expanded e(role("{to: bucket/results, actions: [read, write, delete]}"));
  EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.0.Action"),
            R"(["s3:GetBucketLocation","s3:ListBucket"])");
  EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.0.Resource"), "aws_s3_bucket.results.arn");
  EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.1.Resource"), "${aws_s3_bucket.results.arn}/*");
  EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.2"), "");  // no key to speak of
}

TEST(Roles, MayNameWhatIsNotOfThisPlatformByPattern) {
  struct Case {
    const char *grant, *actions, *resource;
  };
  for (
      const Case& c :
      {Case{
           "{to: \"sqs:asya-*\", actions: [receive]}",
           R"(["sqs:ChangeMessageVisibility","sqs:DeleteMessage","sqs:GetQueueAttributes","sqs:GetQueueUrl","sqs:ReceiveMessage"])",
           "arn:aws:sqs:us-west-2:111122223333:asya-*"},
       {"{to: \"iam:role/asya-actor\", actions: [pass]}", R"(["iam:GetRole","iam:PassRole"])",
        "arn:aws:iam::111122223333:role/asya-actor"},
       {"{to: \"secretsmanager:partner/*\", actions: [read]}",
        R"(["secretsmanager:DescribeSecret","secretsmanager:GetSecretValue"])",
        "arn:aws:secretsmanager:us-west-2:111122223333:secret:partner/*"},
       {"{to: \"arn:aws:dynamodb:us-west-2:111122223333:table/t\", actions: [\"dynamodb:GetItem\"]}",
        "dynamodb:GetItem", "arn:aws:dynamodb:us-west-2:111122223333:table/t"},
       {"{to: bucket/results, actions: [\"s3:PutObjectTagging\"]}", "s3:PutObjectTagging",
        "${aws_s3_bucket.results.arn}/*"}}) {
    const Expanded e(role(c.grant));
    EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.0.Action"), c.actions) << c.grant;
    EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.0.Resource"), c.resource) << c.grant;
  }
}

TEST(Roles, PublishMetricsOnlyInTheirNamespace) {
  const Expanded e(role("{to: metrics/AgenticAI/Training, actions: [write]}"));
  EXPECT_EQ(e.argument("aws_iam_role_policy.worker", "policy.Statement.0.Condition"),
            R"({"StringEquals":{"cloudwatch:namespace":"AgenticAI/Training"}})");
}

TEST(Roles, RefuseAVerbThatTheTargetDoesNotKnow) {
  const Expanded e(role("{to: queue/tasks, actions: [recieve]}"));
  EXPECT_EQ(e.findings(), Names{"CMP120 'recieve' is nothing that can be done with queue/tasks"});
  EXPECT_EQ(e.diagnostics.all()[0].hint, "did you mean receive?");
}

TEST(Roles, AreOneForAServiceAccount) {
  const Expanded e("roles: {a: {serviceAccounts: [web/api]}, b: {serviceAccounts: [web/api]}}");
  EXPECT_EQ(e.findings(), Names{"CMP130 service account web/api has role 'a' already: it cannot have 'b' too"});
}

TEST(Roles, MayBeTakenByOthersThanPods) {
  const Expanded e("roles: {deploy: {assumedBy: [\"arn:aws:iam::111122223333:role/ci\", ecs-tasks.amazonaws.com]}}");
  EXPECT_EQ(e.argument("aws_iam_role.deploy", "assume_role_policy.Statement.0.Principal.AWS"),
            "arn:aws:iam::111122223333:role/ci");
  EXPECT_EQ(e.argument("aws_iam_role.deploy", "assume_role_policy.Statement.1.Principal.Service"),
            "ecs-tasks.amazonaws.com");
  EXPECT_EQ(e.argument("aws_iam_role.deploy", "assume_role_policy.Statement.2"), "");
}

TEST(Roles, OfIrsaTrustTheClustersProvider) {
  const Expanded e(
      "identity: irsa\nroles: {worker: {}}\n"
      "workloads: {worker: {namespace: agents, serve: {image: w:1}, role: worker}}");
  EXPECT_EQ(e.argument("aws_iam_role.worker", "assume_role_policy.Statement.0.Action"),
            "sts:AssumeRoleWithWebIdentity");
  EXPECT_EQ(e.field("ServiceAccount", "worker", "metadata.annotations.eks.amazonaws.com/role-arn"),
            "${aws_iam_role.worker.arn}");
  EXPECT_EQ(e.names("aws_eks_pod_identity_association"), Names{});
  EXPECT_EQ(Expanded("identity: irsa\nroles: {worker: {}}").findings(), Names{"CMP132 nobody can take role 'worker'"});
}

TEST(Roles, TooLargeForOnePolicyAreSplit) {
  std::string allow;
  for (int i = 0; i < 120; ++i)
    allow += "{to: \"sqs:a-rather-long-name-of-a-queue-number-" + std::to_string(i) + "-*\", actions: [manage]}, ";
  const Expanded e(role(allow));
  EXPECT_EQ(e.names("aws_iam_role_policy"), Names{"cluster_secrets_key"});
  EXPECT_GT(e.names("aws_iam_policy").size(), 4u);
}

}  // namespace
}  // namespace slipway::components
