#pragma once

#include <span>
#include <string_view>

namespace slipway::kube {

/// The groups that the API server serves by itself (k8s.io/api, apiextensions-apiserver and kube-aggregator 0.36.3), or
/// once did: nobody else defines kinds there, and field trees know all of them. Sorted; "" is the core group.
std::span<const std::string_view> own_groups();

/// Whether a group is one of these.
bool is_own_group(std::string_view group);

}  // namespace slipway::kube
