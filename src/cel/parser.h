#pragma once

#include "cel/ast.h"
#include "cel/environment.h"
#include "cel/source_errors.h"

namespace slipway::cel {

/// At most so many characters in a text, and so many rules within one another.
constexpr std::size_t kMaxCharacters = 100'000;
constexpr int kMaxNesting = 250;
/// Our own limit: macros that copy what they stand on can make a short text huge.
constexpr std::size_t kMaxNodes = 200'000;

/// Reads a text into `ast`, macros expanded; what is wrong is added to `source`. Follows cel-go 0.26.0 parser/ and, in
/// what is said about wrong syntax and how reading goes on, ANTLR 4.13.
void parse(SourceErrors& source, const Environment& environment, Ast& ast);

}  // namespace slipway::cel
