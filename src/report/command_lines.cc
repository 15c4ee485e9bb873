#include "report/command_lines.h"

#include <vector>

#include "base/text.h"

namespace slipway::report {
namespace {

/// What a shell takes for words; of one that holds `"$(…)"` the words in there.
std::vector<std::string> shell_words(std::string_view command) {
  std::vector<std::string> words(1);
  std::string within;  // what was opened and is not closed: quotes, and `(` of a substitution
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    const char open = within.empty() ? '\0' : within.back();
    if (c == ' ' && (open == '\0' || open == '(')) {
      words.emplace_back();
      continue;
    }
    words.back() += c;
    if (open == '\'') {
      if (c == open) within.pop_back();
    } else if (c == '(' && i > 0 && command[i - 1] == '$') {
      within += c;
    } else if ((open == '"' && c == '"') || (open == '(' && c == ')')) {
      within.pop_back();
    } else if (open != '"' && (c == '"' || c == '\'')) {
      within += c;
    }
  }
  return words;
}

}  // namespace

std::string command_lines(std::string_view command, std::size_t indent, std::size_t width) {
  constexpr std::size_t kContinues = 2;  // of what follows the first line
  const auto words = shell_words(command);
  std::string out, line = std::string(indent, ' ') + words.front();
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::size_t mark = i + 1 < words.size() ? 2 : 0;  // " \\"
    if (display_width(line) + 1 + display_width(words[i]) + mark > width) {
      out += line + " \\\n";
      line = std::string(indent + kContinues, ' ') + words[i];
    } else {
      line += ' ' + words[i];
    }
  }
  return out + line + '\n';
}

}  // namespace slipway::report
