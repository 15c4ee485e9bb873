// The subset of what scannerc.go and parserc.go of go.yaml.in/yaml/v2 2.4.3 take that needs no look ahead beyond a
// line.
#include "doc/yaml_plain_reader.h"

#include <array>
#include <cmath>
#include <cstring>

#include "doc/limits.h"
#include "doc/yaml_resolve.h"

namespace slipway::doc {
namespace {

constexpr int kDeepest = 64;
constexpr std::ptrdiff_t kLongestKey = 512;  // far below where a key is none any more

enum Class : std::uint8_t {
  kKey = 1,        // of plain keys
  kStart = 2,      // may begin a plain scalar
  kBlockStop = 4,  // has to be looked at inside of a plain scalar in a block
  kFlowStop = 8,   // the same in flow style
};

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> out{};
  for (int c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || c == '_' || c == '.' || c == '/' || c == '-') out[static_cast<std::size_t>(c)] |= kKey;
    if (letter || c >= 0x80) out[static_cast<std::size_t>(c)] |= kStart;
  }
  for (const char c : {'_', '.', '/', '$', '(', ')', '+', ';', '<', '=', '\\', '^', '~'})
    out[static_cast<unsigned char>(c)] |= kStart;
  for (const char c : {'\0', '\t', '\n', '\r', ' ', ':'}) out[static_cast<unsigned char>(c)] |= kBlockStop | kFlowStop;
  for (const char c : {',', '?', '[', ']', '{', '}'}) out[static_cast<unsigned char>(c)] |= kFlowStop;
  return out;
}
constexpr auto kClasses = make_classes();

bool is(const char* at, Class what) { return (kClasses[static_cast<unsigned char>(*at)] & what) != 0; }
bool ends_indicator(char c) { return c == ' ' || c == '\n'; }
bool is_entry(const char* at) { return *at == '-' && ends_indicator(at[1]); }
/// A dash begins a scalar where no blank follows.
bool may_begin(const char* at) {
  return is(at, kStart) || (*at == '-' && at[1] != ' ' && at[1] != '\n' && at[1] != '\t');
}

const char* skip_spaces(const char* at) {
  while (*at == ' ') ++at;
  return at;
}

/// At the quote that closes the one at `at`; nullptr when the text needs more than to be cut out.
const char* closing(const char* at) {
  const char quote = *at;
  for (++at; *at != quote; ++at)
    if (*at == '\n' || *at == '\0' || (quote == '"' && *at == '\\')) return nullptr;
  return quote == '\'' && at[1] == '\'' ? nullptr : at;
}

}  // namespace

YamlPlainReader::YamlPlainReader(TreeBuilder& tree, const YamlInput& input, const YamlPlaces& places)
    : tree_(tree),
      input_(input),
      places_(places),
      begin_(input.text.data()),
      end_(begin_ + input.text.size()),
      line_start_(begin_) {}

std::string_view YamlPlainReader::lasting(std::string_view value, const YamlInput& input, TreeBuilder& tree) {
  if (!input.lasting || value.empty()) return value;
  const auto at = reinterpret_cast<std::uintptr_t>(value.data()),
             begin = reinterpret_cast<std::uintptr_t>(input.text.data());
  if (at < begin || at - begin >= input.text.size()) return value;  // the tree keeps it
  if (at - begin + value.size() > input.lasting_size) return tree.keep(value);
  return {input.lasting + (at - begin), value.size()};
}

SourceRange YamlPlainReader::range(const char* from, const char* to) const {
  return places_.range(
      {static_cast<std::uint32_t>(from - begin_), line_, static_cast<std::uint32_t>(from - line_start_)},
      static_cast<std::uint32_t>(to - begin_));
}

bool YamlPlainReader::read() {
  if (input_.error || input_.marks || input_.exotic_breaks || !input_.pieces.empty()) return false;
  if (input_.text.empty() || end_[-1] != '\n' || *end_ != '\0') return false;
  if (!next_line(begin_)) return false;
  if (!at_end_ && indent_ == 0 && at_[0] == '-' && at_[1] == '-' && at_[2] == '-' && at_[3] == '\n') {
    ++line_;
    if (!next_line(at_ + 4)) return false;
  }
  const char *from, *to;
  if (at_end_ || !key_end(at_, from, to)) return false;
  return map(indent_, 0) && at_end_;
}

/// Goes to the next line that is neither empty nor a comment. `from`: where a line begins, the one counted in line_.
bool YamlPlainReader::next_line(const char* from) {
  for (;; ++line_) {
    line_start_ = from;
    if (from == end_) {
      at_end_ = true;
      indent_ = -1;
      return true;
    }
    at_ = skip_spaces(from);
    if (*at_ == '\n') {
      from = at_ + 1;
      continue;
    }
    if (*at_ == '#') {
      from = static_cast<const char*>(std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_))) + 1;
      continue;
    }
    indent_ = at_ - from;
    if (*at_ == '\t' || *at_ == '\0' || *at_ == '\r') return false;
    const bool is_marked = indent_ == 0 && (*at_ == '-' || *at_ == '.') && at_[1] == *at_ && at_[2] == *at_;
    // The one that read() knows stands before everything else.
    return !is_marked || (*at_ == '-' && at_[3] == '\n' && tree_.depth() == 0 && tree_.size() == 0);
  }
}

