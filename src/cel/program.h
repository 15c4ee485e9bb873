#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/environment.h"

namespace slipway::cel {

/// Of one expression's evaluation, and of all that are evaluated for one object (k8s.io/apiserver pkg/apis/cel).
constexpr std::uint64_t kPerCallLimit = 1'000'000;
constexpr std::int64_t kRuntimeBudget = 10'000'000;
/// Of the estimates of one rule, and of all rules of one CustomResourceDefinition.
constexpr std::uint64_t kEstimatedCostLimit = 10'000'000;
constexpr std::uint64_t kEstimatedTotalCostLimit = 100'000'000;

struct CompileError {
  int line = 1;
  int column = 0;  // from 0, in characters
  std::string message;
};

/// Why a text is no expression, or is ill-typed.
struct CompileErrors {
  std::vector<CompileError> errors;  // in the order of cel-go: by place; at most 100, the last then says so
  /// "ERROR: <input>:1:1: undeclared reference to 'a' (in container '')\n | a.b\n | ^": what the API server writes
  /// after "compilation failed: ".
  std::string text;
};

struct CostRange {
  std::uint64_t min = 0;
  std::uint64_t max = 0;
  friend bool operator==(const CostRange&, const CostRange&) = default;
};

/// A checked expression, ready to run; cheap to copy, may be run by many threads at once, each with its Evaluator.
class Program {
 public:
  const Type& result_type() const;
  /// Whether a variable is named in it (as the checker resolved it).
  bool uses(std::string_view variable) const;
  /// The worst and best case, from the sizes that the environment's schemas allow. Follows cel-go 0.26.0
  /// checker/cost.go and k8s.io/apiserver 0.36.3 pkg/cel/library/cost.go.
  CostRange estimated_cost() const;
  /// Empty, or why cel-go would check it but not make a program of it, after "program instantiation failed: ": a
  /// constant that cannot be converted, a pattern of find() that is none. Evaluating it is the same error.
  std::string_view instantiation_error() const;
  /// Empty, or what in it this program cannot run ("message literals"): it is checked, but evaluating it is refused.
  std::string_view cannot_evaluate() const;

  struct Code;
  explicit Program(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  const Code& code() const { return *code_; }

 private:
  std::shared_ptr<const Code> code_;
};

/// Follows cel-go 0.26.0 (parser, checker, cel) as the API server sets it up: at most 100,000 characters, nested at
/// most 250 deep, and the validators for literal durations, timestamps, regular expressions and lists.
Result<Program, CompileErrors> compile(std::string_view text, const Environment& environment);

}  // namespace slipway::cel
