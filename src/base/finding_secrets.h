#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/secret_places.h"

namespace slipway {

/// What of a line is looked at for secrets on both sides of what is shown: a line may be a whole file.
inline constexpr std::size_t kAroundShown = 2048;

/// Secrets of text[begin, end) of a finding's file, where its place is text[at, behind). What tells that something is
/// one, a variable's name above or below it or the head of a private key, is looked for around them.
std::vector<SecretPlace> secrets_shown(const Diagnostic& finding, std::size_t begin, std::size_t end, std::size_t at,
                                       std::size_t behind);

/// A text that quotes the source: `***` in place of each of these secrets of four bytes or more.
void hide_secrets(std::string& text, std::string_view source, const std::vector<SecretPlace>& secrets);

/// What may be printed (drawn() sees to it itself): a secret of four bytes or more that stands around the place of a
/// finding is `***` in its message, its hint and its fix, and no edit is left that would write one.
void hide_secrets(Diagnostic& finding);
Diagnostics without_secrets(Diagnostics findings);

}  // namespace slipway
