#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doc/json.h"
#include "doc/tree_builder.h"

namespace slipway::doc {

/// A key that an object already had.
struct RepeatedKey {
  std::string path;
  SourceRange first, again;
};

/// One pass over a JSON text into a tree; the grammar and its error texts are those of Go's encoding/json (scanner.go).
class JsonScanner {
 public:
  /// Positive integers beyond int64: kept as they are, or doubles as the Kubernetes decoder makes them.
  enum class Beyond64 { Unsigned, Double };
  JsonScanner(std::shared_ptr<const SourceText> source, std::size_t max_depth, Beyond64 beyond);

  /// False after a syntax error.
  bool scan();

  /// The next of several values that stand one after another: for texts in which something else may follow.
  enum class Next { Value, Nothing, CutOff, Wrong };
  Next scan_value();
  /// Where it stands, without the space around it.
  std::size_t value_begin() const { return value_begin_; }
  std::size_t value_end() const { return at_; }

  /// The document of what was scanned last; then the next may be.
  Document take_document() { return tree_.finish(); }

  const JsonError& error() const { return error_; }
  SourceRange error_place() const { return error_place_; }
  bool too_large() const { return too_large_; }
  const std::vector<RepeatedKey>& repeated() const { return repeated_; }
  /// The first number that no double can hold.
  const std::optional<Node>& overflow() const { return overflow_; }
  const std::optional<SourceRange>& not_utf8() const { return not_utf8_; }

 private:
  /// Naming the path of a repeated key costs its depth: only so many are looked at.
  static constexpr std::size_t kMaxRepeatsSeen = 10'000;
  enum class Expect { Value, FirstItem, FirstKey, Key, Colon, Separator, End };

  bool step();
  bool begin_value(char c);
  bool separator(char c);
  bool open(char c);
  void close();
  void after_value() { expect_ = tree_.depth() == 0 ? Expect::End : Expect::Separator; }
  bool put(const Node& value);
  bool word(std::string_view literal);
  bool number();
  bool digits(const char* context);
  std::optional<std::string_view> string();
  std::string_view decode(std::string_view raw);
  void key(std::string_view text, SourceRange where);
  bool fail(std::string_view context);

  void skip_space();
  char peek() const { return at_ < text_.size() ? text_[at_] : ' '; }  // past the end Go tries a space
  SourceRange here(std::size_t from) const;

  std::shared_ptr<const SourceText> source_;
  std::string_view text_;
  std::size_t max_depth_;
  Beyond64 beyond_;
  TreeBuilder tree_;
  Expect expect_ = Expect::Value;
  std::size_t at_ = 0;
  std::size_t value_begin_ = 0;
  int line_ = 1;
  std::size_t line_start_ = 0;
  JsonError error_;
  SourceRange error_place_;
  bool too_large_ = false;
  std::vector<RepeatedKey> repeated_;
  std::size_t repeats_seen_ = 0;
  std::optional<Node> overflow_;
  std::optional<SourceRange> not_utf8_;
};

/// Says what was wrong with the text so far: JSON001 to JSON005 of json.h.
void report_json_error(const JsonScanner& scanner, const SourceText& source, Diagnostics& diagnostics);
void report_json_content(const JsonScanner& scanner, Diagnostics& diagnostics);

}  // namespace slipway::doc
