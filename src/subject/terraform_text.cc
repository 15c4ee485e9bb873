#include "subject/terraform_text.h"

#include <algorithm>

#include "base/text.h"
#include "subject/terraform_scanner.h"

namespace slipway::subject {
namespace {

constexpr int kDeepest = 100;
constexpr std::size_t kMostItems = 200'000;

class TextReader : TerraformScanner {
 public:
  explicit TextReader(const SourceText& source) : TerraformScanner(source) {}

  std::vector<TerraformItem> read() { return read_body(0); }

 private:
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
    while (peek() == '"' || is_at_name()) {  // labels
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

  void read_value(TerraformItem& item, int depth) {
    skip_space(false);
    const std::size_t from = at_;
    if (peek() == '{' && depth < kDeepest && !is_for_expression()) {
      ++at_;
      item.items = read_body(depth + 1);
    } else if (peek() == '[' && depth < kDeepest) {
      item.items = read_objects(depth);
    } else if (peek() == '<' && peek(1) == '<') {
      item.text = read_here_document();
      item.is_text = true;
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

  /// The objects of a list; none where anything else is in it. What follows is read from the list's beginning on.
  std::vector<TerraformItem> read_objects(int depth) {
    const std::size_t from = at_;
    std::vector<TerraformItem> objects;
    ++at_;
    for (skip_space(true); peek() == '{' && !is_for_expression() && count_ < kMostItems; skip_space(true)) {
      TerraformItem object;
      object.where = object.value_where = places_.range(at_, at_ + 1);
      ++at_;
      object.items = read_body(depth + 1);
      ++count_;
      objects.push_back(std::move(object));
    }
    if (peek() != ']') objects.clear();
    at_ = from;
    return objects;
  }
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
