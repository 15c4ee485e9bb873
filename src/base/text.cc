#include "base/text.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>

namespace slipway {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, case ignored.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t cost = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + cost});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

struct Rune {
  char32_t code = 0xFFFD;
  std::size_t bytes = 1;
  bool valid = false;
};

Rune first_rune(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  char32_t code = lead & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!is_utf8_continuation(text[i])) return {};
    code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kLeast[bytes] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, bytes, true};
}

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_mark(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x200B && c <= 0x200F) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

}  // namespace

std::optional<std::string_view> near_miss(std::string_view written, std::span<const std::string_view> candidates) {
  // Of a number no digit says which other was meant.
  if (written.size() > 200 || written.find_first_not_of("0123456789") == std::string_view::npos) return std::nullopt;
  std::optional<std::string_view> best;
  // A letter alone has nothing in common with another one.
  std::size_t least = std::min(std::max<std::size_t>(1, written.size() / 3), written.size() / 2) + 1;
  for (const auto candidate : candidates) {
    const std::size_t longer = std::max(written.size(), candidate.size()) - std::min(written.size(), candidate.size());
    if (longer >= least) continue;  // each letter more is an edit
    const std::size_t distance = edit_distance(written, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

namespace {

/// Whether eight bytes are all printable ASCII. Without their high bits no sum of bytes carries into the next.
bool is_plain_word(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, 8);
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kHigh = 0x8080808080808080u;
  if ((word & kHigh) != 0) return false;
  const std::uint64_t from_space = word + kOnes * 0x60, from_delete = word + kOnes;
  return (from_space & ~from_delete & kHigh) == kHigh;
}

/// Bytes at the start that are printable ASCII: most texts are nothing else.
std::size_t plain_start(std::string_view text) {
  std::size_t at = 0;
  while (at + 8 <= text.size() && is_plain_word(text.data() + at)) at += 8;
  while (at < text.size() && text[at] >= 0x20 && text[at] < 0x7F) ++at;
  return at;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = plain_start(text);
  text.remove_prefix(width);
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    width += is_mark(rune.code) ? 0 : is_wide(rune.code) ? 2 : 1;
    text.remove_prefix(rune.bytes);
  }
  return width;
}

std::string printable(std::string_view text) {
  const std::size_t plain = plain_start(text);
  std::string out(text.substr(0, plain));
  text.remove_prefix(plain);
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    const bool direction = (rune.code >= 0x202A && rune.code <= 0x202E) || (rune.code >= 0x2066 && rune.code <= 0x2069);
    if (!rune.valid || direction)
      out += "\xEF\xBF\xBD";
    else if (rune.code < 0x20 || (rune.code >= 0x7F && rune.code < 0xA0))
      out += ' ';
    else
      out += text.substr(0, rune.bytes);
    text.remove_prefix(rune.bytes);
  }
  return out;
}

bool is_utf8_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (&part != parts.data()) out += separator;
    out += part;
  }
  return out;
}

std::string_view trim(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out, line(indent, ' ');
  for (const auto word : split(text, ' ')) {
    if (line.size() > indent && display_width(line) + 1 + display_width(word) > width) {
      out += line + '\n';
      line = std::string(indent, ' ');
    }
    if (line.size() > indent) line += ' ';
    line += word;
  }
  return out + line + '\n';
}

std::string with_thousands(long long number) {
  std::string digits = std::to_string(number);
  const std::size_t sign = digits[0] == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > sign + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

}  // namespace slipway
