#include <algorithm>
#include <set>

#include "kube/field_checks.h"
#include "schema/builtin/admission/expressions.h"
#include "schema/builtin/admission/rules.h"
#include "schema/builtin/admission/webhook_client.h"
#include "schema/builtin/fields.h"

/// ValidatingWebhookConfiguration and MutatingWebhookConfiguration. Follows Kubernetes 1.36.3
/// pkg/apis/admissionregistration/{v1/defaults.go,validation/validation.go}.
namespace slipway::schema::builtin {
namespace {

enum class Hooks { Validating, Mutating };

template <Hooks hooks>
void set_defaults(doc::Draft& object) {
  object.each("webhooks", [](doc::Draft& hook) {
    hook.set_default("failurePolicy", "Fail");
    hook.set_default("matchPolicy", "Equivalent");
    for (const char* key : {"namespaceSelector", "objectSelector"})
      if (!hook.has(key)) hook.set(key, hook.empty_map());
    hook.set_default("timeoutSeconds", 10);
    if (hooks == Hooks::Mutating) hook.set_default("reinvocationPolicy", "Never");
    hook.in("clientConfig", [](doc::Draft& client) {
      client.in("service", [](doc::Draft& service) { service.set_default("port", 443); });
    });
    hook.each("rules", set_rule_defaults);
  });
}

/// What an update takes that a creation would not, since the old object has it.
struct Options {
  bool conditions = true;  // are checked
  bool no_side_effects = true;
  bool known_review_version = true;
  bool unique_names = true;
  SelectorOptions selectors = {};
};

bool is_review_version(const doc::Node& version) { return is_one_of(text_of(version), {"v1", "v1beta1"}); }

bool has_no_side_effects(const doc::Node& hook) {
  return is_one_of(text_of(hook["sideEffects"]), {"None", "NoneOnDryRun"});
}

void check_versions(const doc::Node& versions, bool known, const Path& path, Errors& errors) {
  if (versions.size() == 0) return errors.required(path, "must specify one of v1, v1beta1");
  std::set<std::string_view> seen;
  std::size_t i = 0;
  for (const doc::Node& version : versions.items()) {
    const Path item(path, i++);
    if (seen.insert(text_of(version)).second)
      check_text(text_of(version), kube::check_dns1035_label, item, errors);
    else
      errors.invalid(item, text_of(version), "duplicate version");
  }
  if (known && std::ranges::none_of(versions.items(), is_review_version))
    errors.invalid(path, versions, "must include at least one of v1, v1beta1");
}

void check_side_effects(const doc::Node& effects, bool none, const Path& path, Errors& errors) {
  const auto refuse = [&](std::initializer_list<std::string_view> allowed, std::string_view words) {
    if (effects.is_null())
      errors.required(path, words);
    else if (!is_one_of(text_of(effects), allowed))
      errors.not_supported(path, text_of(effects), allowed);
  };
  if (none)
    refuse({"None", "NoneOnDryRun"}, "must specify one of None, NoneOnDryRun");
  else
    refuse({"None", "NoneOnDryRun", "Some", "Unknown"}, "must specify one of None, NoneOnDryRun, Some, Unknown");
}

void check_choice(const doc::Node& choice, std::initializer_list<std::string_view> allowed, const Path& path,
                  Errors& errors) {
  if (!choice.is_null() && !is_one_of(text_of(choice), allowed)) errors.not_supported(path, text_of(choice), allowed);
}

void check_client(const doc::Node& client, const Path& path, Errors& errors) {
  const doc::Node &url = client["url"], &service = client["service"];
  if (url.is_null() == service.is_null())
    errors.required(path, "exactly one of url or service is required");
  else if (!url.is_null())
    check_webhook_url(text_of(url), Path(path, "url"), errors);
  else
    check_webhook_service(service, Path(path, "service"), errors);
}

void check_hook(const doc::Node& hook, Hooks hooks, const Options& options, const Path& path, Errors& errors) {
  const Path rules(path, "rules");
  for (const kube::FieldError& error :
       kube::check_fully_qualified_name(kube::FieldPath(path.to_string()).child("name"), text_of(hook["name"])))
    errors.add(error);
  std::size_t i = 0;
  for (const doc::Node& rule : hook["rules"].items()) check_rule_with_operations(rule, Path(rules, i++), errors);
  check_choice(hook["failurePolicy"], {"Fail", "Ignore"}, Path(path, "failurePolicy"), errors);
  check_choice(hook["matchPolicy"], {"Equivalent", "Exact"}, Path(path, "matchPolicy"), errors);
  check_side_effects(hook["sideEffects"], options.no_side_effects, Path(path, "sideEffects"), errors);
  if (const doc::Node& timeout = hook["timeoutSeconds"]; !timeout.is_null())
    if (const std::int64_t seconds = integer_of(timeout); seconds > 30 || seconds < 1)
      errors.invalid(Path(path, "timeoutSeconds"), seconds, "the timeout value must be between 1 and 30 seconds");
  for (const char* key : {"namespaceSelector", "objectSelector"})
    check_label_selector(hook[key], options.selectors, Path(path, key), errors);
  if (hooks == Hooks::Mutating)
    check_choice(hook["reinvocationPolicy"], {"IfNeeded", "Never"}, Path(path, "reinvocationPolicy"), errors);
  check_client(hook["clientConfig"], Path(path, "clientConfig"), errors);
  if (options.conditions) check_match_conditions(hook["matchConditions"], false, Path(path, "matchConditions"), errors);
  check_versions(hook["admissionReviewVersions"], options.known_review_version, Path(path, "admissionReviewVersions"),
                 errors);
}

void check_hooks(const doc::Node& object, Hooks hooks, const Options& options, Errors& errors) {
  check_object_meta(object["metadata"], Scope::Cluster, dns_subdomain_name, Path("metadata"), errors);
  const Path path("webhooks");
  std::set<std::string_view> names;
  std::size_t i = 0;
  for (const doc::Node& hook : object["webhooks"].items()) {
    const Path item(path, i++);
    check_hook(hook, hooks, options, item, errors);
    const std::string_view name = text_of(hook["name"]);
    if (options.unique_names && !name.empty() && !names.insert(name).second) errors.duplicate(Path(item, "name"), name);
  }
}

template <Hooks hooks>
void check(const doc::Node& object, Errors& errors) {
  check_hooks(object, hooks, {}, errors);
}

template <Hooks hooks>
void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  const auto now = object["webhooks"].items(), before = old["webhooks"].items();
  Options options;
  options.conditions = !std::ranges::equal(now, before, [](const doc::Node& a, const doc::Node& b) {
    return same_value(a["matchConditions"], b["matchConditions"]);
  });
  options.no_side_effects = std::ranges::all_of(before, has_no_side_effects);
  options.known_review_version = std::ranges::all_of(before, [](const doc::Node& hook) {
    const auto versions = hook["admissionReviewVersions"].items();
    return versions.empty() || std::ranges::any_of(versions, is_review_version);
  });
  std::set<std::string_view> names;
  for (const doc::Node& hook : before)
    options.unique_names = names.insert(text_of(hook["name"])).second && options.unique_names;
  Errors of_old;
  for (const doc::Node& hook : before)
    for (const char* key : {"namespaceSelector", "objectSelector"}) check_label_selector(hook[key], {}, Path(), of_old);
  options.selectors.allow_invalid_values = !of_old.empty();
  check_hooks(object, hooks, options, errors);
}

}  // namespace

const BuiltinKind kValidatingWebhooks = {.api_version = "admissionregistration.k8s.io/v1",
                                         .kind = "ValidatingWebhookConfiguration",
                                         .resource = "validatingwebhookconfigurations",
                                         .scope = Scope::Cluster,
                                         .set_defaults = set_defaults<Hooks::Validating>,
                                         .prepare = nullptr,
                                         .check = check<Hooks::Validating>,
                                         .prepare_update = nullptr,
                                         .check_update = check_update<Hooks::Validating>};

const BuiltinKind kMutatingWebhooks = {.api_version = "admissionregistration.k8s.io/v1",
                                       .kind = "MutatingWebhookConfiguration",
                                       .resource = "mutatingwebhookconfigurations",
                                       .scope = Scope::Cluster,
                                       .set_defaults = set_defaults<Hooks::Mutating>,
                                       .prepare = nullptr,
                                       .check = check<Hooks::Mutating>,
                                       .prepare_update = nullptr,
                                       .check_update = check_update<Hooks::Mutating>};

}  // namespace slipway::schema::builtin
