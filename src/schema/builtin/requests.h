#pragma once

#include <string_view>

#include "doc/arena.h"
#include "doc/node.h"
#include "schema/builtin/kind.h"
#include "schema/verdict.h"

namespace slipway::schema::builtin {

/// An object on its way into the API server. `text` is what was sent, when it was text (in which keys may repeat).
/// What is made stands in `arena`.
Verdict create(const BuiltinKind& kind, const doc::Node& object, std::string_view text, doc::Arena& arena);
Verdict update(const BuiltinKind& kind, const doc::Node& old, const doc::Node& object, doc::Arena& arena);

}  // namespace slipway::schema::builtin
