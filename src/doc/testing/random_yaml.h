#pragma once

#include <string>

#include "doc/testing/random_tree.h"

namespace slipway::doc {

/// A document as people write them: block and flow, comments, blank lines, lists indented or not, quotes, blocks of
/// text. Always good YAML, without aliases. `line_break`: "\n" or "\r\n".
class RandomYaml {
 public:
  explicit RandomYaml(std::uint64_t seed) : random_(seed) {}

  std::string document(const std::string& line_break) {
    list_offset_ = random_.below(2) == 0 ? 0 : 2;
    step_ = random_.below(3) == 0 ? 4 : 2;
    std::string text;
    if (random_.below(4) == 0) text += "# head\n";
    text += random_.below(5) == 0 ? items(0, 3) : members(0, 3);
    if (random_.below(6) == 0) text += "\n# tail\n";
    if (random_.below(8) == 0) text.pop_back();
    std::string out;
    for (const char c : text) out += c == '\n' ? line_break : std::string(1, c);
    return out;
  }

 private:
  std::string pick(std::initializer_list<const char*> words) { return *(words.begin() + random_.below(words.size())); }
  std::string key(std::uint64_t n) {
    const std::string number = std::to_string(n);
    switch (random_.below(6)) {
      case 0:
        return "\"quoted " + number + "\"";
      case 1:
        return "'it''s " + number + "'";
      default:
        return pick({"name", "kind", "a", "app.kubernetes.io/name", "spec", "on", "8080"}) + number;
    }
  }
  std::string comment() { return random_.below(6) == 0 ? pick({" # why", "  # 'odd' \"one\"", " #"}) : ""; }
  std::string note(std::size_t column) {
    if (random_.below(8) == 0) return std::string(column, ' ') + "# note: x\n";
    return random_.below(12) == 0 ? "\n" : "";
  }
  std::string flow(int depth) {
    if (depth == 0 || random_.below(3) > 0)
      return pick({"a", "1", "\"q, r\"", "'s'", "yes", "~", "a b", "x:y", "http://h/p", "\"\""});
    std::string parts;
    const bool map = random_.below(2) == 0;
    for (std::uint64_t i = 0, n = random_.below(4); i < n; ++i)
      parts += (i ? pick({", ", ",", " , "}) : "") + (map ? "k" + std::to_string(i) + ": " : "") + flow(depth - 1);
    const std::string pad = pick({"", " "});
    return (map ? "{" : "[") + pad + parts + pad + (map ? "}" : "]");
  }
  std::string block_text(std::size_t column) {
    const std::string pad(column, ' ');
    std::string text = " " + pick({"|", ">", "|-", ">-", "|+"}) + comment() + "\n";
    for (std::uint64_t i = 1 + random_.below(3); i > 0; --i)
      text += pad + pick({"text", "- item", "k: v", "# none", "two words"}) + "\n";
    if (random_.below(4) == 0) text += "\n";
    return text;
  }
  /// What follows `:` or `-`.
  std::string inline_value(std::size_t column) {
    switch (random_.below(8)) {
      case 0:
        return comment() + "\n";
      case 1:
        return block_text(column + step_);
      case 2:
        return " " + flow(2) + comment() + "\n";
      case 3:
        return " \"double " + pick({"\\n", "'", "é"}) + "\"" + comment() + "\n";
      case 4:
        return " 'single ''quote'" + comment() + "\n";
      case 5:
        return " several\n" + std::string(column + step_, ' ') + "lines of text\n";
      default:
        return pick({" ", "   "}) +
               pick({"word", "two words", "1", "2.50", "no", "null", "16Gi", "10.0.0.0/16", "-1"}) + comment() + "\n";
    }
  }
  std::string members(std::size_t column, int depth) {
    std::string text;
    for (std::uint64_t i = 1 + random_.below(4), n = 0; n < i; ++n) {
      if (n > 0) text += note(column);
      text += (n > 0 ? std::string(column, ' ') : "") + key(n) + ":";
      const std::uint64_t kind = depth == 0 ? 2 : random_.below(4);
      if (kind == 0)
        text += comment() + "\n" + note(column + step_) + std::string(column + step_, ' ') +
                members(column + step_, depth - 1);
      else if (kind == 1)
        text += comment() + "\n" + std::string(column + list_offset_, ' ') + items(column + list_offset_, depth - 1);
      else
        text += inline_value(column);
    }
    return text;
  }
  std::string items(std::size_t column, int depth) {
    std::string text;
    for (std::uint64_t i = 1 + random_.below(3), n = 0; n < i; ++n) {
      if (n > 0) text += note(column) + std::string(column, ' ');
      text += "-";
      const std::uint64_t kind = depth == 0 ? 2 : random_.below(4);
      if (kind == 0)
        text += " " + members(column + 2, depth - 1);
      else if (kind == 1)
        text += " " + items(column + 2, depth - 1);
      else
        text += inline_value(column);
    }
    return text;
  }

  RandomTree random_;
  std::size_t list_offset_ = 0, step_ = 2;
};

}  // namespace slipway::doc
