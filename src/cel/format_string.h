#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cel/type.h"

namespace slipway::cel {

/// One clause of a format: "%.3f" of argument 0.
struct FormatClause {
  char letter = 's';  // s d f e b x X o
  std::optional<int> precision;
  std::size_t argument = 0;
};

/// Calls `take` for each clause in turn, and `text` for what stands between. What is wrong with the format, or what
/// `take` finds wrong, ends it. Follows cel-go 0.26.0 ext/formatting.go.
std::optional<std::string> walk_format(
    std::string_view format, std::size_t arguments,
    const std::function<std::optional<std::string>(const FormatClause&)>& take,
    const std::function<void(std::string_view)>& text = [](std::string_view) {});

/// Whether a clause can show values of a type; dyn always.
bool clause_takes(char letter, TypeKind kind);
std::string clause_error(char letter, std::string_view type);

}  // namespace slipway::cel
