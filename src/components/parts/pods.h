#pragma once

#include <string>
#include <string_view>

#include "components/component.h"
#include "doc/value.h"

/// What the pods of workloads, training jobs and Ray clusters have in common.
namespace slipway::components::pods {

using Resources = spec::Named<spec::Located<kube::Quantity>>;

/// `resources` of a container: requests as written; limits for all but CPU, equal to the requests. A CPU limit would
/// only throttle, and devices, huge pages and memory that may be reclaimed are no promise.
doc::Map resources(const Resources& wanted);

/// Whole devices under any key of a vendor ("nvidia.com/gpu", "aws.amazon.com/neuron"); 0 for CPU work.
std::int64_t devices(const Resources& wanted);
bool wants_nvidia(const Resources& wanted);

/// Where the pods may and must run: the pool's label as node selector, and a toleration for each taint that the pool
/// or group has in the graph; pods that ask for an NVIDIA GPU tolerate its taint wherever they run.
/// REQUIRES: pools and groups are expanded (Stage::Nodes).
struct Placement {
  doc::Map node_selector;
  doc::List tolerations;
};
Placement placement(const Expansion& in, std::string_view pool, const Resources& wanted);
void place(doc::Map& pod_spec, Placement placement);

/// Security contexts that the `restricted` Pod Security Standard takes. `user` 0: the image's own user, which
/// `restricted` refuses and `baseline` takes.
doc::Map pod_security(std::int64_t user);
doc::Map container_security();

/// `env` of a container, in written order.
doc::List environment(const spec::TextMap& env);
doc::Map from_secret(std::string_view variable, std::string_view secret, std::string_view key);

/// A memory-backed volume at /dev/shm (NCCL, PyTorch's data loaders); it counts against the memory limit.
void add_shared_memory(doc::List& volumes, doc::List& mounts, std::string_view size);
/// A claim of a file system of storage.fileSystems.
void add_claim(doc::List& volumes, doc::List& mounts, std::string_view claim, std::string_view path);

/// ConfigMaps as directories.
void add_files(doc::List& volumes, doc::List& mounts, const spec::TextMap& files);

/// A label that a Deployment and its kin select by.
doc::Map name_label(std::string_view name);
std::string name_selector(std::string_view name);
doc::Map metadata(std::string_view name, std::string_view name_space, doc::Map labels = {});
/// One zone's loss takes only a part of the pods. `spread`: require, prefer; none gives an empty list.
doc::List zone_spread(std::string_view spread, const doc::Map& labels);

/// The ServiceAccount, with IRSA's annotation when that is the platform's identity and a role is given.
void add_service_account(Expansion& in, std::string_view name, std::string_view name_space, std::string_view role,
                         SourceRange origin);

/// "name:tag" of one of `registries` as ECR names it; any other image as it is written.
std::string image(const Expansion& in, std::string_view written);

/// Seconds of a duration that the reader has accepted; 0 for an empty text.
std::int64_t seconds(std::string_view duration);

}  // namespace slipway::components::pods
