#include "schema/custom/scale.h"

#include <fmt/core.h>

#include <limits>
#include <map>

#include "base/text.h"
#include "kube/go_text.h"
#include "schema/custom/completion.h"

namespace slipway::schema::custom {
namespace {

using doc::Node;

std::string_view go_type(const Node& node) {
  switch (node.kind()) {
    case doc::Kind::Null:
      return "<nil>";
    case doc::Kind::Bool:
      return "bool";
    case doc::Kind::Int:
    case doc::Kind::Float:
      return is_int64(node) ? "int64" : "float64";
    case doc::Kind::String:
      return "string";
    case doc::Kind::List:
      return "[]interface {}";
    case doc::Kind::Map:
      return "map[string]interface {}";
  }
  return "";
}

/// As Go's %v prints decoded JSON.
std::string go_value(const Node& node) {
  if (node.is_null()) return "<nil>";
  if (is_int64(node)) return std::to_string(node.integer());
  if (is_number(node)) return kube::go_shortest(float_of(node));
  if (node.is_string()) return std::string(node.text());
  if (node.kind() == doc::Kind::Bool) return node.boolean() ? "true" : "false";
  std::string out;
  if (node.is_list()) {
    for (const Node& item : node.items()) out += (out.empty() ? "" : " ") + go_value(item);
    return "[" + out + "]";
  }
  std::map<std::string_view, const Node*> sorted;
  for (const doc::Member& member : node.members()) sorted[member.key.text()] = &member.value;
  for (const auto& [key, value] : sorted) out += fmt::format("{}{}:{}", out.empty() ? "" : " ", key, go_value(*value));
  return "map[" + out + "]";
}

/// What stands at a path such as ".spec.replicas"; nullptr when nothing does. `error` says why it cannot be looked at.
const Node* find(const Node& object, std::string_view path, std::string& error) {
  if (path.starts_with('.')) path.remove_prefix(1);
  const Node* at = &object;
  std::string walked;
  for (const std::string_view field : split(path, '.')) {
    (walked += '.') += field;
    if (at->is_null()) return nullptr;
    if (!at->is_map()) {
      error = fmt::format("{} accessor error: {} is of the type {}, expected map[string]interface{{}}", walked,
                          go_value(*at), go_type(*at));
      return nullptr;
    }
    at = at->find(field);
    if (!at) return nullptr;
  }
  return at;
}

std::string misfit(std::string_view path, const Node& value, std::string_view wanted) {
  return fmt::format("{}{} accessor error: {} is of the type {}, expected {}", path.starts_with('.') ? "" : ".", path,
                     go_value(value), go_type(value), wanted);
}

void check_replicas(const Node& object, std::string_view path, Errors& errors) {
  std::string error;
  const Node* found = find(object, path, error);
  if (found && !is_int64(*found)) error = misfit(path, *found, "int64");
  const Path at(path);
  if (!error.empty())
    errors.invalid(at, std::int64_t{0}, error);
  else if (found && found->integer() < 0)
    errors.invalid(at, found->integer(), "should be a non-negative integer");
  else if (found && found->integer() > std::numeric_limits<std::int32_t>::max())
    errors.invalid(at, found->integer(), "should be less than or equal to 2147483647");
}

}  // namespace

void check_scale(const Node& object, const Scale& scale, Errors& errors) {
  check_replicas(object, scale.spec_replicas, errors);
  check_replicas(object, scale.status_replicas, errors);
  if (scale.label_selector.empty()) return;
  std::string error;
  const Node* found = find(object, scale.label_selector, error);
  if (found && !found->is_string()) error = misfit(scale.label_selector, *found, "string");
  if (!error.empty()) errors.invalid(Path(scale.label_selector), std::string_view(), error);
}

}  // namespace slipway::schema::custom
