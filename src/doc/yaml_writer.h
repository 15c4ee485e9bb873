#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "doc/value.h"

namespace slipway::doc {

/// How far things are indented.
struct YamlLayout {
  std::size_t step = 2;         // a map within a map
  std::size_t list_offset = 0;  // a list within a map: from the column of its key
  bool compact = false;         // what is small stands on one line, in [ ] or { }
};

std::string document_text(const Value& value, YamlLayout layout);

// Parts of a block document, for those who put them into one (edit.h). Each ends with a line break.

/// What follows `key:`: on its line, or on the lines below. `column`: of the map.
std::string member_value_text(const Value& value, std::size_t column, YamlLayout layout);
/// What follows `-`. `column`: of the list.
std::string item_value_text(const Value& value, std::size_t column, YamlLayout layout);
/// `key:`; for a long one `? key`, a line break and `:` in the column of the map.
std::string key_text(std::string_view key, std::size_t column);

// The same within [ ] or { }, in one line and without a break at its end.
std::string flow_text(const Value& value);
std::string flow_string(std::string_view text);

}  // namespace slipway::doc
