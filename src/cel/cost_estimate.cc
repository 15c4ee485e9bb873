#include "cel/cost_estimate.h"

#include <map>
#include <unordered_map>

#include "base/quote.h"
#include "cel/cost_calls.h"

namespace slipway::cel {
namespace {

/// Follows cel-go 0.26.0 checker/cost.go, presence tests being free as the API server has it; sizes from schemas as
/// k8s.io/apiextensions-apiserver 0.36.3 pkg/apiserver/schema/cel/compilation.go finds them.
class Coster {
 public:
  explicit Coster(const Environment& environment) : environment_(environment) {}

  Range cost(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::Ident:
        return cost_ident(expr);
      case ExprKind::Select:
        return cost_select(expr);
      case ExprKind::Call:
        return cost_call(expr);
      case ExprKind::List:
        return cost_list(expr);
      case ExprKind::Map:
        return cost_map(expr);
      case ExprKind::Struct: {
        Range total = fixed(0);
        for (const Expr* value : expr.arguments) total = total + cost(*value);
        return total + fixed(kMessageCost);
      }
      case ExprKind::Comprehension:
        return is_bind(expr) ? cost_bind(expr) : cost_loop(expr);
      default:
        return fixed(0);
    }
  }

 private:
  /// Of the keys (or the place in a list) and the values of a list or map.
  struct EntrySize {
    TypeKind container;
    Range key, value;
  };
  struct Local {
    CostPath path;
    std::optional<Range> size;
    std::optional<EntrySize> entry;
  };

  const Local* local(std::string_view name) const {
    const auto found = locals_.find(name);
    return found == locals_.end() || found->second.empty() ? nullptr : &found->second.back();
  }

  CostPath path_of(const Expr& expr) const {
    if (expr.kind == ExprKind::Ident)
      if (const Local* known = local(expr.name)) return known->path;
    const auto found = paths_.find(&expr);
    return found == paths_.end() ? CostPath() : found->second;
  }
  static CostPath longer(CostPath path, std::string_view step) {
    path.emplace_back(step);
    return path;
  }

  std::optional<Range> size_at(const CostPath& path) const {
    if (path.empty()) return std::nullopt;
    const Schema* at = nullptr;
    for (const Variable& variable : environment_.variables) {
      if (variable.name == path[0]) at = variable.schema;
      // To rules of schemas, whatever does not begin with a variable begins with self.
      if (!at && variable.name == "self") at = variable.schema;
    }
    for (std::size_t i = 1; at && i < path.size(); ++i) {
      const std::string& step = path[i];
      if (step == "@items" || step == "@values") {
        at = at->element;
      } else if (step == "@keys") {
        if (at->form != Schema::Form::Map) return std::nullopt;
        return Range{0, 0};
      } else if (at->form == Schema::Form::Map && at->element && environment_.bind_macro &&
                 at->element->form == Schema::Form::Json) {
        at = at->element;  // device attributes: all of one size
      } else {
        const Schema::Field* field = at->find_escaped(step);
        at = field && field->schema->type ? field->schema : nullptr;
      }
    }
    if (!at) return std::nullopt;
    return Range{0, static_cast<std::uint64_t>(at->max_elements)};
  }

  static std::optional<Range> literal_size(const Expr& expr) {
    if (expr.kind == ExprKind::List) return fixed(expr.arguments.size());
    if (expr.kind == ExprKind::Map) return fixed(expr.arguments.size() / 2);
    if (expr.kind != ExprKind::Literal) return std::nullopt;
    if (expr.literal.kind == Value::Kind::Bytes) return fixed(expr.literal.size);
    if (expr.literal.kind != Value::Kind::String) return fixed(1);
    std::uint64_t characters = 0;
    for (std::string_view rest = expr.literal.string(); !rest.empty(); ++characters)
      rest.remove_prefix(static_cast<std::size_t>(first_rune(rest).size));
    return fixed(characters);
  }
  static bool is_scalar(const Type& type) {
    switch (type.kind) {
      case TypeKind::Bool:
      case TypeKind::Double:
      case TypeKind::Duration:
      case TypeKind::Int:
      case TypeKind::Timestamp:
      case TypeKind::Uint:
        return true;
      default:
        return type.is_optional() && !type.parameters.empty() && is_scalar(*type.parameters[0]);
    }
  }

  std::optional<Range> size_of(const Expr& expr) {
    if (const auto known = sizes_.find(&expr); known != sizes_.end()) return known->second;
    if (const auto literal = literal_size(expr)) return literal;
    if (const auto schema = size_at(path_of(expr))) {
      sizes_[&expr] = *schema;
      return schema;
    }
    if (is_scalar(*expr.type)) return fixed(1);
    if (expr.kind == ExprKind::Ident)
      if (const Local* known = local(expr.name); known && known->size) return known->size;
    return std::nullopt;
  }
  Range size_or_unknown(const Expr& expr) { return size_of(expr).value_or(Range{0, kUnbounded}); }
  static Range size_or_unknown(const CostNode& node) { return node.size.value_or(Range{0, kUnbounded}); }

