#pragma once

#include "doc/node.h"
#include "schema/errors.h"
#include "schema/path.h"

namespace slipway::schema::builtin {

/// Those that exist, and ReadWriteOncePod only alone. An empty list is the caller's affair.
void check_access_modes(const doc::Node& modes, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
