#include <algorithm>
#include <set>
#include <string>

#include "schema/builtin/core/kinds.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/resource_amounts.h"

/// v1 ResourceQuota. Follows Kubernetes 1.36.3 pkg/apis/core/{helper/helpers.go,validation}.
namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) { round_amounts(spec, "hard"); });
}

bool is_scope(std::string_view scope) {
  return is_one_of(scope, {"Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass",
                           "VolumeAttributesClass", "CrossNamespacePodAffinity"});
}

/// Whether a quota of the scope can count the resource.
bool is_counted_in(std::string_view scope, std::string_view resource) {
  if (is_one_of(scope,
                {"Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity"}))
    return is_one_of(resource,
                     {"pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"});
  if (scope == "BestEffort") return resource == "pods";
  if (scope == "VolumeAttributesClass") return is_one_of(resource, {"persistentvolumeclaims", "requests.storage"});
  return true;
}

std::ptrdiff_t not_counted(std::string_view scope, const doc::Node& hard) {
  return std::ranges::count_if(hard.members(), [&](const doc::Member& member) {
    return is_standard_quota_resource(member.key.text()) && !is_counted_in(scope, member.key.text());
  });
}

void check_conflicts(const std::set<std::string_view>& scopes, const doc::Node& shown, const Path& path,
                     Errors& errors) {
  if (scopes.contains("BestEffort") && scopes.contains("NotBestEffort"))
    errors.invalid(path, shown, "conflicting scopes");
  if (scopes.contains("Terminating") && scopes.contains("NotTerminating"))
    errors.invalid(path, shown, "conflicting scopes");
}

void check_scopes(const doc::Node& spec, const Path& path, Errors& errors) {
  const doc::Node& scopes = spec["scopes"];
  std::set<std::string_view> seen;
  for (const doc::Node& item : scopes.items()) {
    const std::string_view scope = text_of(item);
    if (!is_scope(scope)) errors.invalid(path, scopes, "unsupported scope");
    for (std::ptrdiff_t n = not_counted(scope, spec["hard"]); n > 0; --n)
      errors.invalid(path, scopes, "unsupported scope applied to resource");
    seen.insert(scope);
  }
  check_conflicts(seen, scopes, path, errors);
}

std::string printed_selector(const doc::Node& selector) {
  static constexpr GoField kRequirement[] = {
      {"ScopeName", "scopeName", kGoText}, {"Operator", "operator", kGoText}, {"Values", "values"}};
  return go_struct(selector, {{"MatchExpressions", "matchExpressions", "null", kRequirement}});
}

void check_requirement(const doc::Node& requirement, const doc::Node& spec, const Path& path, Errors& errors) {
  const std::string_view scope = text_of(requirement["scopeName"]), op = text_of(requirement["operator"]);
  const doc::Node& values = requirement["values"];
  const Path op_path(path, "operator"), values_path(path, "values");
  if (!is_scope(scope)) errors.invalid(Path(path, "scopeName"), scope, "unsupported scope");
  for (std::ptrdiff_t n = not_counted(scope, spec["hard"]); n > 0; --n)
    errors.invalid_printed(path, printed_selector(spec["scopeSelector"]), "unsupported scope applied to resource");
  if (is_one_of(scope, {"BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity"}) &&
      op != "Exists")
    errors.invalid(op_path, op,
                   "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
                   "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort "
                   "or ResourceQuotaScopeCrossNamespacePodAffinity");
  if (is_one_of(op, {"In", "NotIn"})) {
    if (values.size() == 0)
      errors.required(values_path, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
  } else if (is_one_of(op, {"Exists", "DoesNotExist"})) {
    if (values.size() != 0)
      errors.invalid(values_path, values,
                     "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
  } else {
    errors.invalid(op_path, op, "not a valid selector operator");
  }
}

void check_spec(const doc::Node& spec, Errors& errors) {
  const Path path("spec"), hard(path, "hard"), selector(path, "scopeSelector"),
      expressions(selector, "matchExpressions");
  for (const doc::Member& member : spec["hard"].members()) {
    const std::string_view resource = member.key.text();
    const Path item = Path::key(hard, resource);
    check_resource_name(resource, item, errors);
    if (resource.find('/') == resource.npos && !is_standard_quota_resource(resource))
      errors.invalid(item, resource, "must be a standard resource for quota");
    check_resource_amount(resource, quantity_of(member.value), item, errors);
  }
  check_scopes(spec, Path(path, "scopes"), errors);
  std::set<std::string_view> seen;
  for (const doc::Node& requirement : spec["scopeSelector"]["matchExpressions"].items()) {
    check_requirement(requirement, spec, expressions, errors);
    seen.insert(text_of(requirement["scopeName"]));
  }
  check_conflicts(seen, spec["scopes"], expressions, errors);
}

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  check_spec(object["spec"], errors);
}

std::set<std::string_view> scopes_of(const doc::Node& object) {
  std::set<std::string_view> out;
  for (const doc::Node& scope : object["spec"]["scopes"].items()) out.insert(text_of(scope));
  return out;
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  check_spec(object["spec"], errors);
  const Path spec("spec");
  if (scopes_of(object) != scopes_of(old))
    errors.invalid(Path(spec, "scopes"), object["spec"]["scopes"], "field is immutable");
}

}  // namespace

const BuiltinKind kResourceQuota = {.api_version = "v1",
                                    .kind = "ResourceQuota",
                                    .resource = "resourcequotas",
                                    .scope = Scope::Namespaced,
                                    .set_defaults = set_defaults,
                                    .prepare = drop_status,
                                    .check = check,
                                    .prepare_update = keep_status,
                                    .check_update = check_update};

}  // namespace slipway::schema::builtin
