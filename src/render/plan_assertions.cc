#include "render/plan_assertions.h"

#include <optional>

#include "base/text.h"
#include "render/hcl.h"

namespace slipway::render {

namespace {

/// An argument that must be in the plan as the graph has it.
struct Kept {
  const char *type, *path, *says;
};
constexpr Kept kKept[] = {
    {"aws_eks_cluster", "version", "the version of Kubernetes"},
    {"aws_eks_cluster", "vpc_config.endpoint_private_access", "whether nodes reach the API server privately"},
    {"aws_eks_cluster", "vpc_config.endpoint_public_access", "whether the internet reaches the API server"},
    {"aws_eks_cluster", "access_config.authentication_mode", "who may enter the cluster, and by what"},
    {"aws_eks_cluster", "upgrade_policy.support_type", "what happens at the end of standard support"},
    {"aws_eks_node_group", "ami_type", "what the nodes boot"},
    {"aws_eks_node_group", "capacity_type", "how the nodes are bought"},
    {"aws_eks_node_group", "scaling_config.min_size", "the fewest nodes"},
    {"aws_eks_node_group", "scaling_config.max_size", "the most nodes, and so the bill"},
    {"aws_launch_template", "metadata_options.http_tokens", "instance metadata without a token"},
    {"aws_launch_template", "metadata_options.http_put_response_hop_limit", "whether pods reach instance metadata"},
    {"aws_s3_bucket_public_access_block", "block_public_policy", "a bucket that a policy may open"},
    {"aws_s3_bucket_public_access_block", "restrict_public_buckets", "a bucket that strangers may read"},
    {"aws_sqs_queue", "sqs_managed_sse_enabled", "messages at rest"},
    {"aws_efs_file_system", "encrypted", "files at rest"},
    {"aws_db_instance", "storage_encrypted", "a database at rest"},
    {"aws_db_instance", "publicly_accessible", "a database on the internet"},
    {"aws_db_instance", "deletion_protection", "a database that goes by mistake"},
    {"aws_rds_cluster", "storage_encrypted", "a database at rest"},
    {"aws_rds_cluster", "deletion_protection", "a database that goes by mistake"},
    {"aws_elasticache_replication_group", "at_rest_encryption_enabled", "a cache at rest"},
    {"aws_elasticache_replication_group", "transit_encryption_enabled", "a cache on the wire"},
    {"aws_kms_key", "enable_key_rotation", "a key that is never changed"},
    {"aws_ecr_repository", "image_tag_mutability", "a tag that means another image tomorrow"},
};

/// What a mocked data source answers where any text will not do: the provider checks these.
struct Mocked {
  const char *type, *attribute, *value;
};
constexpr Mocked kMocked[] = {
    {"aws_caller_identity", "account_id", "111122223333"},
    {"aws_eks_addon_version", "version", "v1.0.0-eksbuild.1"},
    {"aws_iam_policy", "arn", "arn:aws:iam::aws:policy/Mocked"},
    {"aws_kms_key", "arn", "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000"},
    {"aws_partition", "partition", "aws"},
    {"aws_secretsmanager_random_password", "random_password", "mockedmockedmockedmocked"},
    {"aws_subnet", "cidr_block", "10.0.0.0/24"},
    {"aws_vpc", "cidr_block", "10.0.0.0/16"},
};

/// The constant at a path, and how Terraform's language reaches it: blocks are lists.
struct Found {
  std::string expression;
  const doc::Value* value = nullptr;
};
std::optional<Found> find(const platform::Resource& resource, std::string_view path) {
  Found found{resource.id.to_string(), nullptr};
  const auto* map = &resource.arguments;
  for (const auto name : split(path, '.')) {
    if (!map) return std::nullopt;
    found.value = map->find(name);
    if (!found.value) return std::nullopt;
    map = found.value->map();
    found.expression += "." + std::string(name) + (map ? "[0]" : "");
  }
  if (map || found.value->expression() || found.value->list() || found.value->is_null()) return std::nullopt;
  return found;
}

/// Some providers' booleans are texts.
std::string compared(const Found& found) {
  return found.value->boolean() ? "tobool(" + found.expression + ")" : found.expression;
}

doc::Value assertion(const std::string& condition, const std::string& message) {
  return doc::Map{{"condition", doc::Expression{condition}}, {"error_message", message}};
}

}  // namespace

std::string plan_assertions(const platform::Graph& graph) {
  HclWriter hcl(graph);
  hcl.comment("Written by slipway: change platform.yaml and render again, not this file.");
  hcl.comment("terraform test asks a mocked provider: no account is touched.");
  hcl.blank_line();
  doc::Map mocks;
  for (const auto& [type, attribute, value] : kMocked)
    if (!graph.of_type(std::string("data.") + type).empty())
      mocks.set("mock_data " + hcl_quoted(type), doc::Map{{"defaults", hcl.object(doc::Map{{attribute, value}}, 2)}});
  hcl.block("mock_provider \"aws\"", "", mocks);
  hcl.blank_line();
  doc::List assertions;
  for (const auto& [type, path, says] : kKept)
    for (const auto* resource : graph.of_type(type))
      if (const auto found = find(*resource, path))
        assertions.add(assertion(compared(*found) + " == " + hcl.object(*found->value).text,
                                 resource->id.to_string() + " is not as platform.yaml says: " + says + "."));
  for (const auto* resource : graph.of_type("aws_launch_template"))
    if (resource->arguments.find("block_device_mappings"))
      assertions.add(assertion("alltrue([for disk in " + resource->id.to_string() +
                                   ".block_device_mappings : tobool(disk.ebs[0].encrypted)])",
                               resource->id.to_string() + " has a disk that is not encrypted."));
  hcl.block("run \"plan\"", "", {{"command", doc::Expression{"plan"}}, {"assert", std::move(assertions)}});
  return hcl.take();
}

}  // namespace slipway::render
