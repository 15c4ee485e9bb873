#pragma once

#include <string_view>
#include <vector>

#include "requirements/check.h"

namespace slipway::requirements {

bool is_subject(std::string_view word);
/// Has it a second word: `values keda`, `role asya_actor`?
bool takes_argument(std::string_view subject);
/// Is it a part of the rendered tree, rather than what slipway says of a platform?
bool is_rendered_subject(std::string_view subject);

/// What a check asks; more than one where a name has a `*`.
std::vector<doc::Value> subjects_of(const Check& check, AskedPlatform& platform);

/// Does a reference of `address` lead to `to`, by way of others or at once: is it created after it?
bool comes_after(const Blocks& blocks, const std::string& address, const std::string& to);

}  // namespace slipway::requirements
