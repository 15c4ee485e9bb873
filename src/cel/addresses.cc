#include "cel/addresses.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "kube/go_text.h"
#include "kube/ip_address.h"

namespace slipway::cel {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

struct Refused {
  std::string_view message;
  std::string_view at = {};
};

/// "1.2.3.4" into four bytes.
void read_v4(std::string_view text, std::uint8_t* fields) {
  int value = 0, digits = 0, field = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      if (digits == 1 && value == 0) throw Refused{"IPv4 field has octet with leading zero"};
      value = value * 10 + (text[i] - '0');
      ++digits;
      if (value > 255) throw Refused{"IPv4 field has value >255"};
    } else if (text[i] == '.') {
      if (i == 0 || i + 1 == text.size() || text[i - 1] == '.')
        throw Refused{"IPv4 field must have at least one digit", text.substr(i)};
      if (field == 3) throw Refused{"IPv4 address too long"};
      fields[field++] = static_cast<std::uint8_t>(value);
      value = digits = 0;
    } else {
      throw Refused{"unexpected character", text.substr(i)};
    }
  }
  if (field < 3) throw Refused{"IPv4 address too short"};
  fields[3] = static_cast<std::uint8_t>(value);
}

/// One group of hexadecimal digits: how many there are.
std::size_t read_group(std::string_view text, unsigned& value) {
  std::size_t count = 0;
  value = 0;
  for (; count < text.size() && hex_digit(text[count]) >= 0; ++count) {
    value = value * 16 + static_cast<unsigned>(hex_digit(text[count]));
    if (count > 3) throw Refused{"each group must have 4 or less digits", text};
  }
  if (count == 0) throw Refused{"each colon-separated field must have at least one digit", text};
  return count;
}

void read_v6(std::string_view text, std::uint8_t* bytes) {
  std::size_t filled = 0, gap = std::string_view::npos;
  if (text.starts_with("::")) {
    gap = 0;
    text.remove_prefix(2);
    if (text.empty()) return;
  }
  while (filled < 16) {
    unsigned value = 0;
    const std::size_t count = read_group(text, value);
    if (count < text.size() && text[count] == '.') {
      if (gap == std::string_view::npos && filled != 12)
        throw Refused{"embedded IPv4 address must replace the final 2 fields of the address", text};
      if (filled + 4 > 16) throw Refused{"too many hex fields to fit an embedded IPv4 at the end of the address", text};
      read_v4(text, bytes + filled);
      text = {};
      filled += 4;
      break;
    }
    bytes[filled++] = static_cast<std::uint8_t>(value >> 8);
    bytes[filled++] = static_cast<std::uint8_t>(value & 0xFF);
    text.remove_prefix(count);
    if (text.empty()) break;
    if (text[0] != ':') throw Refused{"unexpected character, want colon", text};
    if (text.size() == 1) throw Refused{"colon must be followed by more characters", text};
    text.remove_prefix(1);
    if (text[0] == ':') {
      if (gap != std::string_view::npos) throw Refused{"multiple :: in address", text};
      gap = filled;
      text.remove_prefix(1);
      if (text.empty()) break;
    }
  }
  if (!text.empty()) throw Refused{"trailing garbage after address", text};
  if (filled < 16) {
    if (gap == std::string_view::npos) throw Refused{"address string too short"};
    std::copy_backward(bytes + gap, bytes + filled, bytes + 16);
    std::fill(bytes + gap, bytes + gap + (16 - filled), std::uint8_t{0});
  } else if (gap != std::string_view::npos) {
    throw Refused{"the :: must expand to at least one field of zeros"};
  }
}

bool is_mapped(const Ip& ip) {
  return !ip.v4 && std::all_of(ip.bytes.begin(), ip.bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) &&
         ip.bytes[10] == 0xFF && ip.bytes[11] == 0xFF;
}

struct ReadAddress {
  Ip ip;
  bool zone = false;
};

