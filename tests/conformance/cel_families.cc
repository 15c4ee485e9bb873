// Expressions of CEL, as cel-go 0.26.0 and k8s.io/apiserver 0.36.3 compile, price and run them.
#include <string>

#include "cel/evaluator.h"
#include "cel/program.h"
#include "conformance/family.h"

namespace slipway::conformance {
namespace {

using cel::Binding;

std::string digits(std::uint64_t number) { return std::to_string(number); }

/// The types of schemas have names that nobody can know: all are selfType.
std::string without_type_names(std::string_view text) {
  constexpr std::string_view kName = "selfType";
  std::string out;
  while (!text.empty()) {
    const std::size_t at = text.find(kName);
    out += text.substr(0, at);
    if (at == std::string_view::npos) break;
    out += kName;
    text.remove_prefix(at + kName.size());
    const std::size_t end = text.find_first_not_of("0123456789");
    text.remove_prefix(std::min(end, text.size()));
  }
  return out;
}

void run(const cel::Program& program, std::span<const Binding> bindings, doc::Map& answer) {
  if (!program.instantiation_error().empty()) {
    answer.set("instantiation", program.instantiation_error());
    return;
  }
  static cel::Evaluator evaluator;
  const cel::Outcome outcome = evaluator.run(program, bindings);
  answer.set("cost", digits(outcome.cost));
  if (outcome.ok())
    answer.set("value", debug_text(outcome.value));
  else
    answer.set("error", outcome.error);
}

doc::Value expression(const doc::Node& input) {
  cel::Environment environment;
  environment.add("self", cel::types::dyn());
  const auto program = cel::compile(input["expression"].text(), environment);
  if (!program) return refused(program.error().text);
  const cel::CostRange cost = program->estimated_cost();
  doc::Map answer{
      {"ok", true}, {"type", program->result_type().to_string()}, {"min", digits(cost.min)}, {"max", digits(cost.max)}};
  const Binding self = Binding::of(input["self"], cel::json_schema());
  run(*program, std::span(&self, 1), answer);
  return answer;
}

doc::Value rule(const doc::Node& input) {
  const auto flag = [&](std::string_view name) {
    return input[name].kind() == doc::Kind::Bool && input[name].boolean();
  };
  cel::Schemas schemas;
  const cel::Schema& schema = *schemas.declare(input["schema"], flag("root"));
  const bool optional = flag("optionalOldSelf");
  cel::Environment environment;
  environment.add("self", schema);
  environment.add("oldSelf", schema);
  if (optional) environment.variables[1].type = schemas.types().optional(schema.type);
  const auto program = cel::compile(input["rule"].text(), environment);
  if (!program) return refused(without_type_names("compilation failed: " + program.error().text));
  if (&program->result_type() != cel::types::boolean()) return refused("cel expression must evaluate to a bool");
  if (!program->instantiation_error().empty())
    return refused("program instantiation failed: " + std::string(program->instantiation_error()));
  doc::Map answer{{"ok", true},
                  {"max", digits(program->estimated_cost().max)},
                  {"cardinality", digits(cel::max_cardinality(schema.min_bytes))},
                  {"usesOldSelf", program->uses("oldSelf")}};
  const doc::Node* old = input.find("oldSelf");
  Binding bindings[2] = {Binding::of(input["self"], schema), Binding::absent()};
  if (optional)
    bindings[1] = Binding::optional(old, schema);
  else if (old)
    bindings[1] = Binding::of(*old, schema);
  run(*program, bindings, answer);
  return answer;
}

}  // namespace

std::vector<Family> cel_families() {
  return {{"cel", "expression", expression}, {"cel", "syntax", expression}, {"cel", "rule", rule}};
}

}  // namespace slipway::conformance
