#pragma once

#include <cstdint>
#include <optional>

#include "doc/node.h"
#include "kube/quantity.h"

namespace slipway::cost {

/// Amounts as manifests write them. nullopt: absent, no quantity, negative, or beyond kLargestCount; what is wrong with
/// a manifest is for the rules and the schema to say.
std::optional<kube::Quantity> quantity_in(const doc::Node& value);
std::optional<std::int64_t> whole_number(const doc::Node& value);
/// Rounded up to whole GiB, as EBS makes it.
std::optional<std::int64_t> gibibytes(const doc::Node& value);
std::optional<std::int64_t> mebibytes(const doc::Node& value);  // rounded up
std::optional<std::int64_t> milli(const doc::Node& value);

}  // namespace slipway::cost
