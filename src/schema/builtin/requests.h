#pragma once

#include <string_view>

#include "doc/arena.h"
#include "doc/node.h"
#include "schema/builtin/kind.h"
#include "schema/service_network.h"
#include "schema/verdict.h"

namespace slipway::schema::builtin {

/// What is asked for: with `stored`, for which all defaults are set a second time, or only what is wrong.
enum class Wanted { Stored, Errors };

/// An object on its way into the API server. `text` is what was sent, when it was text (in which keys may repeat).
/// What is made stands in `arena`.
Verdict create(const BuiltinKind& kind, const doc::Node& object, std::string_view text, const ServiceNetwork& network,
               doc::Arena& arena, Wanted wanted = Wanted::Stored);
Verdict update(const BuiltinKind& kind, const doc::Node& old, const doc::Node& object, const ServiceNetwork& network,
               doc::Arena& arena);
/// Over an object as a server shows it: only decoded, not made anew.
Verdict update_live(const BuiltinKind& kind, const doc::Node& live, const doc::Node& object,
                    const ServiceNetwork& network, doc::Arena& arena);

}  // namespace slipway::schema::builtin
