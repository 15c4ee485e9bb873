// ValidatePersistentVolumeClaimSpec, of claims that are made from a template of a pod or of a StatefulSet.
#include <array>

#include "schema/builtin/fields.h"
#include "schema/builtin/pod/pod_template.h"
#include "schema/builtin/storage/access_modes.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

/// Of the metadata of a claim's template only labels and annotations may be set. A field as Go names it.
constexpr std::array<std::array<std::string_view, 2>, 13> kForbiddenMeta = {
    {{"name", "name"},
     {"generateName", "generateName"},
     {"namespace", "namespace"},
     {"selfLink", "selfLink"},
     {"uid", "uID"},
     {"resourceVersion", "resourceVersion"},
     {"generation", "generation"},
     {"creationTimestamp", "creationTimestamp"},
     {"deletionTimestamp", "deletionTimestamp"},
     {"deletionGracePeriodSeconds", "deletionGracePeriodSeconds"},
     {"ownerReferences", "ownerReferences"},
     {"finalizers", "finalizers"},
     {"managedFields", "managedFields"}}};

/// Empty, of a field without a pointer.
bool is_zero(const doc::Node& node) {
  return node.is_null() || (node.is_string() && node.text().empty()) ||
         (node.kind() == doc::Kind::Int && node.integer() == 0);
}

void check_size(const doc::Node& requests, const Path& path, Errors& errors) {
  const doc::Node* size = requests.find("storage");
  const Path resources(path, "resources"), at = Path::key(resources, "storage");
  if (!size)
    errors.required(at);
  else
    check_quantity_positive(quantity_of(*size), at, errors);
}

void check_space(const doc::Node& source, const Path& path, Errors& errors) {
  if (const std::string_view space = text_of(source["namespace"]); !space.empty())
    check_text(space, kube::check_dns1123_label, Path(path, "namespace"), errors);
}

/// dataSource or dataSourceRef.
void check_source(const doc::Node& source, bool any_api_group, const Path& path, Errors& errors) {
  if (source.is_null()) return;
  const std::string_view kind = text_of(source["kind"]), group = text_of(source["apiGroup"]);
  if (text_of(source["name"]).empty()) errors.required(Path(path, "name"));
  if (kind.empty()) errors.required(Path(path, "kind"));
  if (group.empty()) {
    if (kind != "PersistentVolumeClaim")
      errors.invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  } else if (!any_api_group) {
    check_text(group, kube::check_dns1123_subdomain, Path(path, "apiGroup"), errors);
  }
  check_space(source, path, errors);
}

void check_class_name(const doc::Node& name, const Path& path, Errors& errors) {
  if (!text_of(name).empty()) errors.invalid(path, text_of(name), dns_subdomain_name(text_of(name), false));
}

}  // namespace

void check_template_meta(const doc::Node& meta, const Path& path, Errors& errors) {
  check_annotations(meta["annotations"], Path(path, "annotations"), errors);
  check_labels(meta["labels"], Path(path, "labels"), errors);
  for (const auto& [field, go_name] : kForbiddenMeta)
    if (const doc::Node& value = meta[field];
        field == "deletionGracePeriodSeconds" ? !value.is_null() : !is_zero(value))
      errors.forbidden(Path(path, go_name), "cannot be set");
}

void check_claim_spec(const doc::Node& spec, const Path& path, Errors& errors, const ClaimSpecOptions& options) {
  const doc::Node& modes = spec["accessModes"];
  if (modes.size() == 0) errors.required(Path(path, "accessModes"), "at least 1 access mode is required");
  check_access_modes(modes, Path(path, "accessModes"), errors);
  check_label_selector(spec["selector"], options.selector, Path(path, "selector"), errors);
  check_size(spec["resources"]["requests"], path, errors);
  check_class_name(spec["storageClassName"], Path(path, "storageClassName"), errors);
  if (const doc::Node& mode = spec["volumeMode"]; !mode.is_null() && !is_one_of(text_of(mode), {"Block", "Filesystem"}))
    errors.not_supported(Path(path, "volumeMode"), text_of(mode), {"Block", "Filesystem"});
  const doc::Node &source = spec["dataSource"], &ref = spec["dataSourceRef"];
  check_source(source, options.any_api_group, Path(path, "dataSource"), errors);
  check_source(ref, options.any_api_group, Path(path, "dataSourceRef"), errors);
  if (!source.is_null() && !ref.is_null()) {
    if (!text_of(ref["namespace"]).empty())
      errors.invalid_printed(path, "{}", "may not be specified when dataSourceRef.namespace is specified");
    else if (text_of(source["kind"]) != text_of(ref["kind"]) || text_of(source["name"]) != text_of(ref["name"]) ||
             source["apiGroup"].is_null() != ref["apiGroup"].is_null() ||
             text_of(source["apiGroup"]) != text_of(ref["apiGroup"]))
      errors.invalid_printed(path, "{}", "must match dataSourceRef");
  }
  check_class_name(spec["volumeAttributesClassName"], Path(path, "volumeAttributesClassName"), errors);
}

}  // namespace slipway::schema::builtin
