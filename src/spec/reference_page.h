#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/describe.h"

namespace slipway::spec {

/// docs/reference/platform.md: every field of platform.yaml in Markdown, from the rows. A test holds the file equal to
/// this text; `./dev golden` rewrites it.
std::string reference_page();

/// Of such a page: a table's head, a field's line, and a struct's section ("## Toleration") with all its fields. A
/// struct that a field leads to is a link to its section.
inline constexpr std::string_view kFieldTableHead = "| field | type | default | meaning |\n|---|---|---|---|\n";
std::string field_row(const Field& field);
std::string struct_section(const StructType& type, const std::string& places);
/// The structs that the fields of this one lead to, however deep, in reading order, each once.
std::vector<const StructType*> structs_below(const StructType& type);

}  // namespace slipway::spec
