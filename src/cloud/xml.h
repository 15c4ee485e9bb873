#pragma once

#include <string_view>

#include "base/result.h"
#include "doc/value.h"

namespace slipway::cloud {

/// An XML text as AWS answers with, as a tree: an element with children is a map, one that comes twice in it a list, a
/// list written as <member>, <item> or <Thing> inside of <Things> a list; any other element is its text. Attributes and
/// namespaces are left out. The root element's name is the one member of the result.
/// Errors: not well-formed, a DOCTYPE, more than 100 levels.
Result<doc::Value, ParseError> read_xml(std::string_view text);

}  // namespace slipway::cloud
