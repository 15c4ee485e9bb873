#include "cel/checker.h"

#include <fmt/core.h>

#include "cel/type_bindings.h"

namespace slipway::cel {
namespace {

using Unbound = TypeBindings::Unbound;

struct Declared {
  std::string_view name;
  const Type* type = nullptr;
  bool names_type = false;
};

class Checker {
 public:
  Checker(SourceErrors& source, const Environment& environment, Types& types)
      : source_(source), environment_(environment), types_(types), bindings_(types) {}

  void run(Ast& ast) {
    check(*ast.root);
    finish(*ast.root);
  }

 private:
  void error(int offset, std::string message) { source_.add(offset, std::move(message)); }
  void mismatch(const Expr& expr, const Type& expected, const Type& actual) {
    error(expr.offset,
          fmt::format("expected type '{}' but found '{}'", expected.checker_text(), actual.checker_text()));
  }

  /// The innermost local of that name, a variable, or the name of a type.
  Declared look_up(std::string_view name) {
    if (name.starts_with('.')) name.remove_prefix(1);
    for (auto local = locals_.rbegin(); local != locals_.rend(); ++local)
      if (local->name == name) return *local;
    for (const Variable& variable : environment_.variables)
      if (variable.name == name) return {variable.name, variable.type, false};
    return named_type(name);
  }

  Declared named_type(std::string_view name) {
    static const Type* const kNamed[] = {types::boolean(), types::bytes(), types::number(), types::duration(),
                                         types::integer(), types::null(),  types::string(), types::timestamp(),
                                         types::type(),    types::uint(),  types::ip(),     types::cidr()};
    for (const Type* type : kNamed)
      if (type->runtime_name() == name) return {type->runtime_name(), types_.type_of(type), true};
    if (name == "list") return {"list", types_.type_of(types_.list(types_.variable("A"))), true};
    if (name == "map") return {"map", types_.type_of(types_.map(types_.variable("A"), types_.variable("B"))), true};
    if (name == "optional_type") return {"optional_type", types_.type_of(types_.opaque("optional_type")), true};
    return {};
  }

  void check(Expr& expr) {
    switch (expr.kind) {
      case ExprKind::Unspecified:
        expr.type = types::error();
        return;
      case ExprKind::Literal:
        expr.type = literal_type(expr.literal.kind);
        return;
      case ExprKind::Ident:
        return check_ident(expr);
      case ExprKind::Select:
        return check_select(expr);
      case ExprKind::Call:
        return check_call(expr);
      case ExprKind::List:
        return check_list(expr);
      case ExprKind::Map:
        return check_map(expr);
      case ExprKind::Struct:
        return check_struct(expr);
      case ExprKind::Comprehension:
        return check_comprehension(expr);
    }
  }

  static const Type* literal_type(Value::Kind kind) {
    switch (kind) {
      case Value::Kind::Bool:
        return types::boolean();
      case Value::Kind::Int:
        return types::integer();
      case Value::Kind::Uint:
        return types::uint();
      case Value::Kind::Double:
        return types::number();
      case Value::Kind::String:
        return types::string();
      case Value::Kind::Bytes:
        return types::bytes();
      default:
        return types::null();
    }
  }

  void refer(Expr& expr, const Declared& declared) {
    expr.kind = ExprKind::Ident;
    expr.name = declared.name;
    expr.type = declared.type;
    expr.refers = true;
    expr.names_type = declared.names_type;
  }

  void undeclared(Expr& expr, std::string_view name) {
    expr.type = types::error();
    error(expr.offset, fmt::format("undeclared reference to '{}' (in container '')", name));
  }

  void check_ident(Expr& expr) {
    const Declared declared = look_up(expr.name);
    if (declared.type)
      refer(expr, declared);
    else
      undeclared(expr, expr.name);
  }

  void check_select(Expr& expr) {
    if (const std::string name = qualified_name(expr); !name.empty())
      if (const Declared declared = look_up(name); declared.type) return refer(expr, declared);
    const Type* type = selected(expr, *expr.target, expr.name, false);
    expr.type = expr.test_only ? types::boolean() : bindings_.substituted(type, Unbound::Stay);
  }

  const Type* selected(const Expr& expr, Expr& operand, std::string_view field, bool optional) {
    check(operand);
    const Type* target = bindings_.substituted(operand.type, Unbound::Stay);
    const bool was_optional = target->is_optional() && !target->parameters.empty();
    if (was_optional) target = target->parameters[0];
    const Type* result = types::error();
    switch (target->kind) {
      case TypeKind::Map:
        result = target->parameters[1];
        break;
      case TypeKind::Object:
        if (const Type* declared = field_type(*target, field))
          result = declared;
        else if (is_opaque_object(*target))
          error(expr.offset, fmt::format("unexpected failed resolution of '{}'", target->name));
        else
          error(expr.offset, fmt::format("undefined field '{}'", field));
        break;
      case TypeKind::Variable:
        bindings_.assign(types::dyn(), target);
        result = types::dyn();
        break;
      default:
        if (!is_dyn_or_error(*target))
          error(expr.offset, fmt::format("type '{}' does not support field selection", target->checker_text()));
        result = types::dyn();
        break;
    }
    return was_optional || optional ? types_.optional(result) : result;
  }

