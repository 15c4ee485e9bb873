#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

/// A text that was read, and the name the user knows it by ("platform.yaml", "<stdin>"). Positions point into it, so
/// it never moves and lives as long as anything that speaks of it (documents keep theirs alive).
class SourceText {
 public:
  /// `first_line`: the number of the text's first line, for a part of a file.
  SourceText(std::string name, std::string text, int first_line = 1);
  ~SourceText();
  SourceText(const SourceText&) = delete;
  SourceText& operator=(const SourceText&) = delete;

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  int first_line() const { return first_line_; }

  /// A small number for trees of many nodes, each of which says where it stands: 1 and up, its own as long as it lives;
  /// 0 when there are too many (some two million) at once.
  std::uint32_t number() const { return number_; }
  /// nullptr for 0, and when there is none. Of several threads.
  static const SourceText* numbered(std::uint32_t number);
  static constexpr int kNumberBits = 21;

  /// Line `number` (the first is first_line()) without its line break; empty where there is none.
  std::string_view line(int number) const;

 private:
  std::string name_;
  std::string text_;
  int first_line_;
  std::uint32_t number_;
};

/// A place the user wrote: line and column from 1, in bytes; length in bytes, 0 when only the start is known.
/// line 0 with a source means the whole file; no source means nowhere (a thing nobody wrote).
struct SourceRange {
  const SourceText* source = nullptr;
  int line = 0;
  int column = 0;
  int length = 0;

  explicit operator bool() const { return source != nullptr; }
  /// "platform.yaml:31:29", "platform.yaml" or "".
  std::string to_string() const;
  friend bool operator==(const SourceRange&, const SourceRange&) = default;
};

/// By file name, then line, then column: the order in which a reader meets them.
bool comes_before(const SourceRange& a, const SourceRange& b);

}  // namespace slipway
