#pragma once

#include "base/diagnostic.h"
#include "subject/object_places.h"

namespace slipway::admission {

/// What two readers say alike is said once. Of an error that the API server and a rule both see only the rule's words
/// stay, which say more; what else the server finds at the same place stays too. Of
/// a value that a chart's schema refuses the rules about its keys say nothing more.
Diagnostics said_once(Diagnostics findings, const subject::ObjectPlaces& places);

}  // namespace slipway::admission
