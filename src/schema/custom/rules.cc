#include "schema/custom/rules.h"

#include <fmt/core.h>

#include "base/quote.h"
#include "doc/json.h"
#include "kube/go_text.h"
#include "schema/custom/completion.h"
#include "schema/custom/field_path.h"

namespace slipway::schema::custom {
namespace {

using doc::Member;
using doc::Node;

Rule::Reason reason_of(std::string_view text) {
  if (text == "FieldValueForbidden") return Rule::Reason::Forbidden;
  if (text == "FieldValueRequired") return Rule::Reason::Required;
  if (text == "FieldValueDuplicate") return Rule::Reason::Duplicate;
  return Rule::Reason::Invalid;
}

void compile_message(Rule& rule, std::string_view text, const cel::Environment& environment) {
  if (text.empty()) return;
  auto compiled = cel::compile(text, environment);
  if (!compiled)
    rule.message_error = "messageExpression compilation failed: " + compiled.error().text;
  else if (compiled->result_type().kind != cel::TypeKind::String)
    rule.message_error = "messageExpression must evaluate to a string";
  else
    rule.message_expression = *compiled;
}

Rule compiled_rule(const Node& node, const cel::Environment& environment, const Structural& schema) {
  Rule rule;
  const std::string_view text = node["rule"].text();
  rule.message = kube::go_trim_space(node["message"].text());
  rule.text = rule.message.empty() ? kube::go_trim_space(text) : rule.message;
  rule.expression_text = node["messageExpression"].text();
  rule.reason = reason_of(node["reason"].text());
  if (kube::go_trim_space(text).empty()) return rule;
  auto compiled = cel::compile(text, environment);
  if (!compiled) {
    rule.compile_error = "compilation failed: " + compiled.error().text;
    return rule;
  }
  if (compiled->result_type().kind != cel::TypeKind::Bool) {
    rule.compile_error = "cel expression must evaluate to a bool";
    return rule;
  }
  rule.uses_old_self = compiled->uses("oldSelf");
  rule.program = *compiled;
  compile_message(rule, rule.expression_text, environment);
  if (rule.message_error.empty() && !node["fieldPath"].text().empty())
    rule.field_path = read_field_path(node["fieldPath"].text(), schema).text;
  return rule;
}

std::shared_ptr<const RuleSet> made_rules(const Structural& schema, const Structural& spine, bool is_resource_root) {
  auto out = std::make_shared<RuleSet>();
  out->spine = &spine;
  const Node tree = spine.owner->expanded(spine.source);
  out->self = out->schemas.declare(tree, is_resource_root);
  if (!out->self->type) return out;
  cel::Environment plain, optional;
  plain.add("self", *out->self).add("oldSelf", *out->self);
  optional.add("self", *out->self).add("oldSelf", out->schemas.types().optional(out->self->type));
  for (const Node& node : schema.source["x-kubernetes-validations"].items()) {
    const Node& is_optional = node["optionalOldSelf"];
    const bool old_is_optional = is_optional.kind() == doc::Kind::Bool && is_optional.boolean();
    out->rules.push_back(compiled_rule(node, old_is_optional ? optional : plain, spine));
    out->rules.back().optional_old_self = old_is_optional;
  }
  return out;
}

/// Where in the correlated trees a rule stands: beside an old value, or below one.
struct Standing {
  Correlation* here = nullptr;
  Correlation* above = nullptr;  // the nearest, when `here` is none

  bool is_unchanged() const { return here ? here->is_unchanged() : above && above->is_unchanged(); }
  Standing key(std::string_view name) const {
    if (!here) return *this;
    if (!above && (name == "apiVersion" || name == "kind")) return {};
    return {here->key(name), here};
  }
  Standing index(std::size_t i) const { return here ? Standing{here->index(i), here} : *this; }
};

std::string printed(const Node& value) {
  return value.is_string()                      ? go_quoted(value.text())
         : is_number(value) && !is_int64(value) ? kube::go_shortest(float_of(value))
                                                : doc::canonical_json(value);
}

class Checker {
 public:
  Checker(cel::Evaluator& evaluator, Errors& errors, std::vector<std::string>& unchecked)
      : evaluator_(evaluator), errors_(errors), unchecked_(unchecked) {}

