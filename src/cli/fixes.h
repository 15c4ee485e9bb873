#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/secret_places.h"

namespace slipway::cli {

/// What fixes make of one file.
struct FixedFile {
  std::string name;
  std::string text;    // the whole new one; only what the fixes replace has changed
  std::string before;  // the whole old one
  int fixes = 0;
  std::vector<SecretPlace> known_before = {}, known_after = {};  // secrets that do not look like one
};

/// Applies the findings' fixes to the texts that were read. Left out: a finding whose fixes reach into what another one
/// replaces, and a file that could be read before and could not be after. `sources` are the files themselves, in which
/// places are looked up by name and line. Quotes around what is replaced stay, but where a fix writes the same without
/// them. `fixes` counts those that change something.
std::vector<FixedFile> apply_fixes(const Diagnostics& findings,
                                   const std::vector<std::shared_ptr<const SourceText>>& sources);

}  // namespace slipway::cli
