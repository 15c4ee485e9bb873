#pragma once

#include <string_view>

#include "components/component.h"

namespace slipway::components {

/// A customer-managed KMS key with an alias, rotated every year; its policy leaves permissions to IAM. `kind` and
/// `name` as in key_id().
platform::ResourceId add_key(Expansion& in, std::string_view kind, std::string_view name, std::string_view what,
                             SourceRange origin);

/// Gibibytes of a size that the reader has accepted, rounded up.
std::int64_t gibibytes(std::string_view size);

}  // namespace slipway::components
