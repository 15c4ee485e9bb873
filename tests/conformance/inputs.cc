#include "conformance/inputs.h"

#include <cstdint>

namespace slipway::conformance {
namespace {

std::string from_base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) continue;  // padding
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

}  // namespace

std::string bytes_of(const doc::Node& input, std::string_view key) {
  const doc::Node& packed = input[std::string(key) + "Base64"];
  return packed.is_string() ? from_base64(packed.text()) : std::string(input[key].text());
}

}  // namespace slipway::conformance
