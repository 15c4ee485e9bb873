#pragma once

#include "doc/node.h"
#include "schema/custom/kind.h"
#include "schema/errors.h"

namespace slipway::schema::custom {

/// What the scale subresource reads must be readable. Follows apiextensions-apiserver 0.36.3
/// pkg/registry/customresource/validator.go.
void check_scale(const doc::Node& object, const Scale& scale, Errors& errors);

}  // namespace slipway::schema::custom
