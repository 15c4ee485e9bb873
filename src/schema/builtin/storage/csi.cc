#include <set>

#include "doc/json.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/storage/kinds.h"

/// storage.k8s.io/v1 CSIDriver and CSINode. Follows Kubernetes 1.36.3 pkg/apis/storage/{v1/defaults.go,validation} and
/// pkg/registry/storage/csidriver/strategy.go, with the gate VolumeLimitScaling off and SELinuxMountReadWriteOncePod,
/// MutableCSINodeAllocatableCount and CSIServiceAccountTokenSecrets on.
namespace slipway::schema::builtin {
namespace {

void set_driver_defaults(doc::Draft& object) {
  object.in_new("spec", [](doc::Draft& spec) {
    spec.set_default("attachRequired", true);
    for (const char* key : {"podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount"})
      spec.set_default(key, false);
    spec.set_default("fsGroupPolicy", "ReadWriteOnceWithFSType");
    if (spec["volumeLifecycleModes"].size() == 0)
      spec.set("volumeLifecycleModes", spec.list_of({spec.text("Persistent")}, spec["volumeLifecycleModes"]));
  });
}

void prepare_driver(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) { spec.remove("preventPodSchedulingIfMissing"); });
}

void prepare_driver_update(doc::Draft& object, const doc::Node&) { prepare_driver(object); }

void check_token_requests(const doc::Node& requests, const Path& path, Errors& errors) {
  std::set<std::string_view> audiences;
  std::size_t i = 0;
  for (const doc::Node& request : requests.items()) {
    const Path item(path, i++), seconds_path(item, "expirationSeconds");
    const std::string_view audience = text_of(request["audience"]);
    if (!audiences.insert(audience).second) {
      errors.duplicate(Path(item, "audience"), audience);
      continue;
    }
    const doc::Node& seconds = request["expirationSeconds"];
    if (seconds.is_null()) continue;
    if (integer_of(seconds) < 600)
      errors.invalid(seconds_path, seconds, "may not specify a duration less than 10 minutes");
    if (integer_of(seconds) > std::int64_t{1} << 32)
      errors.invalid(seconds_path, seconds, "may not specify a duration larger than 2^32 seconds");
  }
}

void check_driver_spec(const doc::Node& spec, Errors& errors) {
  const Path path("spec");
  const std::string_view policy = text_of(spec["fsGroupPolicy"]);
  if (!is_one_of(policy, {"File", "None", "ReadWriteOnceWithFSType"}))
    errors.not_supported(Path(path, "fsGroupPolicy"), policy, {"File", "None", "ReadWriteOnceWithFSType"});
  check_token_requests(spec["tokenRequests"], Path(path, "tokenRequests"), errors);
  for (const doc::Node& mode : spec["volumeLifecycleModes"].items())
    if (!is_one_of(text_of(mode), {"Persistent", "Ephemeral"}))
      errors.not_supported(Path(path, "volumeLifecycleModes"), text_of(mode), {"Persistent", "Ephemeral"});
  const doc::Node &period = spec["nodeAllocatableUpdatePeriodSeconds"],
                  &in_secrets = spec["serviceAccountTokenInSecrets"];
  if (!period.is_null() && integer_of(period) < 10)
    errors.invalid(Path(path, "nodeAllocatableUpdatePeriodSeconds"), period,
                   "must be greater than or equal to 10 seconds");
  if (!in_secrets.is_null() && spec["tokenRequests"].size() == 0)
    errors.invalid(Path(path, "serviceAccountTokenInSecrets"), in_secrets,
                   "serviceAccountTokenInSecrets is set but no tokenRequests are specified");
}

void check_driver(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Cluster, dns_subdomain_name, errors);
  check_driver_spec(object["spec"], errors);
}

void check_driver_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  const doc::Node &spec = object["spec"], &old_spec = old["spec"];
  check_driver_spec(spec, errors);
  const Path path("spec");
  check_immutable(spec["attachRequired"], old_spec["attachRequired"], Path(path, "attachedRequired"), errors);
  check_immutable(spec["volumeLifecycleModes"], old_spec["volumeLifecycleModes"], Path(path, "volumeLifecycleModes"),
                  errors);
}

// CSINode

void check_node_driver(const doc::Node& driver, std::set<std::string_view>& names, const Path& path, Errors& errors) {
  const std::string_view name = text_of(driver["name"]), id = text_of(driver["nodeID"]);
  const Path name_path(path, "name"), id_path(path, "nodeID"), allocatable(path, "allocatable");
  check_csi_driver_name(name, name_path, errors);
  if (id.empty()) errors.required(id_path);
  if (id.size() > 256) errors.invalid(id_path, id, "must be 256 characters or less");
  check_not_negative(integer_of(driver["allocatable"]["count"]), Path(allocatable, "count"), errors);
  if (!names.insert(name).second) errors.duplicate(name_path, name);
  std::set<std::string_view> keys;
  for (const doc::Node& item : driver["topologyKeys"].items()) {
    const std::string_view key = text_of(item);
    if (key.empty()) errors.required(path);
    if (!keys.insert(key).second) errors.duplicate(path, key);
    check_text(key, kube::check_label_key, path, errors);
  }
}

void check_node(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Cluster, dns_subdomain_name, errors);
  const Path spec("spec"), path(spec, "drivers");
  std::set<std::string_view> names;
  std::size_t i = 0;
  for (const doc::Node& driver : object["spec"]["drivers"].items())
    check_node_driver(driver, names, Path(path, i++), errors);
}

void check_node_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_node(object, errors);
  const Path spec("spec"), path(spec, "drivers");
  for (const doc::Node& before : old["spec"]["drivers"].items())
    for (const doc::Node& now : object["spec"]["drivers"].items()) {
      if (text_of(before["name"]) != text_of(now["name"])) continue;
      if (text_of(before["nodeID"]) == text_of(now["nodeID"]) &&
          same_value(before["topologyKeys"], now["topologyKeys"]))
        continue;
      errors.invalid_printed(path,
                             go_struct(now, {{"Name", "name", kGoText},
                                             {"NodeID", "nodeID", kGoText},
                                             {"TopologyKeys", "topologyKeys"},
                                             {"Allocatable", ""}}),
                             "field is immutable");
    }
}

}  // namespace

const BuiltinKind kCsiDriver = {.api_version = "storage.k8s.io/v1",
                                .kind = "CSIDriver",
                                .resource = "csidrivers",
                                .scope = Scope::Cluster,
                                .set_defaults = set_driver_defaults,
                                .prepare = prepare_driver,
                                .check = check_driver,
                                .prepare_update = prepare_driver_update,
                                .check_update = check_driver_update};

const BuiltinKind kCsiNode = {.api_version = "storage.k8s.io/v1",
                              .kind = "CSINode",
                              .resource = "csinodes",
                              .scope = Scope::Cluster,
                              .set_defaults = nullptr,
                              .prepare = nullptr,
                              .check = check_node,
                              .prepare_update = nullptr,
                              .check_update = check_node_update};

}  // namespace slipway::schema::builtin
