#pragma once

#include <string_view>

/// Ids of what can be wrong with platform.yaml. Stable: never renumbered, never reused; described in README.md.
namespace slipway::spec::id {

// What is written.
inline constexpr const char* kNoPlatform = "SPEC001";  // empty, or no map at the top
inline constexpr const char* kOtherKind = "SPEC002";   // a file of another kind
inline constexpr const char* kUnknownField = "SPEC003";
inline constexpr const char* kWrongType = "SPEC004";
inline constexpr const char* kMissing = "SPEC005";
inline constexpr const char* kUnknownWord = "SPEC006";
inline constexpr const char* kOutOfRange = "SPEC007";
inline constexpr const char* kMalformed = "SPEC008";
inline constexpr const char* kTwice = "SPEC009";
inline constexpr const char* kExclusive = "SPEC010";  // two fields of which one may stand
inline constexpr const char* kIncludeCycle = "SPEC011";
inline constexpr const char* kIncludeUnreadable = "SPEC012";
inline constexpr const char* kIncludeTooDeep = "SPEC013";

// What does not go together.
inline constexpr const char* kName = "SPEC020";
inline constexpr const char* kNothingOfThatName = "SPEC021";
inline constexpr const char* kUnknownRegion = "SPEC022";
inline constexpr const char* kUnknownZone = "SPEC023";
inline constexpr const char* kUnknownInstanceType = "SPEC024";
inline constexpr const char* kUnknownFamily = "SPEC025";
inline constexpr const char* kNoEfa = "SPEC027";
inline constexpr const char* kOrder = "SPEC028";  // min ≤ desired ≤ max
inline constexpr const char* kReservation = "SPEC029";
inline constexpr const char* kVolume = "SPEC030";
inline constexpr const char* kAddresses = "SPEC031";  // CIDRs too small or overlapping
inline constexpr const char* kAutoscalers = "SPEC032";
inline constexpr const char* kAutoMode = "SPEC033";
inline constexpr const char* kMixedShapes = "SPEC034";  // one group, types of unlike shape
inline constexpr const char* kUnreachable = "SPEC035";  // an endpoint that nobody can reach
inline constexpr const char* kNeeds = "SPEC036";        // a field that only works with another
inline constexpr const char* kReserved = "SPEC037";     // label or taint keys that AWS or Kubernetes own

inline constexpr const char* kUnknownVersion = "SPEC038";
inline constexpr const char* kNothingToBuy = "SPEC039";  // a pool that no instance type fits

}  // namespace slipway::spec::id
