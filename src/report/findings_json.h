#pragma once

#include <span>

#include "base/diagnostic.h"
#include "doc/value.h"
#include "rules/rule.h"

namespace slipway::report {

/// null for a place that nobody wrote.
doc::Value position_json(const SourceRange& where);
doc::List findings_json(const Diagnostics& diagnostics);
/// With the aliases of those that are rules'.
doc::List findings_json(const Diagnostics& diagnostics, std::span<const rules::Rule* const> rules);

}  // namespace slipway::report
