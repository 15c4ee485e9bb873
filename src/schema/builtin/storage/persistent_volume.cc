#include <algorithm>
#include <string>
#include <utility>

#include "schema/builtin/fields.h"
#include "schema/builtin/node_selector.h"
#include "schema/builtin/storage/kinds.h"
#include "schema/builtin/storage/volume_spec.h"

/// v1 PersistentVolume. Follows Kubernetes 1.36.3 pkg/apis/core/{v1/defaults.go,validation/validation.go} and
/// pkg/volume/validation/pv_validation.go, with the gate MutablePVNodeAffinity off.
namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& object) {
  object.in_new("spec", [](doc::Draft& spec) {
    if (text_of(spec["persistentVolumeReclaimPolicy"]).empty()) spec.set("persistentVolumeReclaimPolicy", "Retain");
    spec.set_default("volumeMode", "Filesystem");
    set_volume_source_defaults(spec);
  });
}

/// Of volumes that know no mount options.
void check_mount_options(const doc::Node& object, Errors& errors) {
  constexpr std::string_view kAnnotation = "volume.beta.kubernetes.io/mount-options";
  if (object["metadata"]["annotations"].find(kAnnotation) == nullptr) return;
  for (const char* key : {"gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "nfs", "rbd", "quobyte", "iscsi",
                          "cinder", "cephfs", "azureFile", "vsphereVolume", "azureDisk", "photonPersistentDisk"})
    if (!object["spec"][key].is_null()) return;
  const Path metadata("metadata"), annotations(metadata, "annotations");
  errors.forbidden(Path(annotations, kAnnotation), "may not specify mount options for this volume type");
}

void check_volume(const doc::Node& object, bool any_label_values, Errors& errors) {
  check_core_meta(object, Scope::Cluster, dns_subdomain_name, errors);
  check_volume_spec(object["spec"],
                    {.volume_name = text_of(object["metadata"]["name"]), .any_label_values = any_label_values},
                    Path("spec"), errors);
}

void check(const doc::Node& object, Errors& errors) {
  check_volume(object, false, errors);
  check_mount_options(object, errors);
}

bool has_invalid_label_value(const doc::Node& spec) {
  for (const doc::Node& term : spec["nodeAffinity"]["required"]["nodeSelectorTerms"].items())
    for (const doc::Node& requirement : term["matchExpressions"].items())
      for (const doc::Node& value : requirement["values"].items())
        if (!kube::check_label_value(text_of(value)).empty()) return true;
  return false;
}

/// The same source; a CSI secret for expansion may be added later.
bool is_same_source(const doc::Node& spec, const doc::Node& old_spec) {
  return std::ranges::all_of(volume_source_keys(), [&](std::string_view key) {
    const doc::Node &now = spec[key], &old = old_spec[key];
    constexpr std::string_view kLater = "controllerExpandSecretRef";
    if (now.is_null() != old.is_null()) return false;
    if (key != "csi" || now[kLater].is_null() || !old[kLater].is_null()) return same_value(now, old);
    doc::Arena arena;
    doc::Draft draft(now, arena);
    draft.remove(kLater);
    return same_value(draft.node(), old);
  });
}

/// A label of old that has been given a final name since.
bool is_renamed(std::string_view old, std::string_view now) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone"},
      {"failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region"},
      {"beta.kubernetes.io/os", "kubernetes.io/os"},
      {"beta.kubernetes.io/arch", "kubernetes.io/arch"},
      {"beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type"}};
  return std::ranges::find(kNames, std::pair(old, now)) != std::end(kNames);
}

template <class Same>
bool is_same_list(const doc::Node& now, const doc::Node& old, Same same) {
  return std::ranges::equal(now.items(), old.items(), same);
}

bool is_same_requirement(const doc::Node& now, const doc::Node& old) {
  const std::string_view key = text_of(now["key"]), old_key = text_of(old["key"]);
  return (key == old_key || is_renamed(old_key, key)) && text_of(now["operator"]) == text_of(old["operator"]) &&
         same_value(now["values"], old["values"]);
}

bool is_same_affinity(const doc::Node& now, const doc::Node& old) {
  if (now.is_null() != old.is_null() || now["required"].is_null() != old["required"].is_null()) return false;
  return is_same_list(now["required"]["nodeSelectorTerms"], old["required"]["nodeSelectorTerms"],
                      [](const doc::Node& a, const doc::Node& b) {
                        return is_same_list(a["matchExpressions"], b["matchExpressions"], is_same_requirement) &&
                               is_same_list(a["matchFields"], b["matchFields"], is_same_requirement);
                      });
}

std::string printed_affinity(const doc::Node& affinity) {
  if (affinity.is_null()) return "null";
  const doc::Node& required = affinity["required"];
  return R"({"Required":)" + (required.is_null() ? "null" : printed_node_selector(required)) + "}";
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  const doc::Node &spec = object["spec"], &old_spec = old["spec"];
  const bool any_label_values = has_invalid_label_value(old_spec);
  check_volume(object, any_label_values, errors);
  check_mount_options(object, errors);
  check_volume(object, any_label_values, errors);  // the server does so twice
  const Path path("spec");
  if (!is_same_source(spec, old_spec))
    errors.forbidden(Path(path, "persistentvolumesource"), "spec.persistentvolumesource is immutable after creation");
  check_immutable(spec["volumeMode"], old_spec["volumeMode"], Path("volumeMode"), errors);
  const doc::Node &affinity = spec["nodeAffinity"], &old_affinity = old_spec["nodeAffinity"];
  if (!old_affinity.is_null() && !is_same_affinity(affinity, old_affinity))
    errors.invalid_printed(Path("nodeAffinity"), printed_affinity(affinity),
                           "field is immutable, except for updating from beta label to GA");
  if (!old_spec["volumeAttributesClassName"].is_null() && spec["volumeAttributesClassName"].is_null())
    errors.forbidden(Path(path, "volumeAttributesClassName"), "update from non-nil value to nil is forbidden");
}

}  // namespace

const BuiltinKind kPersistentVolume = {.api_version = "v1",
                                       .kind = "PersistentVolume",
                                       .resource = "persistentvolumes",
                                       .scope = Scope::Cluster,
                                       .set_defaults = set_defaults,
                                       .prepare = drop_status,
                                       .check = check,
                                       .prepare_update = keep_status,
                                       .check_update = check_update};

}  // namespace slipway::schema::builtin
