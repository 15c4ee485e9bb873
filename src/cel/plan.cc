#include "cel/plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "cel/environment.h"
#include "cel/numbers.h"
#include "cel/operations.h"
#include "cel/regex.h"

namespace slipway::cel {
namespace {

/// What cel-go would not make a program of.
struct NoProgram {
  std::string message;
};

struct NamedPrice {
  std::string_view name;
  CallPrice price;
};

/// By function: k8s.io/apiserver 0.36.3 pkg/cel/library/cost.go, CallCost.
constexpr NamedPrice kFunctionPrices[] = {
    {"check", CallPrice::AuthorizerCheck},
    {"cidr", CallPrice::Text},
    {"containsCIDR", CallPrice::ContainsCidr},
    {"containsIP", CallPrice::ContainsIp},
    {"fieldSelector", CallPrice::Selector},
    {"find", CallPrice::Pattern},
    {"findAll", CallPrice::Pattern},
    {"indexOf", CallPrice::Traversal},
    {"ip", CallPrice::Text},
    {"ip.isCanonical", CallPrice::TextTwice},
    {"isCIDR", CallPrice::Text},
    {"isIP", CallPrice::Text},
    {"isQuantity", CallPrice::Text},
    {"isSemver", CallPrice::Text},
    {"isSorted", CallPrice::Traversal},
    {"join", CallPrice::ResultTwice},
    {"jsonpatch.escapeKey", CallPrice::Text},
    {"labelSelector", CallPrice::Selector},
    {"lastIndexOf", CallPrice::Traversal},
    {"lowerAscii", CallPrice::Text},
    {"max", CallPrice::Traversal},
    {"min", CallPrice::Traversal},
    {"quantity", CallPrice::Text},
    {"replace", CallPrice::TextTwice},
    {"semver", CallPrice::Text},
    {"split", CallPrice::TextTwice},
    {"substring", CallPrice::Text},
    {"sum", CallPrice::Traversal},
    {"trim", CallPrice::Text},
    {"upperAscii", CallPrice::Text},
    {"url", CallPrice::Text},
    {"validate", CallPrice::Validate},
};

/// By overload: cel-go 0.26.0 interpreter/runtimecost.go, ext/lists.go, ext/sets.go.
constexpr NamedPrice kOverloadPrices[] = {
    {"add_bytes", CallPrice::BothSizes},
    {"add_string", CallPrice::BothSizes},
    {"bytes_to_string", CallPrice::Text},
    {"contains_string", CallPrice::SubString},
    {"ends_with_string", CallPrice::Text},
    {"in_list", CallPrice::SizeOfSecond},
    {"list_distinct", CallPrice::SelfCompare},
    {"list_flatten", CallPrice::Flatten},
    {"list_flatten_int", CallPrice::Flatten},
    {"list_reverse", CallPrice::Slice},
    {"list_sets_contains_list", CallPrice::Sets},
    {"list_sets_equivalent_list", CallPrice::SetsTwice},
    {"list_sets_intersects_list", CallPrice::Sets},
    {"list_slice", CallPrice::Slice},
    {"lists_range", CallPrice::Slice},
    {"matches_string", CallPrice::Pattern},
    {"starts_with_string", CallPrice::Text},
    {"string_format", CallPrice::Text},
    {"string_to_bytes", CallPrice::Text},
    {"strings_quote", CallPrice::Text},
};

CallPrice price_of(std::string_view function, std::string_view overload) {
  if (overload == "cidr_ip") return CallPrice::One;
  if (overload.ends_with("_sort")) return CallPrice::SelfCompare;
  if (overload.ends_with("_sortByAssociatedKeys")) return CallPrice::SortBy;
  for (const NamedPrice& one : kFunctionPrices)
    if (one.name == function) return one.price;
  for (const NamedPrice& one : kOverloadPrices)
    if (one.name == overload) return one.price;
  const bool ordered = overload.starts_with("less_") || overload.starts_with("greater_");
  if (ordered && (overload.ends_with("_string") || overload.ends_with("_bytes"))) return CallPrice::SmallerSize;
  return CallPrice::One;
}

constexpr std::array<std::string_view, 10> kConversions = {"bool", "bytes",  "double",    "duration", "dyn",
                                                           "int",  "string", "timestamp", "type",     "uint"};

class Planner {
 public:
  Planner(Plan& plan, const Environment& environment) : plan_(plan), environment_(environment) {}

