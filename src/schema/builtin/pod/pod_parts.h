#pragma once

#include <string_view>

#include "doc/node.h"
#include "schema/builtin/pod/containers.h"
#include "schema/builtin/pod/pod_template.h"
#include "schema/errors.h"
#include "schema/path.h"

/// Parts of a pod spec, each checked in a file of its own. `path` is the part's unless it says otherwise.
namespace slipway::schema::builtin {

/// Of a pod that a kubelet reads from a file.
inline constexpr std::string_view kMirrorAnnotation = "kubernetes.io/config.mirror";

void check_pod_resource_claims(const doc::Node& claims, const doc::Node* meta, const Path& path, Errors& errors);
/// Of the pod as a whole. `path` is the spec's.
void check_pod_resources(const PodScope& pod, const Path& path, Errors& errors);

void check_affinity(const doc::Node& affinity, const Path& path, Errors& errors);
void check_topology_spread(const doc::Node& constraints, const Path& path, Errors& errors);
/// ValidateMatchLabelKeysAndMismatchLabelKeys. `path` is the term's.
void check_label_keys(const doc::Node& match, const doc::Node& mismatch, const doc::Node& selector, const Path& path,
                      Errors& errors);

/// validateOS and what follows from it, Windows host processes and user namespaces. `path` is the spec's.
void check_os(const doc::Node& spec, const Path& path, Errors& errors);
void check_windows_host_processes(const doc::Node& spec, const Path& path, Errors& errors);
void check_user_namespace(const doc::Node& spec, const Path& path, Errors& errors);

/// The pod's security context, and what of it stands in the spec. `path` is the context's.
void check_pod_security(const doc::Node& spec, const PodPlace& place, const Path& path, Errors& errors);
void check_windows_options(const doc::Node& options, const Path& path, Errors& errors);
void check_seccomp_profile(const doc::Node& profile, const Path& path, Errors& errors);
/// ValidateSeccompPodAnnotations.
void check_seccomp_annotations(const doc::Node& annotations, const Path& path, Errors& errors);
/// 0 to 2147483647: a user or a group.
void check_id(const doc::Node& id, const Path& path, Errors& errors);

void check_dns(const doc::Node& spec, const Path& path, Errors& errors);
/// hostname, subdomain, hostnameOverride. `path` is the spec's.
void check_host_names(const doc::Node& spec, const PodPlace& place, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
