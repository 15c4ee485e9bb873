#include "components/parts/data_names.h"

#include <algorithm>

#include "platform/fill.h"

namespace slipway::components {

namespace {

platform::ResourceId id(std::string_view type, std::string_view name) {
  return {std::string(type), platform::local_name(name)};
}

bool uses_cache(const spec::Workload& workload, std::string_view name) {
  const auto is_it = [&](const spec::Text& text) { return text.value == name; };
  return std::ranges::any_of(workload.caches, is_it) ||
         std::ranges::any_of(workload.scale.on, [&](const spec::ScaleOn& on) { return is_it(on.cache); });
}

}  // namespace

platform::ResourceId queue_id(std::string_view queue) { return id("aws_sqs_queue", queue); }
platform::ResourceId dead_letter_id(std::string_view queue) {
  return id("aws_sqs_queue", std::string(queue) + "_dead_letter");
}
platform::ResourceId key_id(std::string_view kind, std::string_view name) {
  return id("aws_kms_key", std::string(kind) + "_" + std::string(name));
}
platform::ResourceId bucket_id(std::string_view bucket) { return id("aws_s3_bucket", bucket); }
platform::ResourceId role_id(std::string_view role) { return id("aws_iam_role", role); }
platform::ResourceId registry_id(std::string_view registry) { return id("aws_ecr_repository", registry); }
platform::ResourceId database_id(std::string_view database) { return id("aws_db_instance", database); }
platform::ResourceId cache_id(std::string_view cache) { return id("aws_elasticache_replication_group", cache); }
platform::ResourceId secret_id(std::string_view name) { return id("aws_secretsmanager_secret", name); }
platform::ResourceId topic_id(std::string_view topic) { return id("aws_sns_topic", topic); }

std::string queue_name(const spec::Platform& platform, std::string_view name, const spec::Queue& queue) {
  std::string full =
      queue.queue_name.value.empty() ? platform.name.value + "-" + std::string(name) : queue.queue_name.value;
  if (queue.fifo.value && !full.ends_with(".fifo")) full += ".fifo";
  return full;
}

std::string dead_letter_name(const spec::Platform& platform, std::string_view name, const spec::Queue& queue) {
  auto full = queue_name(platform, name, queue);
  if (!queue.fifo.value) return full + "-dlq";
  full.resize(full.size() - std::string_view(".fifo").size());
  return full + "-dlq.fifo";
}

doc::Value customer_key(std::string_view kind, std::string_view name, std::string_view encryption) {
  if (encryption.starts_with("arn:")) return encryption;
  if (encryption == "create") return key_id(kind, name).attribute("arn");
  return nullptr;
}

CacheAddress cache_address(std::string_view name, const spec::Cache& cache) {
  const auto secret = std::string(name) + "-auth";
  if (cache.on.value == "cluster")
    return {std::string(name) + "." + cache.name_space.value + ".svc.cluster.local", 6379, false, secret};
  return {cache_id(name).interpolated("primary_endpoint_address"), 6379, true, secret};
}

std::vector<std::string> namespaces_of_cache(const spec::Platform& platform, std::string_view name,
                                             const spec::Cache& cache) {
  std::vector<std::string> namespaces{cache.name_space.value};
  for (const auto& [workload_name, workload] : platform.workloads)
    if (uses_cache(workload, name) && std::ranges::find(namespaces, workload.name_space.value) == namespaces.end())
      namespaces.push_back(workload.name_space.value);
  return namespaces;
}

}  // namespace slipway::components
