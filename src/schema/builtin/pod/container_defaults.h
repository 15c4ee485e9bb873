#pragma once

#include "doc/draft.h"

namespace slipway::schema::builtin {

/// SetDefaults_Container and those of all that is in it.
void set_container_defaults(doc::Draft& container);
/// Of an environment variable's source, or a file of the downward API: fieldRef and resourceFieldRef in it.
void set_field_ref_defaults(doc::Draft& source);
/// SetDefaults_Volume and those of all that is in it.
void set_volume_defaults(doc::Draft& volume);

}  // namespace slipway::schema::builtin
