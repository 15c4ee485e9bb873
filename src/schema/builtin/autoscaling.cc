#include <array>
#include <optional>
#include <string>

#include "base/quote.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/kind.h"
#include "schema/builtin/resource_amounts.h"

/// autoscaling/v2 HorizontalPodAutoscaler. Follows Kubernetes 1.36.3
/// pkg/apis/autoscaling/{v2/defaults.go,validation} and pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go,
/// with the gates HPAScaleToZero off and HPAConfigurableTolerance on.
namespace slipway::schema::builtin {
namespace {

void set_metric_defaults(doc::Draft& spec) {
  if (spec["metrics"].size() > 0) return;
  doc::Draft target(spec.empty_map(), spec.arena()), resource(spec.empty_map(), spec.arena()),
      metric(spec.empty_map(), spec.arena());
  target.set("type", "Utilization");
  target.set("averageUtilization", 80);
  resource.set("name", "cpu");
  resource.set("target", target.node());
  metric.set("type", "Resource");
  metric.set("resource", resource.node());
  spec.set("metrics", spec.list_of({metric.node()}, spec["metrics"]));
}

void set_rules_defaults(doc::Draft& rules, bool up) {
  rules.set_default("selectPolicy", "Max");
  if (up) rules.set_default("stabilizationWindowSeconds", 0);
  if (rules.has("policies")) return;
  std::vector<doc::Node> policies;
  const auto add = [&](const char* type, int value) {
    doc::Draft policy(rules.empty_map(), rules.arena());
    policy.set("type", type);
    policy.set("value", value);
    policy.set("periodSeconds", 15);
    policies.push_back(policy.node());
  };
  if (up) add("Pods", 4);
  add("Percent", 100);
  rules.set("policies", rules.list_of(policies, {}));
}

void set_defaults(doc::Draft& object) {
  object.in_new("spec", [](doc::Draft& spec) {
    spec.set_default("minReplicas", 1);
    set_metric_defaults(spec);
    spec.in("behavior", [](doc::Draft& behavior) {
      behavior.in_new("scaleUp", [](doc::Draft& rules) { set_rules_defaults(rules, true); });
      behavior.in_new("scaleDown", [](doc::Draft& rules) { set_rules_defaults(rules, false); });
    });
  });
}

/// What older versions kept in annotations does not stay.
void prepare(doc::Draft& object) {
  drop_status(object);
  object.in("metadata", [](doc::Draft& metadata) {
    metadata.in("annotations", [](doc::Draft& annotations) {
      for (const std::string_view name : {"conditions", "metrics", "behavior", "current-metrics"})
        annotations.remove("autoscaling.alpha.kubernetes.io/" + std::string(name));
    });
  });
}

void prepare_update(doc::Draft& object, const doc::Node& old) {
  prepare(object);
  keep_status(object, old);
}

/// What an update takes that a creation would not, since the old object has it.
struct Options {
  int least_replicas = 1;
  bool any_target_version = false, empty_target_group = false;
  bool any_metric_version = false;
};

/// Why schema.ParseGroupVersion, or the rule about groups, refuses an apiVersion.
std::optional<std::string> version_error(std::string_view version, bool empty_group) {
  const std::size_t slash = version.find('/');
  if (version.empty() || version == "/" || slash == version.npos)
    return empty_group ? std::nullopt : std::optional<std::string>("apiVersion must specify API group");
  if (version.find('/', slash + 1) != version.npos) return "unexpected GroupVersion string: " + std::string(version);
  if (slash == 0 && !empty_group) return "apiVersion must specify API group";
  return std::nullopt;
}

void check_reference(const doc::Node& reference, bool any_version, bool empty_group, const Path& path, Errors& errors) {
  check_required_text(text_of(reference["kind"]), check_path_segment, Path(path, "kind"), errors);
  check_required_text(text_of(reference["name"]), check_path_segment, Path(path, "name"), errors);
  if (any_version) return;
  const std::string_view version = text_of(reference["apiVersion"]);
  if (const auto error = version_error(version, empty_group)) errors.invalid(Path(path, "apiVersion"), version, *error);
}

void check_metric_name(const doc::Node& metric, const Path& path, Errors& errors) {
  const std::string_view name = text_of(metric["name"]);
  if (name.empty())
    errors.required(Path(path, "name"), "must specify a metric name");
  else
    check_text(name, check_path_segment, Path(path, "name"), errors);
}

void check_target(const doc::Node& target, const Path& path, Errors& errors) {
  const Path type_path(path, "type");
  const std::string_view type = text_of(target["type"]);
  if (type.empty()) errors.required(type_path, "must specify a metric target type");
  if (!is_one_of(type, {"Utilization", "Value", "AverageValue"}))
    errors.invalid(type_path, type, "must be either Utilization, Value, or AverageValue");
  for (const std::string_view key : {"value", "averageValue"}) {
    const doc::Node& value = target[key];
    if (value.is_null()) continue;
    if (const kube::Quantity quantity = quantity_of(value); quantity.sign() != 1)
      errors.invalid(Path(path, key), quantity.to_string(), "must be positive");
  }
  if (const doc::Node& utilization = target["averageUtilization"];
      !utilization.is_null() && integer_of(utilization) < 1)
    errors.invalid(Path(path, "averageUtilization"), utilization, "must be greater than 0");
}

void check_object_source(const doc::Node& source, const Options& options, const Path& path, Errors& errors) {
  check_reference(source["describedObject"], options.any_metric_version, true, Path(path, "describedObject"), errors);
  check_metric_name(source["metric"], Path(path, "metric"), errors);
  const Path target_path(path, "target");
  const doc::Node& target = source["target"];
  check_target(target, target_path, errors);
  if (target["value"].is_null() && target["averageValue"].is_null())
    errors.required(Path(target_path, "averageValue"), "must set either a target value or averageValue");
}

void check_external_source(const doc::Node& source, const Options&, const Path& path, Errors& errors) {
  check_metric_name(source["metric"], Path(path, "metric"), errors);
  const Path target_path(path, "target");
  const doc::Node& target = source["target"];
  check_target(target, target_path, errors);
  const bool has_value = !target["value"].is_null(), has_average = !target["averageValue"].is_null();
  if (!has_value && !has_average)
    errors.required(Path(target_path, "averageValue"), "must set either a target value for metric or a per-pod target");
  if (has_value && has_average)
    errors.forbidden(Path(target_path, "value"), "may not set both a target value for metric and a per-pod target");
}

void check_pods_source(const doc::Node& source, const Options&, const Path& path, Errors& errors) {
  check_metric_name(source["metric"], Path(path, "metric"), errors);
  const Path target_path(path, "target");
  check_target(source["target"], target_path, errors);
  if (source["target"]["averageValue"].is_null())
    errors.required(Path(target_path, "averageValue"), "must specify a positive target averageValue");
}

void check_resource_target(const doc::Node& target, const Path& path, Errors& errors) {
  check_target(target, path, errors);
  const bool has_utilization = !target["averageUtilization"].is_null(), has_value = !target["averageValue"].is_null();
  if (!has_utilization && !has_value)
    errors.required(Path(path, "averageUtilization"), "must set either a target raw value or a target utilization");
  if (has_utilization && has_value)
    errors.forbidden(Path(path, "averageValue"), "may not set both a target raw value and a target utilization");
}

void check_resource_source(const doc::Node& source, const Options&, const Path& path, Errors& errors) {
  if (text_of(source["name"]).empty()) errors.required(Path(path, "name"), "must specify a resource name");
  check_resource_target(source["target"], Path(path, "target"), errors);
}

void check_container_source(const doc::Node& source, const Options&, const Path& path, Errors& errors) {
  const std::string_view name = text_of(source["name"]), container = text_of(source["container"]);
  if (name.empty())
    errors.required(Path(path, "name"), "must specify a resource name");
  else
    check_container_resource_name(name, Path(path, "name"), errors);
  if (container.empty())
    errors.required(Path(path, "container"), "must specify a container");
  else
    check_text(container, kube::check_dns1123_label, Path(path, "container"), errors);
  check_resource_target(source["target"], Path(path, "target"), errors);
}

struct Source {
  std::string_view type, field;
  void (*check)(const doc::Node& source, const Options& options, const Path& path, Errors& errors);
};
constexpr std::array<Source, 5> kSources = {{{"Object", "object", check_object_source},
                                             {"External", "external", check_external_source},
                                             {"Pods", "pods", check_pods_source},
                                             {"Resource", "resource", check_resource_source},
                                             {"ContainerResource", "containerResource", check_container_source}}};

void check_metric(const doc::Node& metric, const Options& options, const Path& path, Errors& errors) {
  const std::string_view type = text_of(metric["type"]);
  const Source* expected = nullptr;
  int present = 0;
  for (const Source& source : kSources) {
    if (source.type == type) expected = &source;
    if (metric[source.field].is_null()) continue;
    if (++present == 1) source.check(metric[source.field], options, Path(path, source.field), errors);
  }
  const Path type_path(path, "type");
  if (type.empty()) errors.required(type_path, "must specify a metric source type");
  if (!expected) {
    for (int i = 0; i < 2; ++i)  // the server says it twice
      errors.not_supported(type_path, type, {"ContainerResource", "External", "Object", "Pods", "Resource"});
  } else if (metric[expected->field].is_null()) {
    errors.required(Path(path, expected->field), "must populate information for the given metric source");
  }
  if (present == 1) return;
  for (const Source& source : kSources)
    if (&source != expected && !metric[source.field].is_null())
      errors.forbidden(Path(path, source.field), "must populate the given metric source only");
}

void check_policy(const doc::Node& policy, const Path& path, Errors& errors) {
  const std::string_view type = text_of(policy["type"]);
  if (!is_one_of(type, {"Pods", "Percent"})) errors.not_supported(Path(path, "type"), type, {"Percent", "Pods"});
  if (const std::int64_t value = integer_of(policy["value"]); value <= 0)
    errors.invalid(Path(path, "value"), value, "must be greater than zero");
  const std::int64_t period = integer_of(policy["periodSeconds"]);
  if (period <= 0) errors.invalid(Path(path, "periodSeconds"), period, "must be greater than zero");
  if (period > 1800) errors.invalid(Path(path, "periodSeconds"), period, "must be less than or equal to 1800");
}

void check_rules(const doc::Node& rules, const Path& path, Errors& errors) {
  if (rules.is_null()) return;
  if (const doc::Node& window = rules["stabilizationWindowSeconds"]; !window.is_null()) {
    const Path window_path(path, "stabilizationWindowSeconds");
    if (integer_of(window) < 0) errors.invalid(window_path, window, "must be greater than or equal to zero");
    if (integer_of(window) > 3600) errors.invalid(window_path, window, "must be less than or equal to 3600");
  }
  const doc::Node& select = rules["selectPolicy"];
  if (!select.is_null() && !is_one_of(text_of(select), {"Max", "Min", "Disabled"}))
    errors.not_supported(Path(path, "selectPolicy"), text_of(select), {"Disabled", "Max", "Min"});
  const Path policies_path(path, "policies");
  if (rules["policies"].size() == 0) errors.required(policies_path, "must specify at least one Policy");
  std::size_t i = 0;
  for (const doc::Node& policy : rules["policies"].items()) check_policy(policy, Path(policies_path, i++), errors);
  if (const doc::Node& tolerance = rules["tolerance"]; !tolerance.is_null())
    check_quantity_not_negative(quantity_of(tolerance), Path(path, "tolerance"), errors);
}

void check_spec(const doc::Node& spec, const Options& options, Errors& errors) {
  const Path path("spec");
  const doc::Node& least = spec["minReplicas"];
  const std::int64_t most = integer_of(spec["maxReplicas"]);
  if (!least.is_null() && integer_of(least) < options.least_replicas)
    errors.invalid(Path(path, "minReplicas"), least,
                   "must be greater than or equal to " + std::to_string(options.least_replicas));
  const Path most_path(path, "maxReplicas");
  if (most == 0)
    errors.required(most_path, "must be set and greater than 0");
  else if (most < 0)
    errors.invalid(most_path, most, "must be greater than or equal to 1");
  if (!least.is_null() && most < integer_of(least))
    errors.invalid(most_path, most, "must be greater than or equal to `minReplicas`");
  check_reference(spec["scaleTargetRef"], options.any_target_version, options.empty_target_group,
                  Path(path, "scaleTargetRef"), errors);

  const Path metrics_path(path, "metrics");
  bool wakes = false;  // some metric can tell that a pod is needed while there is none
  std::size_t i = 0;
  for (const doc::Node& metric : spec["metrics"].items()) {
    check_metric(metric, options, Path(metrics_path, i++), errors);
    wakes = wakes || is_one_of(text_of(metric["type"]), {"Object", "External"});
  }
  if (!least.is_null() && integer_of(least) == 0 && !wakes)
    errors.forbidden(metrics_path,
                     "must specify at least one Object or External metric to support scaling to zero replicas");

  const Path behavior(path, "behavior");
  check_rules(spec["behavior"]["scaleUp"], Path(behavior, "scaleUp"), errors);
  check_rules(spec["behavior"]["scaleDown"], Path(behavior, "scaleDown"), errors);
}

void check(const doc::Node& object, Errors& errors) {
  const doc::Node& spec = object["spec"];
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  check_spec(spec, {.empty_target_group = text_of(spec["scaleTargetRef"]["kind"]) == "ReplicationController"}, errors);
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  const doc::Node &spec = object["spec"], &old_spec = old["spec"];
  const doc::Node &target = spec["scaleTargetRef"], &old_target = old_spec["scaleTargetRef"];
  Options options;
  const doc::Node& old_least = old_spec["minReplicas"];
  if (!old_least.is_null() && integer_of(old_least) == 0) options.least_replicas = 0;
  if (text_of(target["apiVersion"]) == text_of(old_target["apiVersion"]) &&
      text_of(target["kind"]) == text_of(old_target["kind"]))
    options.any_target_version = true;
  else
    options.empty_target_group = text_of(target["kind"]) == "ReplicationController";
  for (const doc::Node& metric : old_spec["metrics"].items())
    if (text_of(metric["type"]) == "Object" && !metric["object"].is_null() &&
        version_error(text_of(metric["object"]["describedObject"]["apiVersion"]), true))
      options.any_metric_version = true;
  check_spec(spec, options, errors);
}

constexpr BuiltinKind kKinds[] = {{.api_version = "autoscaling/v2",
                                   .kind = "HorizontalPodAutoscaler",
                                   .resource = "horizontalpodautoscalers",
                                   .scope = Scope::Namespaced,
                                   .set_defaults = set_defaults,
                                   .prepare = prepare,
                                   .check = check,
                                   .prepare_update = prepare_update,
                                   .check_update = check_update}};

}  // namespace

std::span<const BuiltinKind> autoscaling_kinds() { return kKinds; }

}  // namespace slipway::schema::builtin
