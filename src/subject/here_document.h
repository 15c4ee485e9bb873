#pragma once

#include <string>
#include <string_view>

namespace slipway::subject {

/// The lines of a here document `<<-END` of Terraform, with spaces in place of the white space that it takes away
/// before each of them: as much as the least indented one has. Columns stay. Follows hcl/v2 2.24, hclsyntax
/// (flushHeredocTemplateParts).
std::string with_taken_indentation(std::string_view lines);

}  // namespace slipway::subject
