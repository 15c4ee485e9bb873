// CEL expressions over a small tree, typed and untyped: errors point into the text; a run that is repeated says and
// costs the same; with less allowed than it costs, it is stopped.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "base/source.h"
#include "cel/environment.h"
#include "cel/evaluator.h"
#include "cel/program.h"
#include "doc/json.h"

namespace {

using namespace slipway;

void require(bool holds) {
  if (!holds) std::abort();
}

doc::Document read(std::string_view text) {
  Diagnostics diagnostics;
  return doc::read_json(std::make_shared<SourceText>("fuzz.json", std::string(text)), diagnostics);
}

constexpr std::string_view kSchema = R"({"type": "object", "properties": {
  "s": {"type": "string", "maxLength": 10}, "n": {"type": "integer"}, "d": {"type": "number"},
  "t": {"type": "boolean"}, "time": {"type": "string", "format": "date-time"},
  "span": {"type": "string", "format": "duration"}, "port": {"x-kubernetes-int-or-string": true},
  "list": {"type": "array", "maxItems": 5, "items": {"type": "integer"}},
  "set": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
  "objs": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["key"], "items":
    {"type": "object", "properties": {"key": {"type": "string"}, "v": {"type": "integer", "nullable": true}}}},
  "map": {"type": "object", "additionalProperties": {"type": "string"}}}})";
constexpr std::string_view kTree = R"({"s": "10.0.0.1", "n": 3, "d": 1.5, "t": true, "time": "2020-02-29T12:34:56Z",
  "span": "1h30m", "port": "http", "list": [3, 1, 2], "set": ["b", "a"], "objs": [{"key": "x", "v": 1}, {"key": "y"}],
  "map": {"a": "1Gi", "b": "*"}})";

void check_errors(const cel::CompileErrors& errors, std::string_view text) {
  require(!errors.errors.empty() && !errors.text.empty());
  for (const cel::CompileError& error : errors.errors)
    require(error.line <= static_cast<int>(text.size()) + 1 && error.column <= static_cast<int>(text.size()) + 1 &&
            !error.message.empty());
}

void check(std::string_view text, const cel::Environment& environment, const doc::Node& tree,
           const cel::Schema& schema) {
  const auto program = cel::compile(text, environment);
  if (!program) return check_errors(program.error(), text);
  (void)program->estimated_cost();  // cel-go's own least is beyond its most at times: url('https://a.b') == url('')

  constexpr std::uint64_t kLimit = 20'000;
  static cel::Evaluator evaluator;
  const cel::Binding bindings[] = {cel::Binding::of(tree, schema), cel::Binding::optional(nullptr, schema)};
  const cel::Outcome first = evaluator.run(*program, bindings, kLimit);
  const std::string value = first.ok() ? debug_text(first.value) : "";
  require(first.cost <= kLimit || first.failure == cel::Outcome::Failure::CostLimit);
  require(first.ok() == first.error.empty());
  const cel::Outcome again = evaluator.run(*program, bindings, kLimit);
  require(again.failure == first.failure && again.error == first.error && again.cost == first.cost);
  require(!again.ok() || debug_text(again.value) == value);
  if (!first.ok() || first.cost == 0) return;
  const cel::Outcome stopped = evaluator.run(*program, bindings, first.cost - 1);
  require(stopped.failure == cel::Outcome::Failure::CostLimit);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const doc::Document schema_text = read(kSchema), tree = read(kTree);
  static cel::Schemas schemas;
  static const cel::Schema& schema = *schemas.declare(schema_text.root(), false);
  static const cel::Environment typed = [] {
    cel::Environment made;
    made.add("self", schema).add("oldSelf", schemas.types().optional(schema.type));
    return made;
  }();
  static const cel::Environment untyped = [] {
    cel::Environment made;
    made.bind_macro = made.device_includes = made.json_patch = true;
    made.add("self", cel::types::dyn());
    return made;
  }();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text, typed, tree.root(), schema);
  check(text, untyped, tree.root(), cel::json_schema());
  return 0;
}
