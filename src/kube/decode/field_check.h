#pragma once

#include "base/diagnostic.h"
#include "doc/node.h"
#include "kube/decode/field_trees.h"

namespace slipway::kube {

/// What the API server's strict decoding would refuse, all of it and where: KUBE007 a field that the type does not
/// have, with the one that was surely meant; KUBE001 a value of the wrong type; KUBE002 no quantity; KUBE008 another
/// text that its type cannot read. (Who also reads the object into a typed one lets that reader report elsewhere: it
/// would say some of this again.)
void check_fields(const doc::Node& node, const FieldType& type, Diagnostics& diagnostics);

/// The same of an object whose kind is known here; false when it is not.
bool check_object_fields(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
