#include "spec/additions/words.h"

#include <algorithm>

namespace slipway::spec::additions {

Text Words::add(std::string name, std::string text) {
  const auto& source = sources_.emplace_back(std::make_shared<const SourceText>(std::move(name), std::move(text)));
  Text word(source->text());
  word.where = {source.get(), 1, 1, static_cast<int>(source->line(1).size())};
  word.written = true;
  return word;
}

SourceRange part_of(const Text& word, std::size_t offset, std::size_t length) {
  if (!word.where.source) return word.where;
  const std::string_view before = std::string_view(word.value).substr(0, offset);
  const auto line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  SourceRange where = word.where;
  where.line += static_cast<int>(std::ranges::count(before, '\n'));
  where.column = static_cast<int>(before.size() - line_begin) + 1;
  where.length = static_cast<int>(length);
  return where;
}

}  // namespace slipway::spec::additions
