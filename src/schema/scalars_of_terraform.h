#pragma once

#include "doc/arena.h"
#include "doc/node.h"
#include "kube/decode/field_trees.h"
#include "schema/custom/structural.h"

namespace slipway::schema {

/// What Terraform's provider sends in place of a `manifest` of its language: scalars become of the type that the API
/// has for the field, where they can (hashicorp/terraform-provider-kubernetes 2.38, manifest/morph/morph.go and
/// manifest/payload/from_value.go): "3" the number 3, "false" a boolean, 1 a text. What cannot stays as it is, at its
/// place. Stands in the arena, and shares with the tree what is the same.
doc::Node as_terraform_sends(const doc::Node& object, const kube::FieldType& type, doc::Arena& arena);
doc::Node as_terraform_sends(const doc::Node& object, const custom::Structural& schema, doc::Arena& arena);

}  // namespace slipway::schema
