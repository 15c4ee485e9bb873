#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "components/component.h"

/// How the parts of the spec that become AWS resources are called in the graph, so that one component may refer to
/// what another makes.
namespace slipway::components {

platform::ResourceId queue_id(std::string_view queue);                      // aws_sqs_queue
platform::ResourceId dead_letter_id(std::string_view queue);                // aws_sqs_queue
platform::ResourceId key_id(std::string_view kind, std::string_view name);  // aws_kms_key: of a queue, a bucket
platform::ResourceId bucket_id(std::string_view bucket);                    // aws_s3_bucket
platform::ResourceId role_id(std::string_view role);                        // aws_iam_role
platform::ResourceId registry_id(std::string_view registry);                // aws_ecr_repository
platform::ResourceId database_id(std::string_view database);                // aws_db_instance
platform::ResourceId cache_id(std::string_view cache);                      // aws_elasticache_replication_group
platform::ResourceId secret_id(std::string_view name);                      // aws_secretsmanager_secret
platform::ResourceId topic_id(std::string_view topic);                      // aws_sns_topic

/// Names in AWS: as the spec gives them, else <platform>-<name>.
std::string queue_name(const spec::Platform& platform, std::string_view name, const spec::Queue& queue);
std::string dead_letter_name(const spec::Platform& platform, std::string_view name, const spec::Queue& queue);

/// The key that encrypts a queue or bucket: the ARN that `encryption` gives, that of the key which is made for it, or
/// null when AWS's own key does it ("sqs", "AES256", "aws:kms").
doc::Value customer_key(std::string_view kind, std::string_view name, std::string_view encryption);

/// Where a cache is reached, as text; on ElastiCache known only at apply.
struct CacheAddress {
  std::string host;
  std::int64_t port = 6379;
  bool tls = false;
  std::string secret;  // the Secret that holds its password under "password", in every namespace that uses the cache
};
CacheAddress cache_address(std::string_view name, const spec::Cache& cache);

/// Namespaces from which a cache is used: its own first, then those of workloads, in order.
std::vector<std::string> namespaces_of_cache(const spec::Platform& platform, std::string_view name,
                                             const spec::Cache& cache);

}  // namespace slipway::components
