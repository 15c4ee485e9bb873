#include "schema/custom/formats.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/quote.h"
#include "base/text.h"
#include "kube/duration.h"
#include "kube/ip_address.h"
#include "kube/names.h"

namespace slipway::schema::custom {
namespace {

constexpr std::pair<std::string_view, Format> kTextFormats[] = {
    {"bsonobjectid", Format::BsonObjectId},
    {"uri", Format::Uri},
    {"email", Format::Email},
    {"hostname", Format::Hostname},
    {"ipv4", Format::Ipv4},
    {"ipv6", Format::Ipv6},
    {"cidr", Format::Cidr},
    {"mac", Format::Mac},
    {"uuid", Format::Uuid},
    {"uuid3", Format::Uuid3},
    {"uuid4", Format::Uuid4},
    {"uuid5", Format::Uuid5},
    {"isbn", Format::Isbn},
    {"isbn10", Format::Isbn10},
    {"isbn13", Format::Isbn13},
    {"creditcard", Format::CreditCard},
    {"ssn", Format::Ssn},
    {"hexcolor", Format::HexColor},
    {"rgbcolor", Format::RgbColor},
    {"byte", Format::Byte},
    {"password", Format::Password},
    {"date", Format::Date},
    {"duration", Format::Duration},
    {"datetime", Format::DateTime},
    {"k8sshortname", Format::ShortName},
    {"k8slongname", Format::LongName},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Two digits of a date or time.
int two_digits(std::string_view text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

bool has_shape(std::string_view text, std::string_view shape) {
  return text.size() == shape.size() &&
         std::ranges::equal(text, shape, [](char c, char wanted) { return wanted == '0' ? is_digit(c) : c == wanted; });
}

bool is_date(std::string_view text) {
  if (!has_shape(text, "0000-00-00")) return false;
  const int year = two_digits(text, 0) * 100 + two_digits(text, 2), month = two_digits(text, 5),
            day = two_digits(text, 8);
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

bool is_date_time(std::string_view text) {
  const std::string lower = go_lower(text);
  const auto parts = split(lower, 't');
  if (parts.size() < 2 || !is_date(parts[0])) return false;
  static const RE2 kTime(R"(^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$)");
  const std::string_view time = parts[1];
  if (!RE2::PartialMatch(re2::StringPiece(time.data(), time.size()), kTime)) return false;
  return two_digits(time, 0) <= 23 && two_digits(time, 3) <= 59 && two_digits(time, 6) <= 59;
}

/// Scala's durations: numbers with words of time anywhere in the text.
bool is_duration(std::string_view text) {
  if (kube::parse_duration(text)) return true;
  constexpr std::string_view kExact[] = {"ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk"};
  constexpr std::string_view kStarts[] = {"nano", "micro", "milli", "sec", "min", "hour", "day", "week"};
  static const RE2 kPart("(\\d+)\\s*([A-Za-zµ]+)");
  re2::StringPiece rest(text.data(), text.size());
  std::string digits, unit;
  bool found = false;
  while (RE2::FindAndConsume(&rest, kPart, &digits, &unit)) {
    std::int64_t number = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc{}) return false;
    const std::string lower = go_lower(unit);
    found |= std::ranges::find(kExact, lower) != std::end(kExact) ||
             std::ranges::any_of(kStarts, [&](std::string_view start) { return lower.starts_with(start); });
  }
  return found;
}

/// Base64 with padding, of at least one group of four.
bool is_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return false;
  std::size_t padding = 0;
  while (padding < 2 && text[text.size() - 1 - padding] == '=') ++padding;
  return std::ranges::all_of(text.substr(0, text.size() - padding), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/';
  });
}

bool is_mac(std::string_view text) {
  for (const char separator : {':', '-', '.'}) {
    const auto parts = split(text, separator);
    const std::size_t digits = separator == '.' ? 4 : 2, bytes = parts.size() * digits / 2;
    if (bytes != 6 && bytes != 8 && bytes != 20) continue;
    return std::ranges::all_of(
        parts, [&](std::string_view part) { return part.size() == digits && std::ranges::all_of(part, is_hex); });
  }
  return false;
}

/// The digits of a number that people write with spaces and dashes.
std::string plain_digits(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '-') out += c;
  return out;
}

bool is_isbn10(std::string_view text) {
  const std::string digits = plain_digits(text);
  if (digits.size() != 10 || !std::all_of(digits.begin(), digits.end() - 1, is_digit)) return false;
  if (!is_digit(digits[9]) && digits[9] != 'X') return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (i + 1) * (digits[static_cast<std::size_t>(i)] - '0');
  sum += 10 * (digits[9] == 'X' ? 10 : digits[9] - '0');
  return sum % 11 == 0;
}

bool is_isbn13(std::string_view text) {
  const std::string digits = plain_digits(text);
  if (digits.size() != 13 || !std::ranges::all_of(digits, is_digit)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 12; ++i) sum += (i % 2 == 0 ? 1 : 3) * (digits[i] - '0');
  return (digits[12] - '0') == (10 - sum % 10) % 10;
}

bool is_credit_card(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (is_digit(c)) digits += c;
  static const RE2 kCards(
      R"(^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$)");
  if (!RE2::FullMatch(digits, kCards)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

/// Letters and symbols of any script are welcome in host names: all beyond ASCII is taken for such.
bool is_host_letter(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_host_character(char c) { return is_host_letter(c) || is_digit(c); }

/// One label, or several of which the last has letters alone; a dash may stand second in a single one, and inside of
/// others.
bool is_hostname(std::string_view text) {
  if (text.empty() || text.size() > 255) return false;
  const auto labels = split(text, '.');
  if (std::ranges::any_of(labels, [](std::string_view label) { return label.empty() || label.size() > 63; }))
    return false;
  if (labels.size() == 1) {
    const std::string_view rest = text.substr(text.size() > 1 && text[1] == '-' ? 2 : 1);
    return is_host_character(text[0]) && std::ranges::all_of(rest, is_host_character);
  }
  const auto is_inner = [](std::string_view label) {
    return is_host_character(label.front()) && is_host_character(label.back()) &&
           std::ranges::all_of(label, [](char c) { return c == '-' || is_host_character(c); });
  };
  return std::all_of(labels.begin(), labels.end() - 1, is_inner) && labels.back().size() >= 2 &&
         std::ranges::all_of(labels.back(), is_host_letter);
}

/// An absolute URI or an absolute path, as Go's url.ParseRequestURI takes it.
bool is_request_uri(std::string_view text) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (text.empty() || std::ranges::any_of(text, control)) return false;
  if (text == "*" || text.front() == '/') return true;
  const std::size_t colon = text.find(':');
  static const RE2 kScheme("[A-Za-z][A-Za-z0-9+.-]*");
  if (colon == std::string_view::npos || !RE2::FullMatch(re2::StringPiece(text.data(), colon), kScheme)) return false;
  const std::string_view rest = text.substr(colon + 1);
  if (!rest.starts_with("//")) return rest.starts_with('/');
  const std::string_view authority = rest.substr(2, rest.find_first_of("/?", 2) - 2);
  return authority.find_first_of(" <>\"") == std::string_view::npos;
}

/// One address as RFC 5322 writes it: "a@b.c" or "Name <a@b.c>".
bool is_email(std::string_view text) {
  static const RE2 kAddress(R"(\s*(?:[^<>@,;"]*<)?\s*([^\s<>@,;:"()\[\]\\]+)@([^\s<>@,;:"()\[\]\\]+)\s*>?\s*)");
  std::string local, domain;
  if (!RE2::FullMatch(re2::StringPiece(text.data(), text.size()), kAddress, &local, &domain)) return false;
  if ((text.find('<') == std::string_view::npos) != (text.find('>') == std::string_view::npos)) return false;
  const auto dotted = [](const std::string& part) {
    return part.front() != '.' && part.back() != '.' && part.find("..") == std::string::npos;
  };
  return dotted(local) && dotted(domain);
}

bool matches_pattern(std::string_view text, const RE2& pattern) {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool is_uuid(std::string_view text, char version) {
  std::string digits = ascii_lower(text);
  static const RE2 kUuid("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
  if (!matches_pattern(digits, kUuid)) return false;
  std::erase(digits, '-');
  if (version == 0) return true;
  const bool variant = version == '3' || std::string_view("89ab").find(digits[16]) != std::string_view::npos;
  return digits[12] == version && variant;
}

bool is_long_name(std::string_view text) { return kube::check_dns1123_subdomain(text).empty(); }

}  // namespace

Format format_of(std::string_view type, std::string_view name) {
  if (type == "integer") return name == "int32" ? Format::Int32 : name == "int64" ? Format::Int64 : Format::None;
  if (type == "number") return name == "float" ? Format::Float : name == "double" ? Format::Double : Format::None;
  if (!type.empty() && type != "string") return Format::None;
  std::string plain(name);
  std::erase(plain, '-');
  for (const auto& [known, format] : kTextFormats)
    if (known == plain) return format;
  return Format::None;
}

bool matches(Format format, std::string_view text) {
  switch (format) {
    case Format::None:
    case Format::Int32:
    case Format::Int64:
    case Format::Float:
    case Format::Double:
    case Format::Password:
      return true;
    case Format::BsonObjectId:
      return text.size() == 24 && std::ranges::all_of(text, is_hex);
    case Format::Uri:
      return is_request_uri(text);
    case Format::Email:
      return is_email(text);
    case Format::Hostname:
      return is_hostname(text);
    case Format::Ipv4:
      return text.find('.') != std::string_view::npos && kube::read_ip(text).has_value();
    case Format::Ipv6: {
      const auto read = kube::read_ip(text);
      return text.find(':') != std::string_view::npos && read && !read->leading_zeros;
    }
    case Format::Cidr:
      return kube::read_cidr(text).has_value();
    case Format::Mac:
      return is_mac(text);
    case Format::Uuid:
      return is_uuid(text, 0);
    case Format::Uuid3:
      return is_uuid(text, '3');
    case Format::Uuid4:
      return is_uuid(text, '4');
    case Format::Uuid5:
      return is_uuid(text, '5');
    case Format::Isbn:
      return is_isbn10(text) || is_isbn13(text);
    case Format::Isbn10:
      return is_isbn10(text);
    case Format::Isbn13:
      return is_isbn13(text);
    case Format::CreditCard:
      return is_credit_card(text);
    case Format::Ssn: {
      static const RE2 kSsn(R"(\d{3}[- ]?\d{2}[- ]?\d{4})");
      return text.size() == 11 && matches_pattern(text, kSsn);
    }
    case Format::HexColor: {
      static const RE2 kColor("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");
      return matches_pattern(text, kColor);
    }
    case Format::RgbColor: {
      static const RE2 kColor(
          R"(rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\))");
      return matches_pattern(text, kColor);
    }
    case Format::Byte:
      return is_base64(text);
    case Format::Date:
      return is_date(text);
    case Format::Duration:
      return is_duration(text);
    case Format::DateTime:
      return is_date_time(text);
    case Format::ShortName:
      return kube::check_dns1123_label(text).empty();
    case Format::LongName:
      return is_long_name(text);
  }
  return true;
}

}  // namespace slipway::schema::custom
