#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include "base/source.h"
#include "subject/text_places.h"

namespace slipway::subject {

/// Goes through a text of Terraform's language: what is a name, a string, a here document, and where brackets end.
/// Never fails: at the end of the text all ends.
class TerraformScanner {
 protected:
  /// REQUIRES: the source outlives it.
  explicit TerraformScanner(const SourceText& source) : text_(source.text()), places_(source) {}

  bool ends() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool is_at_name(std::size_t ahead = 0) const;  // a letter, a digit, _ or -

  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }
  /// Over spaces, comments and, when asked, line breaks and commas.
  void skip_space(bool lines);
  /// A name, a string without its quotes, or `(expression)`; false where none of them is.
  bool read_key(std::string& into);
  /// At a { or [: whether `for` follows.
  bool is_for_expression() const;
  /// From a bracket to behind the one that closes it; strings, here documents and comments are respected.
  void skip_brackets(std::size_t from);
  /// At <<EOF or <<-EOF: the lines up to the one that says EOF.
  std::string read_here_document();
  /// Behind the quote that closes the string that begins at `from`; what ${…} holds may have quotes of its own. A
  /// string ends with its line at the latest.
  std::size_t past_string(std::size_t from) const;
  std::string unquoted(std::size_t from, std::size_t to) const;

  const std::string& text_;
  TextPlaces places_;
  std::size_t at_ = 0;
};

}  // namespace slipway::subject
