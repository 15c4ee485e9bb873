#pragma once

#include "doc/node.h"

namespace slipway::rules {

/// Whether the node affinity of a pod, required or preferred, names a value that no node's label can have, of keys of
/// which all values are known: REF012 says it.
bool has_unknown_value(const doc::Node& pod_spec);

}  // namespace slipway::rules
