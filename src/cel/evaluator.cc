#include "cel/evaluator.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "cel/call_price.h"
#include "cel/code.h"
#include "cel/cost_range.h"
#include "cel/numbers.h"
#include "cel/operations.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;

struct CostExceeded {};

/// A comprehension's variable. The accumulator has no value before it is asked for.
struct Slot {
  Value value;
  const Step* pending = nullptr;
};

}  // namespace

/// Runs the steps of a plan. Costs are reckoned as cel-go 0.26.0 interpreter/runtimecost.go reckons them, step by step.
struct Evaluator::State {
  Scratch scratch;
  std::vector<Slot> slots;
  std::vector<Value> variables;
  std::uint64_t cost = 0, limit = 0;

  void charge(std::uint64_t amount) {
    cost = sum(cost, amount);
    if (cost > limit) throw CostExceeded{};
  }

  Value run(const Step& step) {
    switch (step.kind) {
      case Step::Kind::Constant:
        return step.constant;
      case Step::Kind::Attribute: {
        const Value value = resolve(*step.attribute);
        if (step.attribute->from != Attribute::From::Conditional) charge(1);
        return value;
      }
      case Step::Kind::TestOnly: {
        const Value value = resolve(*step.attribute);
        // The tracker takes back what it never took.
        if (step.attribute->from == Attribute::From::Conditional && cost > 0) --cost;
        if (value.kind == Kind::Optional) return Value::of(value.inner != nullptr);
        return value;
      }
      case Step::Kind::And:
        return run_logical(step, false);
      case Step::Kind::Or:
        return run_logical(step, true);
      case Step::Kind::Equal:
      case Step::Kind::NotEqual:
        return run_equality(step);
      case Step::Kind::Call:
        return run_call(step);
      case Step::Kind::Membership:
        return run_membership(step);
      case Step::Kind::List: {
        const Value list = run_list_literal(step);
        charge(kListCost);
        return list;
      }
      case Step::Kind::Map: {
        const Value map = run_map_literal(step);
        charge(kMapCost);
        return map;
      }
      case Step::Kind::Fold:
        return run_fold(step);
      case Step::Kind::OptionalOr:
      case Step::Kind::OptionalOrValue: {
        const Value first = run(*step.arguments[0]);
        if (first.kind != Kind::Optional) return first;
        if (!first.inner) return run(*step.arguments[1]);
        return step.kind == Step::Kind::OptionalOr ? first : *first.inner;
      }
      case Step::Kind::Message:
        break;
    }
    throw CannotRun{"message literals"};
  }

  /// `&&` ends at false, `||` at true; an error counts only when nothing ends it.
  Value run_logical(const Step& step, bool ends) {
    Value failure;
    for (const Step* term : step.arguments) {
      const Value value = run(*term);
      if (value.kind == Kind::Bool) {
        if ((value.integer != 0) == ends) return value;
      } else if (!failure.is_error()) {
        failure = error_or_no_overload(value);
      }
    }
    return failure.is_error() ? failure : Value::of(!ends);
  }

  Value run_equality(const Step& step) {
    const Value left = run(*step.arguments[0]), right = run(*step.arguments[1]);
    const bool unequal = step.kind == Step::Kind::NotEqual;
    Value result;
    if (left.is_error()) {
      result = left;
    } else if (right.is_error()) {
      result = right;
    } else {
      result = equal(left, right, scratch);
      if (unequal) result = Value::of(!result.is_true());
    }
    const bool opaque = left.kind == Kind::Opaque && !unequal;
    charge(opaque ? 1 : walked(std::min(size_of(left), size_of(right))));
    return result;
  }

  Value run_membership(const Step& step) {
    const Value value = run(*step.arguments[0]);
    if (value.is_error()) return value;
    if (value.kind == Kind::String) {
      const std::string_view text = value.string();
      for (const Value& member : step.members)
        if (member.kind == Kind::String && member.string() == text) return Value::of(true);
      return Value::of(false);
    }
    if (value.kind != Kind::Bool && !is_number(value)) return Value::of(false);
    for (const Value& member : step.members)
      if (equals(value, member, scratch).is_true()) return Value::of(true);
    return Value::of(false);
  }

