#pragma once

#include "ops/journal.h"

namespace slipway::ops {

/// What the journal remembers beside steps.
/// From the beginning of an apply of all to its end.
inline constexpr const char* kUnended = "whole apply that has not ended well";
/// A hash of the platform that an apply of all brought up, until a destroy begins.
inline constexpr const char* kAppliedHash = "applied platform";

/// What became of a platform from here.
enum class History {
  Never,    // no apply of it was ever begun
  Begun,    // one was, and none of all of it has done every step; or a destroy was begun since
  Applied,  // an apply of all did every step, though maybe not all was well in the end
  Gone,     // a destroy came to its end, and no apply was begun since
};

/// A plan that was only looked at is no apply. What cannot be read counts as Begun: nobody knows.
History history_of(Journal& journal);

/// Whether the last run, the last step `aws` or the last apply of all did not come to its end, or nobody knows.
bool is_unended(Journal& journal);

}  // namespace slipway::ops
