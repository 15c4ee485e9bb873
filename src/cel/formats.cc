#include "cel/formats.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "cel/addresses.h"
#include "cel/regex.h"
#include "cel/time.h"
#include "doc/base64.h"
#include "kube/names.h"

namespace slipway::cel {
namespace {

using Messages = std::vector<std::string>;

/// What may be put before a name that the server completes: a dash at its end is no fault.
std::string masked(std::string_view text) {
  if (text.size() <= 1 || !text.ends_with('-')) return std::string(text);
  return std::string(text.substr(0, text.size() - 2)) + "a";
}

Messages unless(bool holds, std::string_view message) { return holds ? Messages() : Messages{std::string(message)}; }

bool is_uuid(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '-') {
      if (digits != 8 && digits != 12 && digits != 16 && digits != 20) return false;
      continue;
    }
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return false;
    ++digits;
  }
  return digits == 32 && text.find("--") == std::string_view::npos && !text.starts_with('-') && !text.ends_with('-');
}

bool is_base64(std::string_view text) {
  return !text.empty() && text.find_first_of("\r\n") == std::string_view::npos && text.size() % 4 == 0 &&
         doc::decode_base64(text).has_value();
}

/// strfmt's IsDateTime: a date, a `t`, and a time with its zone.
bool is_date_time(std::string_view text) {
  const std::string lower = ascii_lower(text);
  const std::size_t at = lower.find('t');
  if (lower.size() < 4 || at == std::string::npos || !parse_date(lower.substr(0, at))) return false;
  const std::size_t next = lower.find('t', at + 1);
  const std::string time = lower.substr(at + 1, next == std::string::npos ? next : next - at - 1);
  static const auto pattern = compile_regex("^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$");
  std::size_t begin = 0, end = 0;
  if (!find_match(**pattern, time, 0, begin, end)) return false;
  return time.substr(0, 2) <= "23" && time.substr(3, 2) <= "59" && time.substr(6, 2) <= "59";
}

constexpr std::array<Format, 13> kFormats = {{
    {"byte", "byte", 84, [](std::string_view text) { return unless(is_base64(text), "invalid base64"); }},
    {"date", "date", 71, [](std::string_view text) { return unless(parse_date(text).has_value(), "invalid date"); }},
    {"datetime", "datetime", 71, [](std::string_view text) { return unless(is_date_time(text), "invalid datetime"); }},
    {"dns1035Label", "DNS1035Label", 30, kube::check_dns1035_label},
    {"dns1035LabelPrefix", "DNS1035LabelPrefix", 30,
     [](std::string_view text) { return kube::check_dns1035_label(masked(text)); }},
    {"dns1123Label", "DNS1123Label", 30, kube::check_dns1123_label},
    {"dns1123LabelPrefix", "DNS1123LabelPrefix", 30,
     [](std::string_view text) { return kube::check_dns1123_label(masked(text)); }},
    {"dns1123Subdomain", "DNS1123Subdomain", 60, kube::check_dns1123_subdomain},
    {"dns1123SubdomainPrefix", "DNS1123SubdomainPrefix", 60,
     [](std::string_view text) { return kube::check_dns1123_subdomain(masked(text)); }},
    {"labelValue", "LabelValue", 40, kube::check_label_value},
    {"qualifiedName", "QualifiedName", 60, kube::check_label_key},
    {"uri", "URI", 1103,
     [](std::string_view text) {
       const auto url = parse_url(text);
       return url ? Messages() : Messages{url.error().message};
     }},
    {"uuid", "uuid", 70, [](std::string_view text) { return unless(is_uuid(text), "does not match the UUID format"); }},
}};

}  // namespace

const Format& format_at(std::size_t index) { return kFormats[index]; }

std::optional<std::size_t> find_format(std::string_view function) {
  const auto at = std::ranges::find(kFormats, function, &Format::function);
  return at == kFormats.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - kFormats.begin()));
}

}  // namespace slipway::cel
