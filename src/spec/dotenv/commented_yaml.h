#pragma once

#include <string>
#include <string_view>

namespace slipway::spec {

/// A text as a YAML scalar: as it is where YAML takes it for a string, else in double quotes.
std::string yaml_scalar(std::string_view text);

/// Lines of YAML with comments behind them in one column.
class CommentedYaml {
 public:
  void line(int indent, std::string_view text, std::string_view comment = {});
  void comment(int indent, std::string_view text) { line(indent, "# " + std::string(text)); }
  void blank() { text_ += "\n"; }
  std::string take() { return std::move(text_); }

  /// The comment behind a line; "" when there is none.
  static std::string_view comment_of(std::string_view line);

 private:
  std::string text_;
};

}  // namespace slipway::spec
