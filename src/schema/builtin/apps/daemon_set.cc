// DaemonSets: pkg/registry/apps/daemonset/strategy.go.
#include <array>
#include <string>

#include "kube/go_text.h"
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

/// Where the internal templateGeneration stands in this version.
constexpr std::string_view kGeneration = "deprecated.daemonset.template.generation";

void set_defaults(doc::Draft& set) {
  set.in_new("spec", [](doc::Draft& spec) {
    spec.in_new("updateStrategy", [](doc::Draft& strategy) {
      default_text(strategy, "type", "RollingUpdate");
      if (text_of(strategy["type"]) != "RollingUpdate") return;
      strategy.in_new("rollingUpdate", [](doc::Draft& rolling) {
        rolling.set_default("maxUnavailable", 1);
        rolling.set_default("maxSurge", 0);
      });
    });
    spec.set_default("revisionHistoryLimit", 10);
    set_template_defaults(spec);
  });
}

std::int64_t generation_of(const doc::Node& set) {
  return kube::go_parse_int(text_of(set["metadata"]["annotations"][kGeneration])).value_or(0);
}

void set_generation(doc::Draft& set, std::int64_t generation) {
  set.in_new("metadata", [&](doc::Draft& meta) {
    meta.in_new("annotations",
                [&](doc::Draft& annotations) { annotations.set(kGeneration, std::to_string(generation)); });
  });
}

void prepare(doc::Draft& set) {
  drop_status(set);
  set_generation(set, std::max<std::int64_t>(generation_of(set.node()), 1));
  set.in("spec", prepare_template);
}

void prepare_update(doc::Draft& set, const doc::Node& old) {
  static const kube::FieldType::Use& use = field_use("apps/v1", "DaemonSet", {"spec", "template"});
  keep_status(set, old);
  set.in("spec", prepare_template);
  const bool same = same_typed(set["spec"]["template"], old["spec"]["template"], use);
  set_generation(set, generation_of(old) + (same ? 0 : 1));
}

void check_rolling_update(const doc::Node& rolling, const Path& path, Errors& errors) {
  const doc::Node &unavailable = rolling["maxUnavailable"], &surge = rolling["maxSurge"];
  const Path unavailable_path(path, "maxUnavailable"), surge_path(path, "maxSurge");
  check_count_or_percent(unavailable, unavailable_path, errors);
  check_count_or_percent(surge, surge_path, errors);
  check_at_most_100_percent(unavailable, unavailable_path, errors);
  check_at_most_100_percent(surge, surge_path, errors);
  const bool has_unavailable = count_or_percent(unavailable) != 0, has_surge = count_or_percent(surge) != 0;
  if (has_unavailable && has_surge)
    errors.invalid_printed(surge_path, printed_amount(surge), "may not be set when maxUnavailable is non-zero");
  if (!has_unavailable && !has_surge) errors.required(unavailable_path, "cannot be 0 when maxSurge is 0");
}

void check_strategy(const doc::Node& strategy, const Path& path, Errors& errors) {
  static constexpr std::array<GoField, 2> kRolling = {
      {{"MaxUnavailable", "maxUnavailable", "0"}, {"MaxSurge", "maxSurge", "0"}}};
  const std::string_view type = text_of(strategy["type"]);
  if (type == "RollingUpdate")
    check_rolling_update(strategy["rollingUpdate"], Path(path, "rollingUpdate"), errors);
  else if (type != "OnDelete")
    errors.add(kube::FieldError{
        kube::FieldError::Kind::NotSupported, path.to_string(),
        go_struct(strategy, {{"Type", "type", kGoText}, {"RollingUpdate", "rollingUpdate", "null", kRolling}}),
        "supported values: \"RollingUpdate\", \"OnDelete\""});
}

void check_spec(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors) {
  const doc::Node &selector = spec["selector"], &made = spec["template"];
  const Path selector_path(path, "selector"), template_path(path, "template");
  if (!selector.is_null()) {
    check_label_selector(selector, {}, selector_path, errors);
    if (is_empty_selector(selector))
      errors.invalid_printed(selector_path, printed_selector(selector), "empty selector is invalid for daemonset");
  }
  if (is_selector(selector)) check_selects_template(selector, made, template_path, errors);
  check_template(made, {.old_spec = old_spec ? &(*old_spec)["template"]["spec"] : nullptr}, template_path, errors);
  check_runs_for_ever(made, "DaemonSet", template_path, errors);
  check_not_negative_fields(spec, {"minReadySeconds", "revisionHistoryLimit"}, path, errors);
  check_strategy(spec["updateStrategy"], Path(path, "updateStrategy"), errors);
}

void check(const doc::Node& set, Errors& errors) {
  check_core_meta(set, Scope::Namespaced, dns_subdomain_name, errors);
  check_spec(set["spec"], nullptr, Path("spec"), errors);
}

void check_update(const doc::Node& set, const doc::Node& old, Errors& errors) {
  const Path path("spec");
  check_core_meta_update(set, old, errors);
  check_spec(set["spec"], &old["spec"], path, errors);
  check_selector_kept(set["spec"]["selector"], old["spec"]["selector"], Path(path, "selector"), errors);
}

}  // namespace

const BuiltinKind kDaemonSet = {.api_version = "apps/v1",
                                .kind = "DaemonSet",
                                .resource = "daemonsets",
                                .scope = Scope::Namespaced,
                                .set_defaults = set_defaults,
                                .prepare = prepare,
                                .check = check,
                                .prepare_update = prepare_update,
                                .check_update = check_update};

}  // namespace slipway::schema::builtin
