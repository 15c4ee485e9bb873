#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "platform/graph.h"

namespace slipway::platform {

/// A `${aws_efs_file_system.models.id}` in a text: an attribute of a resource or data source, and nothing else. No
/// functions, operators or spaces: what looks otherwise (`${aws:username}`, a shell's `${name:-x}`) is plain text.
struct Reference {
  std::size_t begin = 0, end = 0;  // of the whole, from the dollar sign to past the brace
  std::string_view expression;     // aws_efs_file_system.models.id
  ResourceId resource;
};

/// The first at or after `from`; an escaped `$${` is none.
std::optional<Reference> next_reference(std::string_view text, std::size_t from);

}  // namespace slipway::platform
