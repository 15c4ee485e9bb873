#pragma once

#include <string>

#include "base/diagnostic.h"
#include "doc/value.h"
#include "platform/changes.h"

namespace slipway::report {

/// What would be done, for a terminal: a line for each component with how much of it is created, changed, replaced and
/// destroyed; then what is changed, replaced or destroyed by name with its fields (with `everything` also what is
/// created), and what is refused. "" when there is nothing of these.
std::string changes_table(const platform::Changes& changes, bool everything, Colour colour, int width);

/// Only the lines by component, and what they come to.
std::string changes_counts(const platform::Changes& changes, int width);

/// What is not as it was applied, a line each: "platform.yaml:41: karpenter: aws_sqs_queue.interruption: tags.team".
/// Of much that is still to be made there is only the count, by component.
std::string drift_table(const platform::Changes& drift, Colour colour, int width);

/// docs/schemas/changes.schema.json says what is in it; who writes it may add "applied" to the map.
doc::Map changes_map(const platform::Changes& changes);
std::string changes_json(const platform::Changes& changes);

/// "86 resources, 5 charts, 41 objects": of what there is none nothing is said.
std::string size_of(const platform::Changes& changes);

}  // namespace slipway::report
