#include "subject/terraform_literal.h"

#include <string>
#include <string_view>
#include <utility>

#include "subject/terraform_scanner.h"

namespace slipway::subject {
namespace {

using doc::TreeBuilder;

constexpr int kDeepest = 100;
constexpr std::size_t kLongestInteger = 18;  // digits: int64 holds them all

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

class TerraformLiterals::Reader : TerraformScanner {
 public:
  Reader(const SourceText& source, TreeBuilder& tree) : TerraformScanner(source), tree_(tree) {}

  bool read(const SourceRange& where) {
    if (where.line < 1 || where.line > places_.last_line()) return false;
    at_ = places_.begin_of(where.line) + static_cast<std::size_t>(where.column - 1);
    return peek() == '{' && read_value(0);
  }

 private:
  bool read_value(int depth) {
    skip_space(false);
    if (depth > kDeepest) return false;
    if (peek() == '{') return !is_for_expression() && read_object(depth);
    if (peek() == '[') return !is_for_expression() && read_list(depth);
    const std::size_t from = at_;
    if (peek() == '"') {
      at_ = past_string(at_);
      tree_.value(TreeBuilder::string(tree_.keep(unquoted(from, at_)), places_.range(from, at_)));
    } else if (peek() == '<' && peek(1) == '<') {
      const std::string text = read_here_document();
      tree_.value(TreeBuilder::string(tree_.keep(text), places_.range(from, from + 2)));
    } else if (!read_word()) {
      return false;
    }
    return ends_here();
  }

  bool read_object(int depth) {
    tree_.open_map(places_.range(at_, at_ + 1));
    ++at_;
    while (true) {
      skip_space(true);
      if (peek() == '}') break;
      const std::size_t from = at_;
      std::string key;
      if (peek() == '(' || !read_key(key)) return false;  // a key that is reckoned
      tree_.key(TreeBuilder::string(tree_.keep(key), places_.range(from, at_)));
      skip_space(false);
      if (peek() != '=' && peek() != ':') return false;
      ++at_;
      if (peek() == '=' || !read_value(depth + 1)) return false;
    }
    return close();
  }

  bool read_list(int depth) {
    tree_.open_list(places_.range(at_, at_ + 1));
    ++at_;
    while (true) {
      skip_space(true);
      if (peek() == ']') break;
      if (ends() || !read_value(depth + 1)) return false;
    }
    return close();
  }

  bool close() {
    ++at_;
    tree_.close();
    return ends_here();
  }

  bool read_word() {
    const std::size_t from = at_;
    while (is_at_name() || peek() == '.') ++at_;
    const std::string_view word = std::string_view(text_).substr(from, at_ - from);
    const SourceRange where = places_.range(from, at_);
    const std::string_view digits = word.starts_with('-') ? word.substr(1) : word;
    const std::size_t point = digits.find('.');
    if (word == "true" || word == "false")
      tree_.value(TreeBuilder::boolean(word == "true", tree_.keep(word), where));
    else if (word == "null")
      tree_.value(TreeBuilder::null("null", where));
    else if (is_digits(digits) && digits.size() <= kLongestInteger && (digits == "0" || digits.front() != '0'))
      tree_.value(TreeBuilder::integer(tree_.keep(word), where));
    else if (is_digits(digits.substr(0, point)) && point != digits.npos && is_digits(digits.substr(point + 1)))
      tree_.value(TreeBuilder::number(tree_.keep(word), where));
    else
      return false;
    return true;
  }

  /// Behind a value: no operator makes another one of it.
  bool ends_here() {
    skip_space(false);
    return ends() || peek() == '\n' || peek() == ',' || peek() == '}' || peek() == ']';
  }

  TreeBuilder& tree_;
};

TerraformLiterals::TerraformLiterals(std::shared_ptr<const SourceText> source,
                                     std::shared_ptr<doc::DocumentMemory> memory)
    : source_(std::move(source)), tree_(source_, std::move(memory)) {}
TerraformLiterals::~TerraformLiterals() = default;

std::optional<doc::Document> TerraformLiterals::read(const SourceRange& where) {
  if (!reader_) reader_ = std::make_unique<Reader>(*source_, tree_);
  if (reader_->read(where)) return tree_.finish();
  tree_.restart();
  return std::nullopt;
}

}  // namespace slipway::subject
