#pragma once

#include "components/component.h"

namespace slipway::components {

/// The StructType of options, as Component::options wants it; type_of(const T*) stands beside T.
template <class T>
const spec::StructType& options_type() {
  return type_of(static_cast<const T*>(nullptr));
}

}  // namespace slipway::components
