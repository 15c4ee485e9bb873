#pragma once

#include <cstddef>
#include <string_view>

// How secrets look that no name gives away: for io, which hides them, and rules, which find them written down.
namespace slipway::secret_forms {

inline constexpr std::size_t kLongWord = 20;

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_of_token(char c);

/// What stands at the begin of `text` and is known by its first letters (`eyJ…`, `ghp_…`): their bytes, and of all;
/// both 0: none.
struct KnownSecret {
  std::size_t beginning = 0, size = 0;
};
KnownSecret known_secret(std::string_view text);

/// Bytes of the address of a webhook that `text` begins with, without its scheme, as far as everybody's begins so: what
/// follows is all that is needed to write there. 0: none.
std::size_t hook_address(std::string_view text);

/// Bytes of an access key id of AWS that `text` begins with, of a user (AKIA) or a session (ASIA): no secret by itself,
/// but half of one, and it names whose. 0: none. Follows the IAM User Guide, "IAM identifiers", unique prefixes.
std::size_t access_key_id(std::string_view text);

/// As AWS makes secret access keys: forty characters of base64 that change their kind at nearly each step.
bool is_aws_secret(std::string_view run);

/// Letters and digits mixed, or longer than any word; no path and no address.
bool looks_random(std::string_view word);

}  // namespace slipway::secret_forms
