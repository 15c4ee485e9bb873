#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cel/ast.h"
#include "cel/plan.h"
#include "cel/program.h"

namespace slipway::cel {

struct Program::Code {
  Ast ast;
  Types types;
  std::vector<std::string> variables;  // of the environment
  std::vector<std::string> absent;     // what is said of each that has no value
  std::vector<std::string> used;       // variables
  CostRange estimate;
  std::unique_ptr<const Plan> plan;
};

}  // namespace slipway::cel
