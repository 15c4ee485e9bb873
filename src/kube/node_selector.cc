#include "kube/node_selector.h"

#include <algorithm>
#include <array>

#include "base/quote.h"
#include "base/text.h"

namespace slipway::kube {
namespace {

constexpr std::array<std::string_view, 6> kLabelOperators = {"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"};
constexpr std::array kSelectorOperators = {SelectorOperator::In,          SelectorOperator::NotIn,
                                           SelectorOperator::Exists,      SelectorOperator::DoesNotExist,
                                           SelectorOperator::GreaterThan, SelectorOperator::LessThan};
constexpr std::array<std::string_view, 2> kFieldOperators = {"In", "NotIn"};

std::string json_list(const NodeSelectorRequirement& requirement) {
  if (requirement.values.empty()) return requirement.absent == AbsentValues::Null ? "null" : "[]";
  std::vector<std::string> quoted;
  for (const std::string& value : requirement.values) quoted.push_back(json_quoted(value));
  return "[" + join(quoted, ",") + "]";
}

}  // namespace

NodeTermMatcher::NodeTermMatcher(const NodeSelectorTerm& term, const FieldPath& path) {
  for (std::size_t i = 0; i < term.match_expressions.size(); ++i) {
    const NodeSelectorRequirement& written = term.match_expressions[i];
    const FieldPath at = path.child("matchExpressions").index(i);
    const auto op = std::ranges::find(kLabelOperators, written.op);
    if (op == kLabelOperators.end()) {
      errors_.push_back(not_supported(at.child("operator"), written.op, kLabelOperators).to_string());
      continue;
    }
    Requirement requirement{written.key, kSelectorOperators[static_cast<std::size_t>(op - kLabelOperators.begin())],
                            written.values};
    for (const FieldError& error : check_requirement(requirement, at, written.absent))
      errors_.push_back(error.to_string());
    labels_.requirements.push_back(std::move(requirement));
  }
  for (std::size_t i = 0; i < term.match_fields.size(); ++i) {
    const NodeSelectorRequirement& written = term.match_fields[i];
    const FieldPath at = path.child("matchFields").index(i);
    if (std::ranges::find(kFieldOperators, written.op) == kFieldOperators.end()) {
      errors_.push_back(not_supported(at.child("operator"), written.op, kFieldOperators).to_string());
    } else if (written.values.size() != 1) {
      errors_.push_back(invalid_json(at.child("values"), json_list(written), "must have one element").to_string());
    } else {
      fields_.requirements.push_back({written.key, written.op == "In", written.values[0]});
    }
  }
}

bool NodeTermMatcher::matches(const NodeView& node) const {
  if (!errors_.empty() || !labels_.matches(node.labels)) return false;
  if (node.name.empty() || fields_.requirements.empty()) return true;
  return fields_.matches({{"metadata.name", std::string(node.name)}});
}

NodeSelectorMatcher::NodeSelectorMatcher(const NodeSelector& selector, const FieldPath& path) {
  for (std::size_t i = 0; i < selector.terms.size(); ++i)
    if (!selector.terms[i].is_empty()) terms_.emplace_back(selector.terms[i], path.child("nodeSelectorTerms").index(i));
}

std::string NodeSelectorMatcher::error() const {
  std::vector<std::string> errors;
  for (const NodeTermMatcher& term : terms_) errors.insert(errors.end(), term.errors().begin(), term.errors().end());
  return errors.empty() ? "" : aggregate(errors);
}

NodeMatch NodeSelectorMatcher::match(const NodeView& node) const {
  const bool matches = std::ranges::any_of(terms_, [&](const NodeTermMatcher& term) { return term.matches(node); });
  return {matches, matches ? "" : error()};
}

RequiredNodeAffinity::RequiredNodeAffinity(const Labels& node_selector, const std::optional<NodeSelector>& required)
    : node_selector_(node_selector) {
  if (required) required_.emplace(*required);
}

NodeMatch RequiredNodeAffinity::match(const NodeView& node) const {
  for (const auto& [key, value] : node_selector_) {
    const auto label = node.labels.find(key);
    if (label == node.labels.end() || label->second != value) return {};
  }
  return required_ ? required_->match(node) : NodeMatch{true, ""};
}

Result<PreferredNodes, std::string> PreferredNodes::make(const std::vector<PreferredSchedulingTerm>& terms) {
  PreferredNodes out;
  std::vector<std::string> errors;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].weight == 0 || terms[i].preference.is_empty()) continue;
    NodeTermMatcher term(terms[i].preference, FieldPath().index(i));
    errors.insert(errors.end(), term.errors().begin(), term.errors().end());
    out.terms_.push_back({terms[i].weight, std::move(term)});
  }
  if (!errors.empty()) return aggregate(errors);
  return out;
}

std::int64_t PreferredNodes::score(const NodeView& node) const {
  std::int64_t score = 0;
  for (const Weighted& one : terms_)
    if (one.term.matches(node)) score += one.weight;
  return score;
}

}  // namespace slipway::kube