/// Behind a value: nothing, or a comment with a space before it. Then whatever is deeper than `around` would go on with
/// the value, or be wrong.
bool YamlPlainReader::end_line(const char* at, Column around) {
  const char* rest = skip_spaces(at);
  if (*rest == '#' && rest != at)
    rest = static_cast<const char*>(std::memchr(rest, '\n', static_cast<std::size_t>(end_ - rest)));
  if (*rest != '\n') return false;
  ++line_;
  return next_line(rest + 1) && indent_ <= around;
}

const char* YamlPlainReader::key_end(const char* at, const char*& from, const char*& to) const {
  const char* end;
  if (*at == '"' || *at == '\'') {
    const char* quote = closing(at);
    if (!quote) return nullptr;
    from = at + 1;
    to = quote;
    end = quote + 1;
  } else {
    if (!may_begin(at)) return nullptr;
    from = end = at;
    while (is(end, kKey)) ++end;
    to = end;
  }
  return *end == ':' && ends_indicator(end[1]) && end > at && end - at < kLongestKey ? end : nullptr;
}

/// Puts the key into the tree; at its `:`.
const char* YamlPlainReader::key(const char* at) {
  const char *from, *to;
  const char* end = key_end(at, from, to);
  if (!end) return nullptr;
  const bool is_plain = from == at;
  const std::string_view text = lasting(from, to);
  if (is_plain && resolve_plain(text).kind != Kind::String) return nullptr;
  if (tree_.key(TreeBuilder::string(tree_.memory().same_key(text), range(at, end)))) return nullptr;
  return end;
}

bool YamlPlainReader::block(int depth) {
  if (depth > kDeepest) return false;
  if (is_entry(at_)) return list(indent_, List::Block, depth);
  const char *from, *to;
  return key_end(at_, from, to) && map(indent_, depth);
}

bool YamlPlainReader::map(Column column, int depth) {
  tree_.open_map(range(at_, at_));
  for (;;) {
    const char* colon = key(at_);
    if (!colon || !value(colon + 1, column, colon + 1, true, depth)) return false;
    if (indent_ < column) break;
    if (indent_ > column) return false;
  }
  tree_.close();
  return tree_.size() <= kMaxNodes;
}

bool YamlPlainReader::list(Column column, List kind, int depth) {
  tree_.open_list(range(at_, at_));
  do {
    const char* content = skip_spaces(at_ + 1);
    const char *from, *to;
    if (is_entry(content)) return false;
    if (*content != '\n' && *content != '#' && key_end(content, from, to)) {
      at_ = content;
      if (depth > kDeepest || !map(this->column(content), depth + 1)) return false;
    } else if (!value(at_ + 1, column, at_ + 1, false, depth)) {
      return false;
    }
    if (indent_ > column) return false;
  } while (indent_ == column && is_entry(at_));
  if (indent_ == column && kind == List::Block) return false;
  tree_.close();
  return tree_.size() <= kMaxNodes;
}

/// What follows a `:` or `-`, on its line or below. `around`: the column of the collection that it is in.
bool YamlPlainReader::value(const char* at, Column around, const char* behind_indicator, bool in_map, int depth) {
  const char* first = skip_spaces(at);
  switch (*first) {
    case '\n':
    case '#': {
      if (*first == '#' && first == at) return false;
      const SourceRange nothing = range(behind_indicator, behind_indicator);
      const char* end = static_cast<const char*>(std::memchr(first, '\n', static_cast<std::size_t>(end_ - first)));
      ++line_;
      if (!next_line(end + 1)) return false;
      if (indent_ > around) return block(depth + 1);
      if (in_map && indent_ == around && is_entry(at_)) return list(around, List::Indentless, depth + 1);
      tree_.value(TreeBuilder::null({}, nothing));
      return true;
    }
    case '|':
      return literal(first, around);
    case '"':
    case '\'': {
      const char* quote = closing(first);
      if (!quote) return false;
      put_text(first + 1, quote, first, quote + 1);
      return end_line(quote + 1, around);
    }
    case '[':
    case '{': {
      const char* end = flow(first, depth + 1);
      return end && end_line(end, around);
    }
    default:
      return scalar(first, around);
  }
}

/// A plain scalar to the end of its line.
bool YamlPlainReader::scalar(const char* at, Column around) {
  if (!may_begin(at)) return false;
  const char *p = at, *to = at;
  for (;;) {
    while (!is(p, kBlockStop)) ++p;
    to = p;
    if (*p == ':') {
      if (ends_indicator(p[1]) || p[1] == '\t') return false;
      ++p;
      continue;
    }
    if (*p != ' ') break;
    p = skip_spaces(p);
    if (*p == '#' || *p == '\n') break;
  }
  return (*p == '\n' || *p == '#') && put_plain(at, to) && end_line(to, around);
}

