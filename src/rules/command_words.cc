#include "rules/command_words.h"

#include <algorithm>

#include "rules/reading.h"
#include "rules/serving_flags.h"

namespace slipway::rules {
namespace {

bool is_end(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\\'; }

/// "/usr/bin/torchrun" is torchrun.
bool is_program(std::string_view word, std::string_view name) {
  return word.ends_with(name) && (word.size() == name.size() || word[word.size() - name.size() - 1] == '/');
}

/// Whether a command of a script begins with the word, and not one of the list that the container runs.
bool begins_command(const CommandWord& before, const CommandWord& word) {
  if (before.item != word.item)  // `bash -c` and its script
    return before.word.size() <= 4 && before.word.starts_with('-') && before.word.ends_with('c');
  static constexpr std::string_view kBefore[] = {"do", "then", "else", "{", "("};
  if (before.word.find_last_of(";&|") == before.word.size() - 1 ||
      std::ranges::find(kBefore, before.word) != std::end(kBefore))
    return true;
  const std::string_view between(before.word.data() + before.word.size(), word.word.data());
  return between.find('\n') != between.npos && between.find('\\') == between.npos;
}

bool only_speaks(std::string_view program) {
  return program.starts_with('#') || program == "echo" || program == "printf" || program == "which" ||
         program == "command" || program == "pip";
}

}  // namespace

std::vector<CommandWord> words_of(const doc::Node& container) {
  std::vector<CommandWord> out;
  for (const char* list : {"command", "args"})
    for (const doc::Node& item : container[list].items()) {
      std::string_view text = text_of(item);
      while (!text.empty()) {
        const auto begin = std::ranges::find_if_not(text, is_end);
        const auto end = std::find_if(begin, text.end(), is_end);
        if (begin != end) out.push_back({&item, std::string_view(begin, end)});
        text = std::string_view(end, text.end());
      }
    }
  return out;
}

bool is_torchrun(const CommandWord& word) {
  return is_program(word.word, "torchrun") || word.word == "torch.distributed.run" ||
         word.word == "torch.distributed.launch";
}

FlagSaid flag_said(std::span<const CommandWord> words, std::string_view flag) {
  FlagSaid said;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].word;
    if (!is_flag(word, flag)) continue;
    if (word.size() > flag.size())
      said = {words[i].item, word.substr(flag.size() + 1)};
    else if (i + 1 < words.size())
      said = {words[i + 1].item, words[i + 1].word};
  }
  return said;
}

std::span<const CommandWord> torchrun_command(std::span<const CommandWord> words) {
  std::size_t first = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && begins_command(words[i - 1], words[i])) first = i;
    if (!is_torchrun(words[i]) || only_speaks(words[first].word)) continue;
    std::size_t end = i + 1;
    while (end < words.size() && !begins_command(words[end - 1], words[end])) ++end;
    return words.subspan(i, end - i);
  }
  return {};
}

bool starts_several(const std::vector<CommandWord>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].word, next = i + 1 < words.size() ? words[i + 1].word : std::string_view();
    if ((is_program(word, "accelerate") && next == "launch") || word == "accelerate.commands.launch" ||
        is_program(word, "accelerate-launch"))
      return flag_said(words, "--num-processes").value != "1";
    for (const std::string_view launcher : {"deepspeed", "mpirun", "mpiexec", "horovodrun"})
      if (is_program(word, launcher)) return true;
  }
  const FlagSaid processes = flag_said(words, "--nproc-per-node");
  return processes.item && processes.value != "1";
}

}  // namespace slipway::rules
