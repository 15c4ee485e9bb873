#include <algorithm>
#include <charconv>

#include "doc/edit.h"

namespace slipway::doc {

Result<YamlPath, ParseError> parse_path(std::string_view text) {
  YamlPath path;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '[') {
      const std::size_t begin = ++at;
      if (at < text.size() && (text[at] == '\'' || text[at] == '"')) {
        const std::size_t end = text.find(text[at], at + 1);
        if (end == std::string_view::npos) return ParseError{at, "this quote is never closed"};
        path.emplace_back(std::string(text.substr(at + 1, end - at - 1)));
        at = end + 1;
      } else {
        std::size_t index = 0;
        const auto [stop, status] = std::from_chars(text.data() + at, text.data() + text.size(), index);
        if (status != std::errc{}) return ParseError{begin, "expected an index or a key in quotes"};
        at = static_cast<std::size_t>(stop - text.data());
        path.emplace_back(index);
      }
      if (at >= text.size() || text[at] != ']') return ParseError{at, "expected ']'"};
      ++at;
      continue;
    }
    if (at > 0) {
      if (text[at] != '.') return ParseError{at, "expected '.' or '['"};
      ++at;
    }
    const std::size_t end = std::min(text.find_first_of(".[", at), text.size());
    if (end == at) return ParseError{at, "expected a key"};
    path.emplace_back(std::string(text.substr(at, end - at)));
    at = end;
  }
  return path;
}

std::string to_string(const YamlPath& path) {
  std::string text;
  for (const YamlStep& step : path) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      text += '[' + std::to_string(*index) + ']';
      continue;
    }
    const auto& key = std::get<std::string>(step);
    const bool plain = !key.empty() && key.find_first_of(".[]'\"") == std::string::npos;
    if (plain)
      text += (text.empty() ? "" : ".") + key;
    else
      text += "['" + key + "']";
  }
  return text;
}

}  // namespace slipway::doc
