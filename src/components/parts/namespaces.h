#pragma once

#include <map>
#include <string>
#include <string_view>

#include "components/component.h"

namespace slipway::components {

/// A Namespace with the labels of a Pod Security level (privileged, baseline, restricted), pinned to the cluster's
/// version so that an upgrade of the cluster refuses nothing that ran before.
/// `because`: why it is no stricter one, for whoever reads the object.
void add_namespace(Expansion& in, std::string_view name, std::string_view pod_security, SourceRange origin,
                   std::string_view because = "");

/// The same for a chart's namespace, unless platform.yaml describes it, or another component made it.
void add_namespace_of_chart(Expansion& in, std::string_view name, std::string_view pod_security,
                            std::string_view because = "");

/// The namespaces that workloads, training jobs, Ray clusters and caches of the spec live in, where each is first
/// named; not `default` and the system's own.
std::map<std::string, SourceRange> namespaces_used(const spec::Platform& platform);

}  // namespace slipway::components
