#include "kube/decode/go_base64.h"

#include <fmt/core.h>

namespace slipway::kube {
namespace {

bool is_digit64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

std::string at_byte(std::size_t offset) { return fmt::format("illegal base64 data at input byte {}", offset); }

}  // namespace

std::optional<std::string> base64_error(std::string_view text) {
  std::size_t at = 0;
  const auto skip_breaks = [&] {
    while (at < text.size() && (text[at] == '\n' || text[at] == '\r')) ++at;
  };
  while (true) {  // groups of four
    for (std::size_t place = 0; place < 4; ++place) {
      skip_breaks();
      if (at == text.size()) {
        if (place == 0) return std::nullopt;
        return at_byte(at - place);
      }
      const char c = text[at++];
      if (is_digit64(c)) continue;
      if (c != '=' || place < 2) return at_byte(at - 1);
      if (place == 2) {
        skip_breaks();
        if (at == text.size()) return at_byte(at);
        if (text[at] != '=') return at_byte(at - 1);
        ++at;
      }
      skip_breaks();
      if (at < text.size()) return at_byte(at);
      return std::nullopt;
    }
  }
}

}  // namespace slipway::kube
