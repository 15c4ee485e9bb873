#include "kube/field_checks.h"

#include <algorithm>
#include <string_view>

#include "base/quote.h"
#include "base/text.h"
#include "kube/ip_address.h"
#include "kube/names.h"

namespace slipway::kube {
namespace {

constexpr std::string_view kPathCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~%!$&'()*+,;=:";

constexpr std::size_t kAnnotationsLimit = 256 * 1024;

}  // namespace

FieldErrors check_fully_qualified_name(const FieldPath& path, std::string_view text) {
  if (text.empty()) return {required(path, "")};
  if (const Messages messages = check_dns1123_subdomain(text); !messages.empty())
    return {invalid_text(path, text, join(messages, ","))};
  if (split(text, '.').size() < 3)
    return {invalid_text(path, text, "should be a domain with at least three segments separated by dots")};
  return {};
}

FieldErrors check_domain_prefixed_path(const FieldPath& path, std::string_view text) {
  if (text.empty()) return {required(path, "")};
  const std::size_t slash = text.find('/');
  if (slash == text.npos || slash == 0 || slash + 1 == text.size())
    return {invalid_text(path, text, "must be a domain-prefixed path (such as \"acme.io/foo\")")};
  FieldErrors out;
  const std::string_view host = text.substr(0, slash), rest = text.substr(slash + 1);
  for (const std::string& message : check_dns1123_subdomain(host)) out.push_back(invalid_text(path, host, message));
  if (!std::ranges::all_of(rest, [&](char c) { return kPathCharacters.find(c) != kPathCharacters.npos; }))
    out.push_back(invalid_text(path, rest, regex_message("Invalid path", R"([A-Za-z0-9/\-._~%!$&'()*+,;=:]+)", {})));
  return out;
}

FieldErrors check_ip(const FieldPath& path, std::string_view text) {
  const auto read = read_ip(text);
  if (!read) return {invalid_text(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")};
  if (read->leading_zeros) return {invalid_text(path, text, "must not have leading 0s")};
  if (read->mapped) return {invalid_text(path, text, "must not be an IPv4-mapped IPv6 address")};
  if (const std::string canonical = read->address.to_string(); text != canonical)
    return {invalid_text(path, text, "must be in canonical form (" + go_quoted(canonical) + ")")};
  return {};
}

FieldErrors check_cidr(const FieldPath& path, std::string_view text) {
  const auto read = read_cidr(text);
  if (!read) return {invalid_text(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")};
  if (read->leading_zeros) return {invalid_text(path, text, "must not have leading 0s in IP or prefix length")};
  if (read->mapped) return {invalid_text(path, text, "must not have an IPv4-mapped IPv6 address")};
  if (read->address != read->cidr.network)
    return {invalid_text(path, text, "must not have bits set beyond the prefix length")};
  if (const std::string canonical = read->cidr.to_string(); text != canonical)
    return {invalid_text(path, text, "must be in canonical form (" + go_quoted(canonical) + ")")};
  return {};
}

FieldErrors check_annotations(const Labels& annotations, const FieldPath& path) {
  FieldErrors out;
  std::size_t size = 0;
  for (const auto& [key, value] : annotations) {
    for (const std::string& message : check_label_key(go_lower(key))) out.push_back(invalid_text(path, key, message));
    size += key.size() + value.size();
  }
  if (size > kAnnotationsLimit) out.push_back(too_long(path, static_cast<int>(kAnnotationsLimit)));
  return out;
}

FieldErrors check_labels(const Labels& labels, const FieldPath& path) {
  FieldErrors out;
  for (const auto& [key, value] : labels) {
    for (const std::string& message : check_label_key(key)) out.push_back(invalid_text(path, key, message));
    for (const std::string& message : check_label_value(value)) out.push_back(invalid_text(path, value, message));
  }
  return out;
}

}  // namespace slipway::kube