  Value run_list_literal(const Step& step) {
    ListValue* list = new_list(static_cast<std::uint32_t>(step.arguments.size()), scratch);
    for (std::size_t i = 0; i < step.arguments.size(); ++i) {
      Value item = run(*step.arguments[i]);
      if (item.is_error()) return item;
      if (!step.optional.empty() && step.optional[i]) {
        if (item.kind != Kind::Optional)
          return error_value(scratch, fmt::format("cannot initialize optional list element from non-optional value {}",
                                                  printed(item)));
        if (!item.inner) continue;
        item = *item.inner;
      }
      append(*list, item, scratch);
    }
    return list_value(list);
  }

  Value run_map_literal(const Step& step) {
    const std::size_t size = step.arguments.size() / 2;
    auto* map = scratch.make<MapValue>();
    map->keys = scratch.make_array<Value>(size);
    map->values = scratch.make_array<Value>(size);
    for (std::size_t i = 0; i < size; ++i) {
      const Value key = run(*step.arguments[2 * i]);
      if (key.is_error()) return key;
      Value value = run(*step.arguments[2 * i + 1]);
      if (value.is_error()) return value;
      const auto same = [&](const Value& other) {
        return other.kind == key.kind && equals(other, key, scratch).is_true();
      };
      Value* end = map->keys + map->size;
      Value* place = std::find_if(map->keys, end, same);
      if (!step.optional.empty() && step.optional[i]) {
        if (value.kind != Kind::Optional)
          return error_value(scratch, fmt::format("cannot initialize optional entry '{}' from non-optional value {}",
                                                  printed(key), printed(value)));
        if (!value.inner) {
          if (place != end) {
            std::copy(place + 1, end, place);
            std::copy(map->values + (place - map->keys) + 1, map->values + map->size,
                      map->values + (place - map->keys));
            --map->size;
          }
          continue;
        }
        value = *value.inner;
      }
      if (place == end) ++map->size;
      *place = key;
      map->values[place - map->keys] = value;
    }
    Value made;
    made.kind = Kind::Map;
    made.map = map;
    return made;
  }

  // --- Attributes ---

  Value resolve(const Attribute& attribute) {
    Value value;
    switch (attribute.from) {
      case Attribute::From::Variable:
        value = variables[attribute.index];
        break;
      case Attribute::From::Local:
        value = local(attribute.index);
        break;
      case Attribute::From::Step:
        value = run(*attribute.step);
        break;
      case Attribute::From::Conditional: {
        const Value condition = run(*attribute.step);
        if (condition.kind != Kind::Bool) return error_or_no_overload(condition);
        return resolve(condition.integer ? *attribute.if_true : *attribute.if_false);
      }
    }
    if (value.is_error()) return value;
    bool optional = value.kind == Kind::Optional;
    if (optional) {
      if (!value.inner) return value;
      value = without_schema(*value.inner);
    }
    for (const Qualifier& qualifier : attribute.qualifiers) {
      optional |= qualifier.optional;
      bool present = true;
      value = qualified(qualifier, value, optional, present);
      if (value.is_error()) return value;
      if (optional && !present) return none();
    }
    return optional ? some(value) : value;
  }

  Value local(std::uint32_t index) {
    Slot& slot = slots[index];
    if (slot.pending) {
      const Step& initial = *slot.pending;
      slot.pending = nullptr;
      Value value = run(initial);
      if (value.kind == Kind::List && value.list->size == 0) {
        ListValue* list = new_list(0, scratch);
        list->grows = true;
        value = list_value(list);
      }
      slots[index].value = value;
    }
    return slots[index].value;
  }

  static Value none() {
    Value made;
    made.kind = Kind::Optional;
    made.inner = nullptr;
    return made;
  }
  Value some(const Value& value) {
    Value made = none();
    Value* kept = scratch.make<Value>();
    *kept = value;
    made.inner = kept;
    return made;
  }

  /// One selection. `tests`: that it is not there is no error, and costs nothing.
  Value qualified(const Qualifier& qualifier, const Value& from, bool tests, bool& present) {
    Value key = qualifier.key;
    bool use_property = qualifier.has_property;
    if (qualifier.kind != Qualifier::Kind::Constant) {
      key = qualifier.kind == Qualifier::Kind::Attribute ? resolve(*qualifier.attribute) : run(*qualifier.step);
      use_property = false;
      if (key.is_error()) {
        if (!tests) charge(1);
        return key;
      }
      if (key.kind != Kind::String && key.kind != Kind::Bool && !is_number(key)) {
        if (!tests) charge(1);
        return error_value(
            scratch, fmt::format("invalid qualifier type: {}", key.kind == Kind::Null ? "<nil>" : go_type_name(key)));
      }
    }
    const bool asks = tests || qualifier.test_only;
    const std::optional<Value> found = selected(from, key, qualifier.property, use_property, asks);
    present = found.has_value();
    const bool failed = found && found->is_error();
    if (!tests || (present && !failed)) charge(1);
    if (failed) return *found;
    if (qualifier.test_only) return Value::of(present);
    return found.value_or(Value::null());
  }

