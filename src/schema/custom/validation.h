#pragma once

#include "doc/node.h"
#include "schema/custom/correlation.h"
#include "schema/custom/structural.h"
#include "schema/errors.h"

namespace slipway::schema::custom {

/// Every fault of the object against its schema, in the API server's words. On an update `correlation` is that of the
/// whole, otherwise null. Follows kube-openapi (20260317) pkg/validation/validate and apiextensions-apiserver 0.36.3
/// pkg/apiserver/validation/{validation,ratcheting}.go.
void validate(const doc::Node& object, const Structural& schema, Correlation* correlation, Errors& errors);

/// Repeats in lists of x-kubernetes-list-type "set" and "map". Follows pkg/apiserver/schema/listtype/validation.go.
void check_list_types(const doc::Node& object, const Structural& schema, Errors& errors);

/// Type and metadata of embedded resources. Follows pkg/apiserver/schema/objectmeta/validation.go.
void check_embedded(const doc::Node& object, const Structural& schema, Errors& errors);

}  // namespace slipway::schema::custom
