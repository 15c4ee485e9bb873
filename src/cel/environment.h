#pragma once

#include <string>
#include <vector>

#include "cel/schema.h"
#include "cel/type.h"

namespace slipway::cel {

struct Variable {
  std::string name;  // may be qualified: "authorizer.requestResource"
  const Type* type = nullptr;
  /// Sizes for the cost estimate, where they are known.
  const Schema* schema = nullptr;
};

/// What an expression may use: the functions of the Kubernetes base environment of version 1.36 (k8s.io/apiserver
/// 0.36.3 pkg/cel/environment/base.go), and these variables, in the order in which values will be given.
/// Types and schemas must outlive what is compiled with them.
struct Environment {
  std::vector<Variable> variables;
  bool bind_macro = false;       // cel.bind(name, value, expression): device selectors
  bool device_includes = false;  // x.includes(y): device selectors with list attributes
  bool json_patch = false;       // jsonpatch.escapeKey(s), JSONPatch{…}, Object{…}: mutating admission policies

  Environment& add(std::string name, const Type* type) {
    variables.push_back({std::move(name), type, nullptr});
    return *this;
  }
  /// REQUIRES: schema.type.
  Environment& add(std::string name, const Schema& schema) {
    variables.push_back({std::move(name), schema.type, &schema});
    return *this;
  }
};

}  // namespace slipway::cel
