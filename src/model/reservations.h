#pragma once

#include <cstdint>

namespace slipway::model {

/// Place::free_where_unsaid of every verb. How much a reservation has left stands in no file: what is booked for pods
/// is taken to be there for them, by plan and solve alike, or one would send its user to the other (MODEL006 says it).
inline constexpr std::int64_t kFreeWhereUnsaid = 100'000;

}  // namespace slipway::model
