// Pods: pkg/registry/core/pod/strategy.go.
#include <array>

#include "schema/builtin/fields.h"
#include "schema/builtin/kind.h"
#include "schema/builtin/pod/pod_template.h"

namespace slipway::schema::builtin {
namespace {

void check_whole(const doc::Node& pod, const doc::Node* old, Errors& errors) {
  const doc::Node &meta = pod["metadata"], &spec = pod["spec"];
  const Path meta_path("metadata"), spec_path("spec");
  check_core_meta(pod, Scope::Namespaced, dns_subdomain_name, errors);
  check_pod_annotations(meta["annotations"], spec, Path(meta_path, "annotations"), errors);
  check_pod_spec(spec, {.is_pod = true, .old_spec = old ? &(*old)["spec"] : nullptr, .meta = &meta}, spec_path, errors);
  check_pod_only(spec, spec_path, errors);
}

void check_pod(const doc::Node& pod, Errors& errors) {
  const doc::Node &annotations = pod["metadata"]["annotations"], &spec = pod["spec"];
  const Path path("spec");
  check_whole(pod, nullptr, errors);
  if (spec["ephemeralContainers"].size() > 0)
    errors.forbidden(Path(path, "ephemeralContainers"), "cannot be set on create");
  if (!text_of(spec["nodeName"]).empty() && spec["schedulingGates"].size() > 0)
    errors.forbidden(Path(path, "nodeName"), "cannot be set until all schedulingGates have been cleared");
  check_seccomp_agrees(annotations, spec, path, errors);
  check_app_armor_agrees(annotations, spec, path, errors);
}

void prepare_pod_update(doc::Draft& pod, const doc::Node& old) {
  prepare_pod(pod);
  keep_status(pod, old);
}

void check_pod_update(const doc::Node& pod, const doc::Node& old, Errors& errors) {
  check_core_meta_update(pod, old, errors);
  check_whole(pod, &old, errors);
  check_pod_changes(pod, old, errors);
}

constexpr std::array<BuiltinKind, 1> kKinds = {{{.api_version = "v1",
                                                 .kind = "Pod",
                                                 .resource = "pods",
                                                 .scope = Scope::Namespaced,
                                                 .set_defaults = set_pod_defaults,
                                                 .prepare = prepare_new_pod,
                                                 .check = check_pod,
                                                 .prepare_update = prepare_pod_update,
                                                 .check_update = check_pod_update}}};

}  // namespace

std::span<const BuiltinKind> pod_kinds() { return kKinds; }

}  // namespace slipway::schema::builtin
