#include "spec/text_format.h"

#include <charconv>

#include "base/text.h"
#include "kube/cron_schedule.h"
#include "kube/image.h"
#include "kube/quantity.h"
#include "spec/text_check.h"

namespace slipway::spec {
namespace {

using namespace text_check;

Checked not_empty(std::string_view text) {
  if (trim(text).empty()) return wrong(0, "it is empty");
  return std::nullopt;
}

/// Nothing of a platform is larger: 1 EiB, and no count comes near it.
bool is_beyond_reason(const kube::Quantity& quantity) {
  static const auto largest = kube::Quantity::parse("1Ei").value();
  return quantity > largest;
}

Checked quantity(std::string_view text) {
  const auto parsed = kube::Quantity::parse(text);
  if (!parsed) return parsed.error();
  if (parsed->sign() < 0) return wrong(0, "it is below zero");
  if (is_beyond_reason(*parsed)) return wrong(0, "it is more than 1Ei");
  return std::nullopt;
}

Checked size(std::string_view text) {
  const auto parsed = kube::Quantity::parse(text);
  if (!parsed) return parsed.error();
  if (parsed->sign() < 0) return wrong(0, "it is below zero");
  if (is_beyond_reason(*parsed)) return wrong(0, "it is more than 1Ei");
  if (text.ends_with('m') || text.ends_with('n') || text.ends_with('u'))
    return wrong(text.size() - 1, "a fraction of a byte; M or Mi is meant?");
  return std::nullopt;
}

Checked duration(std::string_view text) {
  if (text.empty()) return wrong(0, "it is empty");
  if (text == "0") return std::nullopt;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t number = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == number) return wrong(at, "a number is missing");
    if (at - number > 9) return wrong(number, "the number is too large");
    const std::size_t unit = at;
    while (at < text.size() && !is_digit(text[at])) ++at;
    const auto written = text.substr(unit, at - unit);
    if (written.empty()) return wrong(unit, "the unit is missing: s, m or h");
    if (written == "d") return wrong(unit, "there is no unit d: use hours");
    if (written != "h" && written != "m" && written != "s" && written != "ms")
      return wrong(unit, "unknown unit '" + printable(written.substr(0, 20)) + "': use s, m or h");
  }
  return std::nullopt;
}

Checked duration_or_never(std::string_view text) {
  if (text == "Never") return std::nullopt;
  return duration(text);
}

Checked count_or_percent(std::string_view text) {
  const auto digits = text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
  if (digits.empty() || digits.size() > 9 || first_bad(digits, is_digit)) return wrong(0, "no count and no percentage");
  if (text.ends_with('%') && (digits.size() > 3 || std::stoi(std::string(digits)) > 100))
    return wrong(0, "more than 100%");
  return std::nullopt;
}

Checked cidr(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return wrong(text.size(), "the prefix length is missing: /16");
  const auto octets = split(text.substr(0, slash), '.');
  unsigned long address = 0;
  std::size_t at = 0;
  for (const auto octet : octets) {
    unsigned value = 256;
    if (!octet.empty() && octet.size() <= 3 && !first_bad(octet, is_digit))
      std::from_chars(octet.data(), octet.data() + octet.size(), value);
    if (value > 255 || (octet.size() > 1 && octet[0] == '0')) return wrong(at, "no number from 0 to 255");
    address = address << 8 | value;
    at += octet.size() + 1;
  }
  if (octets.size() != 4) return wrong(0, "an IPv4 address has four numbers");
  const auto prefix = text.substr(slash + 1);
  unsigned bits = 33;
  if (!prefix.empty() && prefix.size() <= 2 && !first_bad(prefix, is_digit))
    std::from_chars(prefix.data(), prefix.data() + prefix.size(), bits);
  if (bits > 32) return wrong(slash + 1, "the prefix length is no number from 0 to 32");
  const unsigned long host = bits == 32 ? 0 : (1ul << (32 - bits)) - 1;
  if (address & host) return wrong(0, "bits are set beyond the prefix");
  return std::nullopt;
}

Checked dns_label(std::string_view text) {
  if (text.empty()) return wrong(0, "it is empty");
  if (text.size() > 63) return wrong(63, "it is longer than 63 characters");
  if (const auto bad = first_bad(text, [](char c) { return is_digit(c) || is_lower(c) || c == '-'; }))
    return wrong(*bad, "only a-z, 0-9 and - may be in it");
  if (text.front() == '-' || text.back() == '-') return wrong(0, "it starts and ends with a letter or digit");
  return std::nullopt;
}

}  // namespace

