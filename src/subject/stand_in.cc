#include "subject/stand_in.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace slipway::subject {
namespace {

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

/// Of a name of one or two letters between angle brackets at `at`, whether it is one: all of the text, and no tag of
/// HTML. <T> is a type, and a paragraph has <a> and <b>; <<N>> between two is nothing else.
bool is_short_one(std::string_view text, std::size_t at, std::string_view name) {
  const std::string_view before = text.substr(0, at), behind = text.substr(at + name.size() + 2);
  if (before == "<" && behind == ">") return true;
  if (!before.empty() || !behind.empty() || name.size() < 2 || !is_word(name[1])) return false;
  constexpr std::string_view kTags[] = {"br", "dd", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
                                        "h6", "hr", "li", "ol", "td", "th", "tr", "tt", "ul"};
  return std::ranges::find(kTags, name) == std::end(kTags);
}

/// An ARN, or an address of a registry.
bool is_aws_name(std::string_view text) {
  return text.find(".dkr.ecr.") != std::string_view::npos || text.find("arn:aws") != std::string_view::npos;
}

/// Whether the word is the whole part of an ARN or a registry's address that an account or a region stands in:
/// arn:aws:sqs:REGION:ACCOUNT:jobs, and not the role ACCOUNT-ADMIN.
bool is_whole_part(std::string_view text, std::size_t at, std::string_view word) {
  if (!text.substr(at).starts_with(word) || !is_aws_name(text)) return false;
  const std::string_view behind = text.substr(at + word.size());
  const bool begins = at == 0 || text[at - 1] == ':' || text[at - 1] == '.';
  return begins && (behind.starts_with(':') || behind.starts_with('.'));
}

/// Length of the one that begins at `at`; 0 when none does.
std::size_t length_of(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  const bool begins =
      at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '$' && text[at - 1] != '{' && text[at - 1] != '_');
  const auto ends = [&](std::size_t length) { return length == rest.size() || !is_word(rest[length]); };
  switch (rest.front()) {
    case 'X':
    case 'x': {
      const std::size_t run = std::min(rest.find_first_not_of(rest.front()), rest.size());
      if (begins && ends(run) && (run >= 8 || (run >= 4 && rest.substr(run).starts_with('-')))) return run;
      return 0;
    }
    case '<': {
      const std::size_t end = rest.find('>');
      if (end == std::string_view::npos || end > 60 || !is_letter(rest[1])) return 0;
      if (end < 4 && !is_short_one(text, at, rest.substr(1, end - 1))) return 0;
      for (const std::string_view nothing : {"none", "nil", "null", "empty", "unknown", "unset"})
        if (rest.substr(1, end - 1) == nothing) return 0;  // what programs print
      if (is_special_token(rest.substr(1, end - 1))) return 0;
      for (const char c : rest.substr(1, end - 1))
        if (!is_word(c) && c != '-' && c != '_' && c != ' ' && c != '.') return 0;
      return end + 1;
    }
    case 'Y':
    case 'y':
      if (begins && (rest.starts_with("YOUR") || rest.starts_with("your")) && rest.size() > 4 &&
          (rest[4] == '/' || rest[4] == '_' || rest[4] == '-'))
        return 4;
      return 0;
    case 'C':
    case 'c':
      for (const std::string_view word : {"CHANGEME", "CHANGE_ME", "CHANGE-ME", "changeme", "change-me"})
        if (begins && rest.starts_with(word) && ends(word.size())) return word.size();
      return 0;
    case 'R':
    case 'r':
      for (const std::string_view word : {"REPLACE_ME", "REPLACEME", "REPLACE-ME", "replace-me", "REPLACE_WITH"})
        if (begins && rest.starts_with(word)) return word.size();
      return is_whole_part(text, at, "REGION") ? 6 : 0;
    case 'P':
      return begins && (rest.starts_with("PLACEHOLDER_") || (rest.starts_with("PLACEHOLDER") && ends(11))) ? 11 : 0;
    case 'A':
      for (const std::string_view word : {"ACCOUNT_ID", "AWS_ACCOUNT_ID", "ACCOUNT-ID", "AWS_ACCOUNT"})
        if (begins && rest.starts_with(word) && ends(word.size()) && is_aws_name(text)) return word.size();
      return is_whole_part(text, at, "ACCOUNT") ? 7 : is_whole_part(text, at, "AWS_REGION") ? 10 : 0;
    case 'a':
      for (const std::string_view word : {"abc123", "abcd1234", "abcdef123456"})
        if (begins && rest.starts_with(word) && ends(word.size())) return word.size();
      return 0;
    default:
      return 0;
  }
}

/// Whether one may begin with the two: most that begin as one does go on otherwise.
bool may_begin(char first, char second) {
  const auto is_either = [second](char capital) { return second == capital || second == (capital | 0x20); };
  switch (first) {
    case '<':
      return is_letter(second);
    case 'X':
    case 'x':
      return second == first;
    case 'Y':
    case 'y':
      return is_either('O');
    case 'C':
    case 'c':
      return is_either('H');
    case 'P':
      return second == 'L';
    case 'R':
    case 'r':
      return is_either('E');
    case 'A':
      return second == 'C' || second == 'W';
    default:
      return first == 'a' && second == 'b';
  }
}

/// Characters that a stand-in begins with (1), and those of words (2).
constexpr std::array<std::uint8_t, 256> kBeginnings = [] {
  std::array<std::uint8_t, 256> out{};
  for (int c = 0; c < 256; ++c)
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out[static_cast<std::size_t>(c)] = 2;
  for (const char c : {'X', 'x', '<', 'Y', 'y', 'C', 'c', 'P', 'R', 'r', 'A', 'a'})
    out[static_cast<unsigned char>(c)] |= 1;
  return out;
}();

}  // namespace

std::string_view stand_in(std::string_view text) {
  if (text.size() > 500) return {};
  const auto what = [](char c) { return kBeginnings[static_cast<unsigned char>(c)]; };
  const char *const end = text.data() + text.size(), *at = text.data();
  while (at != end) {
    if ((what(*at) & 1) != 0 && at + 1 != end && may_begin(*at, at[1])) {
      const auto place = static_cast<std::size_t>(at - text.data());
      if (const std::size_t length = length_of(text, place)) return text.substr(place, length);
    }
    if ((what(*at++) & 2) == 0) continue;
    while (at != end && (what(*at) & 2) != 0) ++at;  // inside of a word none begins
  }
  return {};
}

bool is_special_token(std::string_view name) {
  // Llama, Gemma, Mistral, T5, BERT, RoBERTa, Qwen, StarCoder; what <s> and <|im_end|> are is no word.
  constexpr std::string_view kTokens[] = {
      "eos",           "bos",         "pad",           "unk",        "mask",           "cls",          "sep",
      "eot",           "eod",         "eop",           "sop",        "think",          "tool_call",    "tool_response",
      "endoftext",     "end_of_text", "begin_of_text", "fim_prefix", "fim_middle",     "fim_suffix",   "fim_pad",
      "start_of_turn", "end_of_turn", "im_start",      "im_end",     "start_of_image", "end_of_image", "file_sep"};
  return std::ranges::find(kTokens, name) != std::end(kTokens);
}

}  // namespace slipway::subject
