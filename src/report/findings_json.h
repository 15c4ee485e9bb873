#pragma once

#include "base/diagnostic.h"
#include "doc/value.h"

namespace slipway::report {

/// null for a place that nobody wrote.
doc::Value position_json(const SourceRange& where);
doc::List findings_json(const Diagnostics& diagnostics);

}  // namespace slipway::report
