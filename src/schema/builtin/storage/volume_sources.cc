#include "schema/builtin/storage/volume_sources.h"

#include "schema/builtin/fields.h"
#include "schema/builtin/pod/paths.h"
#include "schema/builtin/pod/volumes.h"
#include "schema/builtin/storage/kinds.h"

namespace slipway::schema::builtin {
namespace {

void require(const doc::Node& source, std::initializer_list<std::string_view> keys, const Path& path, Errors& errors) {
  for (const std::string_view key : keys)
    if (source[key].is_list() ? source[key].size() == 0 : text_of(source[key]).empty())
      errors.required(Path(path, key));
}

void check_partition(const doc::Node& source, const Path& path, Errors& errors) {
  if (const std::int64_t partition = integer_of(source["partition"]); partition < 0 || partition > 255)
    errors.invalid(Path(path, "partition"), partition, "must be between 1 and 255, inclusive");
}

/// A secret's name, and its namespace too.
void check_secret(const doc::Node& source, const Path& path, Errors& errors) {
  if (!source["secretRef"].is_null())
    require(source["secretRef"], {"name", "namespace"}, Path(path, "secretRef"), errors);
}

void check_initiator(std::string_view text, const Path& path, Errors& errors) {
  if (!is_iscsi_initiator(text)) errors.invalid(path, text, "must be valid format");
}

void check_secret_reference(const doc::Node& secret, const Path& path, Errors& errors) {
  if (secret.is_null()) return;
  check_required_text(text_of(secret["name"]), kube::check_dns1123_subdomain, Path(path, "name"), errors);
  check_required_text(text_of(secret["namespace"]), kube::check_dns1123_label, Path(path, "namespace"), errors);
}

}  // namespace

void check_host_path_source(const doc::Node& source, const Path& path, Errors& errors) {
  const std::string_view file = text_of(source["path"]);
  if (file.empty()) return errors.required(Path(path, "path"));
  check_no_backsteps(file, Path(path, "path"), errors);
  const doc::Node& type = source["type"];
  if (!type.is_null() && !is_one_of(text_of(type), {"", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate",
                                                    "File", "FileOrCreate", "Socket"}))
    errors.not_supported(
        Path(path, "type"), text_of(type),
        {"", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"});
}

void check_gce_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"pdName"}, path, errors);
  check_partition(source, path, errors);
}

void check_ebs_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"volumeID"}, path, errors);
  check_partition(source, path, errors);
}

void check_glusterfs_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"endpoints", "path"}, path, errors);
  const doc::Node& space = source["endpointsNamespace"];
  if (space.is_null()) return;
  const Path space_path(path, "endpointsNamespace");
  if (text_of(space).empty())
    errors.invalid(space_path, "", "if the endpointnamespace is set, it must be a valid namespace name");
  else
    check_text(text_of(space), kube::check_dns1123_label, space_path, errors);
}

void check_flocker_source(const doc::Node& source, const Path& path, Errors& errors) {
  check_flocker(source, path, errors);
}

void check_nfs_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"server", "path"}, path, errors);
  if (const std::string_view file = text_of(source["path"]); !file.starts_with('/'))
    errors.invalid(Path(path, "path"), file, "must be an absolute path");
}

void check_rbd_source(const doc::Node& source, const Path& path, Errors& errors) {
  if (source["monitors"].size() == 0) errors.required(Path(path, "monitors"));
  require(source, {"image"}, path, errors);
}

void check_quobyte_source(const doc::Node& source, const Path& path, Errors& errors) {
  check_quobyte(source, path, errors);
}

void check_cephfs_source(const doc::Node& source, const Path& path, Errors& errors) {
  if (source["monitors"].size() == 0) errors.required(Path(path, "monitors"));
}

void check_iscsi_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"targetPortal"}, path, errors);
  if (const std::string_view iqn = text_of(source["iqn"]); iqn.empty())
    errors.required(Path(path, "iqn"));
  else
    check_initiator(iqn, Path(path, "iqn"), errors);
  if (const std::int64_t lun = integer_of(source["lun"]); lun < 0 || lun > 255)
    errors.invalid(Path(path, "lun"), lun, "must be between 0 and 255, inclusive");
  const doc::Node& secret = source["secretRef"];
  if ((flag_of(source["chapAuthDiscovery"]) || flag_of(source["chapAuthSession"])) && secret.is_null())
    errors.required(Path(path, "secretRef"));
  if (!secret.is_null()) require(secret, {"name"}, Path(path, "secretRef"), errors);
  if (const doc::Node& initiator = source["initiatorName"]; !initiator.is_null())
    check_initiator(text_of(initiator), Path(path, "initiatorname"), errors);
}

void check_iscsi_name_length(const doc::Node& source, std::string_view volume_name, const Path& path, Errors& errors) {
  const std::string_view portal = text_of(source["targetPortal"]);
  if (!source["initiatorName"].is_null() && volume_name.size() + 1 + portal.size() > 64)
    errors.invalid(Path(path, "targetportal"), portal,
                   "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
                   "iscsi.initiatorName is specified.");
}

void check_cinder_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"volumeID"}, path, errors);
  check_secret(source, path, errors);
}

void check_fc_source(const doc::Node& source, const Path& path, Errors& errors) {
  check_fibre_channel(source, path, errors);
}

void check_flex_source(const doc::Node& source, const Path& path, Errors& errors) {
  check_flex_volume(source, path, errors);
}

void check_azure_file_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"secretName", "shareName"}, path, errors);
  if (!source["secretNamespace"].is_null()) require(source, {"secretNamespace"}, path, errors);
}

void check_vsphere_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"volumePath"}, path, errors);
}

void check_photon_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"pdID"}, path, errors);
}

void check_portworx_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"volumeID"}, path, errors);
}

void check_azure_disk_source(const doc::Node& source, const Path& path, Errors& errors) {
  check_azure_disk(source, path, errors);
}

void check_scale_io_source(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, {"gateway", "system", "volumeName"}, path, errors);
}

void check_local_source(const doc::Node& source, const Path& path, Errors& errors) {
  const std::string_view file = text_of(source["path"]);
  if (file.empty()) return errors.required(Path(path, "path"));
  check_no_backsteps(file, Path(path, "path"), errors);
}

void check_storageos_source(const doc::Node& source, const Path& path, Errors& errors) {
  check_required_text(text_of(source["volumeName"]), kube::check_dns1123_label, Path(path, "volumeName"), errors);
  if (const std::string_view space = text_of(source["volumeNamespace"]); !space.empty())
    check_text(space, kube::check_dns1123_label, Path(path, "volumeNamespace"), errors);
  check_secret(source, path, errors);
}

void check_csi_source(const doc::Node& source, const Path& path, Errors& errors) {
  check_csi_driver_name(text_of(source["driver"]), Path(path, "driver"), errors);
  require(source, {"volumeHandle"}, path, errors);
  for (const char* key :
       {"controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"})
    check_secret_reference(source[key], Path(path, key), errors);
}

}  // namespace slipway::schema::builtin
