#pragma once

#include <set>

#include "admission/error_places.h"
#include "schema/errors.h"

namespace slipway::admission {

/// These and all that stands below them: looked up once for each error, where both may be thousands.
std::set<const doc::Node*> with_all_below(const std::set<const doc::Node*>& nodes);

/// Whether an error is about what was taken away from an object (`gone`, with all below it), or about what the server
/// made up from its absence: a selector is empty without its only label, a list without its only item, a field is
/// missing that was written under a name which nobody knows. `found`: where the error's field is in the whole object.
bool follows_from(const doc::Node& object, const std::set<const doc::Node*>& gone, const Found& found,
                  const schema::Error& error);

}  // namespace slipway::admission
