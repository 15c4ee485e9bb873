#include "spec/dotenv/commented_yaml.h"

#include <algorithm>

#include "doc/json.h"

namespace slipway::spec {
namespace {

constexpr std::size_t kCommentColumn = 56;
constexpr std::string_view kBeforeComment = "  # ";

bool is_plain(std::string_view text) {
  if (text.empty() || !((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'))) return false;
  static constexpr std::string_view kWords[] = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
  for (const auto word : kWords) {
    if (text.size() != word.size()) continue;
    bool same = true;
    for (std::size_t i = 0; i < word.size(); ++i) same &= (text[i] | 0x20) == word[i];
    if (same) return false;
  }
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '/';
  });
}

}  // namespace

std::string yaml_scalar(std::string_view text) { return is_plain(text) ? std::string(text) : doc::json_quote(text); }

void CommentedYaml::line(int indent, std::string_view text, std::string_view comment) {
  std::string out(static_cast<std::size_t>(indent), ' ');
  out += text;
  if (!comment.empty()) {
    if (out.size() + 2 < kCommentColumn) out.resize(kCommentColumn - 2, ' ');
    out += kBeforeComment;
    out += comment;
  }
  text_ += out + "\n";
}

std::string_view CommentedYaml::comment_of(std::string_view line) {
  const auto at = line.rfind(kBeforeComment);
  return at == std::string_view::npos ? std::string_view{} : line.substr(at + kBeforeComment.size());
}

}  // namespace slipway::spec
