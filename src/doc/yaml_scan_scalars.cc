// Plain and quoted scalars, as scannerc.go of go.yaml.in/yaml/v2 2.4.3 reads them.
#include <array>

#include "doc/utf8.h"
#include "doc/yaml_characters.h"
#include "doc/yaml_scanner.h"

namespace slipway::doc {

using namespace yaml;

namespace {

/// Bytes at which a run of ordinary characters has to be looked at: by what stops it.
enum Stop : std::uint8_t { kBlock = 1, kFlow = 2, kSingle = 4, kDouble = 8 };

constexpr std::array<std::uint8_t, 256> make_stops() {
  std::array<std::uint8_t, 256> stops{};
  // Blanks, breaks, the end; the first bytes of U+0085, U+2028 and U+2029.
  for (const unsigned char c : {'\0', ' ', '\t', '\n', '\r', '\xC2', '\xE2'})
    stops[c] = kBlock | kFlow | kSingle | kDouble;
  stops[':'] = kBlock | kFlow;
  for (const unsigned char c : {',', '?', '[', ']', '{', '}'}) stops[c] = kFlow;
  stops['\''] = kSingle;
  stops['"'] = stops['\\'] = kDouble;
  return stops;
}
constexpr auto kStops = make_stops();

const char* skip_run(const char* p, Stop stop) {
  while ((kStops[static_cast<unsigned char>(*p)] & stop) == 0) ++p;
  return p;
}

}  // namespace

/// What the line breaks inside a flow scalar mean: one is a space, further ones are themselves.
void YamlScanner::fold_breaks() {
  if (breaks_.starts_with('\n'))
    scratch_ += more_breaks_.empty() ? " " : more_breaks_;
  else
    scratch_ += breaks_ + more_breaks_;
  breaks_.clear();
  more_breaks_.clear();
}

bool YamlScanner::scan_plain(YamlToken& token) {
  const Stop stop = flow_level_ > 0 ? kFlow : kBlock;
  const std::ptrdiff_t indent = indent_ + 1;
  const char* begin = p_;      // of the part not yet in scratch_
  const char* value_end = p_;  // behind the last character of the scalar
  bool copied = false;         // some part is in scratch_
  bool broken = false;         // line breaks lie between value_end and p_
  for (;;) {
    if (!need(4)) return false;
    if (at_document_indicator() || *p_ == '#') break;
    for (;;) {  // to the next blank, break or end
      const char* run = p_;
      p_ = skip_run(p_, stop);
      if (*p_ == ':' && !is_blank_or_end(p_ + 1)) {
        ++p_;
      } else if (static_cast<unsigned char>(*p_) >= 0xC2 && !is_break(p_)) {
        p_ += width(p_);
      } else if (p_ == run) {
        break;
      }
      if (broken) {
        if (!copied) scratch_.assign(begin, value_end);
        fold_breaks();
        begin = run;
        copied = true;
        broken = false;
      }
      value_end = p_;
      if (!consumed(run, 2)) return false;
    }
    if (!is_blank(p_) && !is_break(p_)) break;
    const char* blanks = p_;
    while (is_blank(p_) || is_break(p_)) {
      if (is_blank(p_)) {
        if (broken && *p_ == '\t' && static_cast<std::ptrdiff_t>(column()) < indent)
          return fail("while scanning a plain scalar", token.start, "found a tab character that violates indentation");
        ++p_;
      } else {
        if (!need(2)) return false;
        if (!broken && copied) scratch_.append(begin, value_end);
        read_break(broken ? more_breaks_ : breaks_);
        broken = true;
      }
    }
    if (!consumed(blanks, 1)) return false;
    if (flow_level_ == 0 && static_cast<std::ptrdiff_t>(column()) < indent) break;
  }
  if (copied) {
    if (!broken) scratch_.append(begin, value_end);
    token.value = store_.keep(scratch_);
  } else {
    token.value = {begin, static_cast<std::size_t>(value_end - begin)};
  }
  breaks_.clear();
  more_breaks_.clear();
  token.type = YamlTokenType::Scalar;
  token.style = YamlStyle::Plain;
  token.end = static_cast<std::uint32_t>(value_end - begin_);
  if (broken) simple_key_allowed_ = true;
  return true;
}

bool YamlScanner::scan_quoted(YamlToken& token, Quote quote) {
  const bool single = quote == Quote::Single;
  const Stop stop = single ? kSingle : kDouble;
  const char mark_character = single ? '\'' : '"';
  ++p_;
  const char* begin = p_;  // of the part not yet in scratch_
  bool copied = false;
  const auto copy_to = [&](const char* to) {
    if (!copied) scratch_.clear();
    scratch_.append(begin, to);
    copied = true;
  };
  for (;;) {
    if (!need(4)) return false;
    if (at_document_indicator())
      return fail("while scanning a quoted scalar", token.start, "found unexpected document indicator");
    if (*p_ == '\0') return fail("while scanning a quoted scalar", token.start, "found unexpected end of stream");
    bool escaped_break = false;
    for (;;) {  // to the next blank, break or end
      const char* run = p_;
      p_ = skip_run(p_, stop);
      if (static_cast<unsigned char>(*p_) >= 0xC2 && !is_break(p_)) {
        p_ += width(p_);
      } else if (single && *p_ == '\'' && p_[1] == '\'') {
        copy_to(p_ + 1);
        p_ += 2;
        begin = p_;
      } else if (!single && *p_ == '\\' && is_break(p_ + 1)) {
        copy_to(p_);
        ++p_;
        if (!consumed(run, 2)) return false;
        skip_break();
        begin = p_;
        escaped_break = true;
        break;
      } else if (!single && *p_ == '\\') {
        copy_to(p_);
        if (!scan_escape(token.start)) return false;
        begin = p_;
      } else if (p_ == run) {
        break;
      }
      if (!consumed(run, 2)) return false;
    }
    if (!need(1)) return false;
    if (*p_ == mark_character) break;
    const char* blanks = p_;
    bool broken = escaped_break;
    while (is_blank(p_) || is_break(p_)) {
      if (is_blank(p_)) {
        ++p_;
        continue;
      }
      if (!need(2)) return false;
      if (!broken) copy_to(blanks);
      read_break(broken ? more_breaks_ : breaks_);
      broken = true;
    }
    if (!consumed(blanks, 1)) return false;
    if (!broken) continue;
    fold_breaks();
    begin = p_;
  }
  if (copied) {
    scratch_.append(begin, p_);
    token.value = store_.keep(scratch_);
  } else {
    token.value = {begin, static_cast<std::size_t>(p_ - begin)};
  }
  ++p_;
  token.type = YamlTokenType::Scalar;
  token.style = single ? YamlStyle::SingleQuoted : YamlStyle::DoubleQuoted;
  token.end = offset();
  return true;
}

/// One escape sequence, from its backslash, into scratch_.
bool YamlScanner::scan_escape(YamlMark start) {
  constexpr std::string_view kContext = "while parsing a quoted scalar";
  int digits = 0;
  switch (p_[1]) {
    case '0':
      scratch_ += '\0';
      break;
    case 'a':
      scratch_ += '\a';
      break;
    case 'b':
      scratch_ += '\b';
      break;
    case 't':
    case '\t':
      scratch_ += '\t';
      break;
    case 'n':
      scratch_ += '\n';
      break;
    case 'v':
      scratch_ += '\v';
      break;
    case 'f':
      scratch_ += '\f';
      break;
    case 'r':
      scratch_ += '\r';
      break;
    case 'e':
      scratch_ += '\x1B';
      break;
    case ' ':
    case '"':
    case '\'':
    case '\\':
      scratch_ += p_[1];
      break;
    case 'N':
      scratch_ += "\u0085";
      break;
    case '_':
      scratch_ += "\u00A0";
      break;
    case 'L':
      scratch_ += "\u2028";
      break;
    case 'P':
      scratch_ += "\u2029";
      break;
    case 'x':
      digits = 2;
      break;
    case 'u':
      digits = 4;
      break;
    case 'U':
      digits = 8;
      break;
    default:
      return fail(kContext, start, "found unknown escape character");
  }
  p_ += 2;
  if (digits == 0) return true;
  if (!need(static_cast<std::size_t>(digits))) return false;
  std::uint64_t code = 0;
  for (int i = 0; i < digits; ++i) {
    const int value = hex_value(p_[i]);
    if (value < 0) return fail(kContext, start, "did not find expected hexdecimal number");
    code = code << 4 | static_cast<std::uint64_t>(value);
  }
  if ((code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF)
    return fail(kContext, start, "found invalid Unicode character escape code");
  append_utf8(scratch_, static_cast<char32_t>(code));
  p_ += digits;
  return true;
}

}  // namespace slipway::doc
