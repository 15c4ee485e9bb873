#pragma once

#include <string>
#include <string_view>

namespace slipway::kube {

/// Walks a JSON text that is known to be well-formed, value by value, in written order, repeated keys and all.
///
///   at.enter();
///   while (at.more()) use(at.key(), at.take());
class JsonCursor {
 public:
  /// REQUIRES: `text` is one JSON value.
  explicit JsonCursor(std::string_view text) : text_(text) {}

  /// What the value here starts with: '{', '[', '"', 't', 'f', 'n', '-' or a digit.
  char first();
  /// The value here, as written; moves past it.
  std::string_view take();

  /// Steps into the object or list here. REQUIRES: first() is '{', '['.
  void enter();
  /// Whether there is another member or item before the end, which it steps over otherwise. Call it after enter() and
  /// after each value.
  bool more();
  /// The key of the member here, decoded; moves to its value. REQUIRES: in an object, more().
  std::string key();

 private:
  void skip_space();
  std::string_view take_string();

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The text of a JSON string literal (with its quotes) as Go decodes it: what is not UTF-8, and half a surrogate pair,
/// become U+FFFD.
std::string unquote_json(std::string_view literal);

}  // namespace slipway::kube
