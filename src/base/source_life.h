#pragma once

#include "base/source.h"

namespace slipway {

/// Whether a text of this address is there. For trees that may outlive the text they were read from (doc::Value): where
/// they stood, nobody can say any more. Of several threads.
bool is_alive(const SourceText* source);

}  // namespace slipway
