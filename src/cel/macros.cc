#include "cel/macros.h"

#include <fmt/core.h>

#include <array>

#include "cel/parser.h"

namespace slipway::cel {
namespace {

constexpr std::string_view kOldAccumulator = "__result__";
constexpr std::string_view kUnused = "#unused";

struct WrongArgument {
  int offset;
  std::string message;
};

/// Builds what one macro stands for. All that it adds stands where the call stands.
class Expansion {
 public:
  Expansion(Ast& ast, int offset, Expr* target, const std::vector<Expr*>& arguments)
      : ast_(ast), offset_(offset), target_(target), arguments_(arguments) {}

  Expr* has() {
    const Expr& field = *arguments_[0];
    if (field.kind != ExprKind::Select) throw WrongArgument{field.offset, "invalid argument to has() macro"};
    Expr* made = ast_.make(ExprKind::Select, offset_);
    made->target = field.target;
    made->name = field.name;
    made->test_only = true;
    return made;
  }

  Expr* all() {
    begin_quantifier();
    loop_->initial = literal(Value::of(true));
    loop_->condition = call("@not_strictly_false", {accumulator()});
    loop_->step = call("_&&_", {accumulator(), arguments_.back()});
    return finish();
  }

  Expr* exists() {
    begin_quantifier();
    loop_->initial = literal(Value::of(false));
    loop_->condition = call("@not_strictly_false", {call("!_", {accumulator()})});
    loop_->step = call("_||_", {accumulator(), arguments_.back()});
    return finish();
  }

  Expr* exists_one() {
    begin_quantifier();
    loop_->initial = literal(Value::of(std::int64_t{0}));
    loop_->condition = literal(Value::of(true));
    Expr* more = call("_+_", {accumulator(), literal(Value::of(std::int64_t{1}))});
    loop_->step = call("_?_:_", {arguments_.back(), more, accumulator()});
    Expr* made = finish();
    made->result = call("_==_", {accumulator(), literal(Value::of(std::int64_t{1}))});
    return made;
  }

  /// range.map(x, transform), range.map(x, filter, transform); `first`: where the variable stands.
  Expr* map() {
    begin();
    loop_->variable = iteration_variable(0, "argument is not an identifier");
    return collect(arguments_.size() == 3 ? arguments_[1] : nullptr, list({arguments_.back()}));
  }

  Expr* filter() {
    begin();
    loop_->variable = iteration_variable(0, "argument is not an identifier");
    return collect(arguments_[1], list({arguments_[0]}));
  }

  Expr* transform_list() {
    begin_two();
    return collect(arguments_.size() == 4 ? arguments_[2] : nullptr, list({arguments_.back()}));
  }

  Expr* transform_map(bool entries) {
    begin_two();
    loop_->initial = ast_.make(ExprKind::Map, offset_);
    loop_->condition = literal(Value::of(true));
    loop_->step = entries ? call("cel.@mapInsert", {accumulator(), arguments_.back()})
                          : call("cel.@mapInsert", {accumulator(), ident(loop_->variable), arguments_.back()});
    if (arguments_.size() == 4) loop_->step = call("_?_:_", {arguments_[2], loop_->step, accumulator()});
    return finish();
  }

  Expr* bind() {
    return bound(name_of(0, "cel.bind() variable names must be simple identifiers"), arguments_[1], arguments_[2]);
  }

  Expr* optional_map(bool flat) {
    const std::string name = name_of(0, flat ? "optFlatMap() variable name must be a simple identifier"
                                             : "optMap() variable name must be a simple identifier");
    Expr* has_value = member_call("hasValue", target_, {});
    Expr* value = bound(name, member_call("value", copy(*target_), {}), arguments_[1]);
    Expr* some = flat ? value : call("optional.of", {value});
    return call("_?_:_", {has_value, some, call("optional.none", {})});
  }

  Expr* sort_by() {
    static constexpr std::string_view kInput = "@__sortBy_input__";
    const ExprKind kind = target_->kind;
    if (kind != ExprKind::List && kind != ExprKind::Select && kind != ExprKind::Ident &&
        kind != ExprKind::Comprehension && kind != ExprKind::Call)
      throw WrongArgument{target_->offset,
                          "sortBy can only be applied to a list, identifier, comprehension, call or select expression"};
    Expr* input = target_;
    target_ = ident(kInput);
    Expr* keys = map();
    return bound(std::string(kInput), input, member_call("@sortByAssociatedKeys", ident(kInput), {keys}));
  }

 private:
  Expr* ident(std::string_view name) {
    Expr* made = ast_.make(ExprKind::Ident, offset_);
    made->name = name;
    return made;
  }
  Expr* accumulator() { return ident(kAccumulator); }
  Expr* literal(Value value) {
    Expr* made = ast_.make(ExprKind::Literal, offset_);
    made->literal = value;
    return made;
  }
  Expr* call(std::string_view function, std::vector<Expr*> arguments) {
    Expr* made = ast_.make(ExprKind::Call, offset_);
    made->name = function;
    made->arguments = std::move(arguments);
    return made;
  }
  Expr* member_call(std::string_view function, Expr* target, std::vector<Expr*> arguments) {
    Expr* made = call(function, std::move(arguments));
    made->target = target;
    return made;
  }
  Expr* list(std::vector<Expr*> elements) {
    Expr* made = ast_.make(ExprKind::List, offset_);
    made->optional.assign(elements.size(), false);
    made->arguments = std::move(elements);
    return made;
  }
  Expr* bound(std::string name, Expr* value, Expr* in) {
    Expr* made = ast_.make(ExprKind::Comprehension, offset_);
    made->range = list({});
    made->variable = kUnused;
    made->condition = literal(Value::of(false));
    made->step = ident(name);
    made->accumulator = std::move(name);
    made->initial = value;
    made->result = in;
    return made;
  }

