// Deployments: pkg/registry/apps/deployment/strategy.go.
#include <array>
#include <string>

#include "schema/builtin/apps/workload.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/kind.h"
#include "schema/builtin/pod/draft_defaults.h"
#include "schema/builtin/selector.h"

namespace slipway::schema::builtin {
namespace {

void set_strategy_defaults(doc::Draft& strategy) {
  default_text(strategy, "type", "RollingUpdate");
  if (text_of(strategy["type"]) != "RollingUpdate") return;
  strategy.in_new("rollingUpdate", [](doc::Draft& rolling) {
    rolling.set_default("maxUnavailable", "25%");
    rolling.set_default("maxSurge", "25%");
  });
}

void set_defaults(doc::Draft& deployment) {
  deployment.in_new("spec", [](doc::Draft& spec) {
    spec.set_default("replicas", 1);
    spec.in_new("strategy", set_strategy_defaults);
    spec.set_default("revisionHistoryLimit", 10);
    spec.set_default("progressDeadlineSeconds", 600);
    set_template_defaults(spec);
  });
}

void prepare(doc::Draft& deployment) {
  drop_status(deployment);
  deployment.in("spec", prepare_template);
}

void prepare_update(doc::Draft& deployment, const doc::Node& old) {
  prepare(deployment);
  keep_status(deployment, old);
}

void check_rolling_update(const doc::Node& rolling, const Path& path, Errors& errors) {
  const doc::Node &unavailable = rolling["maxUnavailable"], &surge = rolling["maxSurge"];
  const Path unavailable_path(path, "maxUnavailable");
  check_count_or_percent(unavailable, unavailable_path, errors);
  check_count_or_percent(surge, Path(path, "maxSurge"), errors);
  if (count_or_percent(unavailable) == 0 && count_or_percent(surge) == 0)
    errors.invalid_printed(unavailable_path, printed_amount(unavailable), "may not be 0 when `maxSurge` is 0");
  check_at_most_100_percent(unavailable, unavailable_path, errors);
}

void check_strategy(const doc::Node& strategy, const Path& path, Errors& errors) {
  static constexpr std::array<GoField, 2> kRolling = {
      {{"MaxUnavailable", "maxUnavailable", "0"}, {"MaxSurge", "maxSurge", "0"}}};
  const std::string_view type = text_of(strategy["type"]);
  const doc::Node& rolling = strategy["rollingUpdate"];
  const Path rolling_path(path, "rollingUpdate");
  if (type == "RollingUpdate")
    check_rolling_update(rolling, rolling_path, errors);
  else if (type != "Recreate")
    errors.add(kube::FieldError{
        kube::FieldError::Kind::NotSupported, path.to_string(),
        go_struct(strategy, {{"Type", "type", kGoText}, {"RollingUpdate", "rollingUpdate", "null", kRolling}}),
        "supported values: \"Recreate\", \"RollingUpdate\""});
  else if (!rolling.is_null())
    errors.forbidden(rolling_path, "may not be specified when strategy `type` is 'Recreate'");
}

void check_spec(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors) {
  check_not_negative_fields(spec, {"replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"},
                            path, errors);
  check_workload_selector(spec["selector"], "deployment", Path(path, "selector"), errors);
  check_replicated_template(spec, old_spec, path, errors);
  check_strategy(spec["strategy"], Path(path, "strategy"), errors);
  if (const std::int64_t deadline = integer_of(spec["progressDeadlineSeconds"]);
      deadline <= integer_of(spec["minReadySeconds"]))
    errors.invalid(Path(path, "progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
}

void check(const doc::Node& deployment, Errors& errors) {
  check_core_meta(deployment, Scope::Namespaced, dns_subdomain_name, errors);
  check_spec(deployment["spec"], nullptr, Path("spec"), errors);
}

void check_update(const doc::Node& deployment, const doc::Node& old, Errors& errors) {
  const Path path("spec");
  check_core_meta_update(deployment, old, errors);
  check_spec(deployment["spec"], &old["spec"], path, errors);
  check_selector_kept(deployment["spec"]["selector"], old["spec"]["selector"], Path(path, "selector"), errors);
}

}  // namespace

const BuiltinKind kDeployment = {.api_version = "apps/v1",
                                 .kind = "Deployment",
                                 .resource = "deployments",
                                 .scope = Scope::Namespaced,
                                 .set_defaults = set_defaults,
                                 .prepare = prepare,
                                 .check = check,
                                 .prepare_update = prepare_update,
                                 .check_update = check_update};

}  // namespace slipway::schema::builtin
