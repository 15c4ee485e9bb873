#include "components/parts/secrets_key.h"

#include "catalog/service_names.h"
#include "components/parts/iam_statements.h"
#include "components/parts/names.h"
#include "platform/iam.h"

namespace slipway::components {

namespace {

using platform::Condition;
using platform::Statement;

Statement to(platform::Principal principal, std::string sid, std::vector<std::string> actions,
             std::vector<Condition> conditions = {}) {
  Statement statement = platform::allow(std::move(actions), {"*"}, std::move(conditions));
  statement.sid = std::move(sid);
  statement.principals = {std::move(principal)};
  return statement;
}

std::string logs_service(const Expansion& in) {
  const std::string& region = in.graph.setting.region;
  return "logs." + region + "." + std::string(catalog::dns_suffix(region));
}

std::vector<Statement> key_policy(Expansion& in, const platform::ResourceId& cluster_role) {
  const platform::Principal cluster{"AWS", {cluster_role.attribute("arn")}};
  std::vector<Statement> statements = {
      to({"AWS", {fill(in, "arn:{partition}:iam::{account}:root")}}, "AllowAdministrationByTheAccount", {"kms:*"}),
      to(cluster, "AllowUseByTheCluster", {"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"}),
      to(cluster, "AllowGrantsToAWSServices", {"kms:CreateGrant"}, {{"Bool", "kms:GrantIsForAWSResource", {"true"}}})};
  if (in.platform.cluster.logs.encrypted.value)
    statements.push_back(
        to({"Service", {logs_service(in)}}, "AllowUseByCloudWatchLogs",
           {"kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"},
           {{"ArnEquals",
             "kms:EncryptionContext:aws:logs:arn",
             {fill(in, "arn:{partition}:logs:{region}:{account}:log-group:" + control_plane_log_group(in))}}}));
  return statements;
}

}  // namespace

doc::Value secrets_key_arn(const spec::Platform& platform) {
  const auto& key = platform.cluster.secrets_encryption.key.value;
  if (key == "none") return {};
  return key == "create" ? kSecretsKey.attribute("arn") : doc::Value(key);
}

std::string control_plane_log_group(const Expansion& in) { return "/aws/eks/" + in.graph.setting.cluster + "/cluster"; }

void add_secrets_key(Expansion& in, const platform::ResourceId& cluster_role) {
  const auto& encryption = in.platform.cluster.secrets_encryption;
  in.add(kSecretsKey.type, kSecretsKey.name,
         {{"description", "Kubernetes secrets of " + in.graph.setting.cluster},
          {"enable_key_rotation", encryption.rotation.value},
          {"deletion_window_in_days", encryption.deletion_window_days.value},
          {"policy", platform::policy(key_policy(in, cluster_role))}},
         encryption.where);
  in.add("aws_kms_alias", kSecretsKey.name,
         {{"name", "alias/" + in.graph.setting.cluster + "-eks"}, {"target_key_id", kSecretsKey.attribute("key_id")}},
         encryption.where);
}

}  // namespace slipway::components
