#include "schema/builtin/admission/rules.h"

#include <array>
#include <set>
#include <string>

#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {
namespace {

bool has_wildcard(const doc::Node& list) {
  for (const doc::Node& item : list.items())
    if (text_of(item) == "*") return true;
  return false;
}

void check_resources(const doc::Node& resources, const Path& path, Errors& errors) {
  if (resources.size() == 0) errors.required(path);
  std::set<std::string_view> whole, everywhere;  // of "x/*", of "*/x"
  bool any_of_any = false, any = false, plain = false;
  std::size_t i = 0;
  for (const doc::Node& item : resources.items()) {
    const Path item_path(path, i++);
    const std::string_view text = text_of(item);
    if (text.empty()) {
      errors.required(item_path);
      continue;
    }
    any_of_any = any_of_any || text == "*/*";
    any = any || text == "*";
    const std::size_t slash = text.find('/');
    if (slash == text.npos) {
      plain = text != "*";  // the last one decides
      continue;
    }
    const std::string_view resource = text.substr(0, slash), sub = text.substr(slash + 1);
    const auto complain = [&](const std::string& pattern) {
      errors.invalid(item_path, text, "if '" + pattern + "' is present, must not specify " + std::string(text));
    };
    if (whole.contains(resource)) complain(std::string(resource) + "/*");
    if (everywhere.contains(sub)) complain("*/" + std::string(sub));
    if (sub == "*") whole.insert(resource);
    if (resource == "*") everywhere.insert(sub);
  }
  if (resources.size() > 1 && any_of_any)
    errors.invalid(path, resources, "if '*/*' is present, must not specify other resources");
  if (any && plain)
    errors.invalid(path, resources, "if '*' is present, must not specify other resources without subresources");
}

void check_rule(const doc::Node& rule, const Path& path, Errors& errors) {
  const doc::Node &groups = rule["apiGroups"], &versions = rule["apiVersions"], &scope = rule["scope"];
  const Path groups_path(path, "apiGroups"), versions_path(path, "apiVersions");
  if (groups.size() == 0) errors.required(groups_path);
  if (groups.size() > 1 && has_wildcard(groups))
    errors.invalid(groups_path, groups, "if '*' is present, must not specify other API groups");
  if (versions.size() == 0) errors.required(versions_path);
  if (versions.size() > 1 && has_wildcard(versions))
    errors.invalid(versions_path, versions, "if '*' is present, must not specify other API versions");
  std::size_t i = 0;
  for (const doc::Node& version : versions.items()) {
    const Path item(versions_path, i++);
    if (text_of(version).empty()) errors.required(item);
  }
  check_resources(rule["resources"], Path(path, "resources"), errors);
  if (!scope.is_null() && !is_one_of(text_of(scope), {"*", "Cluster", "Namespaced"}))
    errors.not_supported(Path(path, "scope"), text_of(scope), {"*", "Cluster", "Namespaced"});
}

void check_named_rules(const doc::Node& rules, const Path& path, Errors& errors) {
  std::size_t i = 0;
  for (const doc::Node& rule : rules.items()) {
    const Path item(path, i++), names_path(item, "resourceNames");
    std::set<std::string_view> names;
    std::size_t j = 0;
    for (const doc::Node& name : rule["resourceNames"].items()) {
      const Path name_path(names_path, j++);
      check_text(text_of(name), check_path_segment, name_path, errors);
      if (!names.insert(text_of(name)).second) errors.duplicate(name_path, text_of(name));
    }
    check_rule_with_operations(rule, item, errors);
  }
}

}  // namespace

std::span<const BuiltinKind> admission_kinds() {
  static const std::array<BuiltinKind, 4> kKinds = {kValidatingWebhooks, kMutatingWebhooks, kValidatingAdmissionPolicy,
                                                    kValidatingAdmissionPolicyBinding};
  return kKinds;
}

void set_rule_defaults(doc::Draft& rule) { rule.set_default("scope", "*"); }

void check_rule_with_operations(const doc::Node& rule, const Path& path, Errors& errors) {
  const doc::Node& operations = rule["operations"];
  const Path operations_path(path, "operations");
  if (operations.size() == 0) errors.required(operations_path);
  if (operations.size() > 1 && has_wildcard(operations))
    errors.invalid(operations_path, operations, "if '*' is present, must not specify other operations");
  std::size_t i = 0;
  for (const doc::Node& operation : operations.items()) {
    const Path item(operations_path, i++);
    if (!is_one_of(text_of(operation), {"*", "CONNECT", "CREATE", "DELETE", "UPDATE"}))
      errors.not_supported(item, text_of(operation), {"*", "CONNECT", "CREATE", "DELETE", "UPDATE"});
  }
  check_rule(rule, path, errors);
}

void set_match_resources_defaults(doc::Draft& match) {
  match.set_default("matchPolicy", "Equivalent");
  for (const char* key : {"namespaceSelector", "objectSelector"})
    if (!match.has(key)) match.set(key, match.empty_map());
  match.each("resourceRules", set_rule_defaults);
  match.each("excludeResourceRules", set_rule_defaults);
}

void check_match_resources(const doc::Node& match, const Path& path, Errors& errors) {
  if (match.is_null()) return;
  const std::string_view policy = text_of(match["matchPolicy"]);
  if (!is_one_of(policy, {"Equivalent", "Exact"}))
    errors.not_supported(Path(path, "matchPolicy"), policy, {"Equivalent", "Exact"});
  for (const char* key : {"namespaceSelector", "objectSelector"})
    check_label_selector(match[key], {}, Path(path, key), errors);
  check_named_rules(match["resourceRules"], Path(path, "resourceRules"), errors);
  check_named_rules(match["excludeResourceRules"], Path(path, "excludeResourceRules"), errors);
}

}  // namespace slipway::schema::builtin
