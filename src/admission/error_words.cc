#include "admission/error_words.h"

#include <algorithm>

#include "base/text.h"

namespace slipway::admission {

bool has(std::string_view text, std::string_view words) { return text.find(words) != text.npos; }

std::string_view after(std::string_view text, std::string_view words) {
  const std::size_t at = text.find(words);
  return at == text.npos ? std::string_view() : text.substr(at + words.size());
}

std::string_view until(std::string_view text, std::string_view words) { return text.substr(0, text.find(words)); }

std::string name_of(std::string_view field) {
  if (field.ends_with(']')) {
    const std::size_t open = field.rfind('[');
    if (open == field.npos) return "it";
    const std::string_view key = field.substr(open + 1, field.size() - open - 2);
    if (!key.empty() && !std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; })) return printable(key);
    field = field.substr(field.rfind('.', open) + 1);
  } else if (!has(field, "/")) {
    field = field.substr(field.rfind('.') + 1);
  } else {
    return "it";
  }
  return field.empty() || field == "<nil>" ? "it" : printable(field);
}

std::string_view reason_of(const schema::Error& error) {
  std::string_view text = error.detail;
  for (const std::string_view kind :
       {"Invalid value: ", "Required value: ", "Forbidden: ", "Required value", "Not found: ", "Duplicate value: "})
    if (text.starts_with(kind)) {
      text.remove_prefix(kind.size());
      if (kind != "Invalid value: ") return text;
      break;
    }
  if (text.starts_with('"')) {
    std::size_t end = 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    if (text.substr(std::min(end, text.size())).starts_with("\": ")) text.remove_prefix(end + 3);
  } else if (const std::size_t object = text.rfind("}: "); text.starts_with('{') && object != text.npos) {
    text.remove_prefix(object + 3);
  } else if (const std::size_t value = text.find(": "); value != text.npos && !has(text.substr(0, value), " ")) {
    text.remove_prefix(value + 2);
  }
  // A CEL rule that fails as it is evaluated says why, and then what it asks for.
  if (const std::string_view rule = after(text, "evaluating rule: "); !rule.empty()) text = rule;
  return text;
}

std::string number_after(std::string_view text, std::string_view words) {
  std::string_view rest = after(text, words);
  const auto end = std::ranges::find_if(rest, [](char c) { return (c < '0' || c > '9') && c != '-' && c != '.'; });
  return std::string(rest.substr(0, static_cast<std::size_t>(end - rest.begin())));
}

std::string_view without_condition(std::string_view words) {
  for (const std::string_view condition : {" if ", " when ", " for ", " in the context", ", but", ", found"})
    words = until(words, condition);
  return trim(words);
}

}  // namespace slipway::admission
