#include "doc/yaml_quote.h"

#include <fmt/core.h>

#include <algorithm>

#include "doc/utf8.h"
#include "doc/yaml_characters.h"
#include "doc/yaml_resolve.h"

namespace slipway::doc {
namespace {

using yaml::is_digit;

/// What a scalar can hold without escapes, in one line.
bool prints_raw(char32_t code) {
  return (code >= 0x20 && code <= 0x7E) ||
         (code >= 0xA0 && code <= 0xFFFD && code != 0xFEFF && code != 0x2028 && code != 0x2029) || code >= 0x10000;
}

struct Contents {
  bool raw = true;      // all prints_raw, or line breaks and tabs
  bool breaks = false;  // LF
  bool tabs = false;
  bool other_text = false;  // anything but LF
};

Contents look_at(std::string_view text) {
  Contents found;
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    if (character.code == '\n')
      found.breaks = true;
    else
      found.other_text = true;
    if (character.code == '\t') found.tabs = true;
    if (!character.valid || (!prints_raw(character.code) && character.code != '\n' && character.code != '\t'))
      found.raw = false;
    text.remove_prefix(character.bytes);
  }
  return found;
}

/// "12:30:45", "190:20.5": numbers of base 60 to YAML 1.1.
bool is_base60(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text[0]) || text.find(':') == std::string_view::npos) return false;
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || c == ':' || c == '_' || c == '.'; });
}

/// Whether a plain scalar with this text is read as this string, as a key and as a value, in block and flow.
bool can_be_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (std::string_view(",[]{}#&*!|>'\"%@`").find(text[0]) != std::string_view::npos) return false;
  if ((text[0] == '-' || text[0] == '?' || text[0] == ':') && (text.size() == 1 || text[1] == ' ')) return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  if (text == "<<" || text == "=" || is_base60(text) || is_yaml_timestamp(text)) return false;
  return resolve_plain(text).kind == Kind::String;
}

}  // namespace

YamlForm form_of(std::string_view text, YamlLines lines) {
  const Contents contents = look_at(text);
  if (contents.breaks && lines == YamlLines::Several && contents.raw && contents.other_text) return YamlForm::Literal;
  if (!contents.raw || contents.breaks || contents.tabs) return YamlForm::DoubleQuoted;
  if (can_be_plain(text)) return YamlForm::Plain;
  return text.find_first_of("\"\\") == std::string_view::npos ? YamlForm::DoubleQuoted : YamlForm::SingleQuoted;
}

std::string quoted(std::string_view text, YamlForm form) {
  if (form == YamlForm::Plain) return std::string(text);
  std::string out;
  if (form == YamlForm::SingleQuoted) {
    out = "'";
    for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + '\'';
  }
  out = "\"";
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    const char32_t code = character.code;
    const auto number = static_cast<unsigned>(code);
    if (const auto named = std::string_view("\n\t\r\"\\").find(text[0]); named != std::string_view::npos) {
      out += '\\';
      out += "ntr\"\\"[named];
    } else if (!character.valid) {
      out += "\xEF\xBF\xBD";
    } else if (prints_raw(code)) {
      out += text.substr(0, character.bytes);
    } else if (code <= 0xFF) {
      out += fmt::format("\\x{:02X}", number);
    } else {
      out += fmt::format("\\u{:04X}", number);
    }
    text.remove_prefix(character.bytes);
  }
  return out + '"';
}

std::string literal_block(std::string_view text, std::size_t indent, std::size_t step) {
  std::string out = "|";
  const std::size_t first_line = text.find_first_not_of('\n');
  if (text[first_line] == ' ' || text[first_line] == '\t') out += std::to_string(step);
  const bool ends = text.ends_with('\n');
  if (!ends) out += '-';
  if (text.ends_with("\n\n")) out += '+';
  out += '\n';
  if (ends) text.remove_suffix(1);
  for (;;) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (!line.empty()) out.append(indent, ' ').append(line);
    out += '\n';
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

}  // namespace slipway::doc
