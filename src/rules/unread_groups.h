#pragma once

#include "subject/subject.h"

namespace slipway::rules {

/// Whether Terraform text or a script makes node groups, whose types and labels are not read: nodes may have any.
bool makes_unread_groups(const subject::Subject& subject);

}  // namespace slipway::rules
