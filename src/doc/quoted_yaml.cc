#include "doc/quoted_yaml.h"

#include <algorithm>
#include <memory>
#include <string>

#include "doc/tree_builder.h"
#include "doc/yaml.h"

namespace slipway::doc {
namespace {

/// How many bytes of UTF-8 a JSON escape stands for: "\n" one, "\u00e9" two. Of a surrogate pair each half stands for
/// two of its four.
std::size_t bytes_of_escape(std::string_view escape) {
  if (escape.size() < 6 || escape[1] != 'u') return 1;
  const std::string_view digits = escape.substr(2, 4);
  unsigned code = 0;
  for (const char c : digits) code = code * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  if (code < 0x80) return 1;
  return code < 0x800 || (code >= 0xD800 && code < 0xE000) ? 2 : 3;
}

/// From places in the text to those in the file.
class QuotedPlaces {
 public:
  QuotedPlaces(const Node& text, std::string_view literal) : whole_(text.where()) {
    const std::string_view decoded = text.text();
    if (literal.size() < 2 || literal.front() != '"' || literal.back() != '"') return;
    columns_.reserve(decoded.size() + 1);
    for (std::size_t at = 1; at + 1 < literal.size();) {
      const bool is_escape = literal[at] == '\\';
      const std::size_t length = !is_escape ? 1 : literal.substr(at).starts_with("\\u") ? 6 : 2;
      const std::size_t bytes = is_escape ? bytes_of_escape(literal.substr(at, length)) : 1;
      columns_.insert(columns_.end(), bytes, at);
      at += length;
    }
    columns_.push_back(literal.size() - 1);
    if (columns_.size() != decoded.size() + 1) columns_.clear();  // not the literal of this text
    lines_.push_back(0);
    for (std::size_t at = decoded.find('\n'); at != decoded.npos; at = decoded.find('\n', at + 1))
      lines_.push_back(at + 1);
  }

  SourceRange of(const SourceRange& inside) const {
    if (columns_.empty() || inside.line < 1 || static_cast<std::size_t>(inside.line) > lines_.size()) return whole_;
    const std::size_t last = columns_.size() - 1;
    const std::size_t from = std::min(
        lines_[static_cast<std::size_t>(inside.line) - 1] + static_cast<std::size_t>(std::max(inside.column, 1)) - 1,
        last);
    const std::size_t to = std::min(from + static_cast<std::size_t>(std::max(inside.length, 0)), last);
    return {whole_.source, whole_.line, whole_.column + static_cast<int>(columns_[from]),
            static_cast<int>(columns_[to] - columns_[from])};
  }

 private:
  SourceRange whole_;
  std::vector<std::size_t> columns_;  // of each byte of the text, from the literal's quote
  std::vector<std::size_t> lines_;    // where they begin in the text
};

Node scalar(TreeBuilder& tree, const Node& node, SourceRange where) {
  const std::string_view text = tree.keep(node.text());
  switch (node.kind()) {
    case Kind::Bool:
      return TreeBuilder::boolean(node.boolean(), text, where);
    case Kind::Int:
      return node.is_unsigned() ? TreeBuilder::unsigned_integer(static_cast<std::uint64_t>(node.integer()), text, where)
                                : TreeBuilder::integer(text, where);
    case Kind::Float:
      return TreeBuilder::number(text, where);
    case Kind::String:
      return TreeBuilder::string(text, where);
    default:
      return TreeBuilder::null(text, where);
  }
}

void put(TreeBuilder& tree, const Node& node, const QuotedPlaces& places) {
  const SourceRange where = places.of(node.where());
  if (node.is_map()) {
    tree.open_map(where);
    for (const Member& member : node.members()) {
      tree.key(scalar(tree, member.key, places.of(member.key.where())));
      put(tree, member.value, places);
    }
    tree.close();
  } else if (node.is_list()) {
    tree.open_list(where);
    for (const Node& item : node.items()) put(tree, item, places);
    tree.close();
  } else {
    tree.value(scalar(tree, node, where));
  }
}

}  // namespace

std::vector<Document> read_quoted_yaml(const Node& text, std::string_view literal, Diagnostics& diagnostics) {
  const QuotedPlaces places(text, literal);
  Diagnostics said;
  std::vector<Document> out;
  for (const Document& document : read_yaml(std::make_shared<const SourceText>("", std::string(text.text())), said)) {
    TreeBuilder tree(nullptr);
    put(tree, document.root(), places);
    out.push_back(tree.finish());
  }
  for (Diagnostic& one : said.take()) {
    one.where = places.of(one.where);
    one.fixes.clear();
    diagnostics.add(std::move(one));
  }
  return out;
}

}  // namespace slipway::doc
