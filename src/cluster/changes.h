#pragma once

#include <string>
#include <vector>

#include "doc/node.h"

namespace slipway::cluster {

/// A field that is not the same in two states of an object.
struct FieldChange {
  std::string path;      // ".spec.template.spec.containers[name=web].image", ".metadata.labels[app.kubernetes.io/name]"
  std::string from, to;  // compact JSON, cut at 200 bytes; "" where it is not there
  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

/// What differs between an object as it is and as it would be (or was and is), in the order of `to`. Lists whose items
/// all have a `name` (or `key`, `containerPort`, …: what Kubernetes merges by) are compared item by item. Not looked
/// at: status and, of metadata, managedFields, resourceVersion, generation, uid, creationTimestamp, selfLink. At most
/// 1,000.
std::vector<FieldChange> changed_fields(const doc::Node& from, const doc::Node& to);

}  // namespace slipway::cluster
