// ValidateVolumes, validateVolumeSource and the sources that are not long.
#include "schema/builtin/pod/volumes.h"

#include <fmt/core.h>

#include <array>
#include <string>
#include <unordered_set>

#include "base/quote.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/paths.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

void require(const doc::Node& source, const char* field, const Path& path, Errors& errors) {
  if (text_of(source[field]).empty()) errors.required(Path(path, field));
}

void check_partition(const doc::Node& source, const Path& path, Errors& errors) {
  const std::int64_t partition = integer_of(source["partition"]);
  if (partition < 0 || partition > 255)
    errors.invalid(Path(path, "partition"), partition, "must be between 1 and 255, inclusive");
}

void check_empty_dir(const doc::Node& directory, const Path& path, Errors& errors) {
  if (quantity_of(directory["sizeLimit"]).sign() < 0)
    errors.forbidden(Path(path, "sizeLimit"), "SizeLimit field must be a valid resource quantity");
}

void check_host_path(const doc::Node& host, const Path& path, Errors& errors) {
  if (text_of(host["path"]).empty()) return errors.required(Path(path, "path"));
  check_no_backsteps(text_of(host["path"]), Path(path, "path"), errors);
  const std::string_view type = text_of(host["type"]);
  if (!is_one_of(type,
                 {"", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"}))
    errors.not_supported(
        Path(path, "type"), type,
        {"", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"});
}

void check_git_repo(const doc::Node& repository, const Path& path, Errors& errors) {
  require(repository, "repository", path, errors);
  check_descending_path(text_of(repository["directory"]), Path(path, "directory"), errors);
}

void check_gce_disk(const doc::Node& disk, const Path& path, Errors& errors) {
  require(disk, "pdName", path, errors);
  check_partition(disk, path, errors);
}

void check_aws_disk(const doc::Node& disk, const Path& path, Errors& errors) {
  require(disk, "volumeID", path, errors);
  check_partition(disk, path, errors);
}

/// Of a Secret or a ConfigMap.
void check_files(const doc::Node& source, const char* name_field, const Path& path, Errors& errors) {
  require(source, name_field, path, errors);
  check_file_mode(source["defaultMode"], Path(path, "defaultMode"), errors);
  const Path items(path, "items");
  std::size_t index = 0;
  for (const doc::Node& item : source["items"].items()) check_key_to_path(item, Path(items, index++), errors);
}
void check_secret(const doc::Node& secret, const Path& path, Errors& errors) {
  check_files(secret, "secretName", path, errors);
}
void check_config_map(const doc::Node& map, const Path& path, Errors& errors) {
  check_files(map, "name", path, errors);
}

void check_nfs(const doc::Node& nfs, const Path& path, Errors& errors) {
  require(nfs, "server", path, errors);
  require(nfs, "path", path, errors);
  if (const std::string_view directory = text_of(nfs["path"]); !directory.starts_with('/'))
    errors.invalid(Path(path, "path"), directory, "must be an absolute path");
}

void check_glusterfs(const doc::Node& source, const Path& path, Errors& errors) {
  require(source, "endpoints", path, errors);
  require(source, "path", path, errors);
}

void check_claim(const doc::Node& claim, const Path& path, Errors& errors) {
  require(claim, "claimName", path, errors);
}

void check_rbd(const doc::Node& rbd, const Path& path, Errors& errors) {
  if (rbd["monitors"].size() == 0) errors.required(Path(path, "monitors"));
  require(rbd, "image", path, errors);
}

void check_ceph_fs(const doc::Node& ceph, const Path& path, Errors& errors) {
  if (ceph["monitors"].size() == 0) errors.required(Path(path, "monitors"));
}

void check_azure_file(const doc::Node& file, const Path& path, Errors& errors) {
  require(file, "secretName", path, errors);
  require(file, "shareName", path, errors);
}

void check_vsphere(const doc::Node& disk, const Path& path, Errors& errors) {
  require(disk, "volumePath", path, errors);
}
void check_photon(const doc::Node& disk, const Path& path, Errors& errors) { require(disk, "pdID", path, errors); }
void check_portworx(const doc::Node& volume, const Path& path, Errors& errors) {
  require(volume, "volumeID", path, errors);
}

void check_scale_io(const doc::Node& volume, const Path& path, Errors& errors) {
  for (const char* field : {"gateway", "system", "volumeName"}) require(volume, field, path, errors);
}

void check_csi_driver(std::string_view driver, const Path& path, Errors& errors) {
  constexpr int kLongest = 63;
  if (driver.empty()) return errors.required(path);
  if (driver.size() > kLongest) errors.too_long(path, kLongest);
  errors.invalid(path, driver, kube::check_dns1123_subdomain(go_lower(driver)));
}

void check_csi(const doc::Node& csi, const Path& path, Errors& errors) {
  check_csi_driver(text_of(csi["driver"]), Path(path, "driver"), errors);
  const doc::Node& secret = csi["nodePublishSecretRef"];
  if (secret.is_null()) return;
  const Path secret_path(path, "nodePublishSecretRef");
  if (const std::string_view name = text_of(secret["name"]); name.empty())
    errors.required(Path(secret_path, "name"));
  else
    errors.invalid(Path(path, "name"), name, dns_subdomain_name(name, false));
}

void check_ephemeral(const doc::Node& ephemeral, const Path& path, Errors& errors) {
  const doc::Node& claim = ephemeral["volumeClaimTemplate"];
  const Path claim_path(path, "volumeClaimTemplate"), meta_path(claim_path, "metadata");
  if (claim.is_null()) return errors.required(claim_path);
  check_template_meta(claim["metadata"], meta_path, errors);
  check_claim_spec(claim["spec"], Path(claim_path, "spec"), errors);
}

/// A kind of volume. Where two names are given, the first is that of the field, the second the server's in errors.
struct Source {
  std::string_view field;
  void (*check)(const doc::Node& source, const Path& path, Errors& errors);
  std::string_view name_of_second = {};  // in the error of a second source
  std::string_view name_inside = {};     // in the errors of the source itself
};
// In the order in which the server looks: the first is the volume's, others are too many.
constexpr auto kSources = std::to_array<Source>({{"emptyDir", check_empty_dir},
                                                 {"hostPath", check_host_path},
                                                 {"gitRepo", check_git_repo},
                                                 {"gcePersistentDisk", check_gce_disk, {}, "persistentDisk"},
                                                 {"awsElasticBlockStore", check_aws_disk},
                                                 {"secret", check_secret},
                                                 {"nfs", check_nfs},
                                                 {"iscsi", check_iscsi},
                                                 {"glusterfs", check_glusterfs},
                                                 {"flocker", check_flocker},
                                                 {"persistentVolumeClaim", check_claim},
                                                 {"rbd", check_rbd},
                                                 {"cinder", check_cinder},
                                                 {"cephfs", check_ceph_fs, "cephFS"},
                                                 {"quobyte", check_quobyte},
                                                 {"downwardAPI", check_downward_api, "downwarAPI"},
                                                 {"fc", check_fibre_channel},
                                                 {"flexVolume", check_flex_volume},
                                                 {"configMap", check_config_map},
                                                 {"azureFile", check_azure_file},
                                                 {"vsphereVolume", check_vsphere},
                                                 {"photonPersistentDisk", check_photon},
                                                 {"portworxVolume", check_portworx},
                                                 {"azureDisk", check_azure_disk},
                                                 {"storageos", check_storage_os},
                                                 {"projected", check_projected},
                                                 {"scaleIO", check_scale_io},
                                                 {"csi", check_csi},
                                                 {"ephemeral", check_ephemeral},
                                                 {"image", nullptr}});

void check_image(const doc::Node& image, bool is_pod, const Path& path, Errors& errors) {
  if (is_pod) require(image, "reference", path, errors);
  check_pull_policy(text_of(image["pullPolicy"]), Path(path, "pullPolicy"), errors);
}

void check_source(const doc::Node& volume, const Source& source, bool is_pod, const Path& path, Errors& errors) {
  const doc::Node& node = volume[source.field];
  const Path at(path, source.name_inside.empty() ? source.field : source.name_inside);
  if (source.check)
    source.check(node, at, errors);
  else
    check_image(node, is_pod, at, errors);
}

/// The claim that is made for an ephemeral volume is called as the pod and it.
void check_ephemeral_name(const doc::Node& volume, const doc::Node* meta, const Path& path, Errors& errors) {
  const std::string_view name = text_of(volume["name"]);
  if (!meta || name.empty() || text_of((*meta)["name"]).empty()) return;
  const std::string claim = std::string(text_of((*meta)["name"])) + "-" + std::string(name);
  for (const std::string& message : dns_subdomain_name(claim, false))
    errors.invalid(Path(path, "name"), name, fmt::format("PVC name {}: {}", go_quoted(claim), message));
}

void check_sources(const doc::Node& volume, const PodPlace& place, const Path& path, Errors& errors) {
  bool has_one = false;
  for (const Source& source : kSources) {
    if (volume[source.field].is_null()) continue;
    if (has_one)
      errors.forbidden(Path(path, source.name_of_second.empty() ? source.field : source.name_of_second),
                       "may not specify more than 1 volume type");
    else
      check_source(volume, source, place.is_pod, path, errors);
    has_one = true;
  }
  if (!has_one) errors.required(path, "must specify a volume type");

  constexpr std::size_t kLongestTarget = 64;
  const std::string_view name = text_of(volume["name"]);
  const doc::Node& iscsi = volume["iscsi"];
  if (!iscsi["initiatorName"].is_null() && name.size() + 1 + text_of(iscsi["targetPortal"]).size() > kLongestTarget)
    errors.invalid(Path(path, "name"), name,
                   "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
                   "iscsi.initiatorName is specified.");
}

bool is_only_ephemeral(const doc::Node& volume) {
  if (volume["ephemeral"].is_null()) return false;
  for (const Source& source : kSources) {
    if (source.field == "ephemeral") return true;
    if (!volume[source.field].is_null()) return false;
  }
  return false;
}

/// Names of claims that the pod's ephemeral volumes make.
std::unordered_set<std::string> claims_made(const doc::Node& volumes, const doc::Node* meta) {
  std::unordered_set<std::string> out;
  if (!meta || text_of((*meta)["name"]).empty()) return out;
  for (const doc::Node& volume : volumes.items())
    if (!volume["ephemeral"].is_null())
      out.insert(std::string(text_of((*meta)["name"])) + "-" + std::string(text_of(volume["name"])));
  return out;
}

void check_volume_name(std::string_view name, const PodVolumes& found, const Path& path, Errors& errors) {
  const Path at(path, "name");
  check_required_text(name, kube::check_dns1123_label, at, errors);
  if (found.has(name)) errors.duplicate(at, name);
}

}  // namespace

void check_key_to_path(const doc::Node& item, const Path& path, Errors& errors) {
  require(item, "key", path, errors);
  require(item, "path", path, errors);
  check_local_path(text_of(item["path"]), Path(path, "path"), errors);
  check_file_mode(item["mode"], Path(path, "mode"), errors);
}

void check_file_mode(const doc::Node& mode, const Path& path, Errors& errors) {
  if (const std::int64_t bits = integer_of(mode); bits < 0 || bits > 0777)
    errors.invalid(path, bits, "must be a number between 0 and 0777 (octal), both inclusive");
}

void check_pull_policy(std::string_view policy, const Path& path, Errors& errors) {
  if (policy.empty())
    errors.required(path);
  else if (!is_one_of(policy, {"Always", "IfNotPresent", "Never"}))
    errors.not_supported(path, policy, {"Always", "IfNotPresent", "Never"});
}

void check_downward_api_file(const doc::Node& file, const Path& path, Errors& errors) {
  require(file, "path", path, errors);
  check_local_path(text_of(file["path"]), Path(path, "path"), errors);
  const doc::Node &field = file["fieldRef"], &resource = file["resourceFieldRef"];
  if (!field.is_null()) {
    check_field_ref(field, FieldRefUse::File, Path(path, "fieldRef"), errors);
    if (!resource.is_null())
      errors.invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
  } else if (!resource.is_null()) {
    check_resource_field_ref(resource, FieldRefUse::File, Path(path, "resourceFieldRef"), errors);
  } else {
    errors.required(path, "one of fieldRef and resourceFieldRef is required");
  }
  check_file_mode(file["mode"], Path(path, "mode"), errors);
}

void check_downward_api(const doc::Node& source, const Path& path, Errors& errors) {
  check_file_mode(source["defaultMode"], Path(path, "defaultMode"), errors);
  for (const doc::Node& file : source["items"].items()) check_downward_api_file(file, path, errors);
}

void check_volumes(const doc::Node& volumes, const PodPlace& place, const Path& path, PodVolumes& found,
                   Errors& errors) {
  std::size_t index = 0;
  NameSet replaced;
  // A set's claims come first; the server has them in any order.
  if (place.claim_templates)
    for (const doc::Node& claim : place.claim_templates->items()) {
      const std::string_view name = text_of(claim["metadata"]["name"]);
      if (!replaced.add(name)) continue;
      const Path at(path, index++);
      const std::size_t before = errors.size();
      if (name.empty()) {
        const Path claim_path(at, "persistentVolumeClaim");
        errors.required(Path(claim_path, "claimName"));
      }
      check_volume_name(name, found, at, errors);
      if (errors.size() == before) found.add(name, {.is_claim = true});
    }
  const auto made = claims_made(volumes, place.meta);
  for (const doc::Node& volume : volumes.items()) {
    const std::string_view name = text_of(volume["name"]);
    if (replaced.has(name)) continue;
    const Path at(path, index++);
    const std::size_t before = errors.size();
    check_sources(volume, place, at, errors);
    if (is_only_ephemeral(volume)) check_ephemeral_name(volume, place.meta, at, errors);
    check_volume_name(name, found, at, errors);
    const doc::Node& claim = volume["persistentVolumeClaim"];
    if (errors.size() == before)
      found.add(name, {.is_claim = !claim.is_null() || !volume["ephemeral"].is_null(),
                       .is_empty_dir = !volume["emptyDir"].is_null()});
    if (!made.empty() && !claim.is_null() && made.contains(std::string(text_of(claim["claimName"])))) {
      const Path claim_path(at, "persistentVolumeClaim");
      errors.invalid(Path(claim_path, "claimName"), text_of(claim["claimName"]),
                     "must not reference a PVC that gets created for an ephemeral volume");
    }
  }
}

}  // namespace slipway::schema::builtin
