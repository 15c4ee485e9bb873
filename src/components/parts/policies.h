#pragma once

#include <string>
#include <string_view>

#include "components/component.h"
#include "doc/value.h"

/// NetworkPolicies and the rules they are made of. The VPC CNI enforces them (its enableNetworkPolicy), by address and
/// port of the pod; pods of the host's network are exempt.
namespace slipway::components::policies {

/// Instance metadata: whoever reaches it may take the node's role.
inline constexpr std::string_view kMetadata = "169.254.169.254/32";
/// The Pod Identity agent, which hands pods their own roles (port 80).
inline constexpr std::string_view kPodIdentity = "169.254.170.23/32";

/// Rules of `egress`.
/// CoreDNS, by name of its namespace; Auto Mode answers on the node itself, so that there only the port is named.
doc::Map to_dns(const spec::Platform& platform);
doc::Map to_pod_identity();
/// AWS's APIs and whatever else speaks TLS on 443; never instance metadata.
doc::Map to_https();
/// All of a range but instance metadata, should that lie in it.
doc::Map to_range(std::string_view cidr);

/// One peer: pods with a label, in one namespace (or all pods of it).
doc::Map pods_of(std::string_view name_space, doc::Map labels = {});
/// A rule of `ingress` (`from`) or `egress` (`to`): these peers, on these TCP ports; no ports: all.
doc::Map rule(std::string_view direction, doc::List peers, const std::vector<std::int64_t>& ports);

struct Policy {
  std::string name, name_space;
  doc::Map selector = {};  // labels of the pods; empty: all of the namespace
  bool limits_ingress = false, limits_egress = false;
  doc::List ingress = {}, egress = {};
};
/// With the check that it stands as it is written here: what takes it away, or lets more through, breaks nothing else.
void add(Expansion& in, Policy policy, SourceRange origin);

/// Whether pods of this namespace get nothing but what policies name: those that platform.yaml describes, unless they
/// say otherwise, and those that it only uses; never `default` and the system's own.
bool denies_by_default(const spec::Platform& platform, std::string_view name_space);

/// Peers by address: the VPC, where load balancers, databases and caches of AWS are.
doc::List in_the_vpc(const spec::Platform& platform);

}  // namespace slipway::components::policies
