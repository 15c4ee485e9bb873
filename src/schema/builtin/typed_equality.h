#pragma once

#include <initializer_list>
#include <string_view>

#include "doc/node.h"
#include "kube/decode/field_trees.h"

namespace slipway::schema::builtin {

/// Semantic.DeepEqual of two decoded values of a Go type: quantities by amount; nothing is the same as an empty list or
/// map, and as "", 0 and false where no pointer tells them apart.
bool same_typed(const doc::Node& a, const doc::Node& b, const kube::FieldType::Use& use);

/// Where in a kind: field_use("v1", "Pod", {"spec"}). REQUIRES: it has such a field.
const kube::FieldType::Use& field_use(std::string_view api_version, std::string_view kind,
                                      std::initializer_list<std::string_view> fields);

}  // namespace slipway::schema::builtin
