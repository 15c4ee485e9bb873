#include "schema/builtin/selector.h"

#include <algorithm>
#include <map>
#include <optional>
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

using Label = std::optional<std::string_view>;

template <class Find>
bool holds(const doc::Node& requirement, Find label_of) {
  const std::string_view op = text_of(requirement["operator"]);
  const Label label = label_of(text_of(requirement["key"]));
  if (op == "Exists") return label.has_value();
  if (op == "DoesNotExist") return !label;
  const bool listed = label && std::ranges::any_of(requirement["values"].items(),
                                                   [&](const doc::Node& value) { return text_of(value) == *label; });
  return listed == (op == "In");
}

template <class Find>
bool selects_by(const doc::Node& selector, Find label_of) {
  if (selector.is_null()) return false;
  for (const doc::Member& wanted : selector["matchLabels"].members())
    if (label_of(wanted.key.text()) != text_of(wanted.value)) return false;
  return std::ranges::all_of(selector["matchExpressions"].items(),
                             [&](const doc::Node& requirement) { return holds(requirement, label_of); });
}

}  // namespace

bool is_selector(const doc::Node& selector) {
  for (const doc::Member& label : selector["matchLabels"].members())
    if (!kube::check_label_key(label.key.text()).empty() || !kube::check_label_value(text_of(label.value)).empty())
      return false;
  return std::ranges::all_of(selector["matchExpressions"].items(), is_requirement);
}

bool selects(const doc::Node& selector, const doc::Node& labels) {
  return selects_by(selector, [&](std::string_view key) -> Label {
    const doc::Node* label = labels.find(key);
    return label ? Label(text_of(*label)) : std::nullopt;
  });
}

bool selects(const doc::Node& selector, LabelList labels) {
  return selects_by(selector, [&](std::string_view key) -> Label {
    const auto found = std::ranges::find(labels, key, [](const auto& label) { return label.first; });
    return found == labels.end() ? std::nullopt : Label(found->second);
  });
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