  const Step* plan(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::Literal:
        return constant(expr.literal);
      case ExprKind::Ident:
        return plan_ident(expr);
      case ExprKind::Select:
        return plan_select(expr);
      case ExprKind::Call:
        return plan_call(expr);
      case ExprKind::List:
        return plan_list(expr);
      case ExprKind::Map:
        return plan_map(expr);
      case ExprKind::Comprehension:
        return plan_fold(expr);
      default:
        break;
    }
    plan_.cannot_evaluate = "message literals";
    return constant(Value::null());
  }

 private:
  Step* make(Step::Kind kind) {
    Step& step = plan_.steps.emplace_back();
    step.kind = kind;
    return &step;
  }
  Step* constant(Value value) {
    Step* step = make(Step::Kind::Constant);
    step->constant = value;
    return step;
  }
  static bool is_constant(const Step* step) { return step->kind == Step::Kind::Constant; }
  static bool is_attribute(const Step* step) {
    return step->kind == Step::Kind::Attribute || step->kind == Step::Kind::TestOnly;
  }

  const Step* plan_ident(const Expr& expr) {
    if (expr.names_type) {
      Value type;
      type.kind = Value::Kind::Type;
      type.type = expr.type->parameters.empty() ? types::dyn() : expr.type->parameters[0];
      return constant(type);
    }
    Attribute& attribute = plan_.attributes.emplace_back();
    attribute.name = expr.name;
    const auto local =
        std::find_if(locals_.rbegin(), locals_.rend(), [&](const Local& one) { return one.name == expr.name; });
    if (local != locals_.rend()) {
      attribute.from = Attribute::From::Local;
      attribute.index = local->index;
    } else {
      const auto variable = std::ranges::find(environment_.variables, expr.name, &Variable::name);
      attribute.index = static_cast<std::uint32_t>(variable - environment_.variables.begin());
    }
    Step* step = make(Step::Kind::Attribute);
    step->attribute = &attribute;
    return step;
  }

  /// The step as something that can be selected from; a call's or constant's result is made one.
  Step* as_attribute(const Step* step) {
    if (is_attribute(step)) return const_cast<Step*>(step);
    Attribute& attribute = plan_.attributes.emplace_back();
    attribute.from = Attribute::From::Step;
    attribute.step = step;
    Step* made = make(Step::Kind::Attribute);
    made->attribute = &attribute;
    return made;
  }

  static void qualify(Attribute& attribute, const Qualifier& qualifier) {
    if (attribute.from != Attribute::From::Conditional) {
      attribute.qualifiers.push_back(qualifier);
      return;
    }
    qualify(*attribute.if_true, qualifier);
    qualify(*attribute.if_false, qualifier);
  }

  Qualifier constant_qualifier(Value key) {
    Qualifier qualifier;
    qualifier.key = key;
    if (key.kind != Value::Kind::String) return qualifier;
    if (auto property = unescaped_property(key.string())) {
      plan_.texts.push_back(*std::move(property));
      qualifier.property = plan_.texts.back();
      qualifier.has_property = true;
    }
    return qualifier;
  }

  const Step* plan_select(const Expr& expr) {
    Step* step = as_attribute(plan(*expr.target));
    Qualifier qualifier = constant_qualifier(Value::of(std::string_view(expr.name)));
    qualifier.test_only = expr.test_only;
    qualify(*step->attribute, qualifier);
    if (!expr.test_only) return step;
    Step* test = make(Step::Kind::TestOnly);
    test->attribute = step->attribute;
    return test;
  }

  static bool can_qualify(Value::Kind kind) {
    using enum Value::Kind;
    return kind == String || kind == Int || kind == Uint || kind == Bool || kind == Double;
  }

  const Step* plan_index(const Expr& expr, bool optional) {
    const Step* target = plan(*expr.arguments[0]);
    const Step* index = plan(*expr.arguments[1]);
    Step* step = as_attribute(target);
    Qualifier qualifier;
    if (is_constant(index)) {
      if (!can_qualify(index->constant.kind))
        throw NoProgram{fmt::format("invalid qualifier type: {}", go_type_name(index->constant))};
      qualifier = constant_qualifier(index->constant);
    } else if (is_attribute(index)) {
      qualifier.kind = Qualifier::Kind::Attribute;
      qualifier.attribute = index->attribute;
    } else {
      qualifier.kind = Qualifier::Kind::Step;
      qualifier.step = index;
    }
    qualifier.optional = optional;
    qualify(*step->attribute, qualifier);
    return step;
  }

