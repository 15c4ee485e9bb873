#include "rules/architecture_words.h"

namespace slipway::rules {

std::string_view named_arch(std::string_view text) {
  std::string_view found;
  for (const ArchitectureWord& word : kArchitectureWords)
    for (std::size_t at = text.find(word.text); at != text.npos; at = text.find(word.text, at + 1)) {
      const std::size_t end = at + word.text.size();
      if ((at > 0 && is_of_word(text[at - 1])) || (end < text.size() && is_of_word(text[end]))) continue;
      if (!found.empty() && found != word.arch) return {};
      found = word.arch;
    }
  return found;
}

}  // namespace slipway::rules
