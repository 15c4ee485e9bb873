// validateAffinity: node affinity, pod affinity and anti-affinity.
#include <string>

#include "base/quote.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/pod_parts.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kRequired = "requiredDuringSchedulingIgnoredDuringExecution";
constexpr std::string_view kPreferred = "preferredDuringSchedulingIgnoredDuringExecution";

void check_weight(const doc::Node& term, const Path& path, Errors& errors) {
  if (const std::int64_t weight = integer_of(term["weight"]); weight <= 0 || weight > 100)
    errors.invalid(Path(path, "weight"), weight, "must be in the range 1-100");
}

enum class Values { Checked, Any };

void check_node_labels(const doc::Node& requirement, Values checking, const Path& path, Errors& errors) {
  const std::string_view op = text_of(requirement["operator"]), key = text_of(requirement["key"]);
  const auto values = requirement["values"].items();
  const Path values_path(path, "values");
  if (op == "In" || op == "NotIn") {
    if (values.empty()) errors.required(values_path, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (op == "Exists" || op == "DoesNotExist") {
    if (!values.empty())
      errors.forbidden(values_path, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  } else if (op == "Gt" || op == "Lt") {
    if (values.size() != 1)
      errors.required(values_path, "must be specified single value when `operator` is 'Lt' or 'Gt'");
  } else {
    errors.invalid_printed(Path(path, "operator"), json_quoted(op), "not a valid selector operator");
  }
  check_text(key, kube::check_label_key, Path(path, "key"), errors);
  if (checking == Values::Any) return;
  for (std::size_t i = 0; i < values.size(); ++i)
    check_text(text_of(values[i]), kube::check_label_value, Path(values_path, i), errors);
}

/// Of fields, of which there is one: the node's name.
void check_node_fields(const doc::Node& requirement, const Path& path, Errors& errors) {
  const std::string_view op = text_of(requirement["operator"]), key = text_of(requirement["key"]);
  const auto values = requirement["values"].items();
  const Path values_path(path, "values");
  if (op != "In" && op != "NotIn")
    errors.invalid_printed(Path(path, "operator"), json_quoted(op), "not a valid selector operator");
  else if (values.size() != 1)
    errors.required(values_path, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
  if (key != "metadata.name") return errors.invalid(Path(path, "key"), key, "not a valid field selector key");
  for (std::size_t i = 0; i < values.size(); ++i)
    errors.invalid(Path(values_path, i), text_of(values[i]), dns_subdomain_name(text_of(values[i]), false));
}

void check_node_term(const doc::Node& term, Values checking, const Path& path, Errors& errors) {
  const Path labels(path, "matchExpressions"), fields(path, "matchFields");
  std::size_t index = 0;
  for (const doc::Node& requirement : term["matchExpressions"].items())
    check_node_labels(requirement, checking, Path(labels, index++), errors);
  index = 0;
  for (const doc::Node& requirement : term["matchFields"].items())
    check_node_fields(requirement, Path(fields, index++), errors);
}

void check_node_affinity(const doc::Node& affinity, const Path& path, Errors& errors) {
  if (const doc::Node& required = affinity[kRequired]; !required.is_null()) {
    const Path selector(path, kRequired), terms_path(selector, "nodeSelectorTerms");
    const auto terms = required["nodeSelectorTerms"].items();
    if (terms.empty()) errors.required(terms_path, "must have at least one node selector term");
    for (std::size_t i = 0; i < terms.size(); ++i)
      check_node_term(terms[i], Values::Checked, Path(terms_path, i), errors);
  }
  const Path preferred(path, kPreferred);
  std::size_t index = 0;
  for (const doc::Node& term : affinity[kPreferred].items()) {
    const Path at(preferred, index++);
    check_weight(term, at, errors);
    check_node_term(term["preference"], Values::Any, Path(at, "preference"), errors);
  }
}

void check_pod_term(const doc::Node& term, const Path& path, Errors& errors) {
  for (const char* selector : {"labelSelector", "namespaceSelector"})
    if (!term[selector].is_null()) check_label_selector(term[selector], {}, Path(path, selector), errors);
  for (const doc::Node& space : term["namespaces"].items())
    check_text(text_of(space), kube::check_dns1123_label, Path(path, "namespace"), errors);
  check_label_keys(term["matchLabelKeys"], term["mismatchLabelKeys"], term["labelSelector"], path, errors);
  const std::string_view key = text_of(term["topologyKey"]);
  const Path key_path(path, "topologyKey");
  if (key.empty()) errors.required(key_path, "can not be empty");
  check_text(key, kube::check_label_key, key_path, errors);
}

/// Affinity or anti-affinity: they look the same.
void check_pod_affinity(const doc::Node& affinity, const Path& path, Errors& errors) {
  const Path required(path, kRequired), preferred(path, kPreferred);
  std::size_t index = 0;
  for (const doc::Node& term : affinity[kRequired].items()) check_pod_term(term, Path(required, index++), errors);
  index = 0;
  for (const doc::Node& term : affinity[kPreferred].items()) {
    const Path at(preferred, index++);
    check_weight(term, at, errors);
    check_pod_term(term["podAffinityTerm"], Path(at, "podAffinityTerm"), errors);
  }
}

}  // namespace

void check_affinity(const doc::Node& affinity, const Path& path, Errors& errors) {
  if (affinity.is_null()) return;
  check_node_affinity(affinity["nodeAffinity"], Path(path, "nodeAffinity"), errors);
  for (const char* kind : {"podAffinity", "podAntiAffinity"})
    check_pod_affinity(affinity[kind], Path(path, kind), errors);
}

}  // namespace slipway::schema::builtin