  /// The rules of `schema` and below on a value of `spine`: the same, but inside of allOf.
  void check(const Node& value, const Node* old, const Structural& schema, const Structural& spine, bool is_root,
             const Path& path, const Standing& standing) {
    if (!schema.has_rules_below || value.is_null() || budget_ < 0) return;
    if (old && old->is_null()) old = nullptr;
    if (schema.has_rules) check_here(value, old, schema, spine, is_root || spine.embedded, path, standing);
    for (const Structural* one : schema.all_of)
      check(value, old, *one, spine, is_root, path, {nullptr, standing.above});
    if (value.is_list() && schema.items && spine.items) {
      std::size_t i = 0;
      std::optional<OldItems> old_items;
      if (old) old_items.emplace(spine, *old);
      for (const Node& item : value.items()) {
        const Node* before = old_items ? old_items->find(item) : nullptr;
        check(item, before, *schema.items, *spine.items, false, Path(path, i), standing.index(i));
        ++i;
      }
    }
    for (const Member& member : value.members()) {
      const std::string_view key = member.key.text();
      const Node* before = old ? old->find(key) : nullptr;
      if (schema.additional && schema.additional->has_rules_below && spine.additional)
        check(member.value, before, *schema.additional, *spine.additional, false, Path::key(path, key),
              standing.key(key));
      const Property* property = schema.find(key);
      if (!property || !property->schema->has_rules_below) continue;
      if (const Property* on_spine = &schema == &spine ? property : spine.find(key))
        check(member.value, before, *property->schema, *on_spine->schema, false, Path(path, key), standing.key(key));
    }
  }

 private:
  void check_here(const Node& value, const Node* old, const Structural& schema, const Structural& spine, bool is_root,
                  const Path& path, const Standing& standing) {
    const RuleSet& set = rules_of(schema, spine, is_root);
    if (budget_ <= 0) return out_of_budget(spine, path);
    for (const Rule& rule : set.rules) {
      if (!rule.compile_error.empty()) {
        errors_.invalid(path, spine.type_text, "rule compile error: " + rule.compile_error);
        continue;
      }
      if (!rule.program || (rule.uses_old_self && !old && !rule.optional_old_self)) continue;
      check_rule(rule, set, value, old, spine, path, standing);
      if (budget_ < 0) return;
    }
  }

  void out_of_budget(const Structural& schema, const Path& path) {
    errors_.invalid(path, schema.type_text,
                    "validation failed due to running out of cost budget, no further validation rules will be run");
    budget_ = -1;
  }

  bool spend(std::uint64_t cost) {
    if (cost > static_cast<std::uint64_t>(budget_)) return false;
    budget_ -= static_cast<std::int64_t>(cost);
    return true;
  }

  void check_rule(const Rule& rule, const RuleSet& set, const Node& value, const Node* old, const Structural& schema,
                  const Path& path, const Standing& standing) {
    const cel::Binding bindings[] = {cel::Binding::of(value, *set.self), rule.optional_old_self
                                                                             ? cel::Binding::optional(old, *set.self)
                                                                         : old ? cel::Binding::of(*old, *set.self)
                                                                               : cel::Binding::absent()};
    const cel::Outcome outcome = evaluator_.run(*rule.program, bindings);
    if (outcome.failure == cel::Outcome::Failure::CannotEvaluate) {
      unchecked_.push_back(fmt::format("{}: {}", path.to_string(), rule.text));
      return;
    }
    if (!spend(outcome.cost)) return out_of_budget(schema, path);
    if (!outcome.ok()) return add_failure(outcome, rule, schema, path);
    if (outcome.is_true()) return;

    const Path at = rule.field_path.empty() ? path : Path(path, rule.field_path);
    std::string detail = rule.message.empty() ? fmt::format("failed rule: {}", rule.text) : std::string(rule.message);
    const bool is_forgiven = !rule.uses_old_self && standing.is_unchanged();
    if (rule.message_expression) {
      const MessageEnd end = evaluate_message(rule, bindings, detail);
      if (end != MessageEnd::Fine) {
        budget_ = -1;
        if (!is_forgiven) errors_.invalid(at, schema.type_text, detail);
        return;
      }
    }
    if (!is_forgiven) add(rule, value, schema, at, detail);
  }

