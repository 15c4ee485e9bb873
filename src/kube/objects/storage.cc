#include "kube/objects/storage.h"

#include "kube/objects/selection.h"

namespace slipway::kube {

bool StorageClass::is_default() const {
  const auto mark = object.annotations.find("storageclass.kubernetes.io/is-default-class");
  return mark != object.annotations.end() && mark->second == "true";
}

PersistentVolumeClaimSpec read_persistent_volume_claim_spec(const Fields& fields) {
  PersistentVolumeClaimSpec out{.access_modes = fields.texts("accessModes"),
                                .volume_name = fields.text("volumeName"),
                                .volume_mode = fields.text_or("volumeMode", "Filesystem"),
                                .resources = fields.requirements("resources"),
                                .node = &fields.node()};
  if (fields.has("storageClassName")) out.storage_class_name = fields.text("storageClassName");
  return out;
}

PersistentVolumeClaim read_persistent_volume_claim(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields fields(object, diagnostics);
  return {read_object(object, diagnostics), read_persistent_volume_claim_spec(fields.map("spec")),
          fields.map("status").text("phase")};
}

PersistentVolume read_persistent_volume(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields fields(object, diagnostics);
  const Fields spec = fields.map("spec"), claim = spec.map("claimRef"), csi = spec.map("csi");
  return {.object = read_object(object, diagnostics),
          .capacity = spec.resources("capacity"),
          .access_modes = spec.texts("accessModes"),
          .storage_class_name = spec.text("storageClassName"),
          .reclaim_policy = spec.text_or("persistentVolumeReclaimPolicy", "Retain"),
          .volume_mode = spec.text_or("volumeMode", "Filesystem"),
          .node_affinity = spec.map("nodeAffinity").optional("required", read_node_selector),
          .csi_driver = csi.text("driver"),
          .volume_handle = csi.text("volumeHandle"),
          .claim_ns = claim.text("namespace"),
          .claim_name = claim.text("name"),
          .phase = fields.map("status").text("phase")};
}

StorageClass read_storage_class(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields fields(object, diagnostics);
  return {.object = read_object(object, diagnostics),
          .provisioner = fields.text("provisioner"),
          .parameters = fields.labels("parameters"),
          .reclaim_policy = fields.text_or("reclaimPolicy", "Delete"),
          .volume_binding_mode = fields.text_or("volumeBindingMode", "Immediate"),
          .allow_volume_expansion = fields.boolean("allowVolumeExpansion").value_or(false),
          .mount_options = fields.texts("mountOptions"),
          .allowed_topologies = fields.list("allowedTopologies", [](const Fields& term) {
            return NodeSelectorTerm{
                term.list("matchLabelExpressions",
                          [](const Fields& one) {
                            return NodeSelectorRequirement{one.text("key"), "In", one.texts("values")};
                          }),
                {}};
          })};
}

}  // namespace slipway::kube
