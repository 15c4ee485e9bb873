#include "kube/label_selector.h"

#include <fmt/core.h>

#include "base/quote.h"
#include "kube/field_checks.h"
#include "kube/names.h"

namespace slipway::kube {
namespace {

std::optional<SelectorOperator> operator_of(std::string_view text) {
  if (text == "In") return SelectorOperator::In;
  if (text == "NotIn") return SelectorOperator::NotIn;
  if (text == "Exists") return SelectorOperator::Exists;
  if (text == "DoesNotExist") return SelectorOperator::DoesNotExist;
  return std::nullopt;
}

/// Appends the requirement, or returns its error.
std::string add(Selector& out, Requirement requirement) {
  const FieldErrors errors = check_requirement(requirement, FieldPath(), AbsentValues::Null);
  if (!errors.empty()) return aggregate(to_strings(errors));
  out.requirements.push_back(std::move(requirement));
  return {};
}

}  // namespace

Result<Selector, std::string> to_selector(const std::optional<LabelSelector>& selector) {
  Selector out;
  if (!selector) {
    out.matches_nothing = true;
    return out;
  }
  for (const auto& [key, value] : selector->match_labels)
    if (std::string error = add(out, {key, SelectorOperator::Equals, {value}}); !error.empty()) return error;
  for (const LabelSelectorRequirement& expression : selector->match_expressions) {
    const auto op = operator_of(expression.op);
    if (!op) return go_quoted(expression.op) + " is not a valid label selector operator";
    if (std::string error = add(out, {expression.key, *op, expression.values}); !error.empty()) return error;
  }
  out.sort();
  return out;
}

std::string format(const std::optional<LabelSelector>& selector) {
  const auto parsed = to_selector(selector);
  if (!parsed) return "<error>";
  std::string text = parsed->to_string();
  return text.empty() ? "<none>" : text;
}

FieldErrors check(const LabelSelector& selector, const FieldPath& path) {
  FieldErrors out = check_labels(selector.match_labels, path.child("matchLabels"));
  for (std::size_t i = 0; i < selector.match_expressions.size(); ++i) {
    const LabelSelectorRequirement& expression = selector.match_expressions[i];
    const FieldPath at = path.child("matchExpressions").index(i);
    const FieldPath values = at.child("values");
    const auto op = operator_of(expression.op);
    if (!op) {
      out.push_back(invalid_json(at.child("operator"), json_quoted(expression.op), "not a valid selector operator"));
    } else if (*op == SelectorOperator::In || *op == SelectorOperator::NotIn) {
      if (expression.values.empty())
        out.push_back(required(values, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (!expression.values.empty()) {
      out.push_back(forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
    for (const std::string& message : check_label_key(expression.key))
      out.push_back(invalid_text(at.child("key"), expression.key, message));
    for (std::size_t v = 0; v < expression.values.size(); ++v)
      for (const std::string& message : check_label_value(expression.values[v]))
        out.push_back(invalid_text(values.index(v), expression.values[v], message));
  }
  return out;
}

Result<LabelSelector, std::string> parse_label_selector(std::string_view text) {
  const auto selector = Selector::parse(text);
  if (!selector) return fmt::format("couldn't parse the selector string \"{}\": {}", text, selector.error().message);
  LabelSelector out;
  for (const Requirement& requirement : selector->requirements) {
    const auto add_expression = [&](std::string_view op) {
      out.match_expressions.push_back({requirement.key, std::string(op), requirement.sorted_values()});
    };
    switch (requirement.op) {
      case SelectorOperator::Equals:
      case SelectorOperator::DoubleEquals:
        out.match_labels[requirement.key] = requirement.values.at(0);
        break;
      case SelectorOperator::In:
        add_expression("In");
        break;
      case SelectorOperator::NotIn:
        add_expression("NotIn");
        break;
      case SelectorOperator::Exists:
        add_expression("Exists");
        break;
      case SelectorOperator::DoesNotExist:
        add_expression("DoesNotExist");
        break;
      case SelectorOperator::GreaterThan:
      case SelectorOperator::LessThan:
        return go_quoted(to_string(requirement.op)) + " isn't supported in label selectors";
      case SelectorOperator::NotEquals:
        return go_quoted(to_string(requirement.op)) + " is not a valid label selector operator";
    }
  }
  return out;
}

}  // namespace slipway::kube
