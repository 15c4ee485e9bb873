#include "schema/builtin/selector.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/quote.h"
#include "doc/json.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/typed_equality.h"

namespace slipway::schema::builtin {
namespace {

bool is_requirement(const doc::Node& requirement) {
  const std::string_view op = text_of(requirement["operator"]);
  const auto values = requirement["values"].items();
  const bool lists_values = op == "In" || op == "NotIn";
  if (!lists_values && op != "Exists" && op != "DoesNotExist") return false;
  return lists_values != values.empty() && kube::check_label_key(text_of(requirement["key"])).empty() &&
         std::ranges::all_of(values,
                             [](const doc::Node& value) { return kube::check_label_value(text_of(value)).empty(); });
}

bool holds(const doc::Node& requirement, const doc::Node& labels) {
  const std::string_view op = text_of(requirement["operator"]);
  const doc::Node* label = labels.find(text_of(requirement["key"]));
  if (op == "Exists") return label;
  if (op == "DoesNotExist") return !label;
  const bool listed = label && std::ranges::any_of(requirement["values"].items(), [&](const doc::Node& value) {
                        return text_of(value) == text_of(*label);
                      });
  return listed == (op == "In");
}

}  // namespace

bool is_selector(const doc::Node& selector) {
  for (const doc::Member& label : selector["matchLabels"].members())
    if (!kube::check_label_key(label.key.text()).empty() || !kube::check_label_value(text_of(label.value)).empty())
      return false;
  return std::ranges::all_of(selector["matchExpressions"].items(), is_requirement);
}

bool selects(const doc::Node& selector, const doc::Node& labels) {
  if (selector.is_null()) return false;
  for (const doc::Member& wanted : selector["matchLabels"].members()) {
    const doc::Node* label = labels.find(wanted.key.text());
    if (!label || text_of(*label) != text_of(wanted.value)) return false;
  }
  return std::ranges::all_of(selector["matchExpressions"].items(),
                             [&](const doc::Node& requirement) { return holds(requirement, labels); });
}

bool is_empty_selector(const doc::Node& selector) {
  return selector["matchLabels"].size() + selector["matchExpressions"].size() == 0;
}

std::string printed_labels(const doc::Node& texts) {
  if (texts.is_null()) return "null";
  std::map<std::string_view, std::string_view> sorted;
  for (const doc::Member& member : texts.members()) sorted[member.key.text()] = text_of(member.value);
  std::string out = "{";
  for (const auto& [key, text] : sorted)
    out.append(out.size() > 1 ? "," : "").append(json_quoted(key)).append(":").append(json_quoted(text));
  return out + "}";
}

std::string printed_selector(const doc::Node& selector) {
  if (selector.is_null()) return "null";
  std::string out = "{";
  if (selector["matchLabels"].size() > 0) out += "\"matchLabels\":" + printed_labels(selector["matchLabels"]);
  if (selector["matchExpressions"].size() > 0) {
    out += out.size() > 1 ? ",\"matchExpressions\":" : "\"matchExpressions\":";
    char before = '[';
    for (const doc::Node& requirement : selector["matchExpressions"].items()) {
      out += before;
      out += "{\"key\":" + json_quoted(text_of(requirement["key"])) +
             ",\"operator\":" + json_quoted(text_of(requirement["operator"]));
      if (requirement["values"].size() > 0) out += ",\"values\":" + doc::canonical_json(requirement["values"]);
      out += "}";
      before = ',';
    }
    out += "]";
  }
  return out + "}";
}

void check_selector_kept(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors) {
  static const kube::FieldType::Use& use = field_use("apps/v1", "Deployment", {"spec", "selector"});
  if (!same_typed(now, old, use)) errors.invalid_printed(path, printed_selector(now), "field is immutable");
}

void check_selects_template(const doc::Node& selector, const doc::Node& pod_template, const Path& path,
                            Errors& errors) {
  const doc::Node& labels = pod_template["metadata"]["labels"];
  if (selects(selector, labels)) return;
  const Path meta(path, "metadata");
  errors.invalid_printed(Path(meta, "labels"), printed_labels(labels), "`selector` does not match template `labels`");
}

}  // namespace slipway::schema::builtin
