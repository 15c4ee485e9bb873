#include <set>
#include <string>
#include <tuple>

#include "doc/json.h"
#include "kube/go_text.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/kind.h"
#include "schema/builtin/resource_amounts.h"
#include "schema/builtin/tolerations.h"

/// PodDisruptionBudget, PriorityClass, RuntimeClass, Lease. Follows Kubernetes 1.36.3
/// pkg/apis/{policy,scheduling,node,coordination}/validation and their strategies in pkg/registry.
namespace slipway::schema::builtin {
namespace {

// PodDisruptionBudget: its strategy does not look at metadata.

void check_share(const doc::Node& share, const Path& path, Errors& errors) {
  if (share.is_null()) return;
  if (!share.is_string()) return check_not_negative(integer_of(share), path, errors);
  const std::string_view text = share.text();
  if (const kube::Messages messages = kube::check_percent(text); !messages.empty())
    errors.invalid(path, text, messages);
  else if (kube::go_parse_int_anyway(text.substr(0, text.size() - 1)) > 100)
    errors.invalid(path, text, "must not be greater than 100%");
}

void check_budget_as(const doc::Node& budget, SelectorOptions options, Errors& errors) {
  const doc::Node& spec = budget["spec"];
  const Path path("spec");
  if (!spec["minAvailable"].is_null() && !spec["maxUnavailable"].is_null()) {
    static constexpr GoField kSelector[] = {{"matchLabels", "matchLabels", ""},
                                            {"matchExpressions", "matchExpressions", ""}};
    errors.invalid_printed(path,
                           go_struct(spec, {{"MinAvailable", "minAvailable"},
                                            {"Selector", "selector", "null", kSelector},
                                            {"MaxUnavailable", "maxUnavailable"},
                                            {"UnhealthyPodEvictionPolicy", "unhealthyPodEvictionPolicy"}}),
                           "minAvailable and maxUnavailable cannot be both set");
  }
  check_share(spec["minAvailable"], Path(path, "minAvailable"), errors);
  check_share(spec["maxUnavailable"], Path(path, "maxUnavailable"), errors);
  check_label_selector(spec["selector"], options, Path(path, "selector"), errors);
  const doc::Node& eviction = spec["unhealthyPodEvictionPolicy"];
  if (!eviction.is_null() && !is_one_of(text_of(eviction), {"AlwaysAllow", "IfHealthyBudget"}))
    errors.not_supported(Path(path, "unhealthyPodEvictionPolicy"), text_of(eviction),
                         {"AlwaysAllow", "IfHealthyBudget"});
}

void check_budget(const doc::Node& budget, Errors& errors) { check_budget_as(budget, {}, errors); }

void check_budget_update(const doc::Node& budget, const doc::Node& old, Errors& errors) {
  Errors of_old;
  check_label_selector(old["spec"]["selector"], {}, Path(), of_old);
  check_budget_as(budget, {.allow_invalid_values = !of_old.empty()}, errors);
}

// PriorityClass

void set_priority_defaults(doc::Draft& object) { object.set_default("preemptionPolicy", "PreemptLowerPriority"); }

/// Why a name that begins with "system-" is not one of the server's own classes; "" when it is.
std::string system_class_error(const doc::Node& object, std::string_view name) {
  struct SystemClass {
    std::string_view name;
    std::int64_t value;
  };
  for (const SystemClass& known :
       {SystemClass{"system-node-critical", 2'000'001'000}, SystemClass{"system-cluster-critical", 2'000'000'000}}) {
    if (known.name != name) continue;
    if (integer_of(object["value"]) != known.value)
      return "value of " + std::string(name) + " PriorityClass must be " + std::to_string(known.value);
    if (flag_of(object["globalDefault"]))
      return "globalDefault of " + std::string(name) + " PriorityClass must be false";
    return {};
  }
  return std::string(name) + " is not a known system priority class";
}

void check_priority(const doc::Node& object, Errors& errors) {
  const Path metadata("metadata");
  check_core_meta(object, Scope::Cluster, dns_subdomain_name, errors);
  const std::string_view name = text_of(object["metadata"]["name"]);
  if (name.starts_with("system-")) {
    if (const std::string error = system_class_error(object, name); !error.empty())
      errors.forbidden(Path(metadata, "name"),
                       "priority class names with 'system-' prefix are reserved for system use only. error: " + error);
  } else if (integer_of(object["value"]) > 1'000'000'000) {
    errors.forbidden(Path("value"), "maximum allowed value of a user defined priority is 1000000000");
  }
  const doc::Node& preemption = object["preemptionPolicy"];
  if (preemption.is_null()) return;
  const Path path("preemptionPolicy");
  if (text_of(preemption).empty())
    errors.required(path);
  else if (!is_one_of(text_of(preemption), {"PreemptLowerPriority", "Never"}))
    errors.not_supported(path, text_of(preemption), {"PreemptLowerPriority", "Never"});
}

void check_priority_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  if (integer_of(object["value"]) != integer_of(old["value"]))
    errors.forbidden(Path("value"), "may not be changed in an update.");
  check_immutable(object["preemptionPolicy"], old["preemptionPolicy"], Path("preemptionPolicy"), errors);
}

// RuntimeClass

void check_runtime_class(const doc::Node& object, Errors& errors) {
  check_object_meta(object["metadata"], Scope::Cluster, dns_subdomain_name, Path("metadata"), errors);
  check_required_text(text_of(object["handler"]), kube::check_dns1123_label, Path("handler"), errors);
  check_requirements(object["overhead"]["podFixed"], {}, {}, Path("overhead"), errors);

  const doc::Node& scheduling = object["scheduling"];
  const Path path("scheduling"), tolerations_path(path, "tolerations");
  check_labels(scheduling["nodeSelector"], Path(path, "nodeSelector"), errors);
  const doc::Node& tolerations = scheduling["tolerations"];
  check_tolerations(tolerations, tolerations_path, errors);
  std::set<std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>> seen;
  std::size_t i = 0;
  for (const doc::Node& each : tolerations.items()) {
    const Path item(tolerations_path, i++);
    if (seen.emplace(text_of(each["key"]), text_of(each["operator"]), text_of(each["value"]), text_of(each["effect"]))
            .second)
      continue;
    errors.duplicate_printed(item, go_struct(each, {{"Key", "key", kGoText},
                                                    {"Operator", "operator", kGoText},
                                                    {"Value", "value", kGoText},
                                                    {"Effect", "effect", kGoText},
                                                    {"TolerationSeconds", "tolerationSeconds"}}));
  }
}

void check_runtime_class_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_runtime_class(object, errors);
  check_object_meta_update(object["metadata"], old["metadata"], Path("metadata"), errors);
  if (text_of(object["handler"]) != text_of(old["handler"]))
    errors.invalid(Path("handler"), text_of(object["handler"]), "field is immutable");
}

