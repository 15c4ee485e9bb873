#include "rules/comments.h"

#include <optional>

#include "base/text.h"

namespace slipway::rules {
namespace {

std::size_t indent_of(std::string_view line) {
  const std::size_t at = line.find_first_not_of(' ');
  return at == line.npos ? line.size() : at;
}

class Lines {
 public:
  explicit Lines(CommentStyle style) : is_yaml_(style == CommentStyle::Yaml) {}

  Comment next(std::string_view line) {
    if (block_) {
      if (trim(line).empty() || indent_of(line) >= *block_) return {unquoted(line), true};
      block_.reset();
    }
    const Comment out{scan(line), false};
    if (is_yaml_ && !quote_) begin_block(line.substr(0, out.begin));
    if (!is_yaml_) quote_ = 0;
    return out;
  }

 private:
  bool begins_comment(std::string_view line, std::size_t at) const {
    const bool is_apart = at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t';
    return is_apart && (line[at] == '#' || (!is_yaml_ && line.substr(at).starts_with("//")));
  }

  std::size_t unquoted(std::string_view line) const {
    for (std::size_t at = 0; at < line.size(); ++at)
      if (begins_comment(line, at)) return at;
    return line.npos;
  }

  /// A quote within a word of YAML is a letter of it.
  bool opens_quote(std::string_view line, std::size_t at) const {
    if (line[at] != '"' && line[at] != '\'') return false;
    const std::string_view before = trim(line.substr(0, at));
    if (!is_yaml_) return before.empty() || !(line[at - 1] >= 'a' && line[at - 1] <= 'z');
    if (before.empty()) return true;
    const std::string_view word = before.substr(before.find_last_of(" \t") + 1);  // npos + 1 is 0
    return std::string_view(":-[{,?").find(before.back()) != std::string_view::npos || word.starts_with('!') ||
           word.starts_with('&');
  }

  std::size_t scan(std::string_view line) {
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (quote_) {
        const bool is_escape = quote_ == '"' ? line[at] == '\\' : line.substr(at).starts_with("''");
        if (is_escape)
          ++at;
        else if (line[at] == quote_)
          quote_ = 0;
      } else if (begins_comment(line, at)) {
        return at;
      } else if (opens_quote(line, at)) {
        quote_ = line[at];
      }
    }
    return line.npos;
  }

  /// "key: |", "- >-", "key: !!str |2": lines that are indented more are text.
  void begin_block(std::string_view line) {
    const std::string_view content = trim(line);
    const std::size_t space = content.find_last_of(" \t");
    std::string_view last = content.substr(space + 1);  // npos + 1 is 0
    if (last.empty() || (last[0] != '|' && last[0] != '>')) return;
    last.remove_prefix(1);
    if (last.find_first_not_of("+-123456789") != last.npos || space == content.npos) return;
    std::size_t indent = indent_of(line);
    while (line.substr(indent).starts_with("- ") && indent + 2 < line.size()) {
      const std::size_t item = line.find_first_not_of(' ', indent + 1);
      if (item == line.npos || line[item] == '|' || line[item] == '>') break;
      indent = item;
    }
    block_ = indent + 1;
  }

  bool is_yaml_;
  char quote_ = 0;
  std::optional<std::size_t> block_;  // the least indent of its lines
};

}  // namespace

std::vector<Comment> comments_of(const std::vector<std::string_view>& lines, CommentStyle style) {
  std::vector<Comment> out;
  out.reserve(lines.size());
  Lines reader(style);
  for (const std::string_view line : lines) out.push_back(reader.next(line));
  return out;
}

}  // namespace slipway::rules