  /// nullopt: not there, when that is what is asked; an error otherwise.
  std::optional<Value> selected(const Value& from, const Value& key, std::string_view property, bool use_property,
                                bool asks) {
    if (from.is_error()) return from;
    std::optional<Value> found;
    if (is_map(from)) {
      if (from.kind == Kind::NodeObject && key.kind == Kind::String) {
        if (use_property)
          found = map_find_property(from, property, scratch);
        else
          found = map_find(from, key, scratch);
      } else {
        found = map_find(from, key, scratch);
      }
    } else if (is_list(from)) {
      if (!is_number(key))
        return error_value(scratch, fmt::format("unsupported index type '{}' in list", type_name(key)));
      const auto index = lossless_int(key);
      if (!index) return error_value(scratch, fmt::format("unsupported index value {} in list", printed(key)));
      if (*index >= 0 && *index < list_size(from)) return list_item(from, static_cast<std::uint32_t>(*index), scratch);
      if (asks) return std::nullopt;
      return error_value(scratch, fmt::format("index out of bounds: {}", printed(key)));
    }
    if (found || asks) return found;
    return error_value(scratch, fmt::format("no such key: {}", printed(key)));
  }

  // --- Comprehensions ---

  Value run_fold(const Step& step) {
    const Value range = run(*step.range);
    if (range.is_error()) return range;
    const bool list = is_list(range);
    if (!list && !is_map(range)) {
      if (step.two_variables)
        return error_value(scratch, fmt::format("unsupported comprehension range type: {}", go_type_name(range)));
      return error_value(scratch, fmt::format("got '{}', expected iterable type", go_type_name(range)));
    }
    slots[step.accumulator].pending = step.initial;
    const std::uint32_t size = list ? list_size(range) : map_size(range);
    for (std::uint32_t i = 0; i < size; ++i) {
      if (list) {
        const Value item = list_item(range, i, scratch);
        slots[step.variable].value = step.two_variables ? Value::of(std::int64_t{i}) : item;
        if (step.two_variables) slots[step.second_variable].value = item;
      } else {
        const Value key = map_key(range, i, scratch);
        slots[step.variable].value = key;
        if (step.two_variables)
          slots[step.second_variable].value = map_find(range, key, scratch).value_or(Value::null());
      }
      const Value condition = run(*step.condition);
      if (condition.kind == Kind::Bool && !condition.is_true()) break;
      const Value next = run(*step.step);
      slots[step.accumulator] = {next, nullptr};
    }
    const Value result = run(*step.result);
    if (result.kind == Kind::List && result.list->grows) const_cast<ListValue*>(result.list)->grows = false;
    return result;
  }

  // --- Calls ---

  static constexpr std::size_t kMostArguments = 8;

