#pragma once

#include <vector>

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
void add_planned_objects(Subject::State& state);

}  // namespace slipway::subject