/// netip.ParseAddr
Result<ReadAddress, ParseError> read_address(std::string_view text) {
  ReadAddress read;
  try {
    const std::size_t first = text.find_first_of(".:%");
    if (first == std::string_view::npos) throw Refused{"unable to parse IP"};
    if (text[first] == '%') throw Refused{"missing IPv6 address"};
    if (text[first] == '.') {
      read_v4(text, read.ip.bytes.data());
      return read;
    }
    read.ip.v4 = false;
    const std::size_t percent = text.find('%');
    read.zone = percent != std::string_view::npos;
    if (read.zone && percent + 1 == text.size()) throw Refused{"zone must be a non-empty string"};
    read_v6(text.substr(0, percent), read.ip.bytes.data());
    return read;
  } catch (const Refused& refused) {
    std::string message = fmt::format("ParseAddr({}): {}", go_quoted(text), refused.message);
    if (!refused.at.empty()) message += fmt::format(" (at {})", go_quoted(refused.at));
    return ParseError{0, std::move(message)};
  }
}

ParseError refused_prefix(std::string_view text, std::string_view why) {
  return {0, fmt::format("network address parse error during conversion from string: netip.ParsePrefix({}): {}",
                         go_quoted(text), why)};
}

bool bit(const Ip& ip, int index) { return (ip.bytes[static_cast<std::size_t>(index / 8)] >> (7 - index % 8)) & 1; }

// --- Semantic Versioning ---

bool only(std::string_view text, bool letters) {
  if (text.empty()) return false;
  return std::ranges::all_of(text, [&](char c) {
    return is_digit(c) || (letters && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'));
  });
}
bool has_leading_zero(std::string_view text) { return text.size() > 1 && text[0] == '0'; }

std::vector<std::string_view> split_at(std::string_view text, char separator, std::size_t most) {
  std::vector<std::string_view> parts;
  for (std::size_t at; parts.size() + 1 < most && (at = text.find(separator)) != std::string_view::npos;) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  parts.push_back(text);
  return parts;
}

std::uint64_t version_number(std::string_view text, std::string_view what) {
  std::string name(what);
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  if (!only(text, false))
    throw ParseError{0, fmt::format("Invalid character(s) found in {} number {}", what, go_quoted(text))};
  if (has_leading_zero(text))
    throw ParseError{0, fmt::format("{} number must not contain leading zeroes {}", name, go_quoted(text))};
  const auto number = kube::go_parse_uint(text);
  if (!number) throw ParseError{0, kube::go_number_error("ParseUint", text)};
  return *number;
}

Semver read_semver(std::string_view text) {
  if (text.empty()) throw ParseError{0, "Version string empty"};
  const auto parts = split_at(text, '.', 3);
  if (parts.size() != 3) throw ParseError{0, "No Major.Minor.Patch elements found"};
  Semver version;
  version.major = version_number(parts[0], "major");
  version.minor = version_number(parts[1], "minor");
  std::string_view patch = parts[2];
  const std::size_t plus = patch.find('+');
  const std::string_view build = plus == std::string_view::npos ? "" : patch.substr(plus + 1);
  const bool has_build = plus != std::string_view::npos;
  patch = patch.substr(0, plus);
  const std::size_t dash = patch.find('-');
  version.patch = version_number(patch.substr(0, dash), "patch");
  if (dash != std::string_view::npos) {
    for (const std::string_view one : split_at(patch.substr(dash + 1), '.', SIZE_MAX)) {
      if (one.empty()) throw ParseError{0, "Prerelease is empty"};
      if (only(one, false) && has_leading_zero(one))
        throw ParseError{0,
                         fmt::format("Numeric PreRelease version must not contain leading zeroes {}", go_quoted(one))};
      if (only(one, false) && !kube::go_parse_uint(one)) throw ParseError{0, kube::go_number_error("ParseUint", one)};
      if (!only(one, true))
        throw ParseError{0, fmt::format("Invalid character(s) found in prerelease {}", go_quoted(one))};
      version.pre_release.emplace_back(one);
    }
  }
  if (has_build) {
    for (const std::string_view one : split_at(build, '.', SIZE_MAX)) {
      if (one.empty()) throw ParseError{0, "Build meta data is empty"};
      if (!only(one, true))
        throw ParseError{0, fmt::format("Invalid character(s) found in build meta data {}", go_quoted(one))};
    }
  }
  return version;
}

std::string normalized(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  std::vector<std::string> parts;
  for (std::string_view part : split_at(text, '.', 3)) {
    std::string kept(part);
    if (part.size() > 1) {
      kept.erase(0, std::min(kept.find_first_not_of('0'), kept.size()));
      if (kept.empty() || !is_digit(kept[0])) kept.insert(0, "0");
    }
    parts.push_back(std::move(kept));
  }
  if (parts.size() < 3 && parts.back().find_first_of("+-") != std::string::npos)
    throw ParseError{0, "short version cannot contain PreRelease/Build meta data"};
  while (parts.size() < 3) parts.emplace_back("0");
  return parts[0] + "." + parts[1] + "." + parts[2];
}

}  // namespace

