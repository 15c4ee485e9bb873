#pragma once

#include "base/diagnostic.h"
#include "doc/value.h"
#include "spec/describe.h"

namespace slipway::spec::additions {

/// `--set path=value`: puts the value into a map that `type` describes. What the field is decides how the value is
/// read: text stays text, numbers and booleans are exact, lists are `a,b` or YAML's `[a, b]`, maps and native parts are
/// YAML. Says at its place in the word what is wrong: SPEC003 an unknown field (with its near miss), SPEC004 a wrong
/// type, ADD001 no path. What the value means is for the reader to say.
bool assign(doc::Map& into, const StructType& type, const Text& word, Diagnostics& diagnostics);

}  // namespace slipway::spec::additions
