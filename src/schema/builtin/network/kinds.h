#pragma once

#include "schema/builtin/kind.h"

/// Services and what stands around them: v1 Service and Endpoints, discovery.k8s.io/v1, networking.k8s.io/v1. A file
/// each; networking_kinds() lists them.
namespace slipway::schema::builtin {

extern const BuiltinKind kService, kEndpoints, kEndpointSlice, kIngress, kIngressClass, kNetworkPolicy;

/// ValidateEndpointIP: addresses that no other machine could reach. Also of external IPs.
void check_endpoint_ip(std::string_view text, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
