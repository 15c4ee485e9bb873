#pragma once

#include "base/diagnostic.h"
#include "subject/subject.h"

namespace slipway::admission {

/// HELM001 (error): values that Helm refuses before anything of the chart is sent to a cluster, by the
/// values.schema.json that the chart ships (catalog/chart_schemas.h): an unknown key where the schema takes no others,
/// a value of another type, a word that is none of its words. Silent of versions that were not read and of values that
/// something fills in.
void say_refused_values(const subject::Subject& subject, Diagnostics& findings);

}  // namespace slipway::admission
