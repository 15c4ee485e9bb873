#pragma once

#include "base/diagnostic.h"

namespace slipway::cli {

/// Whether an edit gives somebody rights that the text, as it was read, did not give: a pod its node's network, a
/// container privileges, an account a role. As the line is that comes of it.
bool grants(const FixIt& fix);

/// What is surely meant and grants rights is written by a person: such a finding keeps its fix in words and loses its
/// edits.
void leave_grants_to_hands(Diagnostic& finding);

}  // namespace slipway::cli
