#include "subject/terraform_text.h"

#include <algorithm>

#include "base/text.h"
#include "subject/text_places.h"

namespace slipway::subject {
namespace {

constexpr int kDeepest = 100;
constexpr std::size_t kMostItems = 200'000;

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

class TextReader {
 public:
  explicit TextReader(const SourceText& source) : text_(source.text()), places_(source) {}

  std::vector<TerraformItem> read() { return read_body(0); }

 private:
  bool ends() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  /// Over spaces, comments and, when asked, line breaks and commas.
  void skip_space(bool lines) {
    while (!ends()) {
      const char c = peek();
      if (c == ' ' || c == '\t' || c == '\r' || (lines && (c == '\n' || c == ','))) {
        ++at_;
      } else if (c == '#' || (c == '/' && peek(1) == '/')) {
        skip_line();
      } else if (c == '/' && peek(1) == '*') {
        const std::size_t close = text_.find("*/", at_ + 2);
        at_ = close == std::string::npos ? text_.size() : close + 2;
      } else {
        return;
      }
    }
  }

  /// The items up to the } that closes them, which is passed.
  std::vector<TerraformItem> read_body(int depth) {
    std::vector<TerraformItem> items;
    while (true) {
      skip_space(true);
      if (ends()) break;
      if (peek() == '}') {
        ++at_;
        break;
      }
      const std::size_t before = at_;
      if (count_ < kMostItems) read_item(items, depth);
      if (at_ == before) ++at_;
    }
    return items;
  }

  void read_item(std::vector<TerraformItem>& items, int depth) {
    TerraformItem item;
    const std::size_t from = at_;
    if (!read_key(item.name)) return;
    item.where = places_.range(from, at_);
    skip_space(false);
    while (peek() == '"' || is_name(peek())) {  // labels
      std::string label;
      if (!read_key(label)) break;
      item.labels.push_back(std::move(label));
      skip_space(false);
    }
    if (peek() == '{') {
      item.is_block = true;
      item.value_where = places_.range(at_, at_ + 1);
      ++at_;
      item.items = depth < kDeepest ? read_body(depth + 1) : skip_body();
    } else if ((peek() == '=' && peek(1) != '=') || (peek() == ':' && peek(1) != ':')) {
      ++at_;
      if (peek() == '>') ++at_;
      read_value(item, depth);
    } else {
      return;
    }
    ++count_;
    items.push_back(std::move(item));
  }

  std::vector<TerraformItem> skip_body() {
    skip_brackets(at_ - 1);
    return {};
  }

  bool read_key(std::string& into) {
    if (peek() == '"') {
      const std::size_t end = past_string(at_);
      into = unquoted(at_, end);
      at_ = end;
      return true;
    }
    if (peek() == '(') {  // a computed key
      const std::size_t from = at_;
      skip_brackets(at_);
      into = text_.substr(from, at_ - from);
      return true;
    }
    const std::size_t from = at_;
    while (is_name(peek()) || (at_ > from && peek() == '.')) ++at_;
    into = text_.substr(from, at_ - from);
    return at_ > from;
  }

  void read_value(TerraformItem& item, int depth) {
    skip_space(false);
    const std::size_t from = at_;
    if (peek() == '{' && depth < kDeepest && !is_for_expression()) {
      ++at_;
      item.items = read_body(depth + 1);
    } else if (peek() == '<' && peek(1) == '<') {
      skip_heredoc(item);
      item.value_where = places_.range(from, from + 2);
      return;
    }
    const bool string = peek() == '"';
    const std::size_t end_of_string = string ? past_string(at_) : 0;
    while (!ends() && peek() != '\n' && peek() != ',' && peek() != '}' && peek() != '#' &&
           !(peek() == '/' && peek(1) == '/')) {
      if (peek() == '"')
        at_ = past_string(at_);
      else if (peek() == '(' || peek() == '[' || peek() == '{')
        skip_brackets(at_);
      else
        ++at_;
    }
    std::size_t to = at_;
    while (to > from && (text_[to - 1] == ' ' || text_[to - 1] == '\t' || text_[to - 1] == '\r')) --to;
    item.value_where = places_.range(from, to);
    if (string && end_of_string == to) {
      item.text = unquoted(from, to);
      item.is_text = true;
    } else {
      item.text = text_.substr(from, to - from);
    }
  }

