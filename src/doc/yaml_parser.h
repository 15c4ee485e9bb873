#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "doc/yaml_scanner.h"

namespace slipway::doc {

enum class YamlEventType : std::uint8_t {
  StreamEnd,
  DocumentStart,
  DocumentEnd,
  Alias,
  Scalar,
  SequenceStart,
  SequenceEnd,
  MappingStart,
  MappingEnd,
};

struct YamlEvent {
  YamlEventType type = YamlEventType::StreamEnd;
  YamlStyle style = YamlStyle::Plain;  // Scalar
  bool flow = false;                   // SequenceStart, MappingStart
  bool implicit = false;               // Scalar: plain without a tag, or tagged `!`: its text decides what it is
  YamlMark start = {};                 // with its anchor and tag
  YamlMark content = {};               // without them
  std::uint32_t end = 0;               // offset behind it; of a block collection's end: of what comes next
  std::string_view anchor = {};        // or the name of an Alias
  std::string_view tag = {};           // whole: "tag:yaml.org,2002:str", "!x"
  std::string_view value = {};         // Scalar
};

/// From tokens to events, by the grammar of go.yaml.in/yaml/v2 2.4.3 (parserc.go). Keeps its own stack: depth costs
/// memory only.
class YamlParser {
 public:
  /// As YamlScanner's.
  explicit YamlParser(TreeBuilder& store) : scanner_(store), store_(store) {}
  void start(const YamlInput& input);

  /// False at a problem.
  bool next(YamlEvent& event);
  const YamlProblem& problem() const { return own_problem_ ? problem_ : scanner_.problem(); }

 private:
  enum class State : std::uint8_t {
    ImplicitDocumentStart,
    DocumentStart,
    DocumentContent,
    DocumentEnd,
    BlockSequenceFirstEntry,
    BlockSequenceEntry,
    IndentlessSequenceEntry,
    BlockMappingFirstKey,
    BlockMappingKey,
    BlockMappingValue,
    FlowSequenceFirstEntry,
    FlowSequenceEntry,
    FlowPairKey,  // `[a: b]` is a list of one map
    FlowPairValue,
    FlowPairEnd,
    FlowMappingFirstKey,
    FlowMappingKey,
    FlowMappingValue,
    FlowMappingEmptyValue,
    BlockNode,
    End,
  };
  enum class Context { Flow, Block, BlockOrIndentless };

  bool document_start(YamlEvent& event, bool implicit);
  bool document_content(YamlEvent& event);
  bool document_end(YamlEvent& event);
  bool block_sequence_entry(YamlEvent& event);
  bool indentless_sequence_entry(YamlEvent& event);
  bool block_mapping_key(YamlEvent& event);
  bool block_mapping_value(YamlEvent& event);
  bool flow_sequence_entry(YamlEvent& event, bool first);
  bool flow_pair_key(YamlEvent& event);
  bool flow_pair_value(YamlEvent& event);
  bool flow_pair_end(YamlEvent& event);
  bool flow_mapping_key(YamlEvent& event, bool first);
  bool flow_mapping_value(YamlEvent& event, bool empty);

  bool node(YamlEvent& event, Context context);
  bool properties(YamlEvent& event);
  bool collection(YamlEvent& event, YamlEventType type, bool flow, State then);
  bool node_then(YamlEvent& event, Context context, State then);
  bool empty_scalar(YamlEvent& event, YamlMark at, State then);
  bool end_collection(YamlEvent& event, YamlEventType type, bool with_token);
  void enter();
  bool directives();
  bool add_tag_directive(std::string_view handle, std::string_view prefix, bool again_is_fine, YamlMark at);
  bool fail(std::string_view problem, YamlMark at, std::string_view context = {}, YamlMark context_at = {});

  /// The next token; false at a problem of the scanner.
  bool look() { return (token_ = scanner_.peek()) != nullptr; }
  bool take() {
    scanner_.skip();
    return look();
  }
  State pop_state() {
    const State state = states_.back();
    states_.pop_back();
    return state;
  }

  YamlScanner scanner_;
  TreeBuilder& store_;
  const YamlToken* token_ = nullptr;
  State state_ = State::ImplicitDocumentStart;
  std::vector<State> states_;    // what comes after the nodes that are open
  std::vector<YamlMark> marks_;  // where the open collections began
  std::vector<std::pair<std::string_view, std::string_view>> tag_directives_;
  bool own_problem_ = false;
  YamlProblem problem_;
};

}  // namespace slipway::doc
