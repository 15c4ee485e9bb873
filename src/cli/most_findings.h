#pragma once

#include <cstddef>

#include "base/diagnostic.h"
#include "base/known_secrets.h"

namespace slipway::cli {

/// How often one rule is said of one file: who makes one mistake a million times wants to know of it, not to read it.
inline constexpr int kMostAlike = 1'000;

/// The longest message of a finding, in bytes; so of its hint and its fix: a name or an enum of megabytes says no more.
inline constexpr std::size_t kLongestText = 1'500;

/// Texts of findings are cut in their middle: the reason stands at the end. Before, what is secret in them is hidden:
/// of a part of a secret nobody would see that it is one. Of each rule in each file the first kMostAlike; a note in
/// place of the next one tells how many more there are, under INPUT004; `left_out`, when given, how many are in all.
/// REQUIRES: sorted.
Diagnostics bounded(Diagnostics findings, const KnownSecrets& known, int* left_out = nullptr);

}  // namespace slipway::cli
