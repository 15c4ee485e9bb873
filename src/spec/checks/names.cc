#include <fmt/core.h>

#include "spec/checks/checks.h"
#include "spec/ids.h"
#include "spec/say.h"

namespace slipway::spec::checks {
namespace {

/// Names of AWS resources begin with the platform's; the longest suffix slipway adds to a role's is 24 characters.
constexpr std::size_t kLongestPlatform = 40;
constexpr std::size_t kLongestRole = 64;
constexpr std::size_t kLongestQueue = 80;
constexpr std::size_t kLongestBucket = 63;
constexpr std::size_t kLongestCluster = 100;
constexpr std::size_t kAccountSuffix = 13;  // "-" and twelve digits

void too_long(std::string_view what, std::string_view name, std::size_t length, std::size_t most, SourceRange where,
              Diagnostics& diagnostics) {
  if (length <= most) return;
  diagnostics.error(id::kName, where,
                    fmt::format("the {} {} has {} characters, but AWS takes at most {}", what, name, length, most));
}

/// A workload becomes a Service, whose name starts with a letter.
void starts_with_letter(std::string_view what, const Located<std::string>& name, Diagnostics& diagnostics) {
  if (!name.value.empty() && name.value[0] >= '0' && name.value[0] <= '9')
    diagnostics.error(id::kName, name.where,
                      fmt::format("the name of a {} starts with a letter, since its Service's does", what));
}

}  // namespace

void names(const Platform& platform, Diagnostics& diagnostics) {
  if (platform.name.value.size() > kLongestPlatform)
    diagnostics.error(id::kName, platform.name.where,
                      fmt::format("the platform's name has {} characters, but names of roles that begin with it leave "
                                  "room for {}",
                                  platform.name.value.size(), kLongestPlatform));
  const auto& cluster = platform.cluster.name;
  too_long("cluster's name", cluster.value, cluster.value.size(), kLongestCluster, cluster.where, diagnostics);
  for (const auto& [name, role] : platform.roles)
    too_long("role name", role.role_name.value, role.role_name.value.size(), kLongestRole,
             place(role.role_name, name.where), diagnostics);
  for (const auto& [name, queue] : platform.queues) {
    // Its dead-letter queue's name is longer still.
    const std::size_t more = queue.dead_letter.value ? std::string_view("-dlq").size() : 0;
    too_long("queue name", queue.queue_name.value, queue.queue_name.value.size() + more, kLongestQueue,
             place(queue.queue_name, name.where), diagnostics);
    if (queue.fifo.value != queue.queue_name.value.ends_with(".fifo"))
      diagnostics.error(id::kName, place(queue.queue_name, name.where),
                        "the name of a FIFO queue, and only that, ends in .fifo");
  }
  for (const auto& [name, bucket] : platform.buckets)
    if (!bucket.bucket_name.written) {
      const std::string made = fmt::format("{}-{}-<account id>", platform.name.value, name.value);
      too_long("bucket name", made, platform.name.value.size() + 1 + name.value.size() + kAccountSuffix, kLongestBucket,
               name.where, diagnostics);
    }
  for (const auto& [name, workload] : platform.workloads)
    if (workload.serve.port.value != 0) starts_with_letter("workload", name, diagnostics);
  for (const auto& [name, cluster_of_ray] : platform.ray_clusters) starts_with_letter("Ray cluster", name, diagnostics);
  // A workload says `pool: x`: there may be one x.
  for (const auto& [name, pool] : platform.node_pools)
    for (const auto& [other, group] : platform.node_groups)
      if (name.value == other.value)
        say::twice("the pool or group " + name.value, name.where, other.where, diagnostics);
}

}  // namespace slipway::spec::checks
