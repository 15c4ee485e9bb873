#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "spec/additions/addition.h"

namespace slipway::spec::additions {

/// A file of a platform, and what it is to be.
struct EditedText {
  std::string name, before, after;
};

/// Makes the edits in the texts that the platform was read from: each where the map or list stands that it adds to,
/// else in the file that has the most of the way there, of several the one that counts. Returns the texts that change.
/// A text in whose form an edit is not safe is ADD005, and nothing is returned.
std::vector<EditedText> edited_texts(const Platform& platform, std::span<const Edit> edits, Diagnostics& diagnostics);

}  // namespace slipway::spec::additions
