#include "platform/changes.h"

#include <algorithm>

namespace slipway::platform {

bool Changes::is_empty() const {
  return !changes_outputs && refused.empty() &&
         std::ranges::all_of(all, [](const Change& change) { return change.action == Change::Action::Keep; });
}

}  // namespace slipway::platform