  Attribute* branch(const Step* step) { return as_attribute(step)->attribute; }

  const Step* plan_call(const Expr& expr) {
    if (expr.name == "_[_]") return plan_index(expr, false);
    if (expr.name == "_[?_]" || expr.name == "_?._") return plan_index(expr, true);
    std::vector<const Step*> arguments;
    if (expr.target) arguments.push_back(plan(*expr.target));
    for (const Expr* argument : expr.arguments) arguments.push_back(plan(*argument));
    if (expr.name == "_?_:_") {
      Attribute& attribute = plan_.attributes.emplace_back();
      attribute.from = Attribute::From::Conditional;
      attribute.step = arguments[0];
      attribute.if_true = branch(arguments[1]);
      attribute.if_false = branch(arguments[2]);
      Step* step = make(Step::Kind::Attribute);
      step->attribute = &attribute;
      return step;
    }
    if (const auto kind = special(expr.name, arguments.size())) {
      Step* step = make(*kind);
      step->arguments = std::move(arguments);
      return step;
    }
    return plan_function(expr, std::move(arguments));
  }

  static std::optional<Step::Kind> special(std::string_view name, std::size_t arguments) {
    if (name == "_&&_") return Step::Kind::And;
    if (name == "_||_") return Step::Kind::Or;
    if (name == "_==_") return Step::Kind::Equal;
    if (name == "_!=_") return Step::Kind::NotEqual;
    if (name == "or" && arguments == 2) return Step::Kind::OptionalOr;
    if (name == "orValue" && arguments == 2) return Step::Kind::OptionalOrValue;
    return std::nullopt;
  }

  const Step* plan_function(const Expr& expr, std::vector<const Step*> arguments) {
    const Function* function = find_function(expr.name, environment_);
    const Overload* overload = expr.overloads.size() == 1 ? expr.overloads[0] : nullptr;
    const std::string_view id = overload ? overload->id : std::string_view();
    if (id == "in_list" && is_constant(arguments[1]))
      if (const Step* step = membership(arguments)) return step;
    Step* step = make(Step::Kind::Call);
    step->function = function;
    step->overload = function->singleton ? nullptr : overload;
    step->operation = overload ? overload->operation : function->overloads[0].operation;
    step->price = price_of(function->name, id);
    step->arguments = std::move(arguments);
    if (std::ranges::find(kConversions, expr.name) != kConversions.end() && !expr.target) return folded(step);
    compile_pattern(*step);
    step->ends_at_error = step->arguments.size() > 2 || step->pattern || (!overload && !function->singleton) ||
                          step->operation == Operation::FormatString;
    if (step->operation == Operation::CannotRun && plan_.cannot_evaluate.empty())
      plan_.cannot_evaluate = "authorizer checks";
    if (step->operation == Operation::MapInsert || step->operation == Operation::MapInsertAll)
      plan_.cannot_evaluate = "transformMap and transformMapEntry";
    return step;
  }

  void compile_pattern(Step& step) {
    const std::string_view name = step.function->name;
    if (name != "matches" && name != "find" && name != "findAll") return;
    if (step.arguments.size() < 2 || !is_constant(step.arguments[1]) ||
        step.arguments[1]->constant.kind != Value::Kind::String)
      return;
    auto pattern = compile_regex(step.arguments[1]->constant.string());
    if (!pattern) throw NoProgram{pattern.error().message};
    step.pattern = *std::move(pattern);
  }

  /// `x in [constants]`; nullptr where they are no texts, numbers or bools.
  const Step* membership(const std::vector<const Step*>& arguments) {
    const ListValue& list = *arguments[1]->constant.list;
    if (list.size == 0) return constant(Value::of(false));
    Step* step = make(Step::Kind::Membership);
    step->arguments = {arguments[0]};
    for (std::uint32_t i = 0; i < list.size; ++i) {
      const Value& item = list.items[i];
      if (item.kind != Value::Kind::String && item.kind != Value::Kind::Bool && !is_number(item)) return nullptr;
      step->members.push_back(item);
    }
    return step;
  }

