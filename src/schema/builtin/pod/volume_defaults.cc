#include "kube/image.h"
#include "schema/builtin/pod/container_defaults.h"
#include "schema/builtin/pod/draft_defaults.h"
#include "schema/builtin/pod/pod_template.h"

namespace slipway::schema::builtin {
namespace {

constexpr int kFileMode = 0644;

/// A volume says of what kind it is by the one field beside its name.
bool has_source(const doc::Node& volume) {
  for (const doc::Member& member : volume.members())
    if (member.key.text() != "name" && !member.value.is_null()) return true;
  return false;
}

void set_file_defaults(doc::Draft& holder) { holder.each("items", set_field_ref_defaults); }

void set_projected_defaults(doc::Draft& projected) {
  projected.set_default("defaultMode", kFileMode);
  projected.each("sources", [](doc::Draft& source) {
    source.in("downwardAPI", set_file_defaults);
    source.in("serviceAccountToken", [](doc::Draft& token) { token.set_default("expirationSeconds", 3600); });
  });
}

void set_azure_disk_defaults(doc::Draft& disk) {
  disk.set_default("cachingMode", "ReadWrite");
  disk.set_default("fsType", "ext4");
  disk.set_default("readOnly", false);
  disk.set_default("kind", "Shared");
}

}  // namespace

void set_claim_spec_defaults(doc::Draft& spec) {
  spec.set_default("volumeMode", "Filesystem");
  spec.in("resources", [](doc::Draft& resources) {
    store_amounts(resources, "limits");
    store_amounts(resources, "requests");
  });
}

void set_volume_defaults(doc::Draft& volume) {
  if (!has_source(volume.node())) {
    volume.set("emptyDir", volume.empty_map());
    return;
  }
  for (const char* source : {"secret", "configMap", "downwardAPI"})
    volume.in(source, [](doc::Draft& files) { files.set_default("defaultMode", kFileMode); });
  volume.in("downwardAPI", set_file_defaults);
  volume.in("projected", set_projected_defaults);
  volume.in("emptyDir", [](doc::Draft& directory) { make_canonical(directory, "sizeLimit"); });
  volume.in("hostPath", [](doc::Draft& host) { host.set_default("type", ""); });
  volume.in("image", [](doc::Draft& image) {
    default_text(image, "pullPolicy", kube::default_pull_policy(text_of(image["reference"])));
  });
  volume.in("ephemeral", [](doc::Draft& ephemeral) {
    ephemeral.in("volumeClaimTemplate", [](doc::Draft& claim) { claim.in_new("spec", set_claim_spec_defaults); });
  });
  volume.in("iscsi", [](doc::Draft& iscsi) { default_text(iscsi, "iscsiInterface", "default"); });
  volume.in("rbd", [](doc::Draft& rbd) {
    default_text(rbd, "pool", "rbd");
    default_text(rbd, "user", "admin");
    default_text(rbd, "keyring", "/etc/ceph/keyring");
  });
  volume.in("azureDisk", set_azure_disk_defaults);
  volume.in("scaleIO", [](doc::Draft& scale_io) {
    default_text(scale_io, "storageMode", "ThinProvisioned");
    default_text(scale_io, "fsType", "xfs");
  });
}

}  // namespace slipway::schema::builtin
