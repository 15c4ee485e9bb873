#pragma once

#include "subject/subject.h"

namespace slipway::subject {

/// Whether there are templates of Go among the files that were passed over, being no YAML before they are filled in: of
/// objects that nobody sees nothing can be said to be missing.
bool has_unread_templates(const Subject& subject);

}  // namespace slipway::subject
