#pragma once

#include <cstdint>

namespace slipway::model {

/// Instances that are left of a reservation of which nobody says how many. That stands in no file: what is booked for
/// pods is taken to be there for them, by plan, solve and lint alike, or one would contradict the other (MODEL006 says
/// it).
inline constexpr std::int64_t kFreeWhereUnsaid = 100'000;

}  // namespace slipway::model