  bool is_for_expression() const {
    const std::size_t word = text_.find_first_not_of(" \t\r\n", at_ + 1);
    return word != std::string::npos && text_.compare(word, 4, "for ") == 0;
  }

  /// <<EOF and <<-EOF: the text up to the line that says EOF.
  void skip_heredoc(TerraformItem& item) {
    at_ += 2;
    if (peek() == '-') ++at_;
    std::string end;
    read_key(end);
    skip_line();
    const std::size_t from = std::min(at_ + 1, text_.size());
    while (!ends()) {
      at_ = std::min(at_ + 1, text_.size());
      const std::size_t line = at_;
      skip_line();
      if (trim(std::string_view(text_).substr(line, at_ - line)) == end) {
        item.text = text_.substr(from, line - from);
        item.is_text = true;
        return;
      }
    }
    item.text = text_.substr(from);
    item.is_text = true;
  }

  /// From a bracket to behind the one that closes it; strings, here documents and comments are respected.
  void skip_brackets(std::size_t from) {
    int depth = 0;
    at_ = from;
    while (!ends()) {
      const char c = peek();
      if (c == '"') {
        at_ = past_string(at_);
        continue;
      }
      if (c == '#' || (c == '/' && peek(1) == '/')) {
        skip_line();
        continue;
      }
      if (c == '<' && peek(1) == '<' && (is_name(peek(2)) || peek(2) == '-')) {
        TerraformItem document;
        skip_heredoc(document);
        continue;
      }
      if (c == '(' || c == '[' || c == '{') ++depth;
      if (c == ')' || c == ']' || c == '}') --depth;
      ++at_;
      if (depth <= 0) return;
    }
  }

  /// Behind the quote that closes the string that begins at `from`; what ${…} holds may have quotes of its own. A
  /// string ends with its line at the latest.
  std::size_t past_string(std::size_t from) const {
    int depth = 0;
    std::size_t at = from + 1;
    for (; at < text_.size() && text_[at] != '\n'; ++at) {
      const char c = text_[at];
      if (c == '\\') {
        ++at;
      } else if ((c == '$' || c == '%') && at + 1 < text_.size() && text_[at + 1] == '{') {
        ++depth;
        ++at;
      } else if (c == '}' && depth > 0) {
        --depth;
      } else if (c == '"' && depth == 0) {
        return at + 1;
      }
    }
    return std::min(at, text_.size());
  }

  std::string unquoted(std::size_t from, std::size_t to) const {
    std::string out;
    if (to > from + 1 && text_[to - 1] == '"') --to;
    for (std::size_t at = from + 1; at < to; ++at) {
      if (text_[at] == '\\' && at + 1 < to) {
        const char next = text_[++at];
        out += next == 'n' ? '\n' : next == 't' ? '\t' : next;
      } else {
        out += text_[at];
      }
    }
    return out;
  }

  const std::string& text_;
  TextPlaces places_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
};

}  // namespace

const TerraformItem* TerraformItem::find(std::string_view item) const {
  const auto found = std::ranges::find(items, item, &TerraformItem::name);
  return found == items.end() ? nullptr : &*found;
}

std::string_view TerraformItem::operator[](std::string_view item) const {
  const TerraformItem* found = find(item);
  return found ? std::string_view(found->text) : std::string_view();
}

std::vector<const TerraformItem*> TerraformItem::all(std::string_view item) const {
  std::vector<const TerraformItem*> out;
  for (const TerraformItem& one : items)
    if (one.name == item) out.push_back(&one);
  return out;
}

std::vector<const TerraformItem*> TerraformText::resources(std::string_view type) const {
  std::vector<const TerraformItem*> out;
  for (const TerraformItem& one : items)
    if (one.is("resource", type)) out.push_back(&one);
  return out;
}

std::vector<const TerraformItem*> TerraformText::blocks(std::string_view name) const {
  std::vector<const TerraformItem*> out;
  for (const TerraformItem& one : items)
    if (one.is_block && one.name == name) out.push_back(&one);
  return out;
}

TerraformText read_terraform_text(std::shared_ptr<const SourceText> source) {
  TerraformText text{source, TextReader(*source).read()};
  return text;
}

}  // namespace slipway::subject
