#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "doc/yaml_parser.h"

namespace slipway::doc {

/// One document as it is written: tags unread, aliases and merge keys in place.
struct YamlGraphNode {
  enum class Type : std::uint8_t { Scalar, Sequence, Mapping, Alias };
  Type type = Type::Scalar;
  bool implicit = false;
  bool flow = false;                   // of a collection
  YamlStyle style = YamlStyle::Plain;  // of a scalar
  YamlMark start = {};                 // with its anchor and tag
  YamlMark content = {};
  std::uint32_t end = 0;        // of a block collection: where what follows it begins
  std::string_view name = {};   // of an alias, or the anchor
  std::string_view tag = {};    // of a scalar; the Go library does not look at those of collections
  std::string_view value = {};  // of a scalar
  std::uint32_t target = 0;     // of an alias
  std::uint32_t first_child = 0, children = 0;
};

struct YamlGraph {
  std::vector<YamlGraphNode> nodes;
  std::vector<std::uint32_t> children;  // of all nodes; keys and values alternate
  std::uint32_t root = 0;
  std::uint32_t end = 0;  // offset of what ends the document
};

enum class Composed { Document, StreamEnd, Problem, UnknownAnchor, TooLarge };

/// Reads one document's events. Problem: the parser says which. UnknownAnchor: the last node is the alias, and `known`
/// the anchors there are so far.
Composed compose_graph(YamlParser& parser, YamlGraph& graph, std::vector<std::string_view>& known);

}  // namespace slipway::doc
