#include <algorithm>
#include <string>

#include "doc/json.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/kind.h"

/// rbac.authorization.k8s.io/v1. Follows Kubernetes 1.36.3 pkg/apis/rbac/{v1/defaults.go,validation}.
namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kGroup = "rbac.authorization.k8s.io";

void check_rule(const doc::Node& rule, Scope scope, const Path& path, Errors& errors) {
  if (rule["verbs"].size() == 0) errors.required(Path(path, "verbs"), "verbs must contain at least one value");
  const bool has_groups = rule["apiGroups"].size() > 0, has_resources = rule["resources"].size() > 0;
  if (const doc::Node& urls = rule["nonResourceURLs"]; urls.size() > 0) {
    const Path urls_path(path, "nonResourceURLs");
    if (scope == Scope::Namespaced)
      errors.invalid(urls_path, urls, "namespaced rules cannot apply to non-resource URLs");
    if (has_groups || has_resources || rule["resourceNames"].size() > 0)
      errors.invalid(urls_path, urls, "rules cannot apply to both regular resources and non-resource URLs");
    return;
  }
  if (!has_groups) errors.required(Path(path, "apiGroups"), "resource rules must supply at least one api group");
  if (!has_resources) errors.required(Path(path, "resources"), "resource rules must supply at least one resource");
}

template <Scope scope>
void check_role_as(const doc::Node& role, SelectorOptions options, Errors& errors) {
  check_core_meta(role, scope, path_segment_name, errors);
  const Path rules("rules");
  std::size_t i = 0;
  for (const doc::Node& rule : role["rules"].items()) check_rule(rule, scope, Path(rules, i++), errors);
  if (scope == Scope::Namespaced || role["aggregationRule"].is_null()) return;

  const Path aggregation("aggregationRule"), selectors_path(aggregation, "clusterRoleSelectors");
  const doc::Node& selectors = role["aggregationRule"]["clusterRoleSelectors"];
  if (selectors.size() == 0)
    errors.required(selectors_path, "at least one clusterRoleSelector required if aggregationRule is non-nil");
  i = 0;
  for (const doc::Node& selector : selectors.items()) {
    const Path path(selectors_path, i++);
    check_label_selector(selector, options, path, errors);
    Errors of_selector;  // what keeps it from being a selector to match with
    check_label_selector(selector, {}, path, of_selector);
    if (!of_selector.empty()) errors.invalid_printed(path, "null", "invalid label selector.");
  }
}

template <Scope scope>
void check_role(const doc::Node& role, Errors& errors) {
  check_role_as<scope>(role, {}, errors);
}

bool has_invalid_selector(const doc::Node& role) {
  Errors errors;
  for (const doc::Node& selector : role["aggregationRule"]["clusterRoleSelectors"].items())
    check_label_selector(selector, {}, Path(), errors);
  return !errors.empty();
}

template <Scope scope>
void check_role_update(const doc::Node& role, const doc::Node& old, Errors& errors) {
  const bool lenient = scope == Scope::Cluster && has_invalid_selector(old);
  check_role_as<scope>(role, {.allow_invalid_values = lenient}, errors);
  check_core_meta_update(role, old, errors);
}

void set_binding_defaults(doc::Draft& binding) {
  binding.in_new("roleRef", [](doc::Draft& role) {
    if (text_of(role["apiGroup"]).empty()) role.set("apiGroup", kGroup);
  });
  binding.each("subjects", [](doc::Draft& subject) {
    if (text_of(subject["apiGroup"]).empty() && is_one_of(text_of(subject["kind"]), {"User", "Group"}))
      subject.set("apiGroup", kGroup);
  });
}

