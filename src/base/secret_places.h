#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

/// Shown where a secret stood.
inline constexpr std::string_view kSecretMask = "***";

/// Bytes of a text, the second behind the last.
struct SecretPlace {
  std::size_t begin = 0, end = 0;
  friend bool operator==(const SecretPlace&, const SecretPlace&) = default;
};

/// Where secrets stand in a text, none within another, in their order: each of `values` (of eight bytes or more, as it
/// is and as in a URL), what follows a name such as `password=`, `"token":`, `--password`, `the password is` or
/// `Bearer`, what an `Authorization` header says, the value of a container's variable of such a name, users' passwords
/// and tokens in URLs, private keys, AWS secret keys and access key ids, and what is known by its beginning
/// (secret_forms.h). Linear in the text, for a few values.
///
/// What follows a name is often prose ("ExpiredToken: The security token …", "password is required"): words that
/// prose.h knows are none; behind `token:` and `secret:` one counts when it has a digit, is of twenty letters, or ends
/// the line. ARNs (`…:secret:name`), Terraform's references and templates (`${PASSWORD}`) are none.
std::vector<SecretPlace> secret_places(std::string_view text, std::span<const std::string> values = {});

/// Whether a variable or field of this name holds a secret: "AWS_SESSION_TOKEN", "adminPassword".
bool is_secret_name(std::string_view name);

}  // namespace slipway