  std::optional<EntrySize> entry_of(const Expr& expr) const {
    if (const auto known = entries_.find(&expr); known != entries_.end()) return known->second;
    if (expr.kind == ExprKind::Ident)
      if (const Local* known = local(expr.name)) return known->entry;
    return std::nullopt;
  }
  static std::optional<EntrySize> united(const std::optional<EntrySize>& a, const std::optional<EntrySize>& b) {
    if (!a || !b) return std::nullopt;
    return EntrySize{a->container, spanning(a->key, b->key), spanning(a->value, b->value)};
  }

  CostNode node_of(const Expr& expr) {
    CostNode node{&expr, expr.type, path_of(expr), std::nullopt};
    if (!node.path.empty() && node.path[0] == kAccumulator) node.path.clear();
    node.size = size_of(expr);
    return node;
  }

  Range cost_ident(const Expr& expr) {
    const Local* known = local(expr.name);
    paths_[&expr] = known ? known->path : CostPath{expr.name};
    return fixed(1);
  }

  Range cost_select(const Expr& expr) {
    if (expr.test_only) return cost(*expr.target);
    Range total = cost(*expr.target);
    const TypeKind kind = expr.target->type->kind;
    if (kind == TypeKind::Map || kind == TypeKind::Object || kind == TypeKind::Variable) total = total + fixed(1);
    paths_[&expr] = longer(path_of(*expr.target), expr.name);
    return total;
  }

  Range cost_call(const Expr& expr) {
    if (expr.name == "dyn" && !expr.target) {
      const Range argument = cost(*expr.arguments[0]);
      copy_sizes(expr, *expr.arguments[0]);
      return fixed(1) + argument;
    }
    std::vector<Range> argument_costs;
    std::vector<CostNode> arguments;
    for (const Expr* argument : expr.arguments) {
      argument_costs.push_back(cost(*argument));
      arguments.push_back(node_of(*argument));
    }
    Range total = fixed(0);
    CostNode target;
    if (expr.target) {
      total = cost(*expr.target);
      target = node_of(*expr.target);
    }
    Range call{kUnbounded, 0};
    std::optional<Range> size;
    for (const Overload* overload : expr.overloads) {
      const CallCost one = function_cost(expr, *overload, expr.target ? &target : nullptr, arguments, argument_costs);
      call = spanning(call, one.cost);
      if (one.result_size) size = size ? spanning(*size, *one.result_size) : *one.result_size;
      const bool list = overload->id == "index_list";
      if (list || overload->id == "index_map") {
        const auto entry = entry_of(*expr.arguments[0]);
        size = entry ? std::optional(entry->value) : std::nullopt;
        paths_[&expr] = longer(path_of(*expr.arguments[0]), list ? "@items" : "@values");
      }
      if (!size) size = size_of(expr);
    }
    if (size) sizes_[&expr] = *size;
    return total + call;
  }

  CallCost function_cost(const Expr& expr, const Overload& overload, const CostNode* target,
                         std::vector<CostNode>& arguments, const std::vector<Range>& argument_costs) {
    Range given = fixed(0);
    for (const Range& one : argument_costs) given = given + one;
    const auto lookup = [this](const CostPath& path) { return size_at(path); };
    if (auto library = library_call_cost(expr.name, overload.id, target, arguments, lookup)) {
      library->cost = library->cost + given;
      return *library;
    }
    const std::string_view id = overload.id;
    const auto costs = [&](Range cost) { return CallCost{cost + given, std::nullopt}; };
    const auto size = [&](std::size_t i) { return size_or_unknown(arguments[i]); };
    if (id == "string_format") return costs(scaled(size_or_unknown(*target), kPerCharacter));
    if (id == "string_to_bytes") return {scaled(size(0), kPerCharacter) + given, Range{size(0).min, size(0).max * 4}};
    if (id == "bytes_to_string") return {scaled(size(0), kPerCharacter) + given, Range{size(0).min / 4, size(0).max}};
    if (id == "strings_quote")
      return {scaled(size(0), kPerCharacter) + given, Range{size(0).min + 2, size(0).max * 2 + 2}};
    if (id == "starts_with_string" || id == "ends_with_string") return costs(scaled(size(0), kPerCharacter));
    if (id == "in_list") return costs(scaled(size(1), 1));
    if (id == "matches_string")
      return costs(scaled(size_or_unknown(*target) + fixed(1), kPerCharacter) * scaled(size(0), kPerPatternCharacter));
    if (id == "contains_string")
      return costs(scaled(size_or_unknown(*target), kPerCharacter) * scaled(size(0), kPerCharacter));
    if (id == "logical_or" || id == "logical_and")
      return {Range{argument_costs[0].min, sum(argument_costs[0].max, argument_costs[1].max)}, std::nullopt};
    if (id == "conditional") {
      const auto entry = united(entry_of(*expr.arguments[1]), entry_of(*expr.arguments[2]));
      if (entry) entries_.insert_or_assign(&expr, *entry);
      return {argument_costs[0] + spanning(argument_costs[1], argument_costs[2]), spanning(size(1), size(2))};
    }
    if (id == "add_string" || id == "add_bytes" || id == "add_list") {
      const Range together = size(0) + size(1);
      if (const auto entry = united(entry_of(*expr.arguments[0]), entry_of(*expr.arguments[1])))
        entries_.insert_or_assign(&expr, *entry);
      return {(id == "add_list" ? fixed(1) : scaled(together, kPerCharacter)) + given, together};
    }
    if (compares_sizes(id)) {
      const std::uint64_t most = std::min(size(0).max, size(1).max);
      return costs(scaled(Range{most > 0 ? 1u : 0u, most}, kPerCharacter));
    }
    return costs(fixed(1));
  }