/// A literal block: `|` or `|-`, then lines that are deeper than `around`.
bool YamlPlainReader::literal(const char* at, Column around) {
  const bool strip = at[1] == '-';
  const char* p = at + (strip ? 2 : 1);
  if (*p != '\n') return false;
  const YamlMark start = {static_cast<std::uint32_t>(at - begin_), line_, static_cast<std::uint32_t>(at - line_start_)};
  const char* line = p + 1;
  const Column indent = skip_spaces(line) - line;
  if (indent <= around || indent == 0 || line[indent] == '\n' || line[indent] == '\t' || line + indent >= end_)
    return false;
  // What the lines say is at most what they take.
  const char* last = line;
  std::uint32_t lines = 1;
  std::size_t empty = 0, size = 0;  // empty lines behind what was taken; bytes taken
  const char* scan = line;
  for (; scan < end_; ++lines) {
    const char* first = skip_spaces(scan);
    if (*first == '\n') {
      if (first - scan > indent) return false;  // blanks that are content
      ++empty;
      scan = first + 1;
      continue;
    }
    if (first - scan < indent) {
      if (*first == '\t') return false;
      break;
    }
    const char* end = static_cast<const char*>(std::memchr(first, '\n', static_cast<std::size_t>(end_ - first)));
    size += empty + static_cast<std::size_t>(end - scan - indent) + 1;
    empty = 0;
    scan = last = end + 1;
  }
  if (strip) --size;
  char* text = tree_.reserve(size);
  std::size_t taken = 0;
  for (const char* from = line; from < last;) {
    const char* end = static_cast<const char*>(std::memchr(from, '\n', static_cast<std::size_t>(last - from)));
    const std::ptrdiff_t bytes = end - from - indent;
    if (bytes > 0) {
      std::memcpy(text + taken, from + indent, static_cast<std::size_t>(bytes));
      taken += static_cast<std::size_t>(bytes);
    }
    if (taken < size) text[taken++] = '\n';
    from = end + 1;
  }
  tree_.value(TreeBuilder::string({text, size}, places_.range(start, static_cast<std::uint32_t>(scan - begin_))));
  line_ += lines;
  return next_line(scan) && indent_ <= around;
}

/// A collection in flow style that ends on its line; behind it, or nullptr.
const char* YamlPlainReader::flow(const char* at, int depth) {
  if (depth > kDeepest) return nullptr;
  const bool is_map = *at == '{';
  const char close = is_map ? '}' : ']';
  if (is_map)
    tree_.open_map(range(at, at));
  else
    tree_.open_list(range(at, at));
  at = skip_spaces(at + 1);
  while (*at != close) {
    if (is_map) {
      const char* colon = key(at);
      if (!colon || colon[1] != ' ') return nullptr;
      at = skip_spaces(colon + 1);
    }
    at = *at == '[' || *at == '{' ? flow(at, depth + 1) : flow_scalar(at);
    if (!at) return nullptr;
    at = skip_spaces(at);
    if (*at == close) break;
    if (*at != ',') return nullptr;
    at = skip_spaces(at + 1);
    if (*at == close) return nullptr;
  }
  tree_.close();
  return at + 1;
}

const char* YamlPlainReader::flow_scalar(const char* at) {
  if (*at == '"' || *at == '\'') {
    const char* quote = closing(at);
    // With a `:` behind it would be a key.
    if (!quote || quote[1] == ':') return nullptr;
    put_text(at + 1, quote, at, quote + 1);
    return quote + 1;
  }
  if (!may_begin(at)) return nullptr;
  const char *p = at, *to = at;
  for (;;) {
    while (!is(p, kFlowStop)) ++p;
    to = p;
    if (*p == ':') {
      // Before what ends a scalar here it may be an indicator.
      if (is(p + 1, kFlowStop)) return nullptr;
      ++p;
      continue;
    }
    if (*p != ' ') break;
    p = skip_spaces(p);
    if (*p == '#') return nullptr;
    if (*p == ',' || *p == ']' || *p == '}') break;
  }
  if ((*p != ',' && *p != ']' && *p != '}') || !put_plain(at, to)) return nullptr;
  return p;
}

bool YamlPlainReader::put_plain(const char* from, const char* to) {
  const std::string_view text = lasting(from, to);
  const YamlScalar what = resolve_plain(text);
  if (what.kind == Kind::Float && !std::isfinite(what.number)) return false;
  tree_.value(plain_node(what, text, range(from, to)));
  return true;
}

void YamlPlainReader::put_text(const char* from, const char* to, const char* token, const char* token_end) {
  tree_.value(TreeBuilder::string(lasting(from, to), range(token, token_end)));
}

}  // namespace slipway::doc