void check_subject(const doc::Node& subject, Scope scope, const Path& path, Errors& errors) {
  const std::string_view name = text_of(subject["name"]), kind = text_of(subject["kind"]),
                         group = text_of(subject["apiGroup"]);
  if (name.empty()) errors.required(Path(path, "name"));
  if (kind == "ServiceAccount") {
    if (!name.empty()) check_text(name, kube::check_dns1123_subdomain, Path(path, "name"), errors);
    if (!group.empty()) errors.not_supported(Path(path, "apiGroup"), group, {""});
    if (scope == Scope::Cluster && text_of(subject["namespace"]).empty()) errors.required(Path(path, "namespace"));
  } else if (kind == "User" || kind == "Group") {
    if (group != kGroup) errors.not_supported(Path(path, "apiGroup"), group, {kGroup});
  } else {
    errors.not_supported(Path(path, "kind"), kind, {"ServiceAccount", "User", "Group"});
  }
}

template <Scope scope>
void check_binding(const doc::Node& binding, Errors& errors) {
  check_core_meta(binding, scope, path_segment_name, errors);
  const doc::Node& role = binding["roleRef"];
  const Path role_path("roleRef");
  const std::string_view group = text_of(role["apiGroup"]), kind = text_of(role["kind"]);
  if (group != kGroup) errors.not_supported(Path(role_path, "apiGroup"), group, {kGroup});
  if (kind != "ClusterRole" && (scope == Scope::Cluster || kind != "Role")) {
    if (scope == Scope::Cluster)
      errors.not_supported(Path(role_path, "kind"), kind, {"ClusterRole"});
    else
      errors.not_supported(Path(role_path, "kind"), kind, {"Role", "ClusterRole"});
  }
  check_required_text(text_of(role["name"]), check_path_segment, Path(role_path, "name"), errors);
  const Path subjects("subjects");
  std::size_t i = 0;
  for (const doc::Node& subject : binding["subjects"].items())
    check_subject(subject, scope, Path(subjects, i++), errors);
}

template <Scope scope>
void check_binding_update(const doc::Node& binding, const doc::Node& old, Errors& errors) {
  check_binding<scope>(binding, errors);
  check_core_meta_update(binding, old, errors);
  const doc::Node &role = binding["roleRef"], &old_role = old["roleRef"];
  const auto same = [&](std::string_view key) { return text_of(role[key]) == text_of(old_role[key]); };
  if (same("apiGroup") && same("kind") && same("name")) return;
  errors.invalid_printed(
      Path("roleRef"),
      go_struct(role, {{"APIGroup", "apiGroup", kGoText}, {"Kind", "kind", kGoText}, {"Name", "name", kGoText}}),
      "cannot change roleRef");
}

constexpr std::string_view kVersion = "rbac.authorization.k8s.io/v1";
constexpr BuiltinKind kKinds[] = {
    {.api_version = kVersion,
     .kind = "Role",
     .resource = "roles",
     .scope = Scope::Namespaced,
     .set_defaults = nullptr,
     .prepare = nullptr,
     .check = check_role<Scope::Namespaced>,
     .prepare_update = nullptr,
     .check_update = check_role_update<Scope::Namespaced>},
    {.api_version = kVersion,
     .kind = "ClusterRole",
     .resource = "clusterroles",
     .scope = Scope::Cluster,
     .set_defaults = nullptr,
     .prepare = nullptr,
     .check = check_role<Scope::Cluster>,
     .prepare_update = nullptr,
     .check_update = check_role_update<Scope::Cluster>},
    {.api_version = kVersion,
     .kind = "RoleBinding",
     .resource = "rolebindings",
     .scope = Scope::Namespaced,
     .set_defaults = set_binding_defaults,
     .prepare = nullptr,
     .check = check_binding<Scope::Namespaced>,
     .prepare_update = nullptr,
     .check_update = check_binding_update<Scope::Namespaced>},
    {.api_version = kVersion,
     .kind = "ClusterRoleBinding",
     .resource = "clusterrolebindings",
     .scope = Scope::Cluster,
     .set_defaults = set_binding_defaults,
     .prepare = nullptr,
     .check = check_binding<Scope::Cluster>,
     .prepare_update = nullptr,
     .check_update = check_binding_update<Scope::Cluster>},
};

}  // namespace

std::span<const BuiltinKind> rbac_kinds() { return kKinds; }

}  // namespace slipway::schema::builtin
