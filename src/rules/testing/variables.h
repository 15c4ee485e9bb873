#pragma once

#include <string>

namespace slipway::rules::testing {

/// A Pod whose container has one variable; its value stands on line 10.
inline std::string pod(const std::string& name, const std::string& value) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    "
         "env:\n    - name: " +
         name + "\n      value: \"" + value + "\"\n";
}

}  // namespace slipway::rules::testing
