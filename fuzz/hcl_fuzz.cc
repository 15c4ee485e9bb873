// HCL: whatever a text holds, the resource that carries it is one block, and nothing of the text is read as anything
// but text. Values, keys, policies, user data and comments hold it at once.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "platform/graph.h"
#include "render/hcl.h"

namespace {

using namespace slipway;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Reads HCL as far as it must to tell text from the rest: comments, quotes, heredocs, brackets.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// How many blocks stand at the top. Dies of a template, of a text that does not end, of brackets that do not match.
  int top_blocks() {
    int blocks = 0;
    std::string open;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '#')
        skip_line();
      else if (c == '"')
        skip_quoted();
      else if (c == '<' && text_.substr(at_).starts_with("<"))
        skip_heredoc();
      else if (c == '{' || c == '[' || c == '(')
        open += c;
      else if (c == '}' || c == ']' || c == ')') {
        require(!open.empty() && (open.back() == '{') == (c == '}') && (open.back() == '[') == (c == ']'));
        open.pop_back();
        blocks += open.empty();
      } else {
        require(c == ' ' || c == '\n' || c == '=' || c == ',' || c == '_' || c == '.' || (c >= '0' && c <= '9') ||
                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
      }
    }
    require(open.empty());
    return blocks;
  }

 private:
  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }
  /// A template opens at a dollar or percent sign before a brace, unless that sign is doubled.
  bool opens_template() const {
    const char c = text_[at_];
    return (c == '$' || c == '%') && at_ + 1 < text_.size() && text_[at_ + 1] == '{';
  }
  bool skip_doubled() {
    const char c = text_[at_];
    const bool doubled = (c == '$' || c == '%') && text_.substr(at_ + 1).starts_with(c == '$' ? "${" : "%{");
    if (doubled) at_ += 3;
    return doubled;
  }
  void skip_quoted() {
    for (;;) {
      require(at_ < text_.size() && text_[at_] != '\n');
      if (skip_doubled()) continue;
      require(!opens_template());
      const char c = text_[at_];
      at_ += c == '\\' ? 2 : 1;
      if (c == '"') return;
    }
  }
  void skip_heredoc() {
    const auto line = text_.find('\n', at_);
    const std::string end(text_.substr(at_ + 1, line - at_ - 1));
    at_ = line + 1;
    for (;;) {
      require(at_ < text_.size());
      const auto rest = text_.substr(at_);
      if (rest.starts_with(end + "\n")) break;
      const auto next = text_.find('\n', at_) + 1;
      while (at_ < next)
        if (!skip_doubled()) {
          require(!opens_template());
          ++at_;
        }
    }
    at_ += end.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 10'000) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  platform::Graph graph;
  render::HclWriter hcl(graph);
  hcl.comment(text);
  hcl.resource({{"aws_launch_template", "x"},
                {{"description", text},
                 {"user_data", text},
                 {"tags", doc::Map{{text, text}, {"list", doc::List{text, doc::Map{{text, 1}}}}}},
                 {"policy", doc::Map{{"Statement", doc::List{doc::Map{{"Resource", text}}}}}}},
                "",
                {},
                {},
                {}});
  const auto written = hcl.take();
  require(Scanner(written).top_blocks() == 1);
  return 0;
}