  /// A field that is named like a word of the language may be written without the underscores around it
  /// (k8s.io/apiserver 0.36.3 pkg/cel/types.go FindStructFieldType). Null: there is none.
  static const Type* field_type(const Type& object, std::string_view field) {
    if (const auto found = object.fields.find(field); found != object.fields.end()) return found->second;
    const std::string as_reserved = fmt::format("__{}__", field);
    if (escaped_property(field) != as_reserved) return nullptr;
    const auto found = object.fields.find(as_reserved);
    return found == object.fields.end() ? nullptr : found->second;
  }

  /// Of a library: cel-go knows no fields of it, not even that it has none.
  static bool is_opaque_object(const Type& type) {
    for (const Type* one : {types::quantity(), types::url(), types::semver(), types::format(), types::authorizer(),
                            types::path_check(), types::group_check(), types::resource_check(), types::decision()})
      if (&type == one) return true;
    return false;
  }

  void check_optional_select(Expr& expr) {
    Expr& field = *expr.arguments[1];
    const Type* type = selected(expr, *expr.arguments[0], field.name, true);
    field.type = types::string();
    expr.type = bindings_.substituted(type, Unbound::Stay);
    expr.overloads = {&find_function("_?._", environment_)->overloads[0]};
  }

  void check_call(Expr& expr) {
    if (expr.name == "_?._") return check_optional_select(expr);
    for (Expr* argument : expr.arguments) check(*argument);
    if (!expr.target) {
      const Function* function = find_function(expr.name, environment_);
      if (!function) return undeclared(expr, expr.name);
      expr.name = function->name;
      return resolve(expr, *function);
    }
    if (const std::string prefix = qualified_name(*expr.target); !prefix.empty()) {
      if (const Function* function = find_function(prefix + "." + expr.name, environment_)) {
        expr.name = function->name;
        expr.target = nullptr;
        return resolve(expr, *function);
      }
    }
    check(*expr.target);
    const Function* function = find_function(expr.name, environment_);
    if (function)
      resolve(expr, *function);
    else
      undeclared(expr, expr.name);
  }

  void resolve(Expr& expr, const Function& function) {
    std::vector<const Type*> given;
    if (expr.target) given.push_back(expr.target->type);
    for (const Expr* argument : expr.arguments) given.push_back(argument->type);
    if (function.name == "_&&_" || function.name == "_||_") return resolve_logical(expr, function, given);

    const Type* result = nullptr;
    std::vector<std::pair<std::string_view, const Type*>> fresh;
    std::vector<const Type*> wanted;
    for (const Overload& overload : function.overloads) {
      if (overload.member != (expr.target != nullptr)) continue;
      fresh.clear();
      wanted.clear();
      const Type* overload_result = overload.result;
      for (const Type* argument : overload.arguments)
        wanted.push_back(overload.has_variables ? bindings_.instantiated(argument, fresh) : argument);
      if (overload.has_variables) overload_result = bindings_.instantiated(overload_result, fresh);
      if (!bindings_.assign_all(given, wanted)) continue;
      expr.overloads.push_back(&overload);
      const Type* one = bindings_.substituted(overload_result, Unbound::Stay);
      if (!result)
        result = one;
      else if (!is_dyn(*result) && !is_exactly(*one, *result))
        result = types::dyn();
    }
    if (result) {
      expr.type = result;
      return;
    }
    std::string signature;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::string text = bindings_.substituted(given[i], Unbound::ToDyn)->checker_text();
      if (expr.target && i == 0)
        signature += text + ".(";
      else
        signature += (i > (expr.target ? 1u : 0u) ? ", " : "") + text;
    }
    if (!expr.target) signature.insert(0, "(");
    error(expr.offset, fmt::format("found no matching overload for '{}' applied to '{})'", function.name, signature));
    expr.type = types::error();
  }

  void resolve_logical(Expr& expr, const Function& function, const std::vector<const Type*>& given) {
    expr.type = types::boolean();
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (bindings_.assign(given[i], types::boolean())) continue;
      mismatch(*expr.arguments[i], *types::boolean(), *given[i]);
      expr.type = types::error();
    }
    if (expr.type == types::boolean()) expr.overloads = {&function.overloads[0]};
  }

