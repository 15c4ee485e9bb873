#include "doc/yaml_scanner.h"

#include <algorithm>
#include <cstring>

#include "doc/yaml_characters.h"

namespace slipway::doc {

using namespace yaml;
using Type = YamlTokenType;

namespace {
constexpr std::size_t kMaxLevels = 10'000;
constexpr std::size_t kMaxKeyCharacters = 1024;

std::size_t count_characters(const char* from, const char* to, std::size_t at_most) {
  std::size_t count = 0;
  for (; from < to && count < at_most; from += width(from)) ++count;
  return count;
}
}  // namespace

void YamlScanner::start(const YamlInput& input) {
  input_ = &input;
  begin_ = p_ = line_start_ = input.text.data();
  end_ = begin_ + input.text.size();
  line_ = 0;
  queue_.clear();
  head_ = taken_ = 0;
  ready_ = false;
  indent_ = -1;
  indents_.clear();
  flow_level_ = 0;
  simple_key_allowed_ = true;
  simple_keys_.assign(1, {});
  keys_by_token_.clear();
  first_key_ = 0;
  breaks_.clear();
  more_breaks_.clear();
  piecewise_ = !input.pieces.empty() || input.error;
  piece_ = 0;
  piece_begin_ = nullptr;
  end_marks_ = 0;
}

bool YamlScanner::fail(std::string_view context, YamlMark context_at, std::string_view problem) {
  problem_ = {YamlProblem::Stage::Scanner, problem, context, mark(), context_at};
  return false;
}

bool YamlScanner::need_slowly(const char* at, std::size_t characters) {
  const char* read = piece_ == 0 ? begin_ : begin_ + input_->pieces[piece_ - 1];
  if (count_characters(at, read, characters) + end_marks_ >= characters) return true;
  piece_begin_ = at;
  while (count_characters(at, read, characters) < characters) {
    if (piece_ < input_->pieces.size()) {
      read = begin_ + input_->pieces[piece_++];
    } else if (input_->error) {
      problem_ = {YamlProblem::Stage::Reader, input_->error->problem, {}, {}, {}};
      return false;
    } else {
      ++end_marks_;
      break;
    }
  }
  return true;
}

bool YamlScanner::consumed_slowly(const char* from, std::size_t characters) {
  while (from < p_) {
    from += width(from);
    if (!need_slowly(from, characters)) return false;
  }
  return true;
}

/// The Go scanner means to ask whether a byte order mark is next, but looks at the start of its buffer.
bool YamlScanner::begins_with_mark() const {
  return piecewise_ && piece_begin_ && std::strncmp(piece_begin_, "\xEF\xBB\xBF", 3) == 0;
}

bool YamlScanner::at_document_indicator() const {
  return p_ == line_start_ && (*p_ == '-' || *p_ == '.') && p_[1] == *p_ && p_[2] == *p_ && is_blank_or_end(p_ + 3);
}

void YamlScanner::skip_break() {
  p_ += break_length(p_);
  ++line_;
  line_start_ = p_;
}

void YamlScanner::read_break(std::string& breaks) {
  const std::size_t length = break_length(p_);
  if (length == 3)
    breaks.append(p_, length);  // U+2028 and U+2029 stay what they are
  else
    breaks += '\n';
  skip_break();
}

bool YamlScanner::skip_blanks_and_comment() {
  const char* from = p_;
  while (is_blank(p_)) ++p_;
  if (*p_ == '#')
    while (!is_break_or_end(p_)) ++p_;
  return consumed(from, 1);
}

// --- the queue

void YamlScanner::insert(std::ptrdiff_t at, const YamlToken& token) {
  if (at < 0)
    queue_.push_back(token);
  else
    queue_.insert(queue_.begin() + static_cast<std::ptrdiff_t>(head_) + at, token);
}

/// The simple key, if any, that may begin with the token at the head.
YamlScanner::SimpleKey* YamlScanner::key_at_head() {
  while (first_key_ < keys_by_token_.size() && keys_by_token_[first_key_].first < taken_) ++first_key_;
  if (first_key_ == keys_by_token_.size()) {
    keys_by_token_.clear();
    first_key_ = 0;
    return nullptr;
  }
  const auto& [number, index] = keys_by_token_[first_key_];
  return number == taken_ && index < simple_keys_.size() ? &simple_keys_[index] : nullptr;
}

bool YamlScanner::fetch_more() {
  for (;;) {
    if (head_ != queue_.size()) {
      SimpleKey* key = key_at_head();
      if (!key) break;
      const KeyState state = check(*key);
      if (state == KeyState::Failed) return false;
      if (state == KeyState::Stale) break;
    }
    if (!fetch_next()) return false;
  }
  ready_ = true;
  return true;
}

bool YamlScanner::fetch_next() {
  if (!find_token()) return false;
  unroll_indent(static_cast<std::ptrdiff_t>(column()));
  if (!need(4)) return false;
  if (*p_ == '\0') return fetch_stream_end();
  if (p_ == line_start_) {
    if (*p_ == '%') return fetch_directive();
    if (at_document_indicator()) return fetch_document_indicator(*p_ == '-' ? Type::DocumentStart : Type::DocumentEnd);
  }
  const bool flow = flow_level_ > 0;
  switch (*p_) {
    case '[':
      return fetch_flow_start(Type::FlowSequenceStart);
    case '{':
      return fetch_flow_start(Type::FlowMappingStart);
    case ']':
      return fetch_flow_end(Type::FlowSequenceEnd);
    case '}':
      return fetch_flow_end(Type::FlowMappingEnd);
    case ',':
      return fetch_flow_entry();
    case '-':
      if (is_blank_or_end(p_ + 1)) return fetch_block_entry();
      return fetch_scalar();
    case '?':
      if (flow || is_blank_or_end(p_ + 1)) return fetch_key();
      return fetch_scalar();
    case ':':
      if (flow || is_blank_or_end(p_ + 1)) return fetch_value();
      return fetch_scalar();
    case '|':
    case '>':
      if (!flow) return fetch_scalar();
      break;
    case ' ':
    case '\t':
    case '#':
    case '%':
    case '@':
    case '`':
      break;
    default:
      return fetch_scalar();  // also aliases, anchors, tags
  }
  return fail("while scanning for the next token", mark(), "found character that cannot start any token");
}

bool YamlScanner::find_token() {
  for (;;) {
    if (!need(1)) return false;
    if (p_ == line_start_ && begins_with_mark() && *p_ != '\0') {
      const std::size_t bytes = width(p_);
      line_start_ += bytes - 1;
      p_ += bytes;
      if (!need(1)) return false;
    }
    // A tab may not indent a block, or separate what may be a key from the indicator before it.
    const char* from = p_;
    if (flow_level_ > 0 || !simple_key_allowed_)
      while (is_blank(p_)) ++p_;
    else
      while (*p_ == ' ') ++p_;
    if (*p_ == '#')
      while (!is_break_or_end(p_)) ++p_;
    if (!consumed(from, 1)) return false;
    if (!is_break(p_)) return true;
    if (!need(2)) return false;
    skip_break();
    if (flow_level_ == 0) simple_key_allowed_ = true;
  }
}

// --- simple keys

/// A simple key ends with its line, and its `:` comes within 1,024 characters.
YamlScanner::KeyState YamlScanner::check(SimpleKey& key) {
  if (!key.possible) return KeyState::Stale;
  const char* from = begin_ + key.mark.offset;
  const bool long_key = static_cast<std::size_t>(p_ - from) > kMaxKeyCharacters &&
                        count_characters(from, p_, kMaxKeyCharacters + 1) > kMaxKeyCharacters;
  if (key.mark.line == line_ && !long_key) return KeyState::Valid;
  if (key.required) {
    fail("while scanning a simple key", key.mark, "could not find expected ':'");
    return KeyState::Failed;
  }
  key.possible = false;
  return KeyState::Stale;
}

bool YamlScanner::save_simple_key() {
  if (!simple_key_allowed_) return true;
  const bool required = flow_level_ == 0 && indent_ == static_cast<std::ptrdiff_t>(column());
  const std::size_t number = taken_ + (queue_.size() - head_);
  if (!remove_simple_key()) return false;
  simple_keys_.back() = {true, required, number, mark()};
  const std::size_t index = simple_keys_.size() - 1;
  if (!keys_by_token_.empty() && keys_by_token_.back().first == number)
    keys_by_token_.back().second = index;
  else
    keys_by_token_.emplace_back(number, index);
  return true;
}

bool YamlScanner::remove_simple_key() {
  SimpleKey& key = simple_keys_.back();
  if (!key.possible) return true;
  if (key.required) return fail("while scanning a simple key", key.mark, "could not find expected ':'");
  key.possible = false;
  forget(key.number);
  return true;
}

void YamlScanner::forget(std::size_t number) {
  const auto found =
      std::ranges::lower_bound(keys_by_token_.begin() + static_cast<std::ptrdiff_t>(first_key_), keys_by_token_.end(),
                               number, {}, [](const auto& key) { return key.first; });
  if (found != keys_by_token_.end() && found->first == number) keys_by_token_.erase(found);
}

// --- indentation

/// Opens a block collection when the column is deeper than what is open; its token goes to `at` in the queue (-1: end).
bool YamlScanner::roll_indent(std::size_t column, std::ptrdiff_t at, YamlTokenType type, YamlMark mark) {
  if (flow_level_ > 0 || indent_ >= static_cast<std::ptrdiff_t>(column)) return true;
  indents_.push_back(indent_);
  indent_ = static_cast<std::ptrdiff_t>(column);
  if (indents_.size() > kMaxLevels)
    return fail("while increasing indent level", simple_keys_.back().mark, "exceeded max depth of 10000");
  insert(at, {.type = type, .start = mark, .end = mark.offset});
  return true;
}

void YamlScanner::unroll_indent(std::ptrdiff_t column) {
  if (flow_level_ > 0) return;
  while (indent_ > column) {
    insert(-1, {.type = Type::BlockEnd, .start = mark(), .end = offset()});
    indent_ = indents_.back();
    indents_.pop_back();
  }
}

}  // namespace slipway::doc
