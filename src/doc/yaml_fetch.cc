// What begins each token, as scannerc.go of go.yaml.in/yaml/v2 2.4.3 has it: keys that it ends or may begin, and
// indentation that it opens.
#include "doc/yaml_characters.h"
#include "doc/yaml_scanner.h"

namespace slipway::doc {

using Type = YamlTokenType;

namespace {
constexpr std::size_t kMaxFlowLevels = 10'000;
}

bool YamlScanner::add_indicator(YamlTokenType type) {
  const YamlMark start = mark();
  ++p_;
  insert(-1, {.type = type, .start = start, .end = offset()});
  return true;
}

bool YamlScanner::fetch_stream_end() {
  if (p_ != line_start_) {
    line_start_ = p_;
    ++line_;
  }
  unroll_indent(-1);
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = false;
  insert(-1, {.type = Type::StreamEnd, .start = mark(), .end = offset()});
  return true;
}

bool YamlScanner::fetch_directive() {
  unroll_indent(-1);
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = false;
  YamlToken token;
  if (!scan_directive(token)) return false;
  insert(-1, token);
  return true;
}

bool YamlScanner::fetch_document_indicator(YamlTokenType type) {
  unroll_indent(-1);
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = false;
  const YamlMark start = mark();
  p_ += 3;
  insert(-1, {.type = type, .start = start, .end = offset()});
  return true;
}

bool YamlScanner::fetch_flow_start(YamlTokenType type) {
  if (!save_simple_key()) return false;
  simple_keys_.push_back({false, false, taken_ + (queue_.size() - head_), mark()});
  if (++flow_level_ > kMaxFlowLevels)
    return fail("while increasing flow level", simple_keys_.back().mark, "exceeded max depth of 10000");
  simple_key_allowed_ = true;
  return add_indicator(type);
}

bool YamlScanner::fetch_flow_end(YamlTokenType type) {
  if (!remove_simple_key()) return false;
  if (flow_level_ > 0) {
    --flow_level_;
    // An empty collection's own entry has the number of its bracket: the key that begins with the bracket goes too.
    forget(simple_keys_.back().number);
    simple_keys_.pop_back();
  }
  simple_key_allowed_ = false;
  return add_indicator(type);
}

bool YamlScanner::fetch_flow_entry() {
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = true;
  return add_indicator(Type::FlowEntry);
}

bool YamlScanner::fetch_block_entry() {
  if (flow_level_ == 0) {
    if (!simple_key_allowed_) return fail("", mark(), "block sequence entries are not allowed in this context");
    if (!roll_indent(column(), -1, Type::BlockSequenceStart, mark())) return false;
  }
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = true;
  return add_indicator(Type::BlockEntry);
}

bool YamlScanner::fetch_key() {
  if (flow_level_ == 0) {
    if (!simple_key_allowed_) return fail("", mark(), "mapping keys are not allowed in this context");
    if (!roll_indent(column(), -1, Type::BlockMappingStart, mark())) return false;
  }
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = flow_level_ == 0;
  return add_indicator(Type::Key);
}

bool YamlScanner::fetch_value() {
  SimpleKey& key = simple_keys_.back();
  const KeyState state = check(key);
  if (state == KeyState::Failed) return false;
  if (state == KeyState::Valid) {
    const auto at = static_cast<std::ptrdiff_t>(key.number) - static_cast<std::ptrdiff_t>(taken_);
    insert(at, {.type = Type::Key, .start = key.mark, .end = key.mark.offset});
    if (!roll_indent(key.mark.column, at, Type::BlockMappingStart, key.mark)) return false;
    key.possible = false;
    forget(key.number);
    simple_key_allowed_ = false;
  } else {
    if (flow_level_ == 0) {
      if (!simple_key_allowed_) return fail("", mark(), "mapping values are not allowed in this context");
      if (!roll_indent(column(), -1, Type::BlockMappingStart, mark())) return false;
    }
    simple_key_allowed_ = flow_level_ == 0;
  }
  return add_indicator(Type::Value);
}

bool YamlScanner::fetch_scalar() {
  YamlToken token;
  token.start = mark();
  if (*p_ == '|' || *p_ == '>') {
    if (!remove_simple_key()) return false;
    simple_key_allowed_ = true;
    if (!scan_block(token, *p_ == '|' ? YamlStyle::Literal : YamlStyle::Folded)) return false;
    queue_.push_back(token);
    return true;
  }
  if (!save_simple_key()) return false;
  simple_key_allowed_ = false;
  bool scanned = false;
  switch (*p_) {
    case '*':
    case '&':
      scanned = scan_anchor(token);
      break;
    case '!':
      scanned = scan_tag(token);
      break;
    case '\'':
      scanned = scan_quoted(token, Quote::Single);
      break;
    case '"':
      scanned = scan_quoted(token, Quote::Double);
      break;
    default:
      scanned = scan_plain(token);
  }
  if (scanned) queue_.push_back(token);
  return scanned;
}

}  // namespace slipway::doc