  static bool compares_sizes(std::string_view id) {
    if (id == "equals" || id == "not_equals") return true;
    return (id.starts_with("less_") || id.starts_with("greater_")) &&
           (id.ends_with("_string") || id.ends_with("_bytes"));
  }

  Range cost_list(const Expr& expr) {
    Range total = fixed(0), item{expr.arguments.empty() ? 0 : kUnbounded, 0};
    for (const Expr* element : expr.arguments) {
      total = total + cost(*element);
      item = spanning(item, size_or_unknown(*element));
    }
    entries_.insert_or_assign(&expr, EntrySize{TypeKind::List, fixed(1), item});
    return total + fixed(kListCost);
  }

  Range cost_map(const Expr& expr) {
    const std::uint64_t least = expr.arguments.empty() ? 0 : kUnbounded;
    Range total = fixed(0), key{least, 0}, value{least, 0};
    for (std::size_t i = 0; i + 1 < expr.arguments.size(); i += 2) {
      total = total + cost(*expr.arguments[i]) + cost(*expr.arguments[i + 1]);
      key = spanning(key, size_or_unknown(*expr.arguments[i]));
      value = spanning(value, size_or_unknown(*expr.arguments[i + 1]));
    }
    entries_.insert_or_assign(&expr, EntrySize{TypeKind::Map, key, value});
    return total + fixed(kMapCost);
  }

  static bool is_bind(const Expr& expr) {
    return expr.range->kind == ExprKind::List && expr.range->arguments.empty() &&
           expr.condition->kind == ExprKind::Literal && expr.condition->literal.kind == Value::Kind::Bool &&
           !expr.condition->literal.is_true();
  }

  void push_local(const std::string& name, const Expr& value) {
    Local made{path_of(value), size_of(value), entry_of(value)};
    locals_[name].push_back(std::move(made));
  }
  void pop_local(const std::string& name) { locals_[name].pop_back(); }

  void push_iteration(const std::string& name, const Expr& range, bool key, bool single) {
    const auto entry = entry_of(range);
    const TypeKind container = entry ? entry->container : range.type->kind;
    const bool list = container == TypeKind::List;
    const bool of_key = single ? !list : key;
    Local made;
    if (entry) made.size = of_key ? entry->key : entry->value;
    const std::string_view step = of_key ? (list ? "@indices" : "@keys") : (list ? "@items" : "@values");
    made.path = longer(path_of(range), step);
    locals_[name].push_back(std::move(made));
  }

  Range cost_bind(const Expr& expr) {
    Range total = cost(*expr.range) + cost(*expr.initial);
    push_local(expr.accumulator, *expr.initial);
    total = total + cost(*expr.result);
    pop_local(expr.accumulator);
    copy_sizes(expr, *expr.result);
    return total;
  }

  Range cost_loop(const Expr& expr) {
    Range total = cost(*expr.range) + cost(*expr.initial);
    push_local(expr.accumulator, *expr.initial);
    const bool two = !expr.second_variable.empty();
    push_iteration(expr.variable, *expr.range, true, !two);
    if (two) push_iteration(expr.second_variable, *expr.range, false, false);
    const Range condition = cost(*expr.condition), step = cost(*expr.step);
    pop_local(expr.variable);
    if (two) pop_local(expr.second_variable);
    total = total + cost(*expr.result);
    pop_local(expr.accumulator);
    const Range count = size_or_unknown(*expr.range);
    total = total + count * (step + condition);
    if (expr.initial->kind == ExprKind::Literal) {
      if (const auto size = size_of(*expr.initial)) sizes_[&expr] = *size;
    } else if (expr.initial->kind == ExprKind::List || expr.initial->kind == ExprKind::Map) {
      sizes_[&expr] = count;
      if (const auto entry = entry_of(*expr.step)) entries_.insert_or_assign(&expr, *entry);
    }
    return total;
  }

  void copy_sizes(const Expr& to, const Expr& from) {
    if (const auto size = size_of(from)) sizes_[&to] = *size;
    if (const auto entry = entry_of(from)) entries_.insert_or_assign(&to, *entry);
  }

  const Environment& environment_;
  std::map<std::string, std::vector<Local>, std::less<>> locals_;
  std::unordered_map<const Expr*, CostPath> paths_;
  std::unordered_map<const Expr*, Range> sizes_;
  std::unordered_map<const Expr*, EntrySize> entries_;
};

}  // namespace

CostRange estimate_cost(const Ast& ast, const Environment& environment) { return Coster(environment).cost(*ast.root); }

}  // namespace slipway::cel
