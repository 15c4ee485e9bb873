#pragma once

#include <span>
#include <string>
#include <string_view>

#include "doc/node.h"
#include "doc/value.h"

namespace slipway::doc {

/// YAML as people write it for Kubernetes, the same bytes for the same tree: two spaces a level, lists in the column of
/// their key (as kubectl prints them), members in their order, no line ever folded. A string is quoted only when it
/// would otherwise be read as something else, by a reader of YAML 1.1 or 1.2; one of several lines is a literal block.
/// read_yaml gives the equal tree back (numbers as JSON knows them: 2.0 is 2). Ends with a line break.
/// An Expression stands as it is. REQUIRES: at most limits.h's kMaxDepth levels.
std::string write_yaml(const Node& document);
std::string write_yaml(const Value& document);

/// Several documents, with a line of `---` between them.
std::string write_yaml_stream(std::span<const Value> documents);

/// A string as one line of YAML: plain, in single or in double quotes; for what writes YAML by hand (edit.h).
std::string yaml_string(std::string_view text);

}  // namespace slipway::doc
