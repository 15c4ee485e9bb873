#pragma once

#include "base/known_secrets.h"
#include "subject/subject.h"

namespace slipway::rules {

/// All that SEC001 takes for a secret, whether anybody asks for the rule, allows it or knows it.
void add_written_secrets(const subject::Subject& subject, KnownSecrets& known);

}  // namespace slipway::rules
