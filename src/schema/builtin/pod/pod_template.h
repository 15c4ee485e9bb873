#pragma once

#include <string_view>

#include "doc/draft.h"
#include "doc/node.h"
#include "schema/errors.h"
#include "schema/object_meta.h"
#include "schema/path.h"

/// Pods, and the templates of those that make pods. Follows Kubernetes 1.36.3 pkg/apis/core/v1/defaults.go,
/// pkg/apis/core/validation/validation.go and pkg/api/pod/util.go with the feature gates at their defaults.
namespace slipway::schema::builtin {

/// Where the pod spec stands.
struct PodPlace {
  bool is_pod = false;  // not a template
  /// The spec before an update. Of what GetValidationOptionsFromPodSpecAndMeta lets an update keep, little can be in a
  /// pod that was accepted.
  const doc::Node* old_spec = nullptr;
  /// Metadata of a Pod; a template has none that counts.
  const doc::Node* meta = nullptr;
  /// volumeClaimTemplates of a StatefulSet: each is a volume of its pods, in place of one of the same name. The set
  /// names the pods, so what the template says of that is not looked at.
  const doc::Node* claim_templates = nullptr;
};

/// SetDefaults_PodSpec and those of all that is in it. Amounts become canonical.
void set_pod_spec_defaults(doc::Draft& spec);
/// The same of the `template` in `owner_spec`.
void set_template_defaults(doc::Draft& owner_spec);

/// Drops what disabled features leave out, and what conversion to the internal version and back changes.
void prepare_pod_spec(doc::Draft& spec);
void prepare_template(doc::Draft& owner_spec);

/// ValidatePodSpec.
void check_pod_spec(const doc::Node& spec, const PodPlace& place, const Path& path, Errors& errors);
/// ValidatePodTemplateSpec.
void check_template(const doc::Node& pod_template, const PodPlace& place, const Path& path, Errors& errors);

/// ValidatePodSpecificAnnotations.
void check_pod_annotations(const doc::Node& annotations, const doc::Node& spec, const Path& path, Errors& errors);

/// What is done to a Pod beyond its spec: its defaults, and what the strategy does when it is made.
void set_pod_defaults(doc::Draft& pod);
void prepare_pod(doc::Draft& pod);
void prepare_new_pod(doc::Draft& pod);
/// The service account's token, and white space around images: of Pods, not of templates.
void check_pod_only(const doc::Node& spec, const Path& path, Errors& errors);
/// Annotations and fields that speak of the same thing.
void check_seccomp_agrees(const doc::Node& annotations, const doc::Node& spec, const Path& path, Errors& errors);
void check_app_armor_agrees(const doc::Node& annotations, const doc::Node& spec, const Path& path, Errors& errors);

/// ValidatePodUpdate beyond what a new pod must satisfy.
void check_pod_changes(const doc::Node& pod, const doc::Node& old, Errors& errors);

/// ValidateTemplateObjectMeta: labels and annotations, and nothing else.
void check_template_meta(const doc::Node& meta, const Path& path, Errors& errors);

/// ValidatePersistentVolumeClaimSpec, of claims and of templates that they are made from.
struct ClaimSpecOptions {
  SelectorOptions selector = {};
  bool any_api_group = false;  // of what it is made from
};
void check_claim_spec(const doc::Node& spec, const Path& path, Errors& errors, const ClaimSpecOptions& options = {});
/// SetDefaults_PersistentVolumeClaimSpec, and canonical amounts.
void set_claim_spec_defaults(doc::Draft& spec);

}  // namespace slipway::schema::builtin
