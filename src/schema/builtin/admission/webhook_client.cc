#include "schema/builtin/admission/webhook_client.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/quote.h"
#include "base/text.h"
#include "cel/addresses.h"
#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kForm = "; desired format: https://host[/path]";

/// The parts that errors speak of, of a text that net/url.Parse takes.
struct UrlParts {
  std::string scheme, host, user, fragment, query;
  bool has_user = false;
};

UrlParts parts_of(std::string_view text) {
  UrlParts out;
  const std::size_t hash = text.find('#');
  if (hash != text.npos) out.fragment = text.substr(hash + 1);
  text = text.substr(0, hash);
  const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
  if (end != text.npos && text[end] == ':' && end > 0 && (text[0] | 0x20) >= 'a') {
    out.scheme = ascii_lower(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (const std::size_t mark = text.find('?'); mark != text.npos) {
    out.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  if (!text.starts_with("//")) return out;
  std::string_view authority = text.substr(2);
  authority = authority.substr(0, authority.find('/'));
  if (const std::size_t at = authority.rfind('@'); at != authority.npos) {
    out.has_user = true;
    out.user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  out.host = authority;
  return out;
}

/// Why net/url.Parse refuses the text; "" when it takes it. The reader of expressions knows the same grammar, but not
/// relative texts.
std::string url_error(std::string_view text) {
  text = text.substr(0, text.find('#'));
  if (text.empty()) return {};
  const bool is_relative = parts_of(text).scheme.empty() && !text.starts_with('/') && text != "*";
  if (is_relative && !text.starts_with(':')) {
    const std::string_view first = text.substr(0, text.find_first_of("/?"));
    if (first.find(':') != first.npos)
      return "parse " + go_quoted(text) + ": first path segment in URL cannot contain colon";
    const auto rooted = cel::parse_url("/" + std::string(text));
    if (rooted) return {};
    const std::string why = rooted.error().message;
    return "parse " + go_quoted(text) + why.substr(std::min(why.size(), why.find(": ")));
  }
  const auto read = cel::parse_url(text);
  return read ? std::string() : read.error().message;
}

}  // namespace

bool is_url_with_host(std::string_view text) {
  const UrlParts url = parts_of(text);
  return !url.scheme.empty() && !url.host.empty() && url_error(text).empty();
}

void check_webhook_url(std::string_view text, const Path& path, Errors& errors) {
  if (const std::string why = url_error(text); !why.empty())
    return errors.required(path, "url must be a valid URL: " + why + std::string(kForm));
  const UrlParts url = parts_of(text);
  if (url.scheme != "https")
    errors.invalid(path, url.scheme, "'https' is the only allowed URL scheme" + std::string(kForm));
  if (url.host.empty()) errors.invalid(path, "", "host must be specified" + std::string(kForm));
  if (url.has_user) errors.invalid(path, url.user, "user information is not permitted in the URL");
  if (!url.fragment.empty()) errors.invalid(path, url.fragment, "fragments are not permitted in the URL");
  if (!url.query.empty()) errors.invalid(path, url.query, "query parameters are not permitted in the URL");
}

void check_webhook_service(const doc::Node& service, const Path& path, Errors& errors) {
  if (text_of(service["namespace"]).empty()) errors.required(Path(path, "name"));
  if (text_of(service["name"]).empty()) errors.required(Path(path, "namespace"));
  if (const std::int64_t port = integer_of(service["port"]); port < 1 || port > 65535)
    errors.invalid(Path(path, "port"), port, "port is not valid: must be between 1 and 65535, inclusive");
  const std::string_view text = text_of(service["path"]);
  if (text.empty() || text == "/") return;
  const Path text_path(path, "path");
  if (text == "//") return errors.invalid(text_path, text, "segment[0] may not be empty");
  if (!text.starts_with('/')) errors.invalid(text_path, text, "must start with a '/'");
  std::string_view steps = text.substr(1);
  if (steps.ends_with('/')) steps.remove_suffix(1);
  std::size_t i = 0;
  for (const std::string_view step : split(steps, '/')) {
    const std::string at = "segment[" + std::to_string(i++) + "]";
    if (step.empty()) {
      errors.invalid(text_path, text, at + " may not be empty");
      continue;
    }
    for (const std::string& message : kube::check_dns1123_subdomain(step))
      errors.invalid(text_path, text, at + ": " + message);
  }
}

}  // namespace slipway::schema::builtin
