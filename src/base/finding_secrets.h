#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/known_secrets.h"
#include "base/secret_places.h"

namespace slipway {

/// What of a line is looked at for secrets on both sides of what is shown: a line may be a whole file.
inline constexpr std::size_t kAroundShown = 2048;

/// Secrets of text[begin, end), known ones and those that look like one. What tells that something is one, a variable's
/// name above or below it or the head of a private key, is looked for around them.
std::vector<SecretPlace> secrets_shown(const SourceText& source, std::size_t begin, std::size_t end,
                                       const KnownSecrets& known);

/// What is said of a place: `***` in place of each of these secrets of its source, of four bytes or more. A common word
/// (letters alone) is left where no quotes are around it and it is a key or in a name beside the place, `password:
/// password`, or what secrets are called: there it is no secret, and the line itself shows it.
void hide_secrets(std::string& text, const SourceRange& where, const std::vector<SecretPlace>& secrets,
                  const KnownSecrets& known);

/// What may be printed (drawn() sees to it itself): a secret of four bytes or more that stands around the place of a
/// finding is `***` in its message, its hint and its fix, and no edit is left that would write one.
void hide_secrets(Diagnostic& finding, const KnownSecrets& known = {});
Diagnostics without_secrets(Diagnostics findings, const KnownSecrets& known = {});

/// As drawn() of diagnostic.h, where more is known of what is secret than can be seen.
std::string drawn(const Diagnostic& diagnostic, Colour colour, int width, const KnownSecrets& known);

}  // namespace slipway
