// ReplicaSets: pkg/registry/apps/replicaset/strategy.go.
#include "schema/builtin/apps/workload.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/kind.h"
#include "schema/builtin/selector.h"

namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& set) {
  set.in_new("spec", [](doc::Draft& spec) {
    spec.set_default("replicas", 1);
    set_template_defaults(spec);
  });
}

void prepare(doc::Draft& set) {
  drop_status(set);
  set.in("spec", prepare_template);
}

void prepare_update(doc::Draft& set, const doc::Node& old) {
  prepare(set);
  keep_status(set, old);
}

void check_spec(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors) {
  check_not_negative_fields(spec, {"replicas", "minReadySeconds"}, path, errors);
  check_workload_selector(spec["selector"], "deployment", Path(path, "selector"), errors);  // so it says
  check_replicated_template(spec, old_spec, path, errors);
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

const BuiltinKind kReplicaSet = {.api_version = "apps/v1",
                                 .kind = "ReplicaSet",
                                 .resource = "replicasets",
                                 .scope = Scope::Namespaced,
                                 .set_defaults = set_defaults,
                                 .prepare = prepare,
                                 .check = check,
                                 .prepare_update = prepare_update,
                                 .check_update = check_update};

}  // namespace slipway::schema::builtin
