#pragma once

#include <span>
#include <string_view>

#include "doc/value.h"
#include "spec/describe.h"

namespace slipway::spec {

/// What may stand in `components`: given by the caller, since components know the spec and not the other way round.
struct ComponentChoice {
  std::string_view name, summary;
  const StructType* options = nullptr;  // nullptr: any map
};

/// JSON Schema (draft 2020-12) of platform.yaml for completion and checks in editors: the rows' types, words, ranges,
/// patterns, defaults and descriptions. What needs more than one field is the reader's matter, and so is what is
/// missing where an included file may have it. Without `components` any name may stand there.
doc::Value json_schema(std::span<const ComponentChoice> components = {});

}  // namespace slipway::spec