text_check::Checked text_check::dns_name(std::string_view text) {
  if (text.empty() || text.size() > 253) return wrong(0, "it has 1 to 253 characters");
  std::size_t at = 0;
  for (const auto label : split(text, '.')) {
    if (const auto error = dns_label(label)) return wrong(at + error->offset, error->message);
    at += label.size() + 1;
  }
  return std::nullopt;
}

namespace {

Checked label_name(std::string_view text, std::size_t at) {
  if (text.size() > 63) return wrong(at + 63, "it is longer than 63 characters");
  if (const auto bad = first_bad(text, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; }))
    return wrong(at + *bad, "only letters, digits, -, _ and . may be in it");
  if (!text.empty() && (!is_alnum(text.front()) || !is_alnum(text.back())))
    return wrong(at, "it starts and ends with a letter or digit");
  return std::nullopt;
}

Checked label_key(std::string_view text) {
  const auto slash = text.find('/');
  const std::size_t start = slash == std::string_view::npos ? 0 : slash + 1;
  if (start > 0)
    if (const auto error = dns_name(text.substr(0, slash))) return error;
  if (start == text.size()) return wrong(start, "the name is missing");
  return label_name(text.substr(start), start);
}

Checked label_value(std::string_view text) { return label_name(text, 0); }

Checked namespaced_name(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return wrong(0, "the namespace is missing: namespace/name");
  if (const auto error = dns_label(text.substr(0, slash))) return error;
  if (const auto error = dns_name(text.substr(slash + 1))) return wrong(slash + 1 + error->offset, error->message);
  return std::nullopt;
}

Checked secret_key(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return wrong(text.size(), "the key is missing: secret/key");
  if (const auto error = dns_name(text.substr(0, slash))) return error;
  if (slash + 1 == text.size()) return wrong(slash + 1, "the key is missing");
  return label_name(text.substr(slash + 1), slash + 1);
}

Checked variable_name(std::string_view text) {
  if (text.empty() || is_digit(text.front())) return wrong(0, "it starts with a letter or _");
  if (const auto bad = first_bad(text, [](char c) { return is_alnum(c) || c == '_'; }))
    return wrong(*bad, "only letters, digits and _ may be in it");
  return std::nullopt;
}

Checked cron(std::string_view text) {
  const auto schedule = kube::CronSchedule::parse(text);
  if (!schedule) return schedule.error();
  return std::nullopt;
}

Checked sysctl_name(std::string_view text) {
  if (const auto bad = first_bad(
          text, [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '_' || c == '-' || c == '/'; }))
    return wrong(*bad, "only a-z, 0-9, . _ - and / may be in it");
  if (text.find('.') == std::string_view::npos && text.find('/') == std::string_view::npos)
    return wrong(0, "a name such as net.core.somaxconn");
  return std::nullopt;
}

Checked kubernetes_version(std::string_view text) {
  const auto parts = split(text, '.');
  if (parts.size() > 2) return wrong(0, "EKS takes a minor version, such as 1.35");
  if (parts.size() != 2 || parts[0] != "1" || parts[1].empty() || parts[1].size() > 2 || first_bad(parts[1], is_digit))
    return wrong(0, "a version such as 1.35");
  return std::nullopt;
}

Checked version(std::string_view text) {
  if (text.empty()) return wrong(0, "it is empty");
  if (const auto bad =
          first_bad(text, [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '+' || c == '_'; }))
    return wrong(*bad, "only letters, digits, . - + and _ may be in it");
  return std::nullopt;
}

Checked url_path(std::string_view text) {
  if (!text.starts_with('/')) return wrong(0, "it starts with /");
  if (const auto bad =
          first_bad(text, [](char c) { return c > ' ' && c != '?' && c != '#' && c != '"' && c != '\x7f'; }))
    return wrong(*bad, "no space, ?, # or quote may be in it");
  return std::nullopt;
}

Checked url(std::string_view text) {
  const auto colon = text.find("://");
  const bool scp = text.starts_with("git@") && text.find(':') != std::string_view::npos;
  if (!scp && (colon == std::string_view::npos || colon == 0 || colon + 3 == text.size()))
    return wrong(0, "it starts with https://, oci://, ssh:// or git@");
  if (first_bad(text, [](char c) { return c > ' ' && c != '"' && c != '\x7f'; }))
    return wrong(0, "it has a space in it");
  return std::nullopt;
}

