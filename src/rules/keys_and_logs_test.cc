#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::hold;
using testing::planned;
using testing::quoted;
using testing::reference;

std::string key(const std::string& statements, const std::string& more = "") {
  return "{" + more + "\"policy\": " + quoted("{\"Statement\": [" + statements + "]}") + "}";
}
const std::string kRoot =
    R"({"Effect": "Allow", "Action": "kms:*", "Principal": {"AWS": "arn:aws:iam::1:root"}, "Resource": "*"})";
const std::string kLogs =
    R"({"Effect": "Allow", "Action": "kms:Encrypt*", "Principal": {"Service": "logs.us-east-1.amazonaws.com"}, "Resource": "*"})";

TEST(Keys, OfLogGroups) {
  const auto logs = [](const std::string& values) {
    return planned({{"aws_cloudwatch_log_group.a", R"({"name": "/aws/eks/ray/cluster"})",
                     "{\"kms_key_id\": " + reference("aws_kms_key.k", "arn") + "}"},
                    {"aws_kms_key.k", values}});
  };
  hold({{"KEY001", logs(key(kRoot)), "log group /aws/eks/ray/cluster is encrypted with aws_kms_key.k",
         logs(key(kRoot + "," + kLogs))},
        {"KEY001", logs("{}"), "does not let CloudWatch Logs use it", logs(key(kLogs))}});
}

// CreateLogGroup asks as the service of its own region.
TEST(Keys, OfLogGroupsAreForTheirRegion) {
  const auto logs = [](const std::string& group, const std::string& principal) {
    std::string statement = kLogs;
    statement.replace(statement.find("logs.us-east-1.amazonaws.com"), 28, principal);
    return planned(
        {{"aws_cloudwatch_log_group.a", group, "{\"kms_key_id\": " + reference("aws_kms_key.k", "arn") + "}"},
         {"aws_kms_key.k", key(kRoot + "," + statement)}});
  };
  const std::string here = R"({"name": "/a"})";
  hold({{"KEY001", logs(here, "logs.eu-west-1.amazonaws.com"), "of another region use it, not of us-east-1",
         logs(here, "logs.us-east-1.amazonaws.com")},
        {"KEY001", logs(R"({"name": "/a", "region": "eu-west-1"})", "logs.us-east-1.amazonaws.com"), "not of eu-west-1",
         logs(here, "logs.amazonaws.com")}});
}

TEST(Keys, HaveAnAdministrator) {
  const std::string role =
      R"({"Effect": "Allow", "Action": "kms:Decrypt", "Principal": {"AWS": "arn:aws:iam::1:role/r"}, "Resource": "*"})";
  hold({{"KEY002", planned({{"aws_kms_key.k", key(role)}}), "nobody may change the policy of aws_kms_key.k",
         planned({{"aws_kms_key.k", key(kRoot + "," + role)}})}});
}

TEST(Keys, OfSecretsAreNotGoneInAWeek) {
  const auto cluster = [](const std::string& days) {
    return planned(
        {{"aws_eks_cluster.main", "{}",
          "{\"encryption_config\": [{\"provider\": [{\"key_arn\": " + reference("aws_kms_key.k", "arn") + "}]}]}"},
         {"aws_kms_key.k", "{\"deletion_window_in_days\": " + days + "}"}});
  };
  hold({{"KEY003", cluster("7"), "7 days to notice", cluster("30")}});
}

TEST(Logs, EndSomeDay) {
  const auto group = [](const std::string& values, const std::string& expressions = "{}") {
    return planned({{"aws_cloudwatch_log_group.a", values, expressions}});
  };
  hold({{"LOG001", group("{}"), "aws_cloudwatch_log_group.a keeps its logs for ever",
         group(R"({"retention_in_days": 30})")},
        {"LOG001", group("{}"), "for ever", group(R"({"log_group_class": "DELIVERY"})")},
        {"LOG001", group(R"({"retention_in_days": 0})"), "for ever",
         group("{}", "{\"retention_in_days\": " + reference("aws_ssm_parameter.days", "value") + "}")}});
}

}  // namespace
}  // namespace slipway::rules
