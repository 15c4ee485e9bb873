#include "rules/comments.h"

#include <cstddef>
#include <optional>

#include "base/text.h"

namespace slipway::rules {
namespace {

std::size_t indent_of(std::string_view line) {
  const std::size_t at = line.find_first_not_of(' ');
  return at == line.npos ? line.size() : at;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool ends_token(std::string_view line, std::size_t at) { return at >= line.size() || is_blank(line[at]); }
/// Whether what stands at `at` stands apart from what is before it: at the line's start, or behind a space.
bool is_apart(std::string_view line, std::size_t at) { return at == 0 || is_blank(line[at - 1]); }

/// Of scripts, .env and Terraform files: a quote counts to the end of its line.
std::size_t comment_of_script(std::string_view line) {
  char quote = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quote) {
      if (quote == '"' && c == '\\')
        ++at;
      else if (c == quote)
        quote = 0;
    } else if (is_apart(line, at) && (c == '#' || line.substr(at).starts_with("//"))) {
      return at;
    } else if (c == '\\') {
      ++at;  // of a shell: the next character is a letter
    } else if ((c == '"' || c == '\'') && (at == 0 || line[at - 1] < 'a' || line[at - 1] > 'z')) {
      quote = c;
    }
  }
  return line.npos;
}

/// Reads YAML as far as it takes to know where quotes, flow and block texts begin and end: each begins only where a
/// value may, and is elsewhere a letter of a plain text.
class YamlLines {
 public:
  Comment next(std::string_view line) {
    if ((line.starts_with("---") || line.starts_with("...")) && ends_token(line, 3)) {
      *this = YamlLines();  // a document ends, whatever was open
      return {scan(line, 3), false};
    }
    const bool is_empty = trim(line).empty();
    const auto indent = static_cast<std::ptrdiff_t>(indent_of(line));
    if (block_parent_) {
      if (is_empty || indent > *block_parent_) return {unquoted(line), true};
      block_parent_.reset();
    }
    if (is_empty) return {};
    if (!quote_ && depth_ == 0) {
      is_plain_ = is_plain_ && indent > parent_;  // goes on on this line
      is_of_line_ = false;
      may_begin_ = !is_plain_;
    }
    return {scan(line, 0), false};
  }

 private:
  static std::size_t unquoted(std::string_view line) {
    for (std::size_t at = 0; at < line.size(); ++at)
      if (line[at] == '#' && is_apart(line, at)) return at;
    return line.npos;
  }

  std::size_t scan(std::string_view line, std::size_t at) {
    key_ = static_cast<std::ptrdiff_t>(indent_of(line));
    for (; at < line.size(); ++at) {
      const char c = line[at];
      if (quote_) {
        at += pass_quoted(line.substr(at));
      } else if (c == '#' && is_apart(line, at)) {
        is_plain_ = false;
        return at;
      } else if (is_blank(c)) {
        continue;
      } else if (depth_ > 0) {
        at = pass_flow(line, at);
      } else {
        at = pass_block(line, at);
      }
    }
    return line.npos;
  }

  /// How many characters more than one are passed.
  std::size_t pass_quoted(std::string_view rest) {
    if (quote_ == '"' ? rest[0] == '\\' : rest.starts_with("''")) return 1;
    if (rest[0] == quote_) quote_ = 0;
    return 0;
  }

  /// Tags and anchors stand before a value, and a value may still begin behind them. The last character of one.
  static std::size_t end_of_property(std::string_view line, std::size_t at) {
    while (!ends_token(line, at + 1)) ++at;
    return at;
  }

  std::size_t pass_block(std::string_view line, std::size_t at) {
    const char c = line[at];
    if (c == ':' && ends_token(line, at + 1) && !(is_plain_ && !is_of_line_)) {
      parent_ = key_;
      may_begin_ = true;
      is_plain_ = false;
      return at;
    }
    if (!may_begin_) return at;
    if ((c == '-' || c == '?') && ends_token(line, at + 1)) {
      parent_ = static_cast<std::ptrdiff_t>(at);
      const std::size_t item = line.find_first_not_of(' ', at + 1);
      if (item != line.npos) key_ = static_cast<std::ptrdiff_t>(item);
      return at;
    }
    if (c == '!' || c == '&') return end_of_property(line, at);
    may_begin_ = false;
    if (c == '"' || c == '\'') {
      quote_ = c;
    } else if (c == '{' || c == '[') {
      depth_ = 1;
      may_begin_ = true;
    } else if ((c == '|' || c == '>') && is_block_header(line.substr(at + 1))) {
      block_parent_ = parent_;
    } else {
      is_plain_ = is_of_line_ = true;
    }
    return at;
  }

  std::size_t pass_flow(std::string_view line, std::size_t at) {
    const char c = line[at];
    if (c == '{' || c == '[' || c == ',') {
      depth_ += c != ',';
      may_begin_ = true;
    } else if (c == '}' || c == ']') {
      --depth_;
      may_begin_ = false;
    } else if (c == ':' && (ends_token(line, at + 1) || (at > 0 && (line[at - 1] == '"' || line[at - 1] == '\'')))) {
      may_begin_ = true;
    } else if (may_begin_ && (c == '!' || c == '&')) {
      while (!ends_token(line, at + 1) && std::string_view(",]}").find(line[at + 1]) == line.npos) ++at;
    } else if (may_begin_ && !(c == '?' && ends_token(line, at + 1))) {
      may_begin_ = false;
      if (c == '"' || c == '\'') quote_ = c;
    }
    return at;
  }

  /// "|", ">-", "|2": nothing but those and a comment stand on the line.
  static bool is_block_header(std::string_view rest) {
    while (!rest.empty() && std::string_view("+-123456789").find(rest[0]) != rest.npos) rest.remove_prefix(1);
    return ends_token(rest, 0) && (trim(rest).empty() || trim(rest).starts_with('#'));
  }

  char quote_ = 0;
  int depth_ = 0;                               // of flow
  bool may_begin_ = true;                       // a value, where one stands
  bool is_plain_ = false;                       // within a plain text of block context
  bool is_of_line_ = false;                     // that began on this line, and so may be a key
  std::ptrdiff_t key_ = 0;                      // the column of a key that stands on this line
  std::ptrdiff_t parent_ = -1;                  // the column of what the value belongs to: its key, its "-"
  std::optional<std::ptrdiff_t> block_parent_;  // of a block text: its lines are indented more
};

}  // namespace

std::vector<Comment> comments_of(const std::vector<std::string_view>& lines, CommentStyle style) {
  std::vector<Comment> out;
  out.reserve(lines.size());
  YamlLines yaml;
  for (const std::string_view line : lines)
    out.push_back(style == CommentStyle::Yaml ? yaml.next(line) : Comment{comment_of_script(line), false});
  return out;
}

}  // namespace slipway::rules
