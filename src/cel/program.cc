#include "cel/program.h"

#include <algorithm>

#include "cel/checker.h"
#include "cel/code.h"
#include "cel/cost_estimate.h"
#include "cel/parser.h"

namespace slipway::cel {

const Type& Program::result_type() const { return *code_->ast.root->type; }

bool Program::uses(std::string_view variable) const {
  return std::ranges::find(code_->used, variable) != code_->used.end();
}

CostRange Program::estimated_cost() const { return code_->estimate; }
std::string_view Program::instantiation_error() const { return code_->plan->failure; }
std::string_view Program::cannot_evaluate() const { return code_->plan->cannot_evaluate; }

namespace {

void find_used(const Expr& expr, const Environment& environment, std::vector<std::string>& used) {
  if (expr.kind == ExprKind::Ident && expr.refers && std::ranges::find(used, expr.name) == used.end())
    for (const Variable& variable : environment.variables)
      if (variable.name == expr.name) used.push_back(expr.name);
  for (const Expr* child : {expr.target, expr.range, expr.initial, expr.condition, expr.step, expr.result})
    if (child) find_used(*child, environment, used);
  for (const Expr* child : expr.arguments) find_used(*child, environment, used);
}

}  // namespace

Result<Program, CompileErrors> compile(std::string_view text, const Environment& environment) {
  SourceErrors source(text);
  auto code = std::make_shared<Program::Code>();
  parse(source, environment, code->ast);
  if (!source.empty()) return source.finish();
  check(source, environment, code->ast, code->types);
  if (!source.empty()) return source.finish();
  check_literals(source, code->ast);
  if (!source.empty()) return source.finish();
  for (const Variable& variable : environment.variables) {
    code->variables.push_back(variable.name);
    code->absent.push_back("no such attribute(s): " + variable.name);
  }
  find_used(*code->ast.root, environment, code->used);
  code->estimate = estimate_cost(code->ast, environment);
  code->plan = make_plan(code->ast, environment);
  return Program(std::move(code));
}

}  // namespace slipway::cel
