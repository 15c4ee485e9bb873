#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cel/ast.h"
#include "cel/functions.h"
#include "cel/operation.h"
#include "cel/scratch.h"
#include "cel/value.h"

namespace re2 {
class RE2;
}

namespace slipway::cel {

struct Step;
struct Attribute;

/// One selection or index after a variable or a value.
struct Qualifier {
  enum class Kind : std::uint8_t { Constant, Attribute, Step };
  Kind kind = Kind::Constant;
  bool optional = false;
  bool test_only = false;
  Value key;                  // Constant
  std::string_view property;  // Constant string: what JSON calls the field an expression names so
  bool has_property = false;  // false: no field can be called so
  const Attribute* attribute = nullptr;
  const Step* step = nullptr;
};

/// What cel-go calls an attribute: a place where to begin, and selections from there. Reading one costs as a whole.
struct Attribute {
  enum class From : std::uint8_t { Variable, Local, Step, Conditional };
  From from = From::Variable;
  std::uint32_t index = 0;  // of the variable or local
  std::string_view name;
  const Step* step = nullptr;  // Step; Conditional: the condition
  Attribute* if_true = nullptr;
  Attribute* if_false = nullptr;
  std::vector<Qualifier> qualifiers;
};

/// How what a call costs when it runs is found.
enum class CallPrice : std::uint8_t {
  One,
  Text,  // of argument 0
  TextTwice,
  ResultTwice,
  SizeOfSecond,  // `in` a list
  SmallerSize,   // comparisons
  BothSizes,     // concatenation
  Pattern,       // a text against a regular expression
  SubString,     // contains
  Traversal,     // all of a list
  ContainsIp,
  ContainsCidr,
  Validate,
  Slice,  // lists as they come out
  Flatten,
  SelfCompare,  // a list against itself: 0 the list, SortBy: its keys
  SortBy,
  Sets,
  SetsTwice,
  Selector,
  AuthorizerCheck,
};

struct Step {
  enum class Kind : std::uint8_t {
    Constant,
    Attribute,
    TestOnly,  // has(): an attribute whose last selection is a test
    And,
    Or,
    Equal,
    NotEqual,
    Call,
    Membership,  // in a list of constants
    List,
    Map,
    Message,
    Fold,
    OptionalOr,
    OptionalOrValue,
  };
  Kind kind = Kind::Constant;
  Operation operation{};
  CallPrice price = CallPrice::One;
  Value constant;
  Attribute* attribute = nullptr;
  std::vector<const Step*> arguments;
  std::vector<bool> optional;
  std::vector<Value> members;  // Membership
  const Function* function = nullptr;
  const Overload* overload = nullptr;  // null: found when it runs
  bool ends_at_error = false;          // at the first argument that is one; others have all their arguments run
  std::shared_ptr<const re2::RE2> pattern;

  // Fold
  const Step *range = nullptr, *initial = nullptr, *condition = nullptr, *step = nullptr, *result = nullptr;
  std::uint32_t accumulator = 0, variable = 0, second_variable = 0;
  bool two_variables = false;
};

/// A program made ready: constants folded, patterns compiled, names resolved. Follows cel-go 0.26.0
/// interpreter/planner.go and decorators.go.
struct Plan {
  std::deque<Step> steps;
  std::deque<Attribute> attributes;
  std::deque<std::string> texts;
  Scratch constants;  // what folded constants stand in
  const Step* root = nullptr;
  std::uint32_t locals = 0;
  /// Why cel-go would not make a program of it: "type conversion error from 'string' to 'int'".
  std::string failure;
  std::string cannot_evaluate;
};

struct Environment;
std::unique_ptr<Plan> make_plan(const Ast& ast, const Environment& environment);

}  // namespace slipway::cel
