#pragma once

#include "kube/object.h"

namespace slipway::rules {

/// Whether an operator makes pods, Services and more for objects of its kind, of which nobody here can tell what they
/// are: of custom kinds all but those that are known to make none.
bool may_make_objects(const kube::Object& object);

}  // namespace slipway::rules
