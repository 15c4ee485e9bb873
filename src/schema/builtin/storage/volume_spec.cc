#include "schema/builtin/storage/volume_spec.h"

#include <array>
#include <string>

#include "doc/json.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/node_selector.h"
#include "schema/builtin/storage/access_modes.h"
#include "schema/builtin/storage/volume_sources.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kInline = "may not be specified in the context of inline volumes";

struct Source {
  std::string_view key;    // in the manifest
  std::string_view extra;  // what errors call it when it is one too many
  std::string_view own;    // and otherwise
  void (*check)(const doc::Node& source, const Path& path, Errors& errors);
};
constexpr std::array<Source, 22> kSources = {{
    {"hostPath", "hostPath", "hostPath", check_host_path_source},
    {"gcePersistentDisk", "gcePersistentDisk", "persistentDisk", check_gce_source},
    {"awsElasticBlockStore", "awsElasticBlockStore", "awsElasticBlockStore", check_ebs_source},
    {"glusterfs", "glusterfs", "glusterfs", check_glusterfs_source},
    {"flocker", "flocker", "flocker", check_flocker_source},
    {"nfs", "nfs", "nfs", check_nfs_source},
    {"rbd", "rbd", "rbd", check_rbd_source},
    {"quobyte", "quobyte", "quobyte", check_quobyte_source},
    {"cephfs", "cephFS", "cephfs", check_cephfs_source},
    {"iscsi", "iscsi", "iscsi", check_iscsi_source},
    {"cinder", "cinder", "cinder", check_cinder_source},
    {"fc", "fc", "fc", check_fc_source},
    {"flexVolume", "", "flexVolume", check_flex_source},  // never one too many
    {"azureFile", "azureFile", "azureFile", check_azure_file_source},
    {"vsphereVolume", "vsphereVolume", "vsphereVolume", check_vsphere_source},
    {"photonPersistentDisk", "photonPersistentDisk", "photonPersistentDisk", check_photon_source},
    {"portworxVolume", "portworxVolume", "portworxVolume", check_portworx_source},
    {"azureDisk", "azureDisk", "azureDisk", check_azure_disk_source},
    {"scaleIO", "scaleIO", "scaleIO", check_scale_io_source},
    {"local", "local", "local", check_local_source},
    {"storageos", "storageos", "storageos", check_storageos_source},
    {"csi", "csi", "csi", check_csi_source},
}};

void check_sources(const doc::Node& spec, const VolumeSpecOptions& options, const Path& path, Errors& errors) {
  int count = 0;
  for (const Source& source : kSources) {
    const doc::Node& node = spec[source.key];
    if (node.is_null()) continue;
    if (count > 0 && !source.extra.empty()) {
      errors.forbidden(Path(path, source.extra), "may not specify more than 1 volume type");
      continue;
    }
    ++count;
    source.check(node, Path(path, source.own), errors);
    if (source.key == "iscsi") check_iscsi_name_length(node, options.volume_name, Path(path, source.own), errors);
    if (source.key == "local" && (options.is_inline || spec["nodeAffinity"].is_null()))
      errors.required(Path(path, "nodeAffinity"), "Local volume requires node affinity");
  }
  if (count == 0) errors.required(path, "must specify a volume type");
}

void check_capacity(const doc::Node& capacity, const Path& path, Errors& errors) {
  if (capacity.size() == 0) errors.required(path);
  if (capacity.find("storage") == nullptr || capacity.size() > 1)
    errors.add(Error{Error::Type::FieldValueNotSupported, path.to_string(),
                     "Unsupported value: " + doc::canonical_json(capacity) + R"(: supported values: "storage")"});
  for (const doc::Member& member : capacity.members()) {
    const Path item = Path::key(path, member.key.text());
    const kube::Quantity amount = quantity_of(member.value);
    if (amount.value() < 0) errors.invalid(item, amount.value(), "must be a valid resource quantity");
    check_quantity_positive(amount, item, errors);
  }
}

/// path.Clean(path) == "/": nothing but steps that lead nowhere.
bool is_root(std::string_view path) {
  if (!path.starts_with('/')) return false;
  int depth = 0;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view step = path.substr(0, path.find('/'));
    if (step == "..")
      depth = depth > 0 ? depth - 1 : 0;
    else if (!step.empty() && step != ".")
      ++depth;
    path.remove_prefix(step.size());
  }
  return depth == 0;
}

