#include <fmt/core.h>
#include <re2/re2.h>

#include "cel/checker.h"
#include "cel/format_string.h"
#include "cel/regex.h"
#include "cel/time.h"
#include "kube/duration.h"

namespace slipway::cel {
namespace {

class LiteralCheck {
 public:
  explicit LiteralCheck(SourceErrors& source) : source_(source) {}

  /// As cel-go goes through: what is inside first, and format() only after all else.
  void check(const Expr& root) {
    walk(root, false, false);
    walk(root, false, true);
  }

 private:
  void walk(const Expr& expr, bool in_format, bool formats) {
    const bool format = expr.kind == ExprKind::Call && expr.name == "format";
    for (const Expr* child : {expr.target, expr.range, expr.initial, expr.condition, expr.step, expr.result})
      if (child) walk(*child, in_format || format, formats);
    for (const Expr* child : expr.arguments) walk(*child, in_format || format, formats);
    if (formats) {
      if (format) check_format(expr);
      return;
    }
    if (expr.kind == ExprKind::Call) check_call(expr);
    if (expr.kind == ExprKind::List && !in_format) check_list(expr);
    if (expr.kind == ExprKind::Map && !in_format) check_map(expr);
  }

  void check_call(const Expr& expr) {
    if (expr.arguments.empty() || expr.arguments[0]->kind != ExprKind::Literal) return;
    const Value& argument = expr.arguments[0]->literal;
    const bool text = argument.kind == Value::Kind::String;
    bool wrong = false;
    if (expr.name == "duration") wrong = !text || !kube::parse_duration(argument.string());
    if (expr.name == "timestamp")
      wrong = text ? !parse_timestamp(argument.string())
                   : argument.kind != Value::Kind::Int || !is_timestamp(argument.integer);
    if (expr.name == "matches") wrong = text && !compile_regex(argument.string());
    if (wrong) source_.add(expr.arguments[0]->offset, fmt::format("invalid {} argument", expr.name));
  }

  void check_format(const Expr& expr) {
    if (!expr.target || expr.target->kind != ExprKind::Literal || expr.target->literal.kind != Value::Kind::String ||
        expr.arguments.size() != 1 || expr.arguments[0]->kind != ExprKind::List)
      return;
    const std::vector<Expr*>& given = expr.arguments[0]->arguments;
    const Expr* blamed = nullptr;
    std::size_t used = 0;
    const auto failure = walk_format(expr.target->literal.string(), given.size(), [&](const FormatClause& clause) {
      ++used;
      return check_clause(clause, *given[clause.argument], blamed);
    });
    if (failure) return source_.add(blamed ? blamed->offset : expr.offset, *failure);
    if (given.size() > used)
      source_.add(expr.offset, fmt::format("too many arguments supplied to string.format (expected {}, got {})", used,
                                           given.size()));
  }

  static std::optional<std::string> check_clause(const FormatClause& clause, const Expr& argument,
                                                 const Expr*& blamed) {
    const Expr* bad = clause.letter == 's' ? unprintable(argument) : nullptr;
    if (clause.letter != 's' && !clause_takes(clause.letter, argument.type->kind)) bad = &argument;
    if (!bad) return std::nullopt;
    blamed = bad;
    return "error during formatting: " + clause_error(clause.letter, bad->type->runtime_name());
  }

  static const Expr* unprintable(const Expr& expr) {
    if (!clause_takes('s', expr.type->kind)) return &expr;
    if (expr.kind != ExprKind::List && expr.kind != ExprKind::Map) return nullptr;
    for (const Expr* element : expr.arguments)
      if (const Expr* bad = unprintable(*element)) return bad;
    return nullptr;
  }

  static bool is_equivalent(const Type& a, const Type& b) {
    return a.kind == TypeKind::Variable && b.kind == TypeKind::Variable ? true : is_exactly(a, b);
  }
  static const Type* plain(const Type* type, bool optional) {
    return optional && type->is_optional() && !type->parameters.empty() ? type->parameters[0] : type;
  }
  bool same(const Expr& expr, const Type*& expected, const Type* actual) {
    if (!expected) expected = actual;
    if (is_equivalent(*expected, *actual)) return true;
    source_.add(expr.offset,
                fmt::format("expected type '{}' but found '{}'", expected->checker_text(), actual->checker_text()));
    return false;
  }

  void check_list(const Expr& expr) {
    const Type* expected = nullptr;
    for (std::size_t i = 0; i < expr.arguments.size(); ++i)
      if (!same(*expr.arguments[i], expected, plain(expr.arguments[i]->type, expr.optional[i]))) break;
  }

  void check_map(const Expr& expr) {
    const Type *key = nullptr, *value = nullptr;
    for (std::size_t i = 0; i + 1 < expr.arguments.size(); i += 2) {
      same(*expr.arguments[i], key, expr.arguments[i]->type);
      same(*expr.arguments[i + 1], value, plain(expr.arguments[i + 1]->type, expr.optional[i / 2]));
    }
  }

  SourceErrors& source_;
};

}  // namespace

void check_literals(SourceErrors& source, const Ast& ast) { LiteralCheck(source).check(*ast.root); }

}  // namespace slipway::cel