// Lease: with the gate CoordinatedLeaderElection off, its default, `strategy` and `preferredHolder` are dropped.

void prepare_lease(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) {
    spec.remove("strategy");
    spec.remove("preferredHolder");
  });
}

void prepare_lease_update(doc::Draft& object, const doc::Node&) { prepare_lease(object); }

void check_lease_spec(const doc::Node& spec, Errors& errors) {
  const Path path("spec");
  const doc::Node &duration = spec["leaseDurationSeconds"], &transitions = spec["leaseTransitions"];
  if (!duration.is_null() && integer_of(duration) <= 0)
    errors.invalid(Path(path, "leaseDurationSeconds"), duration, "must be greater than 0");
  if (!transitions.is_null() && integer_of(transitions) < 0)
    errors.invalid(Path(path, "leaseTransitions"), transitions, "must be greater than or equal to 0");
}

void check_lease(const doc::Node& object, Errors& errors) {
  check_object_meta(object["metadata"], Scope::Namespaced, dns_subdomain_name, Path("metadata"), errors);
  check_lease_spec(object["spec"], errors);
}

void check_lease_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_object_meta_update(object["metadata"], old["metadata"], Path("metadata"), errors);
  check_lease_spec(object["spec"], errors);
}

constexpr BuiltinKind kKinds[] = {
    {.api_version = "policy/v1",
     .kind = "PodDisruptionBudget",
     .resource = "poddisruptionbudgets",
     .scope = Scope::Namespaced,
     .set_defaults = nullptr,
     .prepare = drop_status,
     .check = check_budget,
     .prepare_update = keep_status,
     .check_update = check_budget_update},
    {.api_version = "scheduling.k8s.io/v1",
     .kind = "PriorityClass",
     .resource = "priorityclasses",
     .scope = Scope::Cluster,
     .set_defaults = set_priority_defaults,
     .prepare = nullptr,
     .check = check_priority,
     .prepare_update = nullptr,
     .check_update = check_priority_update},
    {.api_version = "node.k8s.io/v1",
     .kind = "RuntimeClass",
     .resource = "runtimeclasses",
     .scope = Scope::Cluster,
     .set_defaults = nullptr,
     .prepare = nullptr,
     .check = check_runtime_class,
     .prepare_update = nullptr,
     .check_update = check_runtime_class_update},
    {.api_version = "coordination.k8s.io/v1",
     .kind = "Lease",
     .resource = "leases",
     .scope = Scope::Namespaced,
     .set_defaults = nullptr,
     .prepare = prepare_lease,
     .check = check_lease,
     .prepare_update = prepare_lease_update,
     .check_update = check_lease_update},
};

}  // namespace

std::span<const BuiltinKind> policy_kinds() { return kKinds; }

}  // namespace slipway::schema::builtin