void check_inline(const doc::Node& spec, const Path& path, Errors& errors) {
  if (!spec["claimRef"].is_null()) errors.forbidden(Path(path, "claimRef"), kInline);
  if (spec["capacity"].size() > 0) errors.forbidden(Path(path, "capacity"), kInline);
  if (spec["csi"].is_null()) errors.required(Path(path, "csi"), "has to be specified in the context of inline volumes");
  const std::string_view reclaim = text_of(spec["persistentVolumeReclaimPolicy"]);
  if (!reclaim.empty() && reclaim != "Retain")
    errors.forbidden(Path(path, "persistentVolumeReclaimPolicy"),
                     "may only be Retain in the context of inline volumes");
  if (!spec["nodeAffinity"].is_null()) errors.forbidden(Path(path, "nodeAffinity"), kInline);
  if (!text_of(spec["storageClassName"]).empty()) errors.forbidden(Path(path, "storageClassName"), kInline);
  if (!spec["volumeMode"].is_null() && text_of(spec["volumeMode"]) != "Filesystem")
    errors.forbidden(Path(path, "volumeMode"),
                     "may not specify volumeMode other than Filesystem in the context of inline volumes");
}

void check_own(const doc::Node& spec, const VolumeSpecOptions& options, const Path& path, Errors& errors) {
  check_capacity(spec["capacity"], Path(path, "capacity"), errors);
  const std::string_view reclaim = text_of(spec["persistentVolumeReclaimPolicy"]);
  if (!reclaim.empty() && !is_one_of(reclaim, {"Delete", "Recycle", "Retain"}))
    errors.not_supported(Path(path, "persistentVolumeReclaimPolicy"), reclaim, {"Delete", "Recycle", "Retain"});
  if (const doc::Node& affinity = spec["nodeAffinity"]; !affinity.is_null()) {
    const Path affinity_path(path, "nodeAffinity"), required(affinity_path, "required");
    if (affinity["required"].is_null())
      errors.required(required, "must specify required node constraints");
    else
      check_node_selector(affinity["required"],
                          options.any_label_values ? NodeLabelValues::Any : NodeLabelValues::Checked, required, errors);
  }
  if (const std::string_view name = text_of(spec["storageClassName"]); !name.empty())
    check_text(name, kube::check_dns1123_subdomain, Path(path, "storageClassName"), errors);
  if (const doc::Node& mode = spec["volumeMode"]; !mode.is_null() && !is_one_of(text_of(mode), {"Block", "Filesystem"}))
    errors.not_supported(Path(path, "volumeMode"), text_of(mode), {"Block", "Filesystem"});
}

}  // namespace

std::span<const std::string_view> volume_source_keys() {
  static const auto kKeys = [] {
    std::array<std::string_view, kSources.size()> keys;
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = kSources[i].key;
    return keys;
  }();
  return kKeys;
}

void set_volume_source_defaults(doc::Draft& spec) {
  const auto set_text = [](doc::Draft& source, std::string_view key, std::string_view text) {
    if (text_of(source[key]).empty()) source.set(key, text);
  };
  round_amounts(spec, "capacity");
  spec.in("hostPath", [](doc::Draft& host) { host.set_default("type", ""); });
  spec.in("rbd", [&](doc::Draft& rbd) {
    set_text(rbd, "pool", "rbd");
    set_text(rbd, "user", "admin");
    set_text(rbd, "keyring", "/etc/ceph/keyring");
  });
  spec.in("iscsi", [&](doc::Draft& iscsi) { set_text(iscsi, "iscsiInterface", "default"); });
  spec.in("azureDisk", [](doc::Draft& disk) {
    disk.set_default("cachingMode", "ReadWrite");
    disk.set_default("fsType", "ext4");
    disk.set_default("readOnly", false);
    disk.set_default("kind", "Shared");
  });
  spec.in("scaleIO", [&](doc::Draft& scale_io) {
    set_text(scale_io, "storageMode", "ThinProvisioned");
    set_text(scale_io, "fsType", "xfs");
  });
}

void check_volume_spec(const doc::Node& spec, const VolumeSpecOptions& options, const Path& path, Errors& errors) {
  if (spec["accessModes"].size() == 0) errors.required(Path(path, "accessModes"));
  check_access_modes(spec["accessModes"], Path(path, "accessModes"), errors);
  if (options.is_inline)
    check_inline(spec, path, errors);
  else
    check_own(spec, options, path, errors);
  check_sources(spec, options, path, errors);
  if (!spec["hostPath"].is_null() && is_root(text_of(spec["hostPath"]["path"])) &&
      text_of(spec["persistentVolumeReclaimPolicy"]) == "Recycle")
    errors.forbidden(Path(path, "persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
  if (const doc::Node& name = spec["volumeAttributesClassName"]; !name.is_null() && !options.is_inline) {
    const Path name_path(path, "volumeAttributesClassName");
    if (text_of(name).empty())
      errors.required(name_path, "an empty string is disallowed");
    else
      check_text(text_of(name), kube::check_dns1123_subdomain, name_path, errors);
    if (spec["csi"].is_null())
      errors.required(Path(path, "csi"), "has to be specified when using volumeAttributesClassName");
  }
}

}  // namespace slipway::schema::builtin
