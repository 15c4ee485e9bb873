#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::planned;
using testing::quoted;
using testing::said;
using testing::today;

TEST(Queues, RightsToTheirKey) {
  const auto queue = [](const std::string& actions) {
    return planned({{"aws_sqs_queue.q", R"({"name": "asya-q", "kms_master_key_id": "arn:aws:kms:eu-west-1:1:key/a"})"},
                    {"aws_iam_role_policy.p",
                     R"({"role": "actor", "name": "p", "policy": )" +
                         quoted(R"({"Statement": [{"Effect": "Allow", "Action": )" + actions +
                                R"(, "Resource": ["arn:aws:sqs:*:1:asya-*", "arn:aws:kms:eu-west-1:1:key/a"]}]})") +
                         "}"}});
  };
  hold({{"QUEUE001", queue(R"(["sqs:SendMessage"])"), "actor lacks kms:Decrypt and kms:GenerateDataKey",
         queue(R"(["sqs:SendMessage", "kms:Decrypt", "kms:GenerateDataKey"])")},
        {"QUEUE001", queue(R"(["sqs:ReceiveMessage"])"), "actor lacks kms:Decrypt",
         queue(R"(["sqs:ReceiveMessage", "kms:Decrypt"])")}});
}

TEST(Buckets, RightsToTheirKey) {
  const auto bucket = [](const std::string& actions, const std::string& algorithm = "aws:kms",
                         const std::string& more = "", const std::string& of = "arn:aws:s3:::out/*") {
    return planned({{"aws_s3_bucket.b", R"({"bucket": "out"})"},
                    {more.empty() ? "aws_sns_topic.t" : more, "{}"},
                    {"aws_s3_bucket_server_side_encryption_configuration.b",
                     R"({"bucket": "out", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": ")" +
                         algorithm + R"(", "kms_master_key_id": "arn:aws:kms:eu-west-1:1:key/a"}]}]})"},
                    {"aws_iam_role_policy.p",
                     R"({"role": "writer", "name": "p", "policy": )" +
                         quoted(R"({"Statement": [{"Effect": "Allow", "Action": )" + actions + R"(, "Resource": [")" +
                                of + R"(", "arn:aws:kms:eu-west-1:1:key/a"]}]})") +
                         "}"}});
  };
  hold({{"BUCKET002", bucket(R"(["s3:PutObject"])"), "writer lacks kms:GenerateDataKey",
         bucket(R"(["s3:PutObject", "kms:GenerateDataKey"])")},
        {"BUCKET002", bucket(R"(["s3:GetObject"])"), "writer lacks kms:Decrypt", bucket(R"(["s3:ListBucket"])")},
        {"BUCKET002", bucket(R"(["s3:GetObject"])"), "writer lacks kms:Decrypt",
         bucket(R"(["s3:GetObject"])", "aws:kms", "aws_kms_grant.g")},
        {"BUCKET002", bucket(R"(["s3:GetObject"])", "aws:kms", "", "*"), "warning: ", bucket(R"(["s3:ListBucket"])")},
        {"BUCKET002", bucket(R"(["s3:*"])"), "writer lacks kms:GenerateDataKey", bucket(R"(["s3:*"])", "AES256")}});
}

TEST(Queues, StayHiddenWhileTheWorkLasts) {
  const auto queue = [](int seconds) {
    Files files = planned(
        {{"aws_sqs_queue.q", fmt::format(R"({{"name": "asya-q", "visibility_timeout_seconds": {}}})", seconds)}});
    files.emplace_back("actor.yaml",
                       "apiVersion: v1\nkind: Pod\nmetadata: {name: actor}\nspec: {containers: [{name: a, env: [{name: "
                       "QUEUE_URL, value: 'https://sqs/1/asya-q'}]}]}\n");
    return files;
  };
  auto context = today();
  context.facts.emplace("service-time", "300s");
  EXPECT_EQ(said("QUEUE002", queue(300), context),
            "main.tfplan.json:3 warning: visible again after 300 s: actor takes up to 300 s and 30 s to stop\n");
  EXPECT_EQ(said("QUEUE002", queue(900), context), "");
  EXPECT_EQ(said("QUEUE002", queue(300)), "") << "nobody says how long the work is";
}

TEST(Queues, DeadLettersOutliveThem) {
  const auto dead = [](int seconds) {
    return planned(
        {{"aws_sqs_queue.q", R"({"name": "q", "message_retention_seconds": 345600, "redrive_policy": )" +
                                 quoted(R"({"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:1:dead"})") + "}"},
         {"aws_sqs_queue.dead", fmt::format(R"({{"name": "dead", "message_retention_seconds": {}}})", seconds)}});
  };
  hold({{"QUEUE003", dead(345600), "keep their age", dead(1209600)}});
}

TEST(Buckets, ExpireAllThatIsPaidFor) {
  const auto bucket = [](const std::string& rule) {
    return planned(
        {{"aws_s3_bucket_versioning.v", R"({"bucket": "b", "versioning_configuration": [{"status": "Enabled"}]})"},
         {"aws_s3_bucket_lifecycle_configuration.l",
          R"({"bucket": "b", "rule": [{"status": "Enabled", "expiration": [{"days": 90}])" + rule + "}]}"}});
  };
  const std::string versions = R"(, "noncurrent_version_expiration": [{"noncurrent_days": 30}])",
                    uploads = R"(, "abort_incomplete_multipart_upload": [{"days_after_initiation": 7}])";
  hold({{"BUCKET001", bucket(versions), "objects for 90 + 30 days", bucket(versions + uploads)},
        {"BUCKET001", bucket(uploads), "old ones never end", bucket(versions + uploads)}});
}

TEST(Queues, TakeTheEventsSentToThem) {
  const testing::Planned queue{"aws_sqs_queue.q", R"({"name": "karpenter"})"};
  const testing::Planned target{"aws_cloudwatch_event_target.t", "{}",
                                "{\"arn\": " + testing::reference("aws_sqs_queue.q", "arn") + "}"};
  const testing::Planned policy{"aws_sqs_queue_policy.p", "{}",
                                "{\"queue_url\": " + testing::reference("aws_sqs_queue.q", "id") + "}"};
  hold({{"QUEUE004", planned({queue, target}), "EventBridge sends to karpenter and may not",
         planned({queue, target, policy})}});
}

}  // namespace
}  // namespace slipway::rules
