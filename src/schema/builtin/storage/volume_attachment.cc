#include <string>

#include "doc/json.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/storage/kinds.h"
#include "schema/builtin/storage/volume_spec.h"

/// storage.k8s.io/v1 VolumeAttachment. Follows Kubernetes 1.36.3 pkg/apis/storage/validation.
namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) {
    spec.in("source", [](doc::Draft& source) { source.in("inlineVolumeSpec", set_volume_source_defaults); });
  });
}

void check_source(const doc::Node& source, const Path& path, Errors& errors) {
  const doc::Node &volume = source["inlineVolumeSpec"], &name = source["persistentVolumeName"];
  constexpr std::string_view kOne = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  if (volume.is_null() && name.is_null())
    errors.required(path, kOne);
  else if (!volume.is_null() && !name.is_null())
    errors.forbidden(path, kOne);
  else if (volume.is_null() && text_of(name).empty())
    errors.required(Path(path, "persistentVolumeName"), "must specify non empty persistentVolumeName");
  else if (!volume.is_null())
    check_volume_spec(volume, {.is_inline = true}, Path(path, "inlineVolumeSpec"), errors);
}

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Cluster, dns_subdomain_name, errors);
  const doc::Node& spec = object["spec"];
  const Path path("spec");
  check_csi_driver_name(text_of(spec["attacher"]), Path(path, "attacher"), errors);
  check_source(spec["source"], Path(path, "source"), errors);
  check_text(text_of(spec["nodeName"]), kube::check_dns1123_subdomain, Path(path, "nodeName"), errors);
  if (const doc::Node& name = spec["source"]["persistentVolumeName"]; !name.is_null())
    check_text(text_of(name), kube::check_dns1123_subdomain, Path("spec.source.persistentVolumeName"), errors);
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check(object, errors);
  const doc::Node& spec = object["spec"];
  if (same_value(spec, old["spec"])) return;
  static constexpr GoField kSource[] = {{"PersistentVolumeName", "persistentVolumeName"},
                                        {"InlineVolumeSpec", "inlineVolumeSpec"}};
  errors.invalid_printed(
      Path("spec"),
      go_struct(spec, {{"Attacher", "attacher", kGoText},
                       {"Source", "source", R"({"PersistentVolumeName":null,"InlineVolumeSpec":null})", kSource},
                       {"NodeName", "nodeName", kGoText}}),
      "field is immutable");
}

}  // namespace

const BuiltinKind kVolumeAttachment = {.api_version = "storage.k8s.io/v1",
                                       .kind = "VolumeAttachment",
                                       .resource = "volumeattachments",
                                       .scope = Scope::Cluster,
                                       .set_defaults = set_defaults,
                                       .prepare = drop_status,
                                       .check = check,
                                       .prepare_update = keep_status,
                                       .check_update = check_update};

}  // namespace slipway::schema::builtin
