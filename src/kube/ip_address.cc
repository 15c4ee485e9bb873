#include "kube/ip_address.h"

#include <fmt/core.h>

#include <algorithm>

namespace slipway::kube {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedV4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

/// The number at the start of `text` (removed from it), or nullopt when there is none or it exceeds `most`.
std::optional<int> take_number(std::string_view& text, int base, int most, bool& leading_zeros) {
  int number = 0;
  std::size_t length = 0;
  for (; length < text.size(); ++length) {
    const char c = text[length];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : 16;
    if (digit >= base) break;
    number = number * base + digit;
    if (number >= 0xFFFFFF) return std::nullopt;
  }
  if (length == 0 || number > most) return std::nullopt;
  // Decimal: Go's strict parsers want no zero in front. Hexadecimal: no more than four digits.
  if (base == 10 ? length > 1 && text[0] == '0' : length > 4) leading_zeros = true;
  text.remove_prefix(length);
  return number;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

bool read_v4(std::string_view text, std::uint8_t* out, bool& leading_zeros) {
  for (int i = 0; i < 4; ++i) {
    if (i > 0 && !take(text, '.')) return false;
    const auto octet = take_number(text, 10, 0xFF, leading_zeros);
    if (!octet) return false;
    out[i] = static_cast<std::uint8_t>(*octet);
  }
  return text.empty();
}

bool read_v6(std::string_view text, std::array<std::uint8_t, 16>& out, bool& leading_zeros) {
  std::optional<std::size_t> ellipsis;
  std::size_t filled = 0;
  if (text.starts_with("::")) {
    ellipsis = 0;
    text.remove_prefix(2);
    if (text.empty()) return true;
  }
  while (filled < 16) {
    const std::string_view before = text;
    bool long_group = false;
    const auto group = take_number(text, 16, 0xFFFF, long_group);
    if (!group) return false;
    if (text.starts_with('.')) {  // the last four bytes written as IPv4
      if ((!ellipsis && filled != 12) || filled + 4 > 16) return false;
      if (!read_v4(before, out.data() + filled, leading_zeros)) return false;
      text = {};
      filled += 4;
      break;
    }
    leading_zeros |= long_group;
    out[filled++] = static_cast<std::uint8_t>(*group >> 8);
    out[filled++] = static_cast<std::uint8_t>(*group & 0xFF);
    if (text.empty()) break;
    if (!take(text, ':') || text.empty()) return false;
    if (text.starts_with(':')) {
      if (ellipsis) return false;
      ellipsis = filled;
      text.remove_prefix(1);
      if (text.empty()) break;
    }
  }
  if (!text.empty() || (filled < 16) != ellipsis.has_value()) return false;
  if (ellipsis) {
    const auto from = out.begin() + static_cast<std::ptrdiff_t>(*ellipsis);
    const auto end = out.begin() + static_cast<std::ptrdiff_t>(filled);
    std::rotate(from, end, out.end());  // what is behind the filled bytes is zero
  }
  return true;
}

}  // namespace

bool IpAddress::is_v4() const { return std::equal(kMappedV4.begin(), kMappedV4.end(), bytes.begin()); }

std::string IpAddress::to_string() const {
  if (is_v4()) return fmt::format("{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
  std::array<int, 8> groups{};
  for (std::size_t i = 0; i < 8; ++i) groups[i] = bytes[2 * i] << 8 | bytes[2 * i + 1];
  std::size_t run_start = 8, run_length = 1;  // a single zero group is written out
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > run_length) run_start = i, run_length = end - i;
  }
  std::string out;
  for (std::size_t i = 0; i < 8;) {
    if (i == run_start) {
      out += "::";
      i += run_length;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    out += fmt::format("{:x}", groups[i++]);
  }
  return out;
}

std::optional<ReadIp> read_ip(std::string_view text) {
  const std::size_t mark = text.find_first_of(".:");
  if (mark == text.npos) return std::nullopt;
  ReadIp out;
  auto& bytes = out.address.bytes;
  if (text[mark] == '.') {
    std::copy(kMappedV4.begin(), kMappedV4.end(), bytes.begin());
    if (!read_v4(text, bytes.data() + 12, out.leading_zeros)) return std::nullopt;
    return out;
  }
  if (!read_v6(text, bytes, out.leading_zeros)) return std::nullopt;
  out.mapped = out.address.is_v4();
  return out;
}

std::string Cidr::to_string() const { return fmt::format("{}/{}", network.to_string(), prefix); }

std::optional<ReadCidr> read_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const auto ip = read_ip(text.substr(0, slash));
  if (!ip) return std::nullopt;
  ReadCidr out;
  out.address = ip->address;
  out.leading_zeros = ip->leading_zeros;
  out.mapped = ip->mapped;
  out.cidr.is_v4 = ip->address.is_v4() && !ip->mapped;
  std::string_view length = text.substr(slash + 1);
  const auto prefix = take_number(length, 10, out.cidr.is_v4 ? 32 : 128, out.leading_zeros);
  if (!prefix || !length.empty()) return std::nullopt;
  out.cidr.prefix = *prefix;
  out.cidr.network = ip->address;
  for (int bit = *prefix + (out.cidr.is_v4 ? 96 : 0); bit < 128; ++bit)
    out.cidr.network.bytes[static_cast<std::size_t>(bit / 8)] &= static_cast<std::uint8_t>(~(0x80 >> bit % 8));
  return out;
}

}  // namespace slipway::kube
