#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cel/evaluator.h"
#include "cel/program.h"
#include "cel/schema.h"
#include "doc/node.h"
#include "schema/custom/correlation.h"
#include "schema/custom/structural.h"
#include "schema/errors.h"

namespace slipway::schema::custom {

/// One of x-kubernetes-validations, compiled.
struct Rule {
  enum class Reason : std::uint8_t { Invalid, Forbidden, Required, Duplicate };
  std::optional<cel::Program> program;  // none: empty, or compile_error says why
  std::string compile_error;
  bool uses_old_self = false;
  bool optional_old_self = false;
  std::optional<cel::Program> message_expression;
  std::string message_error;         // why its messageExpression cannot be compiled: it is passed over then
  std::string_view text;             // the rule or its message: what errors name it by
  std::string_view message;          // "" where there is none
  std::string_view expression_text;  // of the message
  std::string field_path;            // relative, normalized
  Reason reason = Reason::Invalid;
};

/// The rules of one schema.
struct RuleSet {
  const Structural* spine = nullptr;  // whose values the rules look at
  cel::Schemas schemas;
  const cel::Schema* self = nullptr;
  std::vector<Rule> rules;
};

/// Made when first asked for, kept by the schema. `spine` is the schema itself, or for one inside of allOf that which
/// it adds to. Follows apiextensions-apiserver 0.36.3 pkg/apiserver/schema/cel/compilation.go.
const RuleSet& rules_of(const Structural& schema, const Structural& spine, bool is_resource_root);

/// Runs every rule of an object (pkg/apiserver/schema/cel/validation.go). `old` and `correlation` are null on creation.
/// Rules that this program cannot run are named in `unchecked`.
void check_rules(const doc::Node& object, const doc::Node* old, const Structural& schema, Correlation* correlation,
                 cel::Evaluator& evaluator, Errors& errors, std::vector<std::string>& unchecked);

}  // namespace slipway::schema::custom
