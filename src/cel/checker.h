#pragma once

#include "cel/ast.h"
#include "cel/environment.h"
#include "cel/source_errors.h"
#include "cel/type.h"

namespace slipway::cel {

/// Gives every expression its type, every call its overloads, every name what it stands for; names with dots that are
/// one variable become one Ident. What does not fit is added to `source`. Types it makes are kept in `types`. Follows
/// cel-go 0.26.0 checker/checker.go.
void check(SourceErrors& source, const Environment& environment, Ast& ast, Types& types);

/// What cel-go's validators refuse of a checked expression: literal durations, timestamps and regular expressions that
/// are none, lists and maps of mixed types. Follows cel/validator.go as the API server uses it.
void check_literals(SourceErrors& source, const Ast& ast);

}  // namespace slipway::cel
