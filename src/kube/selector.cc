#include "kube/selector.h"

#include <algorithm>

#include "base/quote.h"
#include "base/text.h"
#include "kube/go_text.h"
#include "kube/names.h"

namespace slipway::kube {
namespace {

std::string json_list(const std::vector<std::string>& values, AbsentValues absent) {
  if (values.empty()) return absent == AbsentValues::Null ? "null" : "[]";
  std::vector<std::string> quoted;
  for (const std::string& value : values) quoted.push_back(json_quoted(value));
  return "[" + join(quoted, ",") + "]";
}

}  // namespace

std::string_view to_string(SelectorOperator op) {
  switch (op) {
    case SelectorOperator::In:
      return "in";
    case SelectorOperator::NotIn:
      return "notin";
    case SelectorOperator::Exists:
      return "exists";
    case SelectorOperator::DoesNotExist:
      return "!";
    case SelectorOperator::Equals:
      return "=";
    case SelectorOperator::DoubleEquals:
      return "==";
    case SelectorOperator::NotEquals:
      return "!=";
    case SelectorOperator::GreaterThan:
      return "gt";
    case SelectorOperator::LessThan:
      return "lt";
  }
  return "";
}

bool Requirement::matches(const Labels& labels) const {
  const auto label = labels.find(key);
  const bool is_there = label != labels.end();
  const auto is_listed = [&] { return std::ranges::find(values, label->second) != values.end(); };
  switch (op) {
    case SelectorOperator::In:
    case SelectorOperator::Equals:
    case SelectorOperator::DoubleEquals:
      return is_there && is_listed();
    case SelectorOperator::NotIn:
    case SelectorOperator::NotEquals:
      return !is_there || !is_listed();
    case SelectorOperator::Exists:
      return is_there;
    case SelectorOperator::DoesNotExist:
      return !is_there;
    case SelectorOperator::GreaterThan:
    case SelectorOperator::LessThan:
      break;
  }
  if (!is_there || values.size() != 1) return false;
  const auto has = go_parse_int(label->second), wants = go_parse_int(values[0]);
  if (!has || !wants) return false;
  return op == SelectorOperator::GreaterThan ? *has > *wants : *has < *wants;
}

std::vector<std::string> Requirement::sorted_values() const {
  std::vector<std::string> out = values;
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::string Requirement::to_string() const {
  std::vector<std::string> sorted = values;
  std::ranges::sort(sorted);
  const std::string list = join(sorted, ",");
  switch (op) {
    case SelectorOperator::Exists:
      return key;
    case SelectorOperator::DoesNotExist:
      return "!" + key;
    case SelectorOperator::In:
      return key + " in (" + list + ")";
    case SelectorOperator::NotIn:
      return key + " notin (" + list + ")";
    case SelectorOperator::GreaterThan:
      return key + ">" + list;
    case SelectorOperator::LessThan:
      return key + "<" + list;
    default:
      return key + std::string(kube::to_string(op)) + list;
  }
}

FieldErrors check_requirement(const Requirement& requirement, const FieldPath& path, AbsentValues absent) {
  FieldErrors out;
  if (const Messages messages = check_label_key(requirement.key); !messages.empty())
    out.push_back(invalid_text(path.child("key"), requirement.key, join(messages, "; ")));
  const auto& values = requirement.values;
  const FieldPath values_path = path.child("values");
  const auto complain = [&](std::string_view detail) {
    out.push_back(invalid_json(values_path, json_list(values, absent), detail));
  };
  switch (requirement.op) {
    case SelectorOperator::In:
    case SelectorOperator::NotIn:
      if (values.empty()) complain("for 'in', 'notin' operators, values set can't be empty");
      break;
    case SelectorOperator::Equals:
    case SelectorOperator::DoubleEquals:
    case SelectorOperator::NotEquals:
      if (values.size() != 1) complain("exact-match compatibility requires one single value");
      break;
    case SelectorOperator::Exists:
    case SelectorOperator::DoesNotExist:
      if (!values.empty()) complain("values set must be empty for exists and does not exist");
      break;
    case SelectorOperator::GreaterThan:
    case SelectorOperator::LessThan:
      if (values.size() != 1) complain("for 'Gt', 'Lt' operators, exactly one value is required");
      for (std::size_t i = 0; i < values.size(); ++i)
        if (!go_parse_int(values[i]))
          out.push_back(
              invalid_text(values_path.index(i), values[i], "for 'Gt', 'Lt' operators, the value must be an integer"));
      break;
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    if (const Messages messages = check_label_value(values[i]); !messages.empty())
      out.push_back(invalid_text(values_path.index(i).key(requirement.key), values[i], join(messages, "; ")));
  return out;
}

bool Selector::matches(const Labels& labels) const {
  return !matches_nothing && std::ranges::all_of(requirements, [&](const Requirement& r) { return r.matches(labels); });
}

std::string Selector::to_string() const {
  std::vector<std::string> parts;
  for (const Requirement& requirement : requirements) parts.push_back(requirement.to_string());
  return join(parts, ",");
}

void Selector::sort() { std::ranges::stable_sort(requirements, {}, &Requirement::key); }

}  // namespace slipway::kube
