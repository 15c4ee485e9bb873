#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace slipway::rules {

/// The comment of a line.
struct Comment {
  std::size_t begin = std::string_view::npos;  // of its # or //, in bytes from the line's start; npos: it has none
  bool is_in_text = false;                     // within a block text of YAML: perhaps that of a script there
};

enum class CommentStyle { Yaml, Other };  // Other: scripts, .env and Terraform files, where // may begin one too

/// The comments of a text's lines, one for each: what follows # or // at the start of a line or behind a space, and
/// does not stand in quotes (of YAML also in those that began on a line before).
std::vector<Comment> comments_of(const std::vector<std::string_view>& lines, CommentStyle style);

}  // namespace slipway::rules
