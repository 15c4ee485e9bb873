#include "kube/names.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace slipway::kube {
namespace {

// The patterns are part of the messages; what they match is written out below each.
constexpr std::string_view kLabel = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
constexpr std::string_view kSubdomain = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
constexpr std::string_view kLabelName = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

constexpr std::string_view kSubdomainMessage =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character";
constexpr std::string_view kLabelNameMessage =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alpha(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
bool is_lower_alnum(char c) { return is_lower(c) || is_digit(c); }
bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }

/// Non-empty, all of `inside`, first and last of `edge`.
template <class Edge, class Inside>
bool is_framed(std::string_view text, Edge edge, Inside inside) {
  return !text.empty() && edge(text.front()) && edge(text.back()) && std::ranges::all_of(text, inside);
}

bool is_dns_label(std::string_view text) {
  return is_framed(text, is_lower_alnum, [](char c) { return is_lower_alnum(c) || c == '-'; });
}

bool is_dns_label_with_underscore(std::string_view text) {
  if (text.starts_with('_')) text.remove_prefix(1);
  return is_framed(text, is_lower_alnum, [](char c) { return is_lower_alnum(c) || c == '-' || c == '_'; });
}

bool is_dns_subdomain(std::string_view text) {
  for (std::size_t dot; (dot = text.find('.')) != std::string_view::npos; text.remove_prefix(dot + 1))
    if (!is_dns_label(text.substr(0, dot))) return false;
  return is_dns_label(text);
}

bool is_label_name(std::string_view text) {
  return is_framed(text, is_alnum, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

enum class LengthUnit { Characters, Bytes };  // the server's two packages count the same, but say it differently

std::string too_long_message(int length, LengthUnit unit) {
  return fmt::format("must be no more than {} {}", length, unit == LengthUnit::Bytes ? "bytes" : "characters");
}

void check_length(Messages& out, std::string_view text, int most, LengthUnit unit = LengthUnit::Characters) {
  if (text.size() > static_cast<std::size_t>(most)) out.push_back(too_long_message(most, unit));
}

Messages check_subdomain(std::string_view text, LengthUnit unit) {
  Messages out;
  check_length(out, text, 253, unit);
  if (!is_dns_subdomain(text)) out.push_back(regex_message(kSubdomainMessage, kSubdomain, {"example.com"}));
  return out;
}

/// A file of this name must not climb out of its directory.
void check_parent_directory(Messages& out, std::string_view text) {
  if (text == "." || text == "..") {
    out.push_back(fmt::format("must not be '{}'", text));
  } else if (text.starts_with("..")) {
    out.push_back("must not start with '..'");
  }
}

}  // namespace

std::string too_long_message(int length) { return too_long_message(length, LengthUnit::Characters); }

std::string regex_message(std::string_view message, std::string_view pattern,
                          std::initializer_list<std::string_view> examples) {
  std::string out{message};
  if (examples.size() == 0) return out += fmt::format(" (regex used for validation is '{}')", pattern);
  out += " (e.g. ";
  bool first = true;
  for (const std::string_view example : examples) {
    out += fmt::format("{}'{}', ", first ? "" : " or ", example);
    first = false;
  }
  return out += fmt::format("regex used for validation is '{}')", pattern);
}

Messages check_dns1123_label(std::string_view text) {
  Messages out;
  check_length(out, text, 63);
  if (is_dns_label(text)) return out;
  out.push_back(is_dns_subdomain(text)
                    ? "must not contain dots"
                    : regex_message("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or "
                                    "'-', and must start and end with an alphanumeric character",
                                    kLabel, {"my-name", "123-abc"}));
  return out;
}

Messages check_dns1123_subdomain(std::string_view text) { return check_subdomain(text, LengthUnit::Characters); }

Messages check_dns1123_subdomain_with_underscore(std::string_view text) {
  Messages out;
  check_length(out, text, 253);
  if (!std::ranges::all_of(split(text, '.'), is_dns_label_with_underscore))
    out.push_back(
        regex_message("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', "
                      "'-' or '.', and must start and end with an alphanumeric character",
                      "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*", {"example.com"}));
  return out;
}

Messages check_dns1035_label(std::string_view text) {
  Messages out;
  check_length(out, text, 63);
  if (!is_dns_label(text) || !is_lower(text.front()))
    out.push_back(
        regex_message("a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with "
                      "an alphabetic character, and end with an alphanumeric character",
                      "[a-z]([-a-z0-9]*[a-z0-9])?", {"my-name", "abc-123"}));
  return out;
}

Messages check_wildcard_dns1123_subdomain(std::string_view text) {
  Messages out;
  check_length(out, text, 253);
  if (!text.starts_with("*.") || !is_dns_subdomain(text.substr(2)))
    out.push_back(
        regex_message("a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, "
                      "which must consist of lower case alphanumeric characters, '-' or '.' and end with an "
                      "alphanumeric character",
                      fmt::format("\\*\\.{}", kSubdomain), {"*.example.com"}));
  return out;
}

Messages check_label_key(std::string_view text) {
  Messages out;
  const auto part_message = [] {
    return regex_message(kLabelNameMessage, kLabelName, {"MyName", "my.name", "123-abc"});
  };
  const std::size_t slash = text.find('/');
  const bool has_prefix = slash != std::string_view::npos;
  if (has_prefix && text.find('/', slash + 1) != std::string_view::npos)
    return {"a valid label key " + part_message() +
            " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"};
  if (has_prefix) {
    if (slash == 0)
      out.push_back("prefix part must be non-empty");
    else
      for (const std::string& message : check_subdomain(text.substr(0, slash), LengthUnit::Bytes))
        out.push_back("prefix part " + message);
  }
  const std::string_view name = has_prefix ? text.substr(slash + 1) : text;
  if (name.empty())
    out.push_back("name part must be non-empty");
  else if (name.size() > 63)
    out.push_back("name part " + too_long_message(63, LengthUnit::Bytes));
  if (!is_label_name(name)) out.push_back("name part " + part_message());
  return out;
}

Messages check_label_value(std::string_view text) {
  Messages out;
  check_length(out, text, 63, LengthUnit::Bytes);
  if (!text.empty() && !is_label_name(text))
    out.push_back(
        regex_message("a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
                      "'.', and must start and end with an alphanumeric character",
                      fmt::format("({})?", kLabelName), {"MyValue", "my_value", "12345"}));
  return out;
}

Messages check_port_name(std::string_view text) {
  Messages out;
  check_length(out, text, 15);
  if (text.empty() || !std::ranges::all_of(text, [](char c) { return is_lower_alnum(c) || c == '-'; }))
    out.push_back("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (std::ranges::none_of(text, is_lower)) out.push_back("must contain at least one letter (a-z)");
  if (text.find("--") != text.npos) out.push_back("must not contain consecutive hyphens");
  if (!text.empty() && (text.front() == '-' || text.back() == '-'))
    out.push_back("must not begin or end with a hyphen");
  return out;
}

Messages check_percent(std::string_view text) {
  if (text.size() > 1 && text.back() == '%' && std::ranges::all_of(text.substr(0, text.size() - 1), is_digit))
    return {};
  return {regex_message("a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%",
                        {"1%", "93%"})};
}

Messages check_http_header_name(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '-'; })) return {};
  return {regex_message("a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+",
                        {"X-Header-Name"})};
}

