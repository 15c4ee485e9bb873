#pragma once

#include "doc/node.h"

namespace slipway::cluster {

/// The entry of metadata.managedFields that says what `slipway` has applied; nullptr: nothing.
const doc::Node* applied_entry(const doc::Node& live);

/// Whether applying `ours` would surely change nothing, as far as `live` shows it: each value that we would set is
/// there, and we own exactly the fields that we would set (managedFields as structured-merge-diff v6 fieldpath writes
/// them), in the same version of the kind. False where that cannot be told without the kind's schema (a quantity in
/// another notation, keys of list items that have defaults): then the server is asked.
bool would_change_nothing(const doc::Node& live, const doc::Node& ours);

}  // namespace slipway::cluster