  std::string name_of(std::size_t argument, std::string_view otherwise) {
    const Expr& name = *arguments_[argument];
    if (name.kind != ExprKind::Ident) throw WrongArgument{name.offset, std::string(otherwise)};
    return name.name;
  }
  std::string iteration_variable(std::size_t argument, std::string_view otherwise) {
    std::string name = name_of(argument, otherwise);
    check_accumulator(argument, name);
    return name;
  }
  void check_accumulator(std::size_t argument, std::string_view name) {
    if (name == kAccumulator || name == kOldAccumulator)
      throw WrongArgument{arguments_[argument]->offset, "iteration variable overwrites accumulator variable"};
  }

  void begin() {
    loop_ = ast_.make(ExprKind::Comprehension, offset_);
    loop_->range = target_;
    loop_->accumulator = kAccumulator;
  }
  void begin_quantifier() {
    if (arguments_.size() == 3) return begin_two();
    begin();
    loop_->variable = iteration_variable(0, "argument must be a simple name");
  }
  void begin_two() {
    begin();
    loop_->variable = name_of(0, "argument must be a simple name");
    loop_->second_variable = name_of(1, "argument must be a simple name");
    if (loop_->variable == loop_->second_variable)
      throw WrongArgument{arguments_[1]->offset, fmt::format("duplicate variable name: {}", loop_->variable)};
    check_accumulator(0, loop_->variable);
    check_accumulator(1, loop_->second_variable);
  }
  Expr* collect(Expr* filter, Expr* element) {
    loop_->initial = list({});
    loop_->condition = literal(Value::of(true));
    loop_->step = call("_+_", {accumulator(), element});
    if (filter) loop_->step = call("_?_:_", {filter, loop_->step, accumulator()});
    return finish();
  }
  Expr* finish() {
    loop_->result = accumulator();
    return loop_;
  }

  Expr* copy(const Expr& expr) {
    if (ast_.size() > kMaxNodes) throw WrongArgument{offset_, "expression is too large once its macros are expanded"};
    Expr* made = ast_.make(expr.kind, expr.offset);
    *made = expr;
    if (expr.kind == ExprKind::Literal &&
        (expr.literal.kind == Value::Kind::String || expr.literal.kind == Value::Kind::Bytes))
      made->literal.text = made->name.data();
    for (Expr** child : {&made->target, &made->range, &made->initial, &made->condition, &made->step, &made->result})
      if (*child) *child = copy(**child);
    for (Expr*& child : made->arguments) child = copy(*child);
    return made;
  }

  Ast& ast_;
  int offset_;
  Expr* target_;
  const std::vector<Expr*>& arguments_;
  Expr* loop_ = nullptr;
};

struct Macro {
  std::string_view name;
  std::size_t arguments;
  Expr* (*expand)(Expansion& expansion);
};

constexpr auto kAll = [](Expansion& e) { return e.all(); };
constexpr auto kExists = [](Expansion& e) { return e.exists(); };
constexpr auto kExistsOne = [](Expansion& e) { return e.exists_one(); };
constexpr auto kMap = [](Expansion& e) { return e.map(); };
constexpr auto kTransformList = [](Expansion& e) { return e.transform_list(); };
constexpr auto kTransformMap = [](Expansion& e) { return e.transform_map(false); };
constexpr auto kTransformEntry = [](Expansion& e) { return e.transform_map(true); };

constexpr Macro kReceiverMacros[] = {
    {"all", 2, kAll},
    {"all", 3, kAll},
    {"exists", 2, kExists},
    {"exists", 3, kExists},
    {"exists_one", 2, kExistsOne},
    {"exists_one", 3, kExistsOne},
    {"existsOne", 3, kExistsOne},
    {"filter", 2, [](Expansion& e) { return e.filter(); }},
    {"map", 2, kMap},
    {"map", 3, kMap},
    {"optFlatMap", 2, [](Expansion& e) { return e.optional_map(true); }},
    {"optMap", 2, [](Expansion& e) { return e.optional_map(false); }},
    {"sortBy", 2, [](Expansion& e) { return e.sort_by(); }},
    {"transformList", 3, kTransformList},
    {"transformList", 4, kTransformList},
    {"transformMap", 3, kTransformMap},
    {"transformMap", 4, kTransformMap},
    {"transformMapEntry", 3, kTransformEntry},
    {"transformMapEntry", 4, kTransformEntry},
};

}  // namespace

Expr* expand_macro(Ast& ast, SourceErrors& source, const Environment& environment, int offset,
                   std::string_view function, Expr* target, const std::vector<Expr*>& arguments) {
  Expansion expansion(ast, offset, target, arguments);
  try {
    if (!target) return function == "has" && arguments.size() == 1 ? expansion.has() : nullptr;
    if (environment.bind_macro && function == "bind" && arguments.size() == 3 && target->kind == ExprKind::Ident &&
        target->name == "cel")
      return expansion.bind();
    for (const Macro& macro : kReceiverMacros)
      if (macro.name == function && macro.arguments == arguments.size()) return macro.expand(expansion);
  } catch (const WrongArgument& wrong) {
    source.add(wrong.offset, wrong.message);
    return ast.make(ExprKind::Unspecified, wrong.offset);
  }
  return nullptr;
}

}  // namespace slipway::cel