  Value run_call(const Step& step) {
    std::array<Value, kMostArguments> values;
    const std::size_t count = step.arguments.size();
    const std::span<const Value> arguments(values.data(), count);
    const bool strict = step.function->strict;
    std::optional<Value> failure;
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = run(*step.arguments[i]);
      if (!strict || failure || !values[i].is_error()) continue;
      failure = values[i];
      if (step.ends_at_error && i + 1 < count) return *failure;  // and is not charged
    }
    if (!failure && sum(cost, price_ahead(step, arguments, scratch)) > limit) {
      cost = sum(cost, price_ahead(step, arguments, scratch));
      throw CostExceeded{};
    }
    const Value result = failure ? *failure : called(step, arguments);
    charge(call_price(step, arguments, result, scratch));
    return result;
  }

  Value called(const Step& step, std::span<const Value> arguments) {
    const Function& function = *step.function;
    if (step.pattern) {
      if (arguments[0].kind != Kind::String) return no_such_overload();
      return run_operation(step, step.operation, arguments, scratch);
    }
    if (function.singleton) {
      if (!can_start(step.operation, arguments[0])) {
        const Kind kind = arguments[0].kind;
        if (kind == Kind::String || kind == Kind::Duration || kind == Kind::Timestamp) return no_such_overload();
        return error_value(scratch, fmt::format("no such overload: {}", function.name));
      }
      return run_operation(step, step.operation, arguments, scratch);
    }
    if (step.overload) {
      if (function.type_guards && function.strict && !fits(*step.overload, arguments))
        return no_overload(function, arguments);
      return run_operation(step, step.overload->operation, arguments, scratch);
    }
    for (const Overload& overload : function.overloads)
      if (overload.arguments.size() == arguments.size() && (!function.type_guards || fits(overload, arguments)))
        return run_operation(step, overload.operation, arguments, scratch);
    return no_overload(function, arguments);
  }

  bool fits(const Overload& overload, std::span<const Value> arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i)
      if (!fits_type(arguments[i], *overload.arguments[i], scratch)) return false;
    return true;
  }

  Value no_overload(const Function& function, std::span<const Value> arguments) {
    std::string types;
    for (const Value& argument : arguments) {
      if (argument.is_error()) return argument;
      if (!types.empty()) types += ", ";
      types += type_name(argument);
    }
    return error_value(scratch, fmt::format("no such overload: {}({})", function.name, types));
  }

  /// Whether a value has the trait that the one implementation of a function asks of its first argument.
  static bool can_start(Operation operation, const Value& value) {
    const Kind kind = value.kind;
    const bool number = is_number(value), time = kind == Kind::Duration || kind == Kind::Timestamp;
    const bool text = kind == Kind::String || kind == Kind::Bytes;
    switch (operation) {
      case Operation::Add:
        return number || time || text || is_list(value);
      case Operation::Subtract:
        return number || time;
      case Operation::Multiply:
      case Operation::Divide:
        return number;
      case Operation::Modulo:
        return kind == Kind::Int || kind == Kind::Uint;
      case Operation::Negate:
        return kind == Kind::Bool || kind == Kind::Int || kind == Kind::Double || kind == Kind::Duration;
      case Operation::Less:
      case Operation::LessEquals:
      case Operation::Greater:
      case Operation::GreaterEquals:
        return number || time || text || kind == Kind::Bool;
      case Operation::Size:
        return text || is_list(value) || is_map(value);
      case Operation::Matches:
        return kind == Kind::String;
      case Operation::Sort:
      case Operation::SortBy:
        return is_list(value);
      default:
        return true;
    }
  }
};

Evaluator::Evaluator() : state_(std::make_unique<State>()) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

Outcome Evaluator::run(const Program& program, std::span<const Binding> bindings, std::uint64_t cost_limit) {
  const Plan& plan = *program.code().plan;
  Outcome outcome;
  if (!plan.cannot_evaluate.empty()) {
    outcome.failure = Outcome::Failure::CannotEvaluate;
    outcome.error = plan.cannot_evaluate;
    return outcome;
  }
  if (!plan.failure.empty()) {
    outcome.failure = Outcome::Failure::Other;
    outcome.error = plan.failure;
    return outcome;
  }
  State& state = *state_;
  state.scratch.reset();
  state.cost = 0;
  state.limit = cost_limit;
  if (state.slots.size() < plan.locals) state.slots.resize(plan.locals);
  const std::size_t count = program.code().variables.size();
  state.variables.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Binding binding = i < bindings.size() ? bindings[i] : Binding();
    Value& variable = state.variables[i];
    switch (binding.form) {
      case Binding::Form::Absent:
        variable = error_value(program.code().absent[i]);
        break;
      case Binding::Form::Node:
        variable = adapted(*binding.node, *binding.schema, state.scratch);
        break;
      case Binding::Form::Optional:
        variable = binding.node ? state.some(adapted(*binding.node, *binding.schema, state.scratch)) : State::none();
        break;
      case Binding::Form::Plain:
        variable = binding.plain;
        break;
    }
  }
  try {
    outcome.value = state.run(*plan.root);
    if (outcome.value.is_error()) {
      outcome.error = outcome.value.string();
      outcome.failure =
          outcome.error.starts_with("no such overload") ? Outcome::Failure::NoSuchOverload : Outcome::Failure::Other;
    }
  } catch (const CostExceeded&) {
    outcome.failure = Outcome::Failure::CostLimit;
    outcome.error = "operation cancelled: actual cost limit exceeded";
  } catch (const CannotRun& refused) {
    outcome.failure = Outcome::Failure::CannotEvaluate;
    outcome.error = refused.what;
  }
  outcome.cost = state.cost;
  return outcome;
}

}  // namespace slipway::cel
