#pragma once

#include "doc/draft.h"
#include "doc/node.h"
#include "schema/errors.h"
#include "schema/path.h"

namespace slipway::schema::builtin {

/// ValidateAppArmorProfileField.
void check_app_armor_profile(const doc::Node& profile, const Path& path, Errors& errors);
/// ValidateAppArmorPodAnnotations.
void check_app_armor_annotations(const doc::Node& annotations, const doc::Node& spec, const Path& path, Errors& errors);
/// What the annotation of a container says becomes its field, where that is not set.
void set_app_armor_from_annotations(doc::Draft& spec, const doc::Node& annotations);

}  // namespace slipway::schema::builtin
