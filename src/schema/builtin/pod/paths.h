#pragma once

#include <string_view>

#include "schema/errors.h"
#include "schema/path.h"

/// Paths of files, relative to somewhere.
namespace slipway::schema::builtin {

/// Has a step "..".
bool has_backsteps(std::string_view file);
/// validatePathNoBacksteps.
void check_no_backsteps(std::string_view file, const Path& path, Errors& errors);
/// validateLocalDescendingPath: relative, and never up.
void check_descending_path(std::string_view file, const Path& path, Errors& errors);
/// ValidateLocalNonReservedPath: nor does it begin with "..".
void check_local_path(std::string_view file, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
