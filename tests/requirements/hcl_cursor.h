#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::requirements {

/// A place in a text of HCL, and what can be taken from there: names, strings, heredocs. The first error stays.
class HclCursor {
 public:
  explicit HclCursor(std::string_view text) : text_(text) {}

  std::optional<ParseError> error() const { return error_; }
  void fail(std::string message);

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t at() const { return at_; }
  void go_to(std::size_t at) { at_ = at; }
  void advance() { ++at_; }
  /// The character here; '\0' at the end.
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool looking_at(std::string_view what) const { return !at_end() && text_.substr(at_).starts_with(what); }
  std::string_view since(std::size_t start) const { return text_.substr(start, at_ - start); }

  void skip_spaces();
  /// Spaces, line breaks and comments.
  void skip_blank();
  /// Spaces and then `c`; nothing but the spaces when another stands there.
  bool take(char c);
  std::string take_name();
  bool at_name() const;
  /// From one parenthesis to the one that closes it.
  std::string take_parenthesised();
  /// A quoted string, its escapes undone, its `${…}` kept.
  std::string take_string();
  /// `<<-EOT` with the indentation of its lines taken away as Terraform does, `<<EOT` as it stands.
  std::string take_heredoc();

 private:
  void skip_line();
  void skip_comment();
  void skip_interpolation();

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<ParseError> error_;
};

}  // namespace slipway::requirements
