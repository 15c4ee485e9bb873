#include "doc/yaml_parser.h"

#include <algorithm>
#include <string>

namespace slipway::doc {

using Type = YamlTokenType;

void YamlParser::start(const YamlInput& input) {
  scanner_.start(input);
  state_ = State::ImplicitDocumentStart;
  states_.clear();
  marks_.clear();
  tag_directives_.clear();
  own_problem_ = false;
}

bool YamlParser::fail(std::string_view problem, YamlMark at, std::string_view context, YamlMark context_at) {
  own_problem_ = true;
  problem_ = {
      YamlProblem::Stage::Parser, problem, context, at, context_at, marks_.empty() ? context_at : marks_.back()};
  return false;
}

bool YamlParser::next(YamlEvent& event) {
  switch (state_) {
    case State::ImplicitDocumentStart:
      return document_start(event, true);
    case State::DocumentStart:
      return document_start(event, false);
    case State::DocumentContent:
      return document_content(event);
    case State::DocumentEnd:
      return document_end(event);
    case State::BlockNode:
      return look() && node(event, Context::Block);
    case State::BlockSequenceFirstEntry:
      enter();
      [[fallthrough]];
    case State::BlockSequenceEntry:
      return block_sequence_entry(event);
    case State::IndentlessSequenceEntry:
      return indentless_sequence_entry(event);
    case State::BlockMappingFirstKey:
      enter();
      [[fallthrough]];
    case State::BlockMappingKey:
      return block_mapping_key(event);
    case State::BlockMappingValue:
      return block_mapping_value(event);
    case State::FlowSequenceFirstEntry:
      enter();
      return flow_sequence_entry(event, true);
    case State::FlowSequenceEntry:
      return flow_sequence_entry(event, false);
    case State::FlowPairKey:
      return flow_pair_key(event);
    case State::FlowPairValue:
      return flow_pair_value(event);
    case State::FlowPairEnd:
      return flow_pair_end(event);
    case State::FlowMappingFirstKey:
      enter();
      return flow_mapping_key(event, true);
    case State::FlowMappingKey:
      return flow_mapping_key(event, false);
    case State::FlowMappingValue:
      return flow_mapping_value(event, false);
    case State::FlowMappingEmptyValue:
      return flow_mapping_value(event, true);
    case State::End:
      break;
  }
  event = {};
  return true;
}

// --- documents

bool YamlParser::document_start(YamlEvent& event, bool implicit) {
  if (!look()) return false;
  if (!implicit)
    while (token_->type == Type::DocumentEnd)
      if (!take()) return false;
  event = {};
  event.start = event.content = token_->start;
  event.end = token_->end;
  if (token_->type == Type::StreamEnd) {
    state_ = State::End;
    scanner_.skip();
    return true;
  }
  event.type = YamlEventType::DocumentStart;
  const bool has_start = token_->type == Type::VersionDirective || token_->type == Type::TagDirective ||
                         token_->type == Type::DocumentStart;
  if (!directives()) return false;
  if (implicit && !has_start) {
    state_ = State::BlockNode;
  } else {
    if (token_->type != Type::DocumentStart) return fail("did not find expected <document start>", token_->start);
    state_ = State::DocumentContent;
    event.end = token_->end;
    scanner_.skip();
  }
  states_.push_back(State::DocumentEnd);
  return true;
}

bool YamlParser::document_content(YamlEvent& event) {
  if (!look()) return false;
  switch (token_->type) {
    case Type::VersionDirective:
    case Type::TagDirective:
    case Type::DocumentStart:
    case Type::DocumentEnd:
    case Type::StreamEnd:
      return empty_scalar(event, token_->start, pop_state());
    default:
      return node(event, Context::Block);
  }
}

bool YamlParser::document_end(YamlEvent& event) {
  if (!look()) return false;
  event = {};
  event.type = YamlEventType::DocumentEnd;
  event.start = event.content = token_->start;
  event.end = token_->start.offset;
  event.implicit = token_->type != Type::DocumentEnd;
  if (!event.implicit) {
    event.end = token_->end;
    scanner_.skip();
  }
  tag_directives_.clear();
  state_ = State::DocumentStart;
  return true;
}

bool YamlParser::directives() {
  bool version = false;
  while (token_->type == Type::VersionDirective || token_->type == Type::TagDirective) {
    if (token_->type == Type::VersionDirective) {
      if (version) return fail("found duplicate %YAML directive", token_->start);
      if (token_->suffix != "1.1") return fail("found incompatible YAML document", token_->start);
      version = true;
    } else if (!add_tag_directive(token_->value, token_->suffix, false, token_->start)) {
      return false;
    }
    if (!take()) return false;
  }
  return add_tag_directive("!", "!", true, {}) && add_tag_directive("!!", "tag:yaml.org,2002:", true, {});
}

bool YamlParser::add_tag_directive(std::string_view handle, std::string_view prefix, bool again_is_fine, YamlMark at) {
  for (const auto& directive : tag_directives_)
    if (directive.first == handle) return again_is_fine || fail("found duplicate %TAG directive", at);
  tag_directives_.emplace_back(handle, prefix);
  return true;
}

// --- nodes

/// Reads the anchor and the tag before a node, in any order, each at most once.
bool YamlParser::properties(YamlEvent& event) {
  std::string_view handle, suffix;
  bool tagged = false;
  YamlMark tag_at;
  for (int i = 0; i < 2; ++i) {
    if (token_->type == Type::Anchor && event.anchor.empty()) {
      event.anchor = token_->value;
    } else if (token_->type == Type::Tag && !tagged) {
      tagged = true;
      handle = token_->value;
      suffix = token_->suffix;
      tag_at = token_->start;
    } else {
      break;
    }
    event.end = token_->end;
    if (!take()) return false;
  }
  if (!tagged) return true;
  if (handle.empty()) {
    event.tag = suffix;
    return true;
  }
  const auto directive = std::ranges::find(tag_directives_, handle, [](const auto& pair) { return pair.first; });
  if (directive != tag_directives_.end()) event.tag = store_.keep(std::string(directive->second) += suffix);
  return !event.tag.empty() || fail("found undefined tag handle", tag_at, "while parsing a node", event.start);
}

bool YamlParser::collection(YamlEvent& event, YamlEventType type, bool flow, State then) {
  state_ = then;
  event.type = type;
  event.flow = flow;
  event.content = token_->start;
  event.end = token_->end;
  return true;
}

bool YamlParser::node(YamlEvent& event, Context context) {
  event = {};
  event.start = event.content = token_->start;
  event.end = token_->start.offset;
  if (token_->type == Type::Alias) {
    event.type = YamlEventType::Alias;
    event.anchor = token_->value;
    event.end = token_->end;
    state_ = pop_state();
    scanner_.skip();
    return true;
  }
  if ((token_->type == Type::Anchor || token_->type == Type::Tag) && !properties(event)) return false;
  const bool block = context != Context::Flow;
  switch (token_->type) {
    case Type::Scalar:
      event.type = YamlEventType::Scalar;
      event.style = token_->style;
      event.implicit = event.tag.empty() ? token_->style == YamlStyle::Plain : event.tag == "!";
      event.value = token_->value;
      event.content = token_->start;
      event.end = token_->end;
      state_ = pop_state();
      scanner_.skip();
      return true;
    case Type::BlockEntry:
      if (context != Context::BlockOrIndentless) break;
      return collection(event, YamlEventType::SequenceStart, false, State::IndentlessSequenceEntry);
    case Type::FlowSequenceStart:
      return collection(event, YamlEventType::SequenceStart, true, State::FlowSequenceFirstEntry);
    case Type::FlowMappingStart:
      return collection(event, YamlEventType::MappingStart, true, State::FlowMappingFirstKey);
    case Type::BlockSequenceStart:
      if (!block) break;
      return collection(event, YamlEventType::SequenceStart, false, State::BlockSequenceFirstEntry);
    case Type::BlockMappingStart:
      if (!block) break;
      return collection(event, YamlEventType::MappingStart, false, State::BlockMappingFirstKey);
    default:
      break;
  }
  if (!event.anchor.empty() || !event.tag.empty()) {  // properties of nothing
    event.type = YamlEventType::Scalar;
    event.implicit = event.tag.empty();
    state_ = pop_state();
    return true;
  }
  return fail("did not find expected node content", token_->start,
              block ? "while parsing a block node" : "while parsing a flow node", event.start);
}

}  // namespace slipway::doc