Checked email(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('.', at) == std::string_view::npos ||
      first_bad(text, [](char c) { return c > ' ' && c != ',' && c != '\x7f'; }))
    return wrong(0, "name@example.com is meant");
  return std::nullopt;
}

Checked image(std::string_view text) {
  const auto image = kube::ImageReference::parse(text);
  if (!image) return image.error();
  return std::nullopt;
}

Checked file_pattern(std::string_view text) {
  if (text.empty()) return wrong(0, "it is empty");
  if (text.starts_with('/')) return wrong(0, "it must be relative to platform.yaml");
  if (text.find('\0') != std::string_view::npos) return wrong(text.find('\0'), "a file's name holds no NUL");
  return std::nullopt;
}

constexpr std::string_view kLabelPattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

}  // namespace

namespace format {
const TextFormat kNotEmpty{"string", "a string", "\\S", not_empty};
const TextFormat kQuantity{"quantity", "a quantity such as 500m or 16Gi",
                           "^[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+|m|k|Ki|Mi|Gi|Ti|Pi|Ei|[numMGTPE])?$", quantity, true};
const TextFormat kSize{"quantity", "a size such as 50Gi",
                       "^[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+|k|Ki|Mi|Gi|Ti|Pi|Ei|[MGTPE])?$", size, true};
const TextFormat kDuration{"duration", "a duration such as 30s, 5m or 1h30m", "^(0|([0-9]{1,9}(ms|s|m|h))+)$",
                           duration};
const TextFormat kDurationOrNever{"duration or Never", "a duration such as 5m or 720h, or Never",
                                  "^(Never|0|([0-9]{1,9}(ms|s|m|h))+)$", duration_or_never};
const TextFormat kCountOrPercent{"count or percentage", "a count or a percentage such as 1 or 10%",
                                 "^([0-9]{1,9}|100%|[0-9]{1,2}%)$", count_or_percent, true};
const TextFormat kCidr{"CIDR", "an IPv4 range such as 10.0.0.0/16", "^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$", cidr};
const TextFormat kDnsLabel{"name", "a name of a-z, 0-9 and -", kLabelPattern, dns_label};
const TextFormat kDnsName{"domain name", "a name of a-z, 0-9, - and .",
                          "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", dns_name};
const TextFormat kLabelKey{"label key", "a label key such as example.com/team",
                           "^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
                           label_key};
const TextFormat kLabelValue{"label value", "a label value", "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$",
                             label_value, true};
const TextFormat kNamespacedName{"namespace/name", "a namespace and a name such as ml-training/trainer",
                                 "^[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", namespaced_name};
const TextFormat kSecretKey{"secret/key", "a Secret and a key of it such as redis-auth/password", "^[^/]+/[^/]+$",
                            secret_key};
const TextFormat kVariableName{"variable", "the name of a variable", "^[A-Za-z_][A-Za-z0-9_]*$", variable_name};
const TextFormat kCron{"cron schedule", "a cron schedule such as 0 9 * * mon-fri", "", cron};
const TextFormat kSysctlName{"kernel parameter", "a kernel parameter such as net.core.somaxconn", "^[a-z0-9._/-]+$",
                             sysctl_name};
const TextFormat kKubernetesVersion{"version", "a Kubernetes version such as \"1.35\"", "^1\\.[0-9]{1,2}$",
                                    kubernetes_version};
const TextFormat kVersion{"version", "a version such as 1.14.1", "^[A-Za-z0-9.+_-]+$", version};
const TextFormat kUrlPath{"path", "a path such as /v1/general", "^/[^ ?#\"]*$", url_path};
const TextFormat kUrl{"address", "an address such as https://github.com/example/platform", "", url};
const TextFormat kEmail{"e-mail address", "an e-mail address", "^[^@ ,]+@[^@ ,]+\\.[^@ ,]+$", email};
const TextFormat kImage{"image", "a container image such as vllm/vllm-openai:v0.11.0", "", image};
const TextFormat kFilePattern{"file pattern", "a relative file name, in which * and ** may stand", "^[^/]",
                              file_pattern};
}  // namespace format

}  // namespace slipway::spec
