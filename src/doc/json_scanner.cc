#include "doc/json_scanner.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "doc/limits.h"
#include "doc/utf8.h"

namespace slipway::doc {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// A byte as encoding/json shows it: as the character of that number, in single quotes.
std::string quote_byte(char c) {
  if (c == '\'') return "'\\''";
  if (c == '"') return "'\"'";
  std::string character;
  append_utf8(character, static_cast<unsigned char>(c));
  const std::string quoted = go_quote(character);
  return '\'' + quoted.substr(1, quoted.size() - 2) + '\'';
}

/// nullopt when it is too large for a double; what is too small is zero.
std::optional<double> parse_double(std::string_view text) {
  double value = 0;
  const auto status = std::from_chars(text.data(), text.data() + text.size(), value).ec;
  if (status != std::errc::result_out_of_range) return value;
  value = std::strtod(std::string(text).c_str(), nullptr);  // tells overflow from underflow
  if (std::isinf(value)) return std::nullopt;
  return value;
}

char32_t hex4(std::string_view digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + 4, value, 16);
  return value;
}

}  // namespace

JsonScanner::JsonScanner(std::shared_ptr<const SourceText> source, std::size_t max_depth, Beyond64 beyond)
    : source_(std::move(source)), text_(source_->text()), max_depth_(max_depth), beyond_(beyond), tree_(source_) {}

SourceRange JsonScanner::here(std::size_t from) const {
  return {source_.get(), line_, static_cast<int>(from - line_start_) + 1, static_cast<int>(at_ - from)};
}

void JsonScanner::skip_space() {
  while (at_ < text_.size() && is_space(text_[at_])) {
    if (text_[at_++] != '\n') continue;
    ++line_;
    line_start_ = at_;
  }
}

bool JsonScanner::fail(std::string_view context) {
  const bool at_end = at_ >= text_.size();
  if (at_end && context.empty()) {
    error_ = {"unexpected end of JSON input", text_.size()};
  } else {
    error_ = {"invalid character " + quote_byte(peek()) + ' ' + std::string(context), std::min(at_ + 1, text_.size())};
  }
  error_place_ = here(at_);
  error_place_.length = at_end ? 0 : 1;
  return false;
}

bool JsonScanner::scan() {
  for (;;) {
    skip_space();
    if (at_ >= text_.size()) return expect_ == Expect::End || fail("");
    if (!step()) return false;
  }
}

JsonScanner::Next JsonScanner::scan_value() {
  expect_ = Expect::Value;
  skip_space();
  value_begin_ = at_;
  if (at_ >= text_.size()) return Next::Nothing;
  while (expect_ != Expect::End) {
    if (at_ >= text_.size()) return fail(""), Next::CutOff;
    if (!step()) return at_ >= text_.size() && !too_large_ ? Next::CutOff : Next::Wrong;
    if (expect_ != Expect::End) skip_space();
  }
  return Next::Value;
}

bool JsonScanner::step() {
  const char c = text_[at_];
  switch (expect_) {
    case Expect::FirstItem:
      if (c == ']') return close(), true;
      return begin_value(c);
    case Expect::Value:
      return begin_value(c);
    case Expect::FirstKey:
      if (c == '}') return close(), true;
      [[fallthrough]];
    case Expect::Key: {
      if (c != '"') return fail("looking for beginning of object key string");
      const std::size_t from = at_;
      const auto text = string();
      if (!text) return false;
      key(*text, here(from));
      expect_ = Expect::Colon;
      return true;
    }
    case Expect::Colon:
      if (c != ':') return fail("after object key");
      ++at_;
      expect_ = Expect::Value;
      return true;
    case Expect::Separator:
      return separator(c);
    case Expect::End:
      break;
  }
  return fail("after top-level value");
}

bool JsonScanner::separator(char c) {
  const bool map = tree_.in_map();
  if (c == ',') {
    ++at_;
    expect_ = map ? Expect::Key : Expect::Value;
    return true;
  }
  if (c == (map ? '}' : ']')) return close(), true;
  return fail(map ? "after object key:value pair" : "after array element");
}

bool JsonScanner::begin_value(char c) {
  const std::size_t from = at_;
  switch (c) {
    case '{':
    case '[':
      return open(c);
    case '"': {
      const auto text = string();
      return text && put(TreeBuilder::string(*text, here(from)));
    }
    case 't':
      return word("true") && put(TreeBuilder::boolean(true, "true", here(from)));
    case 'f':
      return word("false") && put(TreeBuilder::boolean(false, "false", here(from)));
    case 'n':
      return word("null") && put(TreeBuilder::null("null", here(from)));
    default:
      break;
  }
  if (c == '-' || is_digit(c)) return number();
  return fail("looking for beginning of value");
}

bool JsonScanner::open(char c) {
  if (tree_.depth() >= max_depth_) {
    too_large_ = true;
    return fail("exceeded max depth");
  }
  const SourceRange where = here(at_++);
  if (c == '{')
    tree_.open_map(where);
  else
    tree_.open_list(where);
  expect_ = c == '{' ? Expect::FirstKey : Expect::FirstItem;
  return true;
}

