#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::cost {

/// How much of something runs.
/// Idle: nobody uses the platform; as few replicas as autoscalers allow, no jobs, minimum sizes and stored data.
/// Declared: replicas as they are written, jobs running, the usage that the spec expects.
/// Maximum: as many replicas as autoscalers allow, jobs running.
/// AtLimits: every group at its largest size and every pool at its limits, whatever would fill them: no month costs
/// more.
enum class Level : std::uint8_t { Idle, Declared, Maximum, AtLimits };
inline constexpr Level kLevels[] = {Level::Idle, Level::Declared, Level::Maximum, Level::AtLimits};
std::string_view to_string(Level level);  // "idle", "declared", "maximum", "at limits"

/// Something at each level.
template <typename T>
struct ByLevel {
  std::array<T, 4> all = {};

  T& operator[](Level level) { return all[static_cast<std::size_t>(level)]; }
  const T& operator[](Level level) const { return all[static_cast<std::size_t>(level)]; }
  friend bool operator==(const ByLevel&, const ByLevel&) = default;
};

using Counts = ByLevel<std::int64_t>;
/// "2", "0 to 4", "1, 3, 40": how many at idle, declared and at the maximum.
std::string range_of(const Counts& counts);

}  // namespace slipway::cost
