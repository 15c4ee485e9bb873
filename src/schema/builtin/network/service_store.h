#pragma once

#include "doc/draft.h"
#include "schema/errors.h"
#include "schema/service_network.h"

/// What the store of Services does before their strategy. Follows Kubernetes 1.36.3
/// pkg/registry/core/service/storage.
namespace slipway::schema::builtin {

/// BeginCreate and BeginUpdate: addresses and node ports are given out.
void begin_service(doc::Draft& object, const doc::Node& old, const ServiceNetwork& network, Errors& errors);
/// The Decorator: an ExternalName service does not show the internalTrafficPolicy that it keeps.
void decorate_service(doc::Draft& object);

/// Node ports are given (NodePort, LoadBalancer); one for health checks too.
bool is_externally_accessible(const doc::Node& spec);
bool needs_health_check_port(const doc::Node& spec);

}  // namespace slipway::schema::builtin