  void add_failure(const cel::Outcome& outcome, const Rule& rule, const Structural& schema, const Path& path) {
    switch (outcome.failure) {
      case cel::Outcome::Failure::NoSuchOverload:
        errors_.invalid(path, schema.type_text,
                        fmt::format("'{}': call arguments did not match a supported operator, function or macro "
                                    "signature for rule: {}",
                                    outcome.error, rule.text));
        return;
      case cel::Outcome::Failure::CostLimit:
        errors_.invalid(
            path, schema.type_text,
            fmt::format("'{}': no further validation rules will be run due to call cost exceeds limit for rule: {}",
                        outcome.error, rule.text));
        budget_ = -1;
        return;
      default:
        errors_.invalid(path, schema.type_text, fmt::format("{} evaluating rule: {}", outcome.error, rule.text));
    }
  }

  enum class MessageEnd { Fine, StopHere };

  /// `detail` becomes the message, where the expression gives one.
  MessageEnd evaluate_message(const Rule& rule, std::span<const cel::Binding> bindings, std::string& detail) {
    const cel::Outcome outcome = evaluator_.run(*rule.message_expression, bindings);
    if (outcome.failure == cel::Outcome::Failure::CannotEvaluate) return MessageEnd::Fine;
    if (outcome.cost > static_cast<std::uint64_t>(budget_)) {
      detail =
          "messageExpression evaluation failed due to running out of cost budget, no further validation rules "
          "will be run";
      return MessageEnd::StopHere;
    }
    if (outcome.failure == cel::Outcome::Failure::CostLimit) {
      detail = fmt::format(
          "no further validation rules will be run due to call cost exceeds limit for messageExpression: {}",
          go_quoted(rule.expression_text));
      return MessageEnd::StopHere;
    }
    budget_ -= static_cast<std::int64_t>(outcome.cost);
    if (!outcome.ok() || outcome.value.kind != cel::Value::Kind::String) return MessageEnd::Fine;
    constexpr std::size_t kLongest = 5 * 1024;
    const std::string_view text = kube::go_trim_space(outcome.value.string());
    if (!text.empty() && text.size() <= kLongest && text.find('\n') == std::string_view::npos) detail = text;
    return MessageEnd::Fine;
  }

  void add(const Rule& rule, const Node& value, const Structural& schema, const Path& path, std::string_view detail) {
    const bool shows_value = schema.type != Type::Object && schema.type != Type::Array;
    const std::string shown = shows_value ? printed(value) : std::string();
    switch (rule.reason) {
      case Rule::Reason::Forbidden:
        return errors_.forbidden(path, detail);
      case Rule::Reason::Required:
        return errors_.required(path, detail);
      case Rule::Reason::Duplicate:
        return errors_.duplicate_printed(path, shown);
      case Rule::Reason::Invalid:
        return errors_.invalid_printed(path, shown, detail);
    }
  }

  cel::Evaluator& evaluator_;
  Errors& errors_;
  std::vector<std::string>& unchecked_;
  std::int64_t budget_ = cel::kRuntimeBudget;
};

}  // namespace

const RuleSet& rules_of(const Structural& schema, const Structural& spine, bool is_resource_root) {
  auto& rules = is_resource_root ? schema.root_rules : schema.rules;
  if (!rules || rules->spine != &spine) rules = made_rules(schema, spine, is_resource_root);
  return *rules;
}

void check_rules(const Node& object, const Node* old, const Structural& schema, Correlation* correlation,
                 cel::Evaluator& evaluator, Errors& errors, std::vector<std::string>& unchecked) {
  Checker(evaluator, errors, unchecked).check(object, old, schema, schema, true, Path(), {correlation, nullptr});
}

}  // namespace slipway::schema::custom
