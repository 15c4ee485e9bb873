// Literal and folded block scalars, as scannerc.go of go.yaml.in/yaml/v2 2.4.3 reads them.
#include <algorithm>
#include <cstring>

#include "doc/yaml_characters.h"
#include "doc/yaml_scanner.h"

namespace slipway::doc {

using namespace yaml;

namespace {
constexpr std::string_view kContext = "while scanning a block scalar";
}

/// `|`, `>` and what may follow on their line: `+`, `-`, a digit, a comment.
bool YamlScanner::scan_block_header(YamlMark start, int& chomping, std::size_t& increment) {
  const char* from = p_++;
  const auto chomp = [&] {
    if (*p_ != '+' && *p_ != '-') return false;
    chomping = *p_++ == '+' ? +1 : -1;
    return true;
  };
  const auto indent = [&] {
    if (!is_digit(*p_)) return true;
    if (*p_ == '0') return fail(kContext, start, "found an indentation indicator equal to 0");
    increment = static_cast<std::size_t>(*p_++ - '0');
    return true;
  };
  const bool chomped = chomp();
  if (!indent()) return false;
  if (!chomped && increment > 0) chomp();
  if (!consumed(from, 1)) return false;
  if (!skip_blanks_and_comment()) return false;
  if (!is_break_or_end(p_)) return fail(kContext, start, "did not find expected comment or line break");
  if (is_break(p_)) {
    if (!need(2)) return false;
    skip_break();
  }
  return true;
}

/// Indentation, and the empty lines before the next line with text. An `indent` of 0 is found out here: that of the
/// deepest line seen, even if it is empty.
bool YamlScanner::scan_block_breaks(YamlMark start, std::size_t& indent, std::uint32_t& end) {
  end = offset();
  std::size_t deepest = 0;
  for (;;) {
    if (!need(1)) return false;
    const char* from = p_;
    while ((indent == 0 || column() < indent) && *p_ == ' ') ++p_;
    if (!consumed(from, 1)) return false;
    deepest = std::max(deepest, column());
    if ((indent == 0 || column() < indent) && *p_ == '\t')
      return fail(kContext, start, "found a tab character where an indentation space is expected");
    if (!is_break(p_)) break;
    if (!need(2)) return false;
    read_break(more_breaks_);
    end = offset();
  }
  if (indent == 0) indent = std::max({deepest, static_cast<std::size_t>(indent_ + 1), std::size_t{1}});
  return true;
}

bool YamlScanner::scan_block(YamlToken& token, YamlStyle style) {
  const bool literal = style == YamlStyle::Literal;
  int chomping = 0;
  std::size_t increment = 0;
  if (!scan_block_header(token.start, chomping, increment)) return false;
  std::size_t indent = increment;
  if (increment > 0 && indent_ >= 0) indent += static_cast<std::size_t>(indent_);
  scratch_.clear();
  if (!scan_block_breaks(token.start, indent, token.end)) return false;
  bool after_blank = false;  // the line before began with a blank
  while (column() == indent && *p_ != '\0') {
    const bool blank = is_blank(p_);
    if (!literal && !after_blank && !blank && breaks_.starts_with('\n')) {
      if (more_breaks_.empty()) scratch_ += ' ';
    } else {
      scratch_ += breaks_;
    }
    breaks_.clear();
    scratch_ += more_breaks_;
    more_breaks_.clear();
    after_blank = blank;
    const char* from = p_;
    while (!is_break_or_end(p_)) ++p_;
    scratch_.append(from, p_);
    if (!consumed(from, 1) || !need(2)) return false;
    if (is_break(p_)) read_break(breaks_);
    if (!scan_block_breaks(token.start, indent, token.end)) return false;
  }
  if (chomping != -1) scratch_ += breaks_;
  if (chomping == 1) scratch_ += more_breaks_;
  breaks_.clear();
  more_breaks_.clear();
  token.value = store_.keep(scratch_);
  token.type = YamlTokenType::Scalar;
  token.style = style;
  return true;
}

}  // namespace slipway::doc
