#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doc/tree_builder.h"
#include "doc/yaml_input.h"
#include "doc/yaml_token.h"

namespace slipway::doc {

/// Cuts a text into tokens by the rules of go.yaml.in/yaml/v2 2.4.3 (scannerc.go), which are libyaml's of before 0.2:
/// YAML 1.1 with a few peculiarities, all kept. A key that no `?` announces ("simple key") is known as one only when
/// its `:` comes; until then its first token stays in the queue, so that KEY can be put before it.
class YamlScanner {
 public:
  /// Values of tokens are parts of the input, or kept in the store, which outlives the scanner.
  explicit YamlScanner(TreeBuilder& store) : store_(store) {}
  /// Begins with `input`, which outlives its tokens.
  void start(const YamlInput& input);

  /// The next token, which stays next until skip(); nullptr when there is none: problem() says why.
  const YamlToken* peek() { return ready_ || fetch_more() ? &queue_[head_] : nullptr; }
  void skip() {
    ready_ = false;
    ++taken_;
    if (++head_ == queue_.size()) {
      queue_.clear();
      head_ = 0;
    }
  }

  const YamlProblem& problem() const { return problem_; }
  std::string_view text() const { return {begin_, static_cast<std::size_t>(end_ - begin_)}; }

 private:
  struct SimpleKey {
    bool possible = false;
    bool required = false;
    std::size_t number = 0;  // of its first token, counted from the first of the stream
    YamlMark mark = {};
  };
  enum class KeyState { Valid, Stale, Failed };
  enum class Quote { Single, Double };
  enum class Tagged { Node, Directive };

  // yaml_scanner.cc: the queue, indentation and simple keys
  bool fetch_more();
  bool fetch_next();
  bool find_token();
  KeyState check(SimpleKey& key);
  SimpleKey* key_at_head();
  bool save_simple_key();
  bool remove_simple_key();
  void forget(std::size_t number);
  bool roll_indent(std::size_t column, std::ptrdiff_t at, YamlTokenType type, YamlMark mark);
  void unroll_indent(std::ptrdiff_t column);
  void insert(std::ptrdiff_t at, const YamlToken& token);

  // yaml_fetch.cc: one for each kind of token
  bool fetch_stream_end();
  bool fetch_directive();
  bool fetch_document_indicator(YamlTokenType type);
  bool fetch_flow_start(YamlTokenType type);
  bool fetch_flow_end(YamlTokenType type);
  bool fetch_flow_entry();
  bool fetch_block_entry();
  bool fetch_key();
  bool fetch_value();
  bool fetch_scalar();
  bool add_indicator(YamlTokenType type);

  // yaml_scan_scalars.cc, yaml_scan_block.cc
  bool scan_plain(YamlToken& token);
  bool scan_quoted(YamlToken& token, Quote quote);
  bool scan_escape(YamlMark start);
  bool scan_block(YamlToken& token, YamlStyle style);
  bool scan_block_header(YamlMark start, int& chomping, std::size_t& increment);
  bool scan_block_breaks(YamlMark start, std::size_t& indent, std::uint32_t& end);
  void fold_breaks();

  // yaml_scan_properties.cc: directives, anchors, tags
  bool scan_directive(YamlToken& token);
  bool scan_version(YamlMark start, YamlToken& token);
  bool scan_version_number(YamlMark start, int& number);
  bool scan_tag_directive(YamlMark start, YamlToken& token);
  bool scan_anchor(YamlToken& token);
  bool scan_tag(YamlToken& token);
  bool scan_tag_handle(Tagged what, YamlMark start, std::string& handle);
  bool scan_tag_uri(Tagged what, YamlMark start, std::string_view head, std::string& uri);
  bool scan_uri_escape(Tagged what, YamlMark start, std::string& uri);
  bool fail_tag(Tagged what, YamlMark start, std::string_view problem);

  bool fail(std::string_view context, YamlMark context_at, std::string_view problem);

  // The text.
  YamlMark mark() const {
    return {static_cast<std::uint32_t>(p_ - begin_), line_, static_cast<std::uint32_t>(p_ - line_start_)};
  }
  std::size_t column() const { return static_cast<std::size_t>(p_ - line_start_); }
  std::uint32_t offset() const { return static_cast<std::uint32_t>(p_ - begin_); }
  bool at_document_indicator() const;
  void skip_break();                     // REQUIRES: at a line break
  void read_break(std::string& breaks);  // the same, and adds what it means
  bool skip_blanks_and_comment();

  // The Go reader's pieces: only looked at when some character makes them matter (yaml_input.h).
  bool need(std::size_t characters) { return !piecewise_ || need_slowly(p_, characters); }
  bool consumed(const char* from, std::size_t characters) { return !piecewise_ || consumed_slowly(from, characters); }
  bool need_slowly(const char* at, std::size_t characters);
  bool consumed_slowly(const char* from, std::size_t characters);
  bool begins_with_mark() const;

  TreeBuilder& store_;
  const YamlInput* input_ = nullptr;
  const char* begin_ = nullptr;
  const char* end_ = nullptr;
  const char* p_ = nullptr;
  const char* line_start_ = nullptr;
  std::uint32_t line_ = 0;

  std::vector<YamlToken> queue_;
  std::size_t head_ = 0;
  std::size_t taken_ = 0;
  bool ready_ = false;  // the token at the head may be given out

  std::ptrdiff_t indent_ = -1;
  std::vector<std::ptrdiff_t> indents_;
  std::size_t flow_level_ = 0;
  bool simple_key_allowed_ = true;
  std::vector<SimpleKey> simple_keys_;                              // one for each flow level
  std::vector<std::pair<std::size_t, std::size_t>> keys_by_token_;  // number of token, index of key; by number
  std::size_t first_key_ = 0;                                       // in keys_by_token_, that may still matter

  std::string scratch_, breaks_, more_breaks_;  // text of the scalar being scanned; first line break; those after it

  bool piecewise_ = false;
  std::size_t piece_ = 0;              // pieces of input_ read so far
  const char* piece_begin_ = nullptr;  // what stands first in the Go reader's buffer
  std::size_t end_marks_ = 0;          // NULs that the Go reader has added so far

  YamlProblem problem_;
};

}  // namespace slipway::doc
