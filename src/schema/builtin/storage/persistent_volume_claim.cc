#include <string>

#include "schema/builtin/fields.h"
#include "schema/builtin/pod/pod_template.h"
#include "schema/builtin/storage/kinds.h"

/// v1 PersistentVolumeClaim. Follows Kubernetes 1.36.3 pkg/apis/core/{v1/defaults.go,validation/validation.go} and
/// pkg/api/persistentvolumeclaim/util.go, with the gate CrossNamespaceVolumeDataSource off.
namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& object) { object.in_new("spec", set_claim_spec_defaults); }

bool is_claim_or_snapshot(const doc::Node& source) {
  const std::string_view group = text_of(source["apiGroup"]), kind = text_of(source["kind"]);
  return (group.empty() && kind == "PersistentVolumeClaim") ||
         (group == "snapshot.storage.k8s.io" && kind == "VolumeSnapshot");
}

/// dataSource and dataSourceRef are two names of one thing; the older one cannot name everything.
void match_sources(doc::Draft& spec, const doc::Node& old_spec) {
  const bool had_ref = !old_spec["dataSourceRef"].is_null(), had_source = had_ref || !old_spec["dataSource"].is_null();
  if (!text_of(spec["dataSourceRef"]["namespace"]).empty() && !had_ref) spec.remove("dataSourceRef");
  if (!had_source && !spec.has("dataSourceRef") && !is_claim_or_snapshot(spec["dataSource"])) spec.remove("dataSource");

  const auto copy = [&](std::string_view from, std::string_view to) {
    const doc::Node source = spec[from];
    doc::Draft target(spec.empty_map(), spec.arena());
    for (const char* key : {"apiGroup", "kind", "name"})
      if (!source[key].is_null()) target.set(key, source[key]);
    spec.set(to, target.node());
  };
  if (spec.has("dataSource") && !spec.has("dataSourceRef"))
    copy("dataSource", "dataSourceRef");
  else if (spec.has("dataSourceRef") && !spec.has("dataSource") && text_of(spec["dataSourceRef"]["namespace"]).empty())
    copy("dataSourceRef", "dataSource");
}

void prepare(doc::Draft& object) {
  drop_status(object);
  object.in("spec", [](doc::Draft& spec) { match_sources(spec, {}); });
}

void prepare_update(doc::Draft& object, const doc::Node& old) {
  keep_status(object, old);
  object.in("spec", [&](doc::Draft& spec) { match_sources(spec, old["spec"]); });
}

void check_claim(const doc::Node& object, const ClaimSpecOptions& options, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  check_claim_spec(object["spec"], Path("spec"), errors, options);
}

void check(const doc::Node& object, Errors& errors) { check_claim(object, {}, errors); }

constexpr std::string_view kClassAnnotation = "volume.beta.kubernetes.io/storage-class";

/// The class may be named where it was not before; an annotation that named it is as good as the field.
bool is_class_kept(const doc::Node& object, const doc::Node& old, Errors& errors) {
  const doc::Node &annotations = object["metadata"]["annotations"], &old_annotations = old["metadata"]["annotations"];
  const doc::Node *noted = annotations.find(kClassAnnotation), *old_noted = old_annotations.find(kClassAnnotation);
  const doc::Node &name = object["spec"]["storageClassName"], &old_name = old["spec"]["storageClassName"];
  const std::string_view note = noted ? text_of(*noted) : "", old_note = old_noted ? text_of(*old_noted) : "";
  if (old_noted && old_name.is_null() && !name.is_null() && text_of(name) == old_note && (!noted || note == old_note))
    return true;
  if (note != old_note) {
    const Path metadata("metadata"), path(metadata, "annotations");
    errors.invalid(Path(path, kClassAnnotation), note, "field is immutable");
  }
  if (!name.is_null() && old_name.is_null()) return !old_noted || text_of(name) == old_note;
  return name.is_null() == old_name.is_null() && text_of(name) == text_of(old_name);
}

bool is_bound(const doc::Node& claim) { return text_of(claim["status"]["phase"]) == "Bound"; }

/// Whether all but the class and a first volumeName is as it was; of a claim that is bound also but its size and its
/// attributes' class.
bool is_same_but_class(const doc::Node& spec, const doc::Node& old_spec, bool is_bound) {
  doc::Arena arena;
  doc::Draft now(spec, arena), before(old_spec, arena);
  for (doc::Draft* draft : {&now, &before}) draft->remove("storageClassName");
  if (text_of(old_spec["volumeName"]).empty())
    for (doc::Draft* draft : {&now, &before}) draft->remove("volumeName");
  if (is_bound)
    for (doc::Draft* draft : {&now, &before}) {
      draft->remove("volumeAttributesClassName");
      draft->in("resources", [](doc::Draft& resources) {
        resources.in("requests", [](doc::Draft& requests) { requests.remove("storage"); });
      });
    }
  return same_value(now.node(), before.node());
}

/// Once a class of attributes is in force it can be changed, not taken away.
void check_attributes_class_kept(const doc::Node& name, const doc::Node& old, const Path& path, Errors& errors) {
  const doc::Node& old_name = old["spec"]["volumeAttributesClassName"];
  const bool is_same = name.is_null() == old_name.is_null() && text_of(name) == text_of(old_name);
  if (is_same || old["status"]["currentVolumeAttributesClassName"].is_null()) return;
  constexpr std::string_view kWhen = "is forbidden when status.currentVolumeAttributesClassName is not nil";
  if (name.is_null())
    errors.forbidden(path, "update to nil " + std::string(kWhen));
  else if (text_of(name).empty())
    errors.forbidden(path, "update to empty string " + std::string(kWhen));
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  const doc::Node &spec = object["spec"], &old_spec = old["spec"];
  ClaimSpecOptions options;
  Errors of_old;
  check_label_selector(old_spec["selector"], {}, Path(), of_old);
  options.selector.allow_invalid_values = !of_old.empty();
  options.any_api_group =
      !old_spec["dataSource"]["apiGroup"].is_null() || !old_spec["dataSourceRef"]["apiGroup"].is_null();
  check_claim(object, options, errors);

  const bool is_kept = is_class_kept(object, old, errors);
  const Path path("spec"), resources(path, "resources"), requests(resources, "requests");
  if (!is_kept || !is_same_but_class(spec, old_spec, is_bound(object)))
    errors.forbidden(path,
                     "spec is immutable after creation except resources.requests and volumeAttributesClassName for "
                     "bound claims");
  const kube::Quantity size = quantity_of(spec["resources"]["requests"]["storage"]),
                       old_size = quantity_of(old_spec["resources"]["requests"]["storage"]);
  if (size < old_size && size <= quantity_of(old["status"]["capacity"]["storage"]))
    errors.forbidden(Path(requests, "storage"), "field can not be less than status.capacity");
  check_immutable(spec["volumeMode"], old_spec["volumeMode"], Path("volumeMode"), errors);
  check_attributes_class_kept(spec["volumeAttributesClassName"], old, Path(path, "volumeAttributesClassName"), errors);
}

}  // namespace

const BuiltinKind kPersistentVolumeClaim = {.api_version = "v1",
                                            .kind = "PersistentVolumeClaim",
                                            .resource = "persistentvolumeclaims",
                                            .scope = Scope::Namespaced,
                                            .set_defaults = set_defaults,
                                            .prepare = prepare,
                                            .check = check,
                                            .prepare_update = prepare_update,
                                            .check_update = check_update};

}  // namespace slipway::schema::builtin