std::string Ip::to_string() const {
  if (v4) return fmt::format("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3]);
  return kube::IpAddress{bytes}.to_string();
}

std::string IpPrefix::to_string() const { return fmt::format("{}/{}", address.to_string(), length); }

Result<Ip, ParseError> parse_address(std::string_view text) {
  const auto read = read_address(text);
  if (!read)
    return ParseError{0, fmt::format("IP Address {} parse error during conversion from string: {}", go_quoted(text),
                                     read.error().message)};
  if (read->zone) return ParseError{0, fmt::format("IP address {} with zone value is not allowed", go_quoted(text))};
  if (is_mapped(read->ip))
    return ParseError{0, fmt::format("IPv4-mapped IPv6 address {} is not allowed", go_quoted(text))};
  return read->ip;
}

Result<IpPrefix, ParseError> parse_prefix(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return refused_prefix(text, "no '/'");
  const auto address = read_address(text.substr(0, slash));
  if (!address) return refused_prefix(text, address.error().message);
  if (address->zone) return refused_prefix(text, "IPv6 zones cannot be present in a prefix");
  const std::string_view digits = text.substr(slash + 1);
  const auto length = kube::go_parse_int(digits);
  if (!length || (digits.size() > 1 && (digits[0] < '1' || digits[0] > '9')))
    return refused_prefix(text, "bad bits after slash: " + go_quoted(digits));
  if (*length < 0 || *length > address->ip.bits()) return refused_prefix(text, "prefix length out of range");
  if (is_mapped(address->ip))
    return ParseError{0, fmt::format("IPv4-mapped IPv6 address {} is not allowed", go_quoted(text))};
  return IpPrefix{address->ip, static_cast<int>(*length)};
}

bool prefix_contains(const IpPrefix& prefix, const Ip& address) {
  if (prefix.address.v4 != address.v4) return false;
  for (int i = 0; i < prefix.length; ++i)
    if (bit(prefix.address, i) != bit(address, i)) return false;
  return true;
}

bool prefixes_overlap(const IpPrefix& a, const IpPrefix& b) {
  IpPrefix shorter = a;
  shorter.length = std::min(a.length, b.length);
  return prefix_contains(shorter, b.address);
}

IpPrefix masked(IpPrefix prefix) {
  for (int i = prefix.length; i < prefix.address.bits(); ++i)
    prefix.address.bytes[static_cast<std::size_t>(i / 8)] &= static_cast<std::uint8_t>(~(1 << (7 - i % 8)));
  return prefix;
}

Result<Semver, ParseError> parse_semver(std::string_view text, Normalize normalize) {
  try {
    return read_semver(normalize == Normalize::Yes ? normalized(text) : std::string(text));
  } catch (const ParseError& error) {
    return error;
  }
}

int compare(const Semver& a, const Semver& b) {
  const auto order = [](auto left, auto right) { return left < right ? -1 : left > right ? 1 : 0; };
  for (const auto& [left, right] : {std::pair(a.major, b.major), {a.minor, b.minor}, {a.patch, b.patch}})
    if (left != right) return order(left, right);
  if (a.pre_release.empty() || b.pre_release.empty())
    return order(a.pre_release.empty() ? 1 : 0, b.pre_release.empty() ? 1 : 0);
  for (std::size_t i = 0; i < std::min(a.pre_release.size(), b.pre_release.size()); ++i) {
    const std::string &left = a.pre_release[i], &right = b.pre_release[i];
    const bool left_number = only(left, false), right_number = only(right, false);
    if (left_number != right_number) return left_number ? -1 : 1;
    const int one =
        left_number ? order(*kube::go_parse_uint(left), *kube::go_parse_uint(right)) : order(left.compare(right), 0);
    if (one != 0) return one;
  }
  return order(a.pre_release.size(), b.pre_release.size());
}

}  // namespace slipway::cel
