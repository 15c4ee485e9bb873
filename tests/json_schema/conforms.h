#pragma once

#include <string>
#include <vector>

#include "doc/node.h"

namespace slipway {

/// Where `value` breaks `schema`: as much of JSON Schema 2020-12 as our published schemas use (type, properties,
/// required, additionalProperties, items, enum, const, $ref to #/$defs). A keyword beyond that is itself a finding, so
/// that nothing goes unchecked.
std::vector<std::string> violations(const doc::Node& schema, const doc::Node& value);

}  // namespace slipway
