#pragma once

#include <cstdint>
#include <optional>

#include "doc/node.h"
#include "kube/quantity.h"

namespace slipway::cost {

/// Amounts as manifests write them. nullopt: negative, or beyond kLargestCount (thousandths: a thousand times that).
/// What is wrong with a manifest is for the rules and the schema to say.
std::optional<std::int64_t> whole_number(const kube::Quantity& amount);
std::optional<std::int64_t> milli(const kube::Quantity& amount);      // rounded up
std::optional<std::int64_t> mebibytes(const kube::Quantity& amount);  // rounded up
/// Rounded up to whole GiB, as EBS makes it.
std::optional<std::int64_t> gibibytes(const kube::Quantity& amount);

/// The same of a member that no typed reader knows; nullopt also when it is absent or no quantity.
std::optional<std::int64_t> whole_number(const doc::Node& value);

}  // namespace slipway::cost
