#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "cel/program.h"
#include "cel/value.h"

namespace slipway::cel {

/// What a variable stands for in one run.
struct Binding {
  enum class Form : std::uint8_t { Absent, Node, Optional, Plain };
  Form form = Form::Absent;
  const doc::Node* node = nullptr;  // Optional: null when there is none
  const Schema* schema = nullptr;
  Value plain = {};

  /// No value: to read it is the error "no such attribute(s): oldSelf".
  static Binding absent() { return {}; }
  static Binding of(const doc::Node& node, const Schema& schema) { return {Form::Node, &node, &schema, {}}; }
  /// An optional_type variable, as oldSelf is under optionalOldSelf; nullptr: none.
  static Binding optional(const doc::Node* node, const Schema& schema) { return {Form::Optional, node, &schema, {}}; }
  static Binding of(Value value) { return {Form::Plain, nullptr, nullptr, value}; }
};

struct Outcome {
  enum class Failure : std::uint8_t {
    None,
    NoSuchOverload,  // "no such overload…": the types of a dyn value fit no function
    CostLimit,       // "operation cancelled: actual cost limit exceeded"
    Other,           // "no such key: x", "index out of bounds: 3", "division by zero", …
    CannotEvaluate,  // not an answer of the API server: this program does not run such expressions
  };
  Value value;  // holds until the evaluator runs again
  Failure failure = Failure::None;
  std::string error;  // cel-go's message; "" when there is a value
  std::uint64_t cost = 0;

  bool ok() const { return failure == Failure::None; }
  bool is_true() const { return ok() && value.is_true(); }
};

/// Runs programs one after the other; keeps its memory between runs, so that common rules allocate nothing. One thread.
class Evaluator {
 public:
  Evaluator();
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;

  /// Bindings in the order of the environment's variables; those missing at the end are absent. Trees and schemas must
  /// live as long as the outcome's value is read. Follows cel-go 0.26.0 interpreter/ with its cost tracker.
  Outcome run(const Program& program, std::span<const Binding> bindings, std::uint64_t cost_limit = kPerCallLimit);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// For messages and tests: 'text' quoted, numbers, lists and maps as CEL writes them.
std::string debug_text(const Value& value);

}  // namespace slipway::cel
