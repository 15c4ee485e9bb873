#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <string>

#include "cel/cost_range.h"
#include "cel/program.h"
#include "cel/schema.h"
#include "kube/go_text.h"
#include "schema/builtin/extension/definition.h"
#include "schema/builtin/extension/openapi_parts.h"
#include "schema/builtin/extension/printed_versions.h"
#include "schema/builtin/fields.h"
#include "schema/custom/field_path.h"
#include "schema/custom/rules.h"

namespace slipway::schema::builtin {
namespace {

using doc::Node;

constexpr const char* kRules = "x-kubernetes-validations";

bool has_line_break(std::string_view text) { return text.find_first_of("\n\r") != text.npos; }

/// The fields of a schema, as the paths of its rules name them. Where no schema can be made of it, all are there.
class RuleFields {
 public:
  RuleFields(const Node& schema, const custom::Structural* structural) : schema_(schema), structural_(structural) {}

  bool has(std::string_view path) {
    if (!structural_ && !source_) {
      source_ = std::make_unique<custom::SchemaSource>(doc::Document());
      if (structural_error(schema_).empty()) structural_ = source_->read(schema_);
    }
    return !structural_ || custom::read_field_path(path, *structural_).error.empty();
  }

 private:
  const Node& schema_;
  const custom::Structural* structural_;
  std::unique_ptr<custom::SchemaSource> source_;  // once it was needed
};

void check_rule_field(RuleFields& fields, const Node& rule, const Path& path, Errors& errors) {
  const std::string_view text = text_of(rule["rule"]), message = text_of(rule["message"]),
                         expression = text_of(rule["messageExpression"]), field = text_of(rule["fieldPath"]);
  const std::string_view trimmed = kube::go_trim_space(text), trimmed_message = kube::go_trim_space(message);
  const Path message_path(path, "message"), field_path(path, "fieldPath");
  if (trimmed.empty())
    errors.required(Path(path, "rule"), "rule is not specified");
  else if (!message.empty() && trimmed_message.empty())
    errors.invalid(message_path, message, "must be non-empty if specified");
  else if (has_line_break(trimmed_message))
    errors.invalid(message_path, message, "must not contain line breaks");
  else if (has_line_break(trimmed) && trimmed_message.empty())
    errors.required(message_path, "message must be specified if rule contains line breaks");
  if (!expression.empty() && kube::go_trim_space(expression).empty())
    errors.required(Path(path, "messageExpression"), "messageExpression must be non-empty if specified");
  const std::initializer_list<std::string_view> reasons = {"FieldValueDuplicate", "FieldValueForbidden",
                                                           "FieldValueInvalid", "FieldValueRequired"};
  if (const Node& reason = rule["reason"]; !reason.is_null() && !is_one_of(text_of(reason), reasons))
    errors.not_supported(Path(path, "reason"), text_of(reason), reasons);
  if (field.empty()) return;
  if (kube::go_trim_space(field).empty()) errors.invalid(field_path, field, "must be non-empty if specified");
  if (has_line_break(field)) errors.invalid(field_path, field, "must not contain line breaks");
  if (!fields.has(field)) errors.invalid(field_path, field, "must be a valid path");
}

std::string cost_error(std::string_view what, std::uint64_t cost, std::uint64_t limit) {
  const double factor = static_cast<double>(cost) / static_cast<double>(limit);
  const std::string shown = factor > 100.0 ? "more than 100x"
                            : factor < 1.5 ? fmt::format("{:f}x", factor)
                                           : fmt::format("{:.1f}x", factor);
  return fmt::format(
      "{} exceeds budget by factor of {} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength "
      "where arrays, maps, and strings are declared)",
      what, shown);
}

/// Why the program was not made, or ""; in the words of the part of the rule that it is.
std::string instantiation_error(const std::optional<cel::Program>& program, std::string_view what) {
  if (!program || program->instantiation_error().empty()) return {};
  return fmt::format("{} instantiation failed: {}", what, program->instantiation_error());
}

class RuleCheck {
 public:
  RuleCheck(std::uint64_t times, RuleCosts& costs, Errors& errors) : times_(times), costs_(costs), errors_(errors) {}

