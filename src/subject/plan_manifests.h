#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "kube/object.h"
#include "subject/subject.h"

namespace slipway::subject {

/// How much of the manifest of a kubernetes_manifest or kubectl_manifest is known before apply.
enum class Known { Nothing, Part, All };
/// REQUIRES: a resource of these types. Where a plan does not say what is unknown, what refers to something may be.
Known known_manifest(const PlannedResource& resource);

/// The objects that all plans make and that are known as a whole, at their places in the plan, join those that other
/// files hold. A plan is made of files: of an object that one of them has the same, that one stays; one that stands
/// in Terraform's text otherwise gives way to what it becomes. After kustomizations, before indexes are made.
///
/// TF002 (note)  once a plan: manifests that are passed over, since the plan does not say what of them is known
void add_planned_objects(Subject::State& state, Diagnostics& findings);

}  // namespace slipway::subject
