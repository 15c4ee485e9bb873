#pragma once

#include <optional>
#include <string_view>

#include "base/diagnostic.h"
#include "base/source.h"
#include "doc/node.h"
#include "doc/value.h"

namespace slipway::subject {

/// Values of a chart that stand as YAML in another text: in a Terraform plan, in a heredoc, in a block of an
/// Application.
struct ValuesText {
  std::string_view text;
  SourceRange where;     // of the whole text
  int first_line = 0;    // of the file; 0: the text has no lines of its own there, as a string of JSON
  bool is_final = true;  // nothing fills it in before Helm reads it
};

/// The values, without places of their own. nullopt when they are no YAML: its first error then is a finding at its
/// place, where nobody fills the text in before.
std::optional<doc::Map> read_values(const ValuesText& values, Diagnostics& findings);

/// The same with places: those of the file where the text has lines of its own, else all of it where the text stands.
/// An absent root when they are no YAML.
doc::Document placed_values(const ValuesText& values);

/// Whether a text can be read so.
bool are_values(std::string_view text);

}  // namespace slipway::subject