  /// A conversion of a constant is a constant.
  const Step* folded(Step* step) {
    if (step->arguments.size() != 1 || !is_constant(step->arguments[0])) return step;
    const Value& argument = step->arguments[0]->constant;
    Operation operation = step->operation;
    if (!step->overload && !step->function->singleton) {
      const auto fits = std::ranges::find_if(step->function->overloads, [&](const Overload& one) {
        return one.arguments.size() == 1 && fits_type(argument, *one.arguments[0], plan_.constants);
      });
      if (fits == step->function->overloads.end())
        throw NoProgram{fmt::format("no such overload: {}({})", step->function->name, type_name(argument))};
      operation = fits->operation;
    } else if (step->overload && !fits_type(argument, *step->overload->arguments[0], plan_.constants)) {
      throw NoProgram{fmt::format("no such overload: {}({})", step->function->name, type_name(argument))};
    }
    const Value value = run_operation(*step, operation, std::span(&argument, 1), plan_.constants);
    if (value.is_error()) throw NoProgram{std::string(value.string())};
    return constant(value);
  }

  const Step* plan_list(const Expr& expr) {
    Step* step = make(Step::Kind::List);
    bool constants = true, optionals = false;
    for (std::size_t i = 0; i < expr.arguments.size(); ++i) {
      step->arguments.push_back(plan(*expr.arguments[i]));
      step->optional.push_back(expr.optional[i]);
      constants &= is_constant(step->arguments.back());
      optionals |= expr.optional[i];
    }
    if (!optionals) step->optional.clear();
    if (!constants || optionals) return step;
    ListValue* list = new_list(static_cast<std::uint32_t>(step->arguments.size()), plan_.constants);
    for (const Step* one : step->arguments) append(*list, one->constant, plan_.constants);
    return constant(list_value(list));
  }

  const Step* plan_map(const Expr& expr) {
    Step* step = make(Step::Kind::Map);
    bool constants = true, optionals = false;
    for (const Expr* argument : expr.arguments) {
      step->arguments.push_back(plan(*argument));
      constants &= is_constant(step->arguments.back());
    }
    for (const bool optional : expr.optional) optionals |= optional;
    if (optionals) step->optional = expr.optional;
    if (!constants || optionals) return step;
    auto* map = plan_.constants.make<MapValue>();
    const std::size_t size = step->arguments.size() / 2;
    map->keys = plan_.constants.make_array<Value>(size);
    map->values = plan_.constants.make_array<Value>(size);
    for (std::size_t i = 0; i < size; ++i)
      put(*map, step->arguments[2 * i]->constant, step->arguments[2 * i + 1]->constant);
    Value made;
    made.kind = Value::Kind::Map;
    made.map = map;
    return constant(made);
  }

  void put(MapValue& map, const Value& key, const Value& value) {
    for (std::uint32_t i = 0; i < map.size; ++i) {
      if (map.keys[i].kind != key.kind || !equals(map.keys[i], key, plan_.constants).is_true()) continue;
      map.values[i] = value;
      return;
    }
    map.keys[map.size] = key;
    map.values[map.size++] = value;
  }

  struct Local {
    std::string_view name;
    std::uint32_t index;
  };
  std::uint32_t new_local(std::string_view name) {
    locals_.push_back({name, plan_.locals});
    return plan_.locals++;
  }

  const Step* plan_fold(const Expr& expr) {
    Step* step = make(Step::Kind::Fold);
    step->initial = plan(*expr.initial);
    step->range = plan(*expr.range);
    step->accumulator = new_local(expr.accumulator);
    step->variable = new_local(expr.variable);
    step->two_variables = !expr.second_variable.empty();
    if (step->two_variables) step->second_variable = new_local(expr.second_variable);
    step->condition = plan(*expr.condition);
    step->step = plan(*expr.step);
    locals_.pop_back();
    if (step->two_variables) locals_.pop_back();
    step->result = plan(*expr.result);
    locals_.pop_back();
    return step;
  }

  Plan& plan_;
  const Environment& environment_;
  std::vector<Local> locals_;
};

}  // namespace

std::unique_ptr<Plan> make_plan(const Ast& ast, const Environment& environment) {
  auto plan = std::make_unique<Plan>();
  try {
    plan->root = Planner(*plan, environment).plan(*ast.root);
  } catch (const NoProgram& refused) {
    plan->failure = refused.message;
  } catch (const CannotRun& refused) {
    plan->cannot_evaluate = refused.what;
  }
  return plan;
}

}  // namespace slipway::cel
