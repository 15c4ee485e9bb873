#include "components/component.h"
#include "components/parts/expected.h"
#include "components/parts/iam_statements.h"
#include "components/parts/identity.h"
#include "components/parts/names.h"
#include "components/parts/network.h"
#include "components/parts/secrets_key.h"
#include "platform/fill.h"

/// The EKS cluster: control plane, role, logs, key, who may enter. With Auto Mode also what EKS runs in it.
namespace slipway::components {

namespace {

bool is_auto(const Expansion& in) { return in.platform.cluster.mode.value == spec::ClusterMode::Auto; }

platform::ResourceId add_cluster_role(Expansion& in) {
  RoleWanted wanted{"cluster"};
  wanted.managed_policies = {"AmazonEKSClusterPolicy"};
  if (is_auto(in))
    for (const char* policy : {"AmazonEKSBlockStoragePolicyV2", "AmazonEKSComputePolicy",
                               "AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy"})
      wanted.managed_policies.emplace_back(policy);
  for (const auto& policy : in.platform.cluster.role_policies) wanted.managed_policies.push_back(policy.value);
  return add_role(in, wanted,
                  platform::trust_of_service("eks.amazonaws.com",
                                             is_auto(in) ? platform::SessionTags::Yes : platform::SessionTags::No),
                  in.platform.cluster.where);
}

/// The right to use the key stands at the role too: a key of others need not name it.
void allow_key(Expansion& in, const platform::ResourceId& role, const doc::Value& key) {
  auto document = platform::policy(statements_of(in, "eks-cluster-role/kms", {{{"secrets_kms_key_arn", key}}}));
  check_inline_policy(in, "role cluster may use the key of Secrets", *(*in.graph.find(role))["name"].string(),
                      "secrets-key", document);
  in.add("aws_iam_role_policy", "cluster_secrets_key",
         {{"name", "secrets-key"}, {"role", role.attribute("name")}, {"policy", std::move(document)}},
         in.platform.cluster.secrets_encryption.where);
}

void add_log_group(Expansion& in, const doc::Value& key) {
  const auto& logs = in.platform.cluster.logs;
  doc::Map arguments{{"name", control_plane_log_group(in)}, {"retention_in_days", logs.retention_days.value}};
  if (logs.encrypted.value && !key.is_null()) arguments.set("kms_key_id", key);
  const auto group = in.add("aws_cloudwatch_log_group", "cluster", std::move(arguments), logs.where);
  if (in.platform.usage.log_gigabytes.value > 0)
    in.graph.find(group)->facts.set("gigabytesPerMonth", in.platform.usage.log_gigabytes.value);
}

doc::Map vpc_config(Expansion& in) {
  const auto& endpoint = in.platform.cluster.endpoint;
  doc::Map config{{"subnet_ids", ids_of(network_of(in.platform).private_subnets)},
                  {"endpoint_private_access", endpoint.private_access.value},
                  {"endpoint_public_access", endpoint.public_access.value}};
  if (endpoint.public_access.value && !endpoint.public_cidrs.empty()) {
    doc::List cidrs;
    for (const auto& cidr : endpoint.public_cidrs) cidrs.add(cidr.value);
    config.set("public_access_cidrs", std::move(cidrs));
  }
  return config;
}

/// The role of Auto Mode's nodes: of EKS's own pools and of those in platform.yaml.
platform::ResourceId add_auto_node_role(Expansion& in) {
  RoleWanted wanted{"auto-node"};
  wanted.managed_policies = {"AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodeMinimalPolicy"};
  return add_role(in, wanted, platform::trust_of_service("ec2.amazonaws.com", platform::SessionTags::Yes),
                  in.platform.cluster.mode.where);
}

void set_auto_mode(Expansion& in, doc::Map& cluster) {
  const auto role = add_auto_node_role(in);
  doc::Map compute{{"enabled", true}};
  doc::List pools;
  for (const auto& pool : in.platform.cluster.auto_node_pools) pools.add(pool.value);
  if (!pools.empty()) {
    compute.set("node_pools", std::move(pools));
    compute.set("node_role_arn", role.attribute("arn"));
  }
  cluster.set("compute_config", std::move(compute));
  cluster.set("storage_config", doc::Map{{"block_storage", doc::Map{{"enabled", true}}}});
  cluster.set("kubernetes_network_config", doc::Map{{"elastic_load_balancing", doc::Map{{"enabled", true}}}});
  in.graph.setting.node_autoscaler = "EKS Auto Mode";
}

doc::Map cluster_arguments(Expansion& in, const platform::ResourceId& role, const doc::Value& key) {
  const auto& cluster = in.platform.cluster;
  doc::Map arguments{
      {"name", in.graph.setting.cluster},
      {"version", in.graph.setting.version},
      {"role_arn", role.attribute("arn")},
      {"bootstrap_self_managed_addons", false},
      {"vpc_config", vpc_config(in)},
      {"access_config", doc::Map{{"authentication_mode", in.platform.batch.empty() ? "API" : "API_AND_CONFIG_MAP"},
                                 {"bootstrap_cluster_creator_admin_permissions", true}}},
      {"upgrade_policy",
       doc::Map{{"support_type", cluster.support.value == spec::SupportPolicy::Standard ? "STANDARD" : "EXTENDED"}}},
      {"deletion_protection", cluster.deletion_protection.value}};
  if (!cluster.logs.types.empty()) {
    doc::List types;
    for (const auto& type : cluster.logs.types) types.add(type.value);
    arguments.set("enabled_cluster_log_types", std::move(types));
  }
  if (!key.is_null()) {
    doc::List secrets;
    secrets.add("secrets");
    arguments.set("encryption_config",
                  doc::Map{{"resources", std::move(secrets)}, {"provider", doc::Map{{"key_arn", key}}}});
  }
  return arguments;
}

void set_usage(const spec::Usage& usage, doc::Map& facts) {
  const std::pair<const char*, std::int64_t> all[] = {{"internetGigabytesPerMonth", usage.internet_gigabytes.value},
                                                      {"crossZoneGigabytesPerMonth", usage.cross_zone_gigabytes.value},
                                                      {"customMetrics", usage.custom_metrics.value}};
  for (const auto& [name, amount] : all)
    if (amount > 0) facts.set(name, amount);
}

/// On destroy the role's rights and the log group must outlive the cluster.
void set_dependencies(const platform::Graph& graph, const platform::ResourceId& role, platform::Resource& cluster) {
  for (const char* type : {"aws_iam_role_policy_attachment", "aws_iam_role_policy", "aws_cloudwatch_log_group"})
    for (const auto* resource : graph.of_type(type))
      if (resource->id.name.starts_with(role.name) && resource->component == cluster.component)
        cluster.depends_on.push_back(resource->id);
}

void add_access(Expansion& in) {
  for (const auto& [name, entry] : in.platform.cluster.access) {
    const auto local = platform::local_name(name.value);
    const auto made = in.add("aws_eks_access_entry", local,
                             {{"cluster_name", kCluster.attribute("name")},
                              {"principal_arn", entry.principal_arn.value},
                              {"type", "STANDARD"}},
                             entry.where);
    doc::Map scope{{"type", entry.namespaces.empty() ? "cluster" : "namespace"}};
    doc::List namespaces;
    for (const auto& name_space : entry.namespaces) namespaces.add(name_space.value);
    if (!namespaces.empty()) scope.set("namespaces", std::move(namespaces));
    in.add("aws_eks_access_policy_association", local,
           {{"cluster_name", kCluster.attribute("name")},
            {"principal_arn", made.attribute("principal_arn")},
            {"policy_arn", fill(in, "arn:{partition}:eks::aws:cluster-access-policy/" + entry.policy.value)},
            {"access_scope", std::move(scope)}},
           entry.where);
  }
}

void add_oidc_provider(Expansion& in) {
  doc::List audiences;
  audiences.add("sts.amazonaws.com");
  in.add(kOidcProvider.type, kOidcProvider.name,
         {{"url", kCluster.attribute("identity[0].oidc[0].issuer")}, {"client_id_list", std::move(audiences)}},
         in.platform.identity.where);
  in.add_check(
      "IAM knows the cluster as a provider of identities",
      platform::AwsQuestion{
          "iam", "GetOpenIDConnectProvider", {{"OpenIDConnectProviderArn", kOidcProvider.interpolated("arn")}}},
      {"ClientIDList", platform::Expectation::Holds::Contains, "sts.amazonaws.com"});
}

void expand_eks_cluster(Expansion& in) {
  const auto& cluster = in.platform.cluster;
  const auto role = add_cluster_role(in);
  const auto key = secrets_key_arn(in.platform);
  if (cluster.secrets_encryption.key.value == "create") add_secrets_key(in, role);
  if (!key.is_null()) allow_key(in, role, key);
  if (!cluster.logs.types.empty()) add_log_group(in, key);
  auto arguments = cluster_arguments(in, role, key);
  if (is_auto(in)) set_auto_mode(in, arguments);
  auto& made = *in.graph.find(in.add(kCluster.type, kCluster.name, std::move(arguments), cluster.where));
  set_usage(in.platform.usage, made.facts);
  set_dependencies(in.graph, role, made);
  const auto ask = [&](const char* claim, const char* path, const std::string& value) {
    in.add_check(claim, platform::AwsQuestion{"eks", "DescribeCluster", {{"name", in.graph.setting.cluster}}},
                 {path, platform::Expectation::Holds::Equals, value});
  };
  ask("the cluster is active", "cluster.status", "ACTIVE");
  ask("the cluster is of the version it should be", "cluster.version", in.graph.setting.version);
  if (!key.is_null())
    in.add_check("Secrets are encrypted with a key of the platform",
                 platform::AwsQuestion{"eks", "DescribeCluster", {{"name", in.graph.setting.cluster}}},
                 includes("cluster.encryptionConfig",
                          doc::Map{{"resources", "secrets"}, {"provider", doc::Map{{"keyArn", key}}}}));
  add_access(in);
  if (in.platform.identity.value == spec::Identity::Irsa) add_oidc_provider(in);
}

bool always(const spec::Platform&) { return true; }

}  // namespace

extern const Component eks_cluster = {
    "eks-cluster",     "the control plane, its role, logs, key and who may enter", Stage::Cluster, {}, always, nullptr,
    expand_eks_cluster};

}  // namespace slipway::components
