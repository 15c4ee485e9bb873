#pragma once

/// Ids of what can be wrong with what `slipway add` is asked for; described in rules/other_ids.cc.
namespace slipway::spec::additions::id {

inline constexpr const char* kNotThis = "ADD001";      // an argument that is not what can be added
inline constexpr const char* kDiffers = "ADD002";      // something of that name is there, and is not the same
inline constexpr const char* kAmbiguous = "ADD003";    // several could be meant
inline constexpr const char* kUnsaid = "ADD004";       // something that must be said
inline constexpr const char* kNotSafe = "ADD005";      // a text that cannot be edited without changing more
inline constexpr const char* kNotTogether = "ADD006";  // what does not go with the rest of it, or with this platform

}  // namespace slipway::spec::additions::id
