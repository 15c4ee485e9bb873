#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "components/component.h"

namespace slipway::components {

/// A component that is on, and why.
struct Activation {
  const Component* component;
  const doc::Node* options;  // never nullptr: a shared absent Node when it has none
  SourceRange where;  // the line in `components:`, that of the component which needs it, or the field that wants it
};

/// The components of `table` that are on: those named in `components:`, those the spec wants, and what these need; in
/// order of stage, then name. Names and options that are not known are diagnostics (CMP001 to CMP004).
/// REQUIRES: every name in `needs` is one of the table's.
std::vector<Activation> activate(const spec::Platform& platform, std::span<const Component* const> table,
                                 Diagnostics& diagnostics);

}  // namespace slipway::components
