#pragma once

#include <string>

#include "admission/error_places.h"
#include "schema/errors.h"

namespace slipway::admission {

/// What to write so that the API server does not say this error again, in few words: by its type, and of values by what
/// its words ask for (bounds, forms, one of several fields, a field that goes with another, fields that never change).
/// Never empty.
std::string fix_of(const schema::Error& error, const Found& found);

}  // namespace slipway::admission
