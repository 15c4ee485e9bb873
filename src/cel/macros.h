#pragma once

#include <string>
#include <vector>

#include "cel/ast.h"
#include "cel/environment.h"
#include "cel/source_errors.h"

namespace slipway::cel {

/// What a call of a macro stands for; nullptr when it is none: `target` is null for a global call. Wrong arguments are
/// reported, and give an Unspecified expression. Follows cel-go 0.26.0 parser/macro.go, cel/library.go, ext/lists.go,
/// ext/comprehensions.go and ext/bindings.go.
Expr* expand_macro(Ast& ast, SourceErrors& source, const Environment& environment, int offset,
                   std::string_view function, Expr* target, const std::vector<Expr*>& arguments);

}  // namespace slipway::cel
