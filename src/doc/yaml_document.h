#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "doc/tree_builder.h"
#include "doc/yaml_decode.h"
#include "doc/yaml_parser.h"
#include "doc/yaml_places.h"

namespace slipway::doc {

/// What came of the first document of a text.
struct YamlReading {
  enum class Outcome { Document, Nothing, BadSyntax, UnknownAnchor, Refused };
  Outcome outcome = Outcome::Nothing;
  YamlProblem problem = {};            // BadSyntax
  std::optional<YamlRefusal> refusal;  // Refused
  std::string anchor;                  // UnknownAnchor: the name, where it is asked for, those there are
  SourceRange anchor_where = {};
  std::vector<std::string> known_anchors;
  std::vector<YamlRepeat> repeats;  // Document, Refused
  bool has_unwritable = false;      // Document: see YamlDecoder
  std::size_t end = 0;              // where the document ends in the text: `---`, `...`, or what comes next
};

/// Three ways lead to the same tree. Most of what manifests are made of is read line by line (yaml_plain_reader.h); the
/// rest is put into the tree as the parser meets it; anchors, aliases, tags, merge keys, keys that are no strings and
/// keys that come twice need the graph first.
enum class YamlWay { Shortest, Graph };

class YamlDocumentReader {
 public:
  /// `tree` outlives the reader.
  YamlDocumentReader(TreeBuilder& tree, YamlDecoder::Limits limits, YamlWay way = YamlWay::Shortest)
      : tree_(tree), limits_(limits), way_(way), parser_(tree) {}

  /// Reads the first document of `input` into the tree; `input` outlives the document, or what is `lasting` of it does.
  YamlReading read(const YamlInput& input, const YamlPlaces& places);

 private:
  /// False when the graph is needed.
  bool read_directly(const YamlPlaces& places, YamlReading& reading);
  bool add(const YamlEvent& event, const YamlPlaces& places);
  bool add_scalar(const YamlEvent& event, const YamlPlaces& places);
  void read_by_graph(const YamlPlaces& places, YamlReading& reading);
  bool fail(YamlReading& reading);
  void refuse_size(SourceRange where, YamlReading& reading);

  TreeBuilder& tree_;
  YamlDecoder::Limits limits_;
  YamlWay way_;
  YamlParser parser_;
  // While reading directly.
  const YamlInput* input_ = nullptr;
  bool key_next_ = false;
};

/// The message of sigs.k8s.io/yaml 1.6.0 for what went wrong, or for repeated keys when asked for them strictly;
/// empty when nothing did. Numbers and keys that JSON cannot hold are found in `root`.
std::string go_message(const YamlReading& reading, const Node& root, bool strict);

/// Keys and numbers that JSON cannot hold: in written order the keys, then by sorted keys the numbers, as Go meets
/// them.
std::vector<const Node*> unwritable_keys(const Node& root, std::size_t at_most);
std::vector<const Node*> unwritable_numbers(const Node& root, std::size_t at_most);

}  // namespace slipway::doc