  const Type* element_type(const Expr& element, bool optional) {
    const Type* type = element.type;
    if (!optional) return type;
    if (type->is_optional() && !type->parameters.empty()) return type->parameters[0];
    if (!is_dyn(*type)) mismatch(element, *types_.optional(type), *type);
    return type;
  }

  const Type* joined(const Type* before, const Type* now) {
    if (!before) return now;
    if (bindings_.assign(before, now)) return TypeBindings::most_general(before, now);
    return types::dyn();
  }

  void check_list(Expr& expr) {
    const Type* type = nullptr;
    for (std::size_t i = 0; i < expr.arguments.size(); ++i) {
      Expr& element = *expr.arguments[i];
      check(element);
      type = joined(type, element_type(element, expr.optional[i]));
    }
    expr.type = types_.list(type ? type : bindings_.fresh_variable());
  }

  void check_map(Expr& expr) {
    const Type *key_type = nullptr, *value_type = nullptr;
    for (std::size_t i = 0; i + 1 < expr.arguments.size(); i += 2) {
      Expr &key = *expr.arguments[i], &value = *expr.arguments[i + 1];
      check(key);
      key_type = joined(key_type, key.type);
      check(value);
      value_type = joined(value_type, element_type(value, expr.optional[i / 2]));
    }
    if (!key_type) {
      key_type = bindings_.fresh_variable();
      value_type = bindings_.fresh_variable();
    }
    expr.type = types_.map(key_type, value_type);
  }

  void check_struct(Expr& expr) {
    std::string_view name = expr.name;
    if (name.starts_with('.')) name.remove_prefix(1);
    const bool patch =
        environment_.json_patch && (name == "JSONPatch" || name == "Object" || name.starts_with("Object."));
    const Declared declared = look_up(name);
    if (!patch && !declared.type) return undeclared(expr, expr.name);
    if (patch) {
      expr.type = types_.object(std::string(name));
    } else if (name == "google.protobuf.Timestamp" || name == "google.protobuf.Duration") {
      expr.type = declared.type->parameters[0];
    } else {
      expr.type = types::error();
      if (declared.names_type)
        error(expr.offset, fmt::format("'{}' is not a message type", declared.type->parameters[0]->runtime_name()));
      else
        error(expr.offset, fmt::format("'{}' is not a type", declared.type->runtime_name()));
    }
    for (Expr* value : expr.arguments) check(*value);
  }

  void check_comprehension(Expr& expr) {
    check(*expr.range);
    check(*expr.initial);
    const Type* range = bindings_.substituted(expr.range->type, Unbound::Stay);
    const bool two = !expr.second_variable.empty();
    const Type *first = types::error(), *second = types::error();
    switch (range->kind) {
      case TypeKind::List:
        second = range->parameters[0];
        first = two ? types::integer() : second;
        break;
      case TypeKind::Map:
        first = range->parameters[0];
        second = range->parameters[1];
        break;
      case TypeKind::Dyn:
      case TypeKind::Error:
      case TypeKind::Variable:
        bindings_.assign(types::dyn(), range);
        first = second = types::dyn();
        break;
      default:
        error(expr.range->offset,
              fmt::format("expression of type '{}' cannot be range of a comprehension (must be list, map, or dynamic)",
                          range->checker_text()));
        break;
    }
    const Type* accumulated = expr.initial->type;
    locals_.push_back({expr.accumulator, accumulated, false});
    locals_.push_back({expr.variable, first, false});
    if (two) locals_.push_back({expr.second_variable, second, false});
    check(*expr.condition);
    expect(*expr.condition, types::boolean());
    check(*expr.step);
    expect(*expr.step, accumulated);
    locals_.pop_back();
    if (two) locals_.pop_back();
    check(*expr.result);
    locals_.pop_back();
    expr.type = bindings_.substituted(expr.result->type, Unbound::Stay);
  }

  void expect(const Expr& expr, const Type* type) {
    if (!bindings_.assign(type, expr.type)) mismatch(expr, *type, *expr.type);
  }

  /// Variables that are still free are dyn.
  void finish(Expr& expr) {
    if (expr.type) expr.type = bindings_.substituted(expr.type, Unbound::ToDyn);
    for (Expr* child : {expr.target, expr.range, expr.initial, expr.condition, expr.step, expr.result})
      if (child) finish(*child);
    for (Expr* child : expr.arguments) finish(*child);
  }

  SourceErrors& source_;
  const Environment& environment_;
  Types& types_;
  TypeBindings bindings_;
  std::vector<Declared> locals_;
};

}  // namespace

void check(SourceErrors& source, const Environment& environment, Ast& ast, Types& types) {
  Checker(source, environment, types).run(ast);
}

}  // namespace slipway::cel
