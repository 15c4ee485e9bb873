#pragma once

#include "cluster/changes.h"

namespace slipway::cluster {

/// changed_fields(), and for each whether `ours` (the object as we apply it) has that field.
struct OwnedChange {
  FieldChange change;
  bool is_ours = false;
};
std::vector<OwnedChange> changed_fields(const doc::Node& from, const doc::Node& to, const doc::Node& ours);

/// The members of a list by what Kubernetes merges them by: the first of `name`, `key`, `mountPath`, … that all items
/// of both lists have, each value once; "" when there is none.
std::string_view merge_key(const doc::Node& one, const doc::Node& other);

}  // namespace slipway::cluster
