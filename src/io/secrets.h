#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/environment.h"

namespace slipway::io {

/// What other programs print, with `***` where a secret stands: each of `values` (of eight bytes or more, as it is and
/// as in a URL), what follows a name such as `password=`, `"token":` or `Bearer`, the password of a URL, private keys,
/// and what is known by its beginning (`eyJ…`, `ghp_…`). All else stays as it is: JSON stays JSON. Linear in the text,
/// for a few values.
///
/// Words after a colon are often prose ("ExpiredToken: The security token …"): one counts when it has a digit, is of
/// twenty letters, or ends the line. ARNs (`…:secret:name`) stay.
std::string without_secrets(std::string_view text, std::span<const std::string> values = {});

/// Whether a variable or field of this name holds a secret: "AWS_SESSION_TOKEN", "adminPassword".
bool is_secret_name(std::string_view name);

/// What every program that we begin is given: our keys of AWS and tokens, as they stand in the environment.
std::vector<std::string> secrets_in(const Environment& environment);

}  // namespace slipway::io
