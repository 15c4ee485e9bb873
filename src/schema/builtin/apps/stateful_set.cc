// StatefulSets: pkg/registry/apps/statefulset/strategy.go.
#include <array>
#include <string>

#include "schema/builtin/apps/workload.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/kind.h"
#include "schema/builtin/pod/draft_defaults.h"
#include "schema/builtin/selector.h"
#include "schema/builtin/typed_equality.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

void set_strategy_defaults(doc::Draft& strategy) {
  if (text_of(strategy["type"]).empty()) {
    strategy.set("type", "RollingUpdate");
    if (!strategy.has("rollingUpdate")) strategy.set("rollingUpdate", strategy.empty_map());
  }
  if (text_of(strategy["type"]) == "RollingUpdate")
    strategy.in("rollingUpdate", [](doc::Draft& rolling) { rolling.set_default("partition", 0); });
}

void set_claim_defaults(doc::Draft& claim) {
  claim.in_new("status", [](doc::Draft& status) {
    default_text(status, "phase", "Pending");
    store_amounts(status, "capacity");
    store_amounts(status, "allocatedResources");
  });
  claim.in_new("spec", set_claim_spec_defaults);
}

void set_defaults(doc::Draft& set) {
  set.in_new("spec", [](doc::Draft& spec) {
    default_text(spec, "podManagementPolicy", "OrderedReady");
    spec.in_new("updateStrategy", set_strategy_defaults);
    spec.in_new("persistentVolumeClaimRetentionPolicy", [](doc::Draft& policy) {
      default_text(policy, "whenDeleted", "Retain");
      default_text(policy, "whenScaled", "Retain");
    });
    spec.set_default("replicas", 1);
    spec.set_default("revisionHistoryLimit", 10);
    set_template_defaults(spec);
    spec.each("volumeClaimTemplates", set_claim_defaults);
  });
}

void prepare_spec(doc::Draft& spec) {
  prepare_template(spec);
  spec.in("updateStrategy", [](doc::Draft& strategy) {
    // The gate MaxUnavailableStatefulSet is off.
    strategy.in("rollingUpdate", [](doc::Draft& rolling) { rolling.remove("maxUnavailable"); });
  });
  spec.each("volumeClaimTemplates", [](doc::Draft& claim) {
    claim.set("apiVersion", "v1");
    claim.set("kind", "PersistentVolumeClaim");
  });
}

void prepare(doc::Draft& set) {
  drop_status(set);
  set.in("spec", prepare_spec);
}

void prepare_update(doc::Draft& set, const doc::Node& old) {
  prepare(set);
  keep_status(set, old);
}

std::string printed(const doc::Node& rolling) {
  return go_struct(rolling, {{"Partition", "partition", "0"}, {"MaxUnavailable", "maxUnavailable"}});
}

void check_strategy(const doc::Node& strategy, const Path& path, Errors& errors) {
  const std::string_view type = text_of(strategy["type"]);
  const doc::Node& rolling = strategy["rollingUpdate"];
  const Path rolling_path(path, "rollingUpdate");
  if (type == "OnDelete") {
    if (!rolling.is_null())
      errors.invalid_printed(rolling_path, printed(rolling), "only allowed for updateStrategy 'RollingUpdate'");
  } else if (type == "RollingUpdate") {
    check_not_negative(integer_of(rolling["partition"]), Path(rolling_path, "partition"), errors);
  } else {
    static constexpr std::array<GoField, 2> kRolling = {
        {{"Partition", "partition", "0"}, {"MaxUnavailable", "maxUnavailable"}}};
    errors.invalid_printed(
        path, go_struct(strategy, {{"Type", "type", kGoText}, {"RollingUpdate", "rollingUpdate", "null", kRolling}}),
        "must be 'RollingUpdate' or 'OnDelete'");
  }
}

void check_made_template(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors) {
  const doc::Node &selector = spec["selector"], &made = spec["template"];
  if (!is_selector(selector)) return errors.invalid_printed(Path(path, "selector"), printed_selector(selector), "");
  const doc::Node &meta = made["metadata"], &claims = spec["volumeClaimTemplates"];
  const Path template_path(path, "template"), annotations_path(template_path, "annotations");
  check_selects_template(selector, made, template_path, errors);
  check_template(made, {.old_spec = old_spec ? &(*old_spec)["template"]["spec"] : nullptr, .claim_templates = &claims},
                 template_path, errors);
  // The server looks twice.
  check_labels(meta["labels"], Path(template_path, "labels"), errors);
  check_annotations(meta["annotations"], annotations_path, errors);
  check_pod_annotations(meta["annotations"], made["spec"], annotations_path, errors);
}

void check_spec(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors) {
  if (const std::string_view policy = text_of(spec["podManagementPolicy"]);
      !is_one_of(policy, {"OrderedReady", "Parallel"}))
    errors.invalid(Path(path, "podManagementPolicy"), policy, "must be 'OrderedReady' or 'Parallel'");
  check_strategy(spec["updateStrategy"], Path(path, "updateStrategy"), errors);
  const Path retention(path, "persistentVolumeClaimRetentionPolicy");
  for (const char* when : {"whenDeleted", "whenScaled"})
    if (const std::string_view policy = text_of(spec["persistentVolumeClaimRetentionPolicy"][when]);
        !is_one_of(policy, {"Retain", "Delete"}))
      errors.not_supported(Path(retention, when), policy, {"Retain", "Delete"});
  check_not_negative_fields(spec, {"replicas", "minReadySeconds"}, path, errors);
  check_not_negative(integer_of(spec["ordinals"]["start"]), Path(path, "ordinals.start"), errors);
  if (!old_spec) {  // these never change
    const Path claims(path, "volumeClaimTemplates");
    std::size_t index = 0;
    for (const doc::Node& claim : spec["volumeClaimTemplates"].items()) {
      const Path at(claims, index++);
      check_claim_spec(claim["spec"], Path(at, "spec"), errors);
    }
    if (const std::string_view service = text_of(spec["serviceName"]); !service.empty())
      check_text(service, kube::check_dns1123_label, Path(path, "serviceName"), errors);
  }
  check_workload_selector(spec["selector"], "statefulset", Path(path, "selector"), errors);
  check_made_template(spec, old_spec, path, errors);
  check_runs_for_ever(spec["template"], "StatefulSet", Path(path, "template"), errors);
}

void check(const doc::Node& set, Errors& errors) {
  check_core_meta(set, Scope::Namespaced, dns_label_name, errors);
  check_spec(set["spec"], nullptr, Path("spec"), errors);
}

void check_update(const doc::Node& set, const doc::Node& old, Errors& errors) {
  const Path path("spec");
  check_core_meta_update(set, old, errors);
  check_spec(set["spec"], &old["spec"], path, errors);
  static const kube::FieldType& type = *field_use("apps/v1", "StatefulSet", {"spec"}).type;
  for (const char* field : {"selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates"})
    if (!same_typed(set["spec"][field], old["spec"][field], type.find(field)->use))
      return errors.forbidden(path,
                              "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
                              "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
                              "'minReadySeconds' are forbidden");
}

}  // namespace

const BuiltinKind kStatefulSet = {.api_version = "apps/v1",
                                  .kind = "StatefulSet",
                                  .resource = "statefulsets",
                                  .scope = Scope::Namespaced,
                                  .set_defaults = set_defaults,
                                  .prepare = prepare,
                                  .check = check,
                                  .prepare_update = prepare_update,
                                  .check_update = check_update};

}  // namespace slipway::schema::builtin