  void check(const custom::Rule& rule, const Node& source, std::string_view uncorrelatable, const Path& path) {
    std::string error = rule.compile_error;
    if (error.empty()) error = instantiation_error(rule.program, "program");
    check_cost(error.empty() ? rule.program : std::nullopt, "estimated rule cost", times_, Path(path, "rule"));
    if (!error.empty()) {
      errors_.invalid_printed(Path(path, "rule"), printed_rule(source), error);
    } else if (!rule.expression_text.empty()) {
      check_message(rule, source, Path(path, "messageExpression"));
    }
    const Node& optional = source["optionalOldSelf"];
    if (rule.uses_old_self) {
      if (!uncorrelatable.empty())
        errors_.invalid(Path(path, "rule"), text_of(source["rule"]),
                        fmt::format("oldSelf cannot be used on the uncorrelatable portion of the schema within {}",
                                    uncorrelatable));
    } else if (!optional.is_null()) {
      errors_.invalid(Path(path, "optionalOldSelf"), optional, "may not be set if oldSelf is not used in rule");
    }
  }

 private:
  void check_message(const custom::Rule& rule, const Node& source, const Path& path) {
    std::string error = rule.message_error;
    if (error.empty()) error = instantiation_error(rule.message_expression, "messageExpression");
    if (!error.empty()) return errors_.invalid_printed(path, printed_rule(source), error);
    check_cost(rule.message_expression, "estimated messageExpression cost", 1, path);
  }

  void check_cost(const std::optional<cel::Program>& program, std::string_view what, std::uint64_t times,
                  const Path& path) {
    const std::uint64_t cost = program ? cel::product(program->estimated_cost().max, times) : 0;
    if (cost > cel::kEstimatedCostLimit) errors_.forbidden(path, cost_error(what, cost, cel::kEstimatedCostLimit));
    costs_.add(path, cost);
  }

  std::uint64_t times_;
  RuleCosts& costs_;
  Errors& errors_;
};

}  // namespace

void check_rule_fields(const Node& schema, const custom::Structural* structural, const Path& path, Errors& errors) {
  const Path rules(path, kRules);
  RuleFields fields(schema, structural);
  std::size_t i = 0;
  for (const Node& rule : schema[kRules].items()) check_rule_field(fields, rule, Path(rules, i++), errors);
}

std::optional<std::uint64_t> times_below(const Node& schema, std::optional<std::uint64_t> times) {
  const std::string_view type = text_of(schema["type"]);
  const bool is_map = type == "object" && !schema["additionalProperties"].is_null();
  if (!times || (!is_map && type != "array")) return times;
  const Node& most = schema[is_map ? "maxProperties" : "maxItems"];
  if (most.is_null()) return std::nullopt;
  return cel::product(*times, static_cast<std::uint64_t>(std::max<std::int64_t>(integer_of(most), 0)));
}

void RuleCosts::add(const Path& path, std::uint64_t cost) {
  total_ = cel::sum(total_, cost);
  if (cost < cel::kEstimatedTotalCostLimit / 100) return;
  greatest_.push_back({path.to_string(), cost});
  std::ranges::stable_sort(greatest_, std::ranges::greater(), &Cost::cost);
  if (greatest_.size() > 4) greatest_.resize(4);
}

void RuleCosts::check_total(const Path& path, Errors& errors) const {
  if (total_ <= cel::kEstimatedTotalCostLimit) return;
  for (const Cost& cost : greatest_)
    errors.forbidden(Path(cost.path),
                     "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema");
  errors.forbidden(path, cost_error("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                                    total_, cel::kEstimatedTotalCostLimit));
}

void check_rules_of(const Node& schema, const custom::Structural& structural, bool is_root,
                    std::optional<std::uint64_t> times, std::string_view uncorrelatable, const Path& path,
                    RuleCosts& costs, Errors& errors) {
  const custom::RuleSet& set = custom::rules_of(structural, structural, is_root || structural.embedded);
  const Path rules(path, kRules);
  if (!set.self->type)
    return errors.internal(rules,
                           "internal error: failed to construct type information for x-kubernetes-validations rules: "
                           "unable to convert structural schema to CEL declarations");
  RuleCheck check(times ? *times : cel::max_cardinality(set.self->min_bytes), costs, errors);
  std::size_t i = 0;
  for (const Node& source : schema[kRules].items()) {
    check.check(set.rules[i], source, uncorrelatable, Path(rules, i));
    ++i;
  }
}

}  // namespace slipway::schema::builtin
