#include "schema/builtin/node_selector.h"

#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"

namespace slipway::schema::builtin {
namespace {

void check_labels_of(const doc::Node& requirement, NodeLabelValues checking, const Path& path, Errors& errors) {
  const std::string_view op = text_of(requirement["operator"]);
  const doc::Node& values = requirement["values"];
  const Path values_path(path, "values");
  if (is_one_of(op, {"In", "NotIn"})) {
    if (values.size() == 0) errors.required(values_path, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (is_one_of(op, {"Exists", "DoesNotExist"})) {
    if (values.size() > 0)
      errors.forbidden(values_path, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  } else if (is_one_of(op, {"Gt", "Lt"})) {
    if (values.size() != 1)
      errors.required(values_path, "must be specified single value when `operator` is 'Lt' or 'Gt'");
  } else {
    errors.invalid(Path(path, "operator"), op, "not a valid selector operator");
  }
  check_text(text_of(requirement["key"]), kube::check_label_key, Path(path, "key"), errors);
  if (checking == NodeLabelValues::Any) return;
  std::size_t i = 0;
  for (const doc::Node& value : values.items())
    check_text(text_of(value), kube::check_label_value, Path(values_path, i++), errors);
}

/// Of fields, of which there is one: the node's name.
void check_field_of(const doc::Node& requirement, const Path& path, Errors& errors) {
  const std::string_view op = text_of(requirement["operator"]), key = text_of(requirement["key"]);
  const doc::Node& values = requirement["values"];
  const Path values_path(path, "values");
  if (!is_one_of(op, {"In", "NotIn"}))
    errors.invalid(Path(path, "operator"), op, "not a valid selector operator");
  else if (values.size() != 1)
    errors.required(values_path, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
  if (key != "metadata.name") return errors.invalid(Path(path, "key"), key, "not a valid field selector key");
  std::size_t i = 0;
  for (const doc::Node& value : values.items())
    check_text(text_of(value), kube::check_dns1123_subdomain, Path(values_path, i++), errors);
}

}  // namespace

void check_node_selector_term(const doc::Node& term, NodeLabelValues values, const Path& path, Errors& errors) {
  const Path labels(path, "matchExpressions"), fields(path, "matchFields");
  std::size_t i = 0;
  for (const doc::Node& requirement : term["matchExpressions"].items())
    check_labels_of(requirement, values, Path(labels, i++), errors);
  i = 0;
  for (const doc::Node& requirement : term["matchFields"].items())
    check_field_of(requirement, Path(fields, i++), errors);
}

void check_node_selector(const doc::Node& selector, NodeLabelValues values, const Path& path, Errors& errors) {
  const Path terms(path, "nodeSelectorTerms");
  if (selector["nodeSelectorTerms"].size() == 0)
    return errors.required(terms, "must have at least one node selector term");
  std::size_t i = 0;
  for (const doc::Node& term : selector["nodeSelectorTerms"].items())
    check_node_selector_term(term, values, Path(terms, i++), errors);
}

std::string printed_node_selector(const doc::Node& selector) {
  static constexpr GoField kRequirement[] = {
      {"Key", "key", kGoText}, {"Operator", "operator", kGoText}, {"Values", "values"}};
  static constexpr GoField kTerm[] = {{"MatchExpressions", "matchExpressions", "null", kRequirement},
                                      {"MatchFields", "matchFields", "null", kRequirement}};
  return go_struct(selector, {{"NodeSelectorTerms", "nodeSelectorTerms", "null", kTerm}});
}

}  // namespace slipway::schema::builtin
