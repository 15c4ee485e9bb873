#include "kube/objects/selection.h"

namespace slipway::kube {

LabelSelector read_label_selector(const Fields& fields) {
  return {fields.labels("matchLabels"), fields.list("matchExpressions", [](const Fields& one) {
            return LabelSelectorRequirement{one.text("key"), one.text("operator"), one.texts("values")};
          })};
}

NodeSelectorRequirement read_node_selector_requirement(const Fields& fields) {
  return {fields.text("key"), fields.text("operator"), fields.texts("values"),
          fields.has("values") ? AbsentValues::EmptyList : AbsentValues::Null};
}

NodeSelectorTerm read_node_selector_term(const Fields& fields) {
  return {fields.list("matchExpressions", read_node_selector_requirement),
          fields.list("matchFields", read_node_selector_requirement)};
}

NodeSelector read_node_selector(const Fields& fields) {
  return {fields.list("nodeSelectorTerms", read_node_selector_term)};
}

PreferredSchedulingTerm read_preferred_scheduling_term(const Fields& fields) {
  return {fields.integer32_or("weight", 0), read_node_selector_term(fields.map("preference"))};
}

Taint read_taint(const Fields& fields) { return {fields.text("key"), fields.text("value"), fields.text("effect")}; }

Toleration read_toleration(const Fields& fields) {
  return {fields.text("key"), fields.text("operator"), fields.text("value"), fields.text("effect"),
          fields.integer("tolerationSeconds")};
}

}  // namespace slipway::kube
