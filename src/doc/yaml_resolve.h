#pragma once

#include <cstdint>
#include <string_view>

#include "doc/node.h"

namespace slipway::doc {

/// What a plain scalar is, by the rules of go.yaml.in/yaml/v2 2.4.3 (resolve.go): YAML 1.1 without base 60, where a
/// time is a string. Kind::List and Kind::Map never come out.
struct YamlScalar {
  Kind kind = Kind::String;
  bool boolean = false;
  bool is_unsigned = false;  // Int beyond int64; its bits are in `integer`
  std::int64_t integer = 0;
  double number = 0;
};
YamlScalar resolve_plain(std::string_view text);

/// The same as a node; `text` lives as long as the document.
Node plain_node(const YamlScalar& scalar, std::string_view text, SourceRange where);

/// Whether the text is a time that a `!!timestamp` accepts: "2001-12-14", "2001-12-14T21:59:43.10-05:00",
/// "2001-12-14 21:59:43".
bool is_yaml_timestamp(std::string_view text);

}  // namespace slipway::doc
