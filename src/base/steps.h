#pragma once

#include <cstdint>

namespace slipway {

/// How much work of a kind was done by this thread: counted where it may grow faster than what is given, so that a test
/// can hold a bound that no clock is asked for.
inline thread_local std::uint64_t steps_done = 0;

inline void count_step() { ++steps_done; }

}  // namespace slipway
