#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "doc/node.h"
#include "schema/builtin/pod/name_table.h"
#include "schema/builtin/pod/pod_template.h"
#include "schema/errors.h"
#include "schema/path.h"

namespace slipway::schema::builtin {

/// A volume that a container may mount, as far as that matters.
struct PodVolume {
  bool is_claim = false;  // may be used as a block device
  bool is_empty_dir = false;
};
/// By name; what is wrong in itself is not there.
using PodVolumes = NameTable<PodVolume>;

/// What the checks of a container know of its pod.
struct PodScope {
  const doc::Node& spec;
  PodVolumes volumes = {};
  NameSet claims = {};                     // resourceClaims
  std::optional<std::int64_t> grace = {};  // terminationGracePeriodSeconds
  std::string_view restart_policy = {};
  bool on_host_users = true;  // not in a user namespace of its own
};

void check_containers(const PodScope& pod, const Path& path, Errors& errors);
void check_init_containers(const PodScope& pod, const Path& path, Errors& errors);
void check_ephemeral_containers(const PodScope& pod, const Path& path, Errors& errors);
/// What containers of all sorts must satisfy.
void check_container(const doc::Node& container, const PodScope& pod, const Path& path, Errors& errors);
/// White space around the image, which templates may have.
void check_image_spaces(const doc::Node& container, const Path& path, Errors& errors);
bool is_sidecar(const doc::Node& init_container);

// Parts of a container.
void check_container_ports(const doc::Node& ports, const Path& path, Errors& errors);
/// Ports of the host that these containers take twice. `path` is theirs; the first is at `first`.
void check_host_ports(std::span<const doc::Node> containers, const Path& path, Errors& errors);
void check_env(const doc::Node& variables, const Path& path, Errors& errors);
void check_env_from(const doc::Node& sources, const Path& path, Errors& errors);
void check_volume_mounts(const doc::Node& container, const PodVolumes& volumes, const Path& path, Errors& errors);
void check_volume_devices(const doc::Node& container, const PodVolumes& volumes, const Path& path, Errors& errors);
void check_lifecycle(const doc::Node& lifecycle, const PodScope& pod, const Path& path, Errors& errors);
/// Liveness, readiness and startup probe.
void check_probes(const doc::Node& container, const PodScope& pod, const Path& path, Errors& errors);
void check_restart_policy_of_container(const doc::Node& container, const Path& path, Errors& errors);
void check_container_security(const doc::Node& context, bool on_host_users, const Path& path, Errors& errors);
void check_pull_policy(std::string_view policy, const Path& path, Errors& errors);
void check_resource_claims(const doc::Node& claims, const NameSet& known, const Path& path, Errors& errors);

// Of the downward API.
enum class FieldRefUse { Env, File };
void check_field_ref(const doc::Node& field, FieldRefUse use, const Path& path, Errors& errors);
void check_resource_field_ref(const doc::Node& field, FieldRefUse use, const Path& path, Errors& errors);

/// Visits init, regular and ephemeral containers with their paths below the spec's.
template <class Visit>
void each_container(const doc::Node& spec, const Path& path, Visit visit) {
  for (const char* containers : {"initContainers", "containers", "ephemeralContainers"}) {
    const Path list(path, containers);
    std::size_t index = 0;
    for (const doc::Node& container : spec[containers].items()) visit(container, Path(list, index++));
  }
}

}  // namespace slipway::schema::builtin
