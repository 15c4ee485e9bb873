// Behaviour of go.yaml.in/yaml/v2 2.4.3, readerc.go.
#include "doc/yaml_input.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "doc/tree_builder.h"
#include "doc/utf8.h"

namespace slipway::doc {
namespace {

constexpr std::size_t kPieceBytes = 512;
constexpr const char* kControlCharacter = "control characters are not allowed";

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

bool is_allowed(char32_t code) {
  return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code <= 0x7E) || code == 0x85 ||
         (code >= 0xA0 && code <= 0xD7FF) || (code >= 0xE000 && code <= 0xFFFD) || code >= 0x10000;
}

struct Decoded {
  char32_t code = 0;
  std::size_t width = 0;
  const char* problem = nullptr;
  std::size_t problem_at = 0;  // from the first byte
};

/// From the first byte; 0 when none begins so.
std::size_t decode_width(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if ((lead & 0xE0) == 0xC0) return 2;
  if ((lead & 0xF0) == 0xE0) return 3;
  return (lead & 0xF8) == 0xF0 ? 4 : 0;
}

Decoded decode_utf8(std::string_view rest) {
  const std::uint8_t lead = byte_at(rest, 0);
  const std::size_t width = decode_width(lead);
  if (width == 0) return {0, 0, "invalid leading UTF-8 octet", 0};
  if (width > rest.size()) return {0, 0, "incomplete UTF-8 octet sequence", 0};
  constexpr std::uint8_t kLeadBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t code = lead & kLeadBits[width];
  for (std::size_t i = 1; i < width; ++i) {
    const std::uint8_t byte = byte_at(rest, i);
    if ((byte & 0xC0) != 0x80) return {0, 0, "invalid trailing UTF-8 octet", i};
    code = (code << 6) | (byte & 0x3F);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kLeast[width]) return {0, 0, "invalid length of a UTF-8 sequence", 0};
  if ((code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF) return {0, 0, "invalid Unicode character", 0};
  return {code, width, nullptr, 0};
}

Decoded decode_utf16(std::string_view rest, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const std::uint8_t first = byte_at(rest, at), second = byte_at(rest, at + 1);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  if (rest.size() < 2) return {0, 0, "incomplete UTF-16 character", 0};
  const char32_t high = unit(0);
  if ((high & 0xFC00) == 0xDC00) return {0, 0, "unexpected low surrogate area", 0};
  if ((high & 0xFC00) != 0xD800) return {high, 2, nullptr, 0};
  if (rest.size() < 4) return {0, 0, "incomplete UTF-16 surrogate pair", 0};
  const char32_t low = unit(2);
  if ((low & 0xFC00) != 0xDC00) return {0, 0, "expected low surrogate area", 2};
  return {0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF), 4, nullptr, 0};
}

/// Eight bytes that are all printable ASCII or ends of lines: nothing to look at more closely. Without their high bits
/// no sum of bytes carries into the next.
bool is_plain_word(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, 8);
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kHigh = 0x8080808080808080u, kLow = ~kHigh;
  if ((word & kHigh) != 0) return false;
  const std::uint64_t from_space = word + kOnes * 0x60;
  const std::uint64_t no_line_end = (word ^ (kOnes * '\n')) + kLow;
  const std::uint64_t no_delete = (word ^ (kOnes * 0x7F)) + kLow;
  return ((from_space | ~no_line_end) & no_delete & kHigh) == kHigh;
}

void note(char32_t code, std::string_view after, YamlInput& input) {
  if (code == 0x85 || code == 0x2028 || code == 0x2029 || (code == '\r' && !after.starts_with('\n')))
    input.exotic_breaks = true;
  if (code == 0xFEFF) input.marks = true;
}

/// Checks all characters of UTF-8 text; stops at the first that is wrong.
void check(std::string_view text, YamlInput& input) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (at + 8 <= text.size() && is_plain_word(text.data() + at)) {
      at += 8;
      continue;
    }
    const std::uint8_t lead = byte_at(text, at);
    if (lead == '\n' || (lead >= 0x20 && lead < 0x7F)) {
      ++at;
      continue;
    }
    const Decoded character = decode_utf8(text.substr(at));
    if (character.problem || !is_allowed(character.code)) {
      input.error = {kControlCharacter, at};  // decode_in_pieces says which it is
      return;
    }
    note(character.code, text.substr(at + character.width), input);
    at += character.width;
  }
  input.text = text;
}

/// Bytes of the character that begins here, as far as its first bytes tell.
std::size_t width_of(std::string_view rest, bool utf16, bool big_endian) {
  if (!utf16) return std::max<std::size_t>(1, decode_width(byte_at(rest, 0)));
  const std::size_t high = big_endian ? 0 : 1;
  return rest.size() > high && (byte_at(rest, high) & 0xFC) == 0xD8 ? 4 : 2;
}

/// Decodes as the Go reader does, piece by piece, into UTF-8. A character that a piece cuts in two begins the next one.
void decode_in_pieces(std::string_view bytes, std::size_t mark_bytes, YamlInput& input, TreeBuilder& memory) {
  const bool big_endian = bytes.starts_with("\xFE\xFF");
  std::string decoded;
  std::size_t at = mark_bytes, piece_end = kPieceBytes;
  input.error.reset();
  const auto end_piece = [&] {
    if (input.pieces.empty() || input.pieces.back() < decoded.size()) input.pieces.push_back(decoded.size());
  };
  while (at < bytes.size() && !input.error) {
    const std::string_view rest = bytes.substr(at);
    if (at + width_of(rest, input.utf16, big_endian) > std::min(piece_end, bytes.size())) {
      end_piece();
      if (piece_end < bytes.size()) {
        piece_end = at + kPieceBytes;
        continue;
      }
    }
    const Decoded character = input.utf16 ? decode_utf16(rest, big_endian) : decode_utf8(rest);
    if (character.problem)
      input.error = {character.problem, at + character.problem_at};
    else if (!is_allowed(character.code))
      input.error = {kControlCharacter, at};
    else
      note(character.code, rest.substr(character.width), input);
    if (!input.error) append_utf8(decoded, character.code);
    at += character.width;
  }
  if (!input.error) end_piece();
  decoded.resize(input.pieces.empty() ? 0 : input.pieces.back());
  const std::size_t size = decoded.size();
  decoded.append(kYamlPadding, '\0');
  input.text = memory.keep(decoded).substr(0, size);
}

}  // namespace

YamlInput prepare_yaml(std::string_view bytes, TreeBuilder& memory) {
  YamlInput input;
  input.utf16 = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  const std::size_t mark_bytes = input.utf16 ? 2 : bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (!input.utf16) check(bytes.substr(mark_bytes), input);
  if (input.utf16 || input.error || input.marks) decode_in_pieces(bytes, mark_bytes, input, memory);
  if (mark_bytes > 0) input.marks = true;
  return input;
}

}  // namespace slipway::doc
