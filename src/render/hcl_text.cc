#include "render/hcl_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "base/text.h"

namespace slipway::render {

void append_hcl_literal(std::string_view text, std::string& out, Letters letters) {
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if ((c == '$' || c == '%') && at + 1 < text.size() && text[at + 1] == '{') {
      // Doubled, it is no template. A third of the same sign in front would make that ambiguous: then as its number.
      if (at > 0 && text[at - 1] == c)
        out += c == '$' ? "\\u0024" : "\\u0025";
      else
        out.append(2, c);
      ++at;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
      ++at;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
      ++at;
    } else if (c >= ' ' && c < '\x7f') {
      out += c;
      ++at;
    } else {
      const auto rune = first_rune(text.substr(at));
      if (!rune.valid)
        out += "\\ufffd";
      else if (letters == Letters::All && is_printable(rune.rune))
        out += text.substr(at, static_cast<std::size_t>(rune.size));
      else if (rune.rune < 0x10000)
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(rune.rune));
      else
        out += fmt::format("\\U{:08x}", static_cast<unsigned>(rune.rune));
      at += static_cast<std::size_t>(rune.size);
    }
  }
}

namespace {

/// Appends literal text as it stands in a heredoc; false when only an escape could write it.
bool append_heredoc_literal(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size();) {
    const auto rune = first_rune(text.substr(at));
    if (!rune.valid || (rune.rune != '\n' && rune.rune != '\t' && !is_printable(rune.rune))) return false;
    const char c = text[at];
    const bool opens = (c == '$' || c == '%') && at + 1 < text.size() && text[at + 1] == '{';
    if (opens && at > 0 && text[at - 1] == c) return false;
    if (opens) out += c;
    out += text.substr(at, static_cast<std::size_t>(rune.size));
    at += static_cast<std::size_t>(rune.size);
  }
  return true;
}

}  // namespace

std::string heredoc(const std::vector<HclPart>& parts) {
  if (parts.empty() || parts.back().is_expression || !parts.back().text.ends_with('\n')) return "";
  std::string body;
  for (const auto& [text, is_expression] : parts) {
    if (is_expression)
      body.append("${").append(text).append("}");
    else if (!append_heredoc_literal(text, body))
      return "";
  }
  std::string end = "EOT";
  const auto lines = split(body, '\n');
  while (std::ranges::any_of(lines, [&](std::string_view line) { return trim(line) == end; })) end += "_";
  return "<<" + end + "\n" + body + end;
}

void append_aligned(const std::vector<HclLine>& lines, int depth, std::string& out) {
  const auto is_one_line = [](const HclLine& line) { return line.value.find('\n') == std::string::npos; };
  for (auto line = lines.begin(); line != lines.end();) {
    auto end = line;
    std::size_t width = 0;
    for (; end != lines.end() && is_one_line(*end); ++end) width = std::max(width, end->name.size());
    if (end == line) width = (end++)->name.size();
    for (; line != end; ++line) {
      out.append(static_cast<std::size_t>(depth) * 2, ' ');
      out += line->name;
      out.append(width - line->name.size(), ' ');
      out += " = ";
      out += line->value;
      out += '\n';
    }
  }
}

bool is_plain_key(std::string_view key) {
  const auto letter = [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (key.empty() || !letter(key[0])) return false;
  for (const auto word : {"for", "null", "true", "false"})
    if (key == word) return false;
  return std::ranges::all_of(key, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace slipway::render