Messages check_env_var_name(std::string_view text) {
  Messages out;
  const auto is_allowed = [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; };
  if (text.empty() || is_digit(text.front()) || !std::ranges::all_of(text, is_allowed))
    out.push_back(
        regex_message("a valid environment variable name must consist of alphabetic characters, digits, '_', "
                      "'-', or '.', and must not start with a digit",
                      "[-._a-zA-Z][-._a-zA-Z0-9]*", {"my.env-name", "MY_ENV.NAME", "MyEnvName1"}));
  check_parent_directory(out, text);
  return out;
}

Messages check_relaxed_env_var_name(std::string_view text) {
  Messages out;
  if (text.empty()) out.push_back("environment variable name must be non-empty");
  if (!std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '='; }))
    out.push_back("a valid environment variable name must consist only of printable ASCII characters other than '='");
  return out;
}

Messages check_config_map_key(std::string_view text) {
  Messages out;
  check_length(out, text, 253);
  const auto is_allowed = [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; };
  if (text.empty() || !std::ranges::all_of(text, is_allowed))
    out.push_back(regex_message("a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                                "[-._a-zA-Z0-9]+", {"key.name", "KEY_NAME", "key-name"}));
  check_parent_directory(out, text);
  return out;
}

Messages check_c_identifier(std::string_view text) {
  const auto is_allowed = [](char c) { return is_alnum(c) || c == '_'; };
  if (!text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, is_allowed)) return {};
  return {
      regex_message("a valid C identifier must start with alphabetic character or '_', followed by a string of "
                    "alphanumeric characters or '_'",
                    "[A-Za-z_][A-Za-z0-9_]*", {"my_name", "MY_NAME", "MyName"})};
}

Messages check_name_prefix(std::string_view text) {
  std::string whole{text};
  // Two characters make way for one: so the server has it.
  if (whole.size() > 1 && whole.back() == '-') whole.replace(whole.size() - 2, 2, "a");
  return check_dns1123_subdomain(whole);
}

}  // namespace slipway::kube
