#pragma once

#include <string>

#include "components/component.h"

/// What AWS must answer of a thing with rules in it, or the cluster of an object, said as a tree: its expressions are
/// references, which are filled in as the question's are. Items come in any order.
namespace slipway::components {

/// Each of these items and members is there.
platform::Expectation includes(std::string path, const doc::Value& value);
/// And no other.
platform::Expectation same(std::string path, const doc::Value& value);
/// The same where what is empty or false says something: in policies, and in selectors, which then select all. Its path
/// ends with `=`.
platform::Expectation exactly(std::string path, const doc::Value& value);

}  // namespace slipway::components
