#include "kube/own_groups.h"

#include <algorithm>

namespace slipway::kube {
namespace {

constexpr std::string_view kGroups[] = {"",
                                        "admissionregistration.k8s.io",
                                        "apiextensions.k8s.io",
                                        "apiregistration.k8s.io",
                                        "apps",
                                        "authentication.k8s.io",
                                        "authorization.k8s.io",
                                        "autoscaling",
                                        "batch",
                                        "certificates.k8s.io",
                                        "coordination.k8s.io",
                                        "discovery.k8s.io",
                                        "events.k8s.io",
                                        "extensions",
                                        "flowcontrol.apiserver.k8s.io",
                                        "internal.apiserver.k8s.io",
                                        "networking.k8s.io",
                                        "node.k8s.io",
                                        "policy",
                                        "rbac.authorization.k8s.io",
                                        "resource.k8s.io",
                                        "scheduling.k8s.io",
                                        "storage.k8s.io",
                                        "storagemigration.k8s.io"};
static_assert(std::ranges::is_sorted(kGroups));

}  // namespace

std::span<const std::string_view> own_groups() { return kGroups; }

bool is_own_group(std::string_view group) { return std::ranges::binary_search(kGroups, group); }

}  // namespace slipway::kube
