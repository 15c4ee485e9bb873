// The grammar of lists and maps, as parserc.go of go.yaml.in/yaml/v2 2.4.3 has it.
#include "doc/yaml_parser.h"

namespace slipway::doc {

using Type = YamlTokenType;

namespace {

/// Just behind an indicator of one character: where an empty scalar stands.
YamlMark behind(const YamlToken& indicator) {
  YamlMark mark = indicator.start;
  mark.column += indicator.end - mark.offset;
  mark.offset = indicator.end;
  return mark;
}

}  // namespace

/// Steps over the token that opens a collection.
void YamlParser::enter() {
  marks_.push_back(scanner_.peek()->start);
  scanner_.skip();
}

bool YamlParser::end_collection(YamlEvent& event, YamlEventType type, bool with_token) {
  state_ = pop_state();
  event = {};
  event.type = type;
  event.start = event.content = token_->start;
  event.end = with_token ? token_->end : token_->start.offset;
  if (with_token) {
    marks_.pop_back();
    scanner_.skip();
  }
  return true;
}

bool YamlParser::empty_scalar(YamlEvent& event, YamlMark at, State then) {
  state_ = then;
  event = {};
  event.type = YamlEventType::Scalar;
  event.implicit = true;
  event.start = event.content = at;
  event.end = at.offset;
  return true;
}

bool YamlParser::node_then(YamlEvent& event, Context context, State then) {
  states_.push_back(then);
  return node(event, context);
}

// --- block collections

bool YamlParser::block_sequence_entry(YamlEvent& event) {
  if (!look()) return false;
  if (token_->type == Type::BlockEntry) {
    const YamlMark empty_at = behind(*token_);
    if (!take()) return false;
    if (token_->type == Type::BlockEntry || token_->type == Type::BlockEnd)
      return empty_scalar(event, empty_at, State::BlockSequenceEntry);
    return node_then(event, Context::Block, State::BlockSequenceEntry);
  }
  if (token_->type == Type::BlockEnd) return end_collection(event, YamlEventType::SequenceEnd, true);
  return fail("did not find expected '-' indicator", token_->start, "while parsing a block collection", marks_.back());
}

bool YamlParser::indentless_sequence_entry(YamlEvent& event) {
  if (!look()) return false;
  if (token_->type != Type::BlockEntry) return end_collection(event, YamlEventType::SequenceEnd, false);
  const YamlMark empty_at = behind(*token_);
  if (!take()) return false;
  switch (token_->type) {
    case Type::BlockEntry:
    case Type::Key:
    case Type::Value:
    case Type::BlockEnd:
      return empty_scalar(event, empty_at, State::IndentlessSequenceEntry);
    default:
      return node_then(event, Context::Block, State::IndentlessSequenceEntry);
  }
}

bool YamlParser::block_mapping_key(YamlEvent& event) {
  if (!look()) return false;
  if (token_->type == Type::Key) {
    const YamlMark empty_at = behind(*token_);
    if (!take()) return false;
    if (token_->type == Type::Key || token_->type == Type::Value || token_->type == Type::BlockEnd)
      return empty_scalar(event, empty_at, State::BlockMappingValue);
    return node_then(event, Context::BlockOrIndentless, State::BlockMappingValue);
  }
  if (token_->type == Type::BlockEnd) return end_collection(event, YamlEventType::MappingEnd, true);
  return fail("did not find expected key", token_->start, "while parsing a block mapping", marks_.back());
}

bool YamlParser::block_mapping_value(YamlEvent& event) {
  if (!look()) return false;
  if (token_->type != Type::Value) return empty_scalar(event, token_->start, State::BlockMappingKey);
  const YamlMark empty_at = behind(*token_);
  if (!take()) return false;
  if (token_->type == Type::Key || token_->type == Type::Value || token_->type == Type::BlockEnd)
    return empty_scalar(event, empty_at, State::BlockMappingKey);
  return node_then(event, Context::BlockOrIndentless, State::BlockMappingKey);
}

// --- flow collections

bool YamlParser::flow_sequence_entry(YamlEvent& event, bool first) {
  if (!look()) return false;
  if (token_->type != Type::FlowSequenceEnd) {
    if (!first) {
      if (token_->type != Type::FlowEntry)
        return fail("did not find expected ',' or ']'", token_->start, "while parsing a flow sequence", marks_.back());
      if (!take()) return false;
    }
    if (token_->type == Type::Key) {
      state_ = State::FlowPairKey;
      event = {};
      event.type = YamlEventType::MappingStart;
      event.flow = true;
      event.start = event.content = token_->start;
      event.end = token_->end;
      scanner_.skip();
      return true;
    }
    if (token_->type != Type::FlowSequenceEnd) return node_then(event, Context::Flow, State::FlowSequenceEntry);
  }
  return end_collection(event, YamlEventType::SequenceEnd, true);
}

bool YamlParser::flow_pair_key(YamlEvent& event) {
  if (!look()) return false;
  if (token_->type != Type::Value && token_->type != Type::FlowEntry && token_->type != Type::FlowSequenceEnd)
    return node_then(event, Context::Flow, State::FlowPairValue);
  const YamlMark empty_at = behind(*token_);
  scanner_.skip();  // also the `:`: the Go parser then finds no value
  return empty_scalar(event, empty_at, State::FlowPairValue);
}

bool YamlParser::flow_pair_value(YamlEvent& event) {
  if (!look()) return false;
  const YamlMark before = token_->start;
  if (token_->type == Type::Value) {
    if (!take()) return false;
    if (token_->type != Type::FlowEntry && token_->type != Type::FlowSequenceEnd)
      return node_then(event, Context::Flow, State::FlowPairEnd);
  }
  return empty_scalar(event, before, State::FlowPairEnd);
}

bool YamlParser::flow_pair_end(YamlEvent& event) {
  if (!look()) return false;
  state_ = State::FlowSequenceEntry;
  event = {};
  event.type = YamlEventType::MappingEnd;
  event.start = event.content = token_->start;
  event.end = token_->start.offset;
  return true;
}

bool YamlParser::flow_mapping_key(YamlEvent& event, bool first) {
  if (!look()) return false;
  if (token_->type != Type::FlowMappingEnd) {
    if (!first) {
      if (token_->type != Type::FlowEntry)
        return fail("did not find expected ',' or '}'", token_->start, "while parsing a flow mapping", marks_.back());
      if (!take()) return false;
    }
    if (token_->type == Type::Key) {
      if (!take()) return false;
      if (token_->type != Type::Value && token_->type != Type::FlowEntry && token_->type != Type::FlowMappingEnd)
        return node_then(event, Context::Flow, State::FlowMappingValue);
      return empty_scalar(event, token_->start, State::FlowMappingValue);
    }
    if (token_->type != Type::FlowMappingEnd) return node_then(event, Context::Flow, State::FlowMappingEmptyValue);
  }
  return end_collection(event, YamlEventType::MappingEnd, true);
}

bool YamlParser::flow_mapping_value(YamlEvent& event, bool empty) {
  if (!look()) return false;
  if (!empty && token_->type == Type::Value) {
    if (!take()) return false;
    if (token_->type != Type::FlowEntry && token_->type != Type::FlowMappingEnd)
      return node_then(event, Context::Flow, State::FlowMappingKey);
  }
  return empty_scalar(event, token_->start, State::FlowMappingKey);
}

}  // namespace slipway::doc
