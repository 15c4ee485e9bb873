#pragma once

#include <string_view>

#include "base/diagnostic.h"
#include "doc/yaml_document.h"

namespace slipway::doc {

struct YamlText {
  const YamlInput& input;
  const YamlPlaces& places;
  bool cut_off = false;  // by a line of `---`
};

/// What a user is told about a document that could not be read: where, why, and what to do.
Diagnostic explain(const YamlReading& reading, const YamlText& text);

}  // namespace slipway::doc
