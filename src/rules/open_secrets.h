#pragma once

#include <string_view>

namespace slipway::rules {

/// A word that holds what only one may know whatever it is called: a token, a private key, the password in an address.
bool tells_secret(std::string_view word);
/// Whether a text that a shell reads has such a word: `curl -H 'Authorization: Bearer eyJ…'`.
bool has_secret_word(std::string_view text);

/// Whether a value that is written where everybody reads it holds what only one may know: by itself, or by its name, as
/// variables, flags and keys of values are called (DB_PASSWORD, --hf-token, adminPassword). Names of Secrets and of
/// files, special tokens of models, references, and what somebody is still to write are none.
bool holds_secret(std::string_view name, std::string_view value);

/// What stands in a Secret beside what is one: who logs in where, as Argo CD's repositories and databases have it, and
/// configuration that has no secret in it. `value` without base64.
bool is_open_beside_secret(std::string_view key, std::string_view value);

}  // namespace slipway::rules
