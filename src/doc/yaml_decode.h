#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "doc/tree_builder.h"
#include "doc/yaml_graph.h"
#include "doc/yaml_places.h"

namespace slipway::doc {

/// Why a document of good syntax has no value. The message is the Go library's, without its "yaml: ".
struct YamlRefusal {
  enum class Reason { Tag, Base64, MapKey, Aliasing, SelfReference, Merge, TooLarge };
  Reason reason;
  std::string message;
  SourceRange where;
};

/// A key that its map already had: written twice, or set by a merge and once more.
struct YamlRepeat {
  std::string key;     // in Go syntax: "\"a\"", "1"
  std::uint32_t line;  // of the value, from 1 at the text's start, as the Go library counts
  SourceRange first, again;
  bool merged = false;  // at least one of the two by a merge
};

/// From the graph to the tree: tags obeyed, aliases expanded, merge keys applied, as go.yaml.in/yaml/v2 2.4.3
/// (decode.go) does it into an `any` and sigs.k8s.io/yaml 1.6.0 makes its keys strings. Nothing recurses.
class YamlDecoder {
 public:
  struct Limits {
    std::size_t depth;
    std::size_t repeats;  // that are kept
  };
  YamlDecoder(const YamlGraph& graph, TreeBuilder& tree, const YamlPlaces& places, Limits limits);

  /// False when the document is refused.
  bool decode();

  const std::optional<YamlRefusal>& refusal() const { return refusal_; }
  const std::vector<YamlRepeat>& repeats() const { return repeats_; }
  /// Keys that JSON cannot have (null, integers beyond int64) keep their kind in the tree; or numbers it cannot.
  bool has_unwritable() const { return has_unwritable_; }

 private:
  using Graph = YamlGraphNode::Type;
  struct Seen {
    SourceRange where;
    bool merged;
  };
  using Keys = std::map<std::string, Seen, std::less<>>;
  enum class Role { Alias, Sequence, Mapping, MergedMapping, MergedList };
  struct Frame {
    Role role;
    std::uint32_t node;
    std::uint32_t next = 0;     // child; of a merged list one behind it, counted down
    bool is_key = false;        // a collection that stands where a key should
    bool key_waits = false;     // its value is being read; recorded behind it
    std::string key = {};       // kind and text: what is compared
    std::string key_text = {};  // in Go syntax
    SourceRange key_where = {};
    std::uint32_t value_line = 0;
  };

  bool step();
  bool step_mapping();
  bool read(std::uint32_t index);
  bool read_key(std::uint32_t key, std::uint32_t value);
  void add_key(const YamlGraphNode& key, const Node& resolved, std::uint32_t value_line);
  bool enter_alias(std::uint32_t index);
  bool count(const YamlGraphNode& node);
  bool merge(std::uint32_t index);
  bool merge_one(std::uint32_t index);
  bool open(std::uint32_t index, bool is_key);
  void record_key(Frame& frame);
  std::optional<Node> scalar(const YamlGraphNode& node);
  std::optional<Node> tagged_scalar(const YamlGraphNode& node, SourceRange where);
  bool refuse(YamlRefusal::Reason reason, std::string message, const YamlGraphNode& node);

  const YamlGraphNode& node(std::uint32_t index) const { return graph_.nodes[index]; }
  std::uint32_t child(const YamlGraphNode& node, std::uint32_t i) const {
    return graph_.children[node.first_child + i];
  }
  SourceRange where(const YamlGraphNode& node) const { return places_.range(node.content, node.end); }

  const YamlGraph& graph_;
  TreeBuilder& tree_;
  const YamlPlaces& places_;
  Limits limits_;
  std::vector<Frame> frames_;
  std::vector<Keys> keys_;  // of the maps that are open in the tree
  std::set<std::uint32_t> open_aliases_;
  std::size_t decoded_ = 0, decoded_by_alias_ = 0;
  std::optional<YamlRefusal> refusal_;
  std::vector<YamlRepeat> repeats_;
  bool has_unwritable_ = false;
};

/// A scalar as the key that JSON has; nullopt for a collection or an alias.
std::optional<std::string> yaml_key(const YamlGraphNode& key);

}  // namespace slipway::doc
