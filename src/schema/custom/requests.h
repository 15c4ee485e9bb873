#pragma once

#include <string>
#include <vector>

#include "cel/evaluator.h"
#include "doc/arena.h"
#include "doc/node.h"
#include "schema/custom/kind.h"
#include "schema/verdict.h"

namespace slipway::schema::custom {

/// A custom resource on its way into the API server, in the order of its handler. `repeated`: what strict decoding said
/// of the text ("duplicate field …"). What is made stands in `arena`.
Verdict create(const CustomKind& kind, const doc::Node& object, const std::vector<std::string>& repeated,
               doc::Arena& arena, cel::Evaluator& evaluator);
Verdict update(const CustomKind& kind, const doc::Node& old, const doc::Node& object, doc::Arena& arena,
               cel::Evaluator& evaluator);

}  // namespace slipway::schema::custom