void JsonScanner::close() {
  ++at_;
  tree_.close();
  after_value();
}

bool JsonScanner::put(const Node& value) {
  if (tree_.size() > kMaxNodes) {
    too_large_ = true;
    return fail("beyond the nodes that a document may have");
  }
  tree_.value(value);
  after_value();
  return true;
}

bool JsonScanner::word(std::string_view literal) {
  for (const char expected : literal) {
    if (peek() != expected)
      return fail("in literal " + std::string(literal) + " (expecting '" + std::string(1, expected) + "')");
    ++at_;
  }
  return true;
}

bool JsonScanner::digits(const char* context) {
  if (!is_digit(peek())) return fail(context);
  while (is_digit(peek())) ++at_;
  return true;
}

bool JsonScanner::number() {
  const std::size_t from = at_;
  bool whole = true;
  if (peek() == '-') ++at_;
  if (peek() == '0')
    ++at_;
  else if (!digits("in numeric literal"))
    return false;
  if (peek() == '.') {
    whole = false;
    ++at_;
    if (!digits("after decimal point in numeric literal")) return false;
  }
  if (peek() == 'e' || peek() == 'E') {
    whole = false;
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    if (!digits("in exponent of numeric literal")) return false;
  }
  const std::string_view text = text_.substr(from, at_ - from);
  const SourceRange where = here(from);
  std::int64_t integer = 0;
  std::uint64_t positive = 0;
  const char* end = text.data() + text.size();
  if (whole && std::from_chars(text.data(), end, integer).ec == std::errc{})
    return put(TreeBuilder::integer(text, where));
  if (whole && beyond_ == Beyond64::Unsigned && text[0] != '-' &&
      std::from_chars(text.data(), end, positive).ec == std::errc{})
    return put(TreeBuilder::unsigned_integer(positive, text, where));
  const auto value = parse_double(text);
  const Node node = TreeBuilder::number(text, where);
  if (!value && !overflow_) overflow_ = node;
  return put(node);
}

std::optional<std::string_view> JsonScanner::string() {
  const std::size_t from = ++at_;
  bool escapes = false;
  unsigned char high = 0;
  for (;;) {
    if (at_ >= text_.size()) return fail(""), std::nullopt;
    const char c = text_[at_];
    if (c == '"') break;
    if (static_cast<unsigned char>(c) < 0x20) return fail("in string literal"), std::nullopt;
    high |= static_cast<unsigned char>(c);
    ++at_;
    if (c != '\\') continue;
    escapes = true;
    const char escape = peek();
    if (std::string_view("bfnrtu\\/\"").find(escape) == std::string_view::npos)
      return fail("in string escape code"), std::nullopt;
    ++at_;
    for (int i = 0; escape == 'u' && i < 4; ++i, ++at_)
      if (!is_hex(peek())) return fail("in \\u hexadecimal character escape"), std::nullopt;
  }
  const std::string_view raw = text_.substr(from, at_++ - from);
  const bool bad = high >= 0x80 && find_invalid_utf8(raw) != std::string_view::npos;
  if (bad && !not_utf8_) not_utf8_ = here(from - 1);
  return escapes || bad ? decode(raw) : raw;
}

std::string_view JsonScanner::decode(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size();) {
    if (raw[i] != '\\') {
      const Utf8Character character = first_character(raw.substr(i));
      if (character.valid)
        out += raw.substr(i, character.bytes);
      else
        append_utf8(out, 0xFFFD);
      i += character.bytes;
      continue;
    }
    const char escape = raw[i + 1];
    i += 2;
    if (escape != 'u') {
      const auto control = std::string_view("bfnrt").find(escape);
      out += control == std::string_view::npos ? escape : "\b\f\n\r\t"[control];
      continue;
    }
    char32_t code = hex4(raw.substr(i, 4));
    i += 4;
    if (code >= 0xD800 && code < 0xE000) {
      const bool paired = code < 0xDC00 && raw.substr(i).starts_with("\\u") && hex4(raw.substr(i + 2)) >= 0xDC00 &&
                          hex4(raw.substr(i + 2)) < 0xE000;
      if (paired) {
        code = 0x10000 + ((code - 0xD800) << 10) + (hex4(raw.substr(i + 2)) - 0xDC00);
        i += 6;
      } else {
        code = 0xFFFD;
      }
    }
    append_utf8(out, code);
  }
  return tree_.keep(out);
}

void JsonScanner::key(std::string_view text, SourceRange where) {
  const Node* before = tree_.key(TreeBuilder::string(text, where));
  if (!before || repeated_.size() >= kMaxReports || ++repeats_seen_ > kMaxRepeatsSeen) return;
  std::string path = tree_.depth() > 1 ? tree_.path() + '.' : "";
  path += text;
  if (std::ranges::find(repeated_, path, &RepeatedKey::path) != repeated_.end()) return;
  repeated_.push_back({std::move(path), before->where(), where});
}

}  // namespace slipway::doc
