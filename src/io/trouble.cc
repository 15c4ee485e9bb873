#include "io/trouble.h"

#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/text.h"

namespace slipway::io {

namespace {

struct Known {
  std::string_view says;
  Trouble trouble;
};

// Of libcurl 7.88 to 8.x with OpenSSL or GnuTLS; the first that the message holds.
constexpr Known kKnown[] = {
    {"Could not resolve proxy", Trouble::Proxy},
    {"CONNECT tunnel failed", Trouble::Proxy},
    {"from proxy after CONNECT", Trouble::Proxy},
    {"SOCKS", Trouble::Proxy},
    {"Could not resolve host", Trouble::Name},
    {"error setting certificate file", Trouble::OwnCertificate},
    {"error adding trust anchors", Trouble::OwnCertificate},
    {"unable to set private key", Trouble::OwnCertificate},
    {"could not load PEM client certificate", Trouble::OwnCertificate},
    {"Private key does not match", Trouble::OwnCertificate},
    {" alert ", Trouble::OwnCertificate},  // what the server says to us: "tlsv13 alert certificate required"
    {"has expired", Trouble::Expired},
    {"not yet valid", Trouble::Expired},
    {"subject name", Trouble::OtherName},
    {"subjectAltName", Trouble::OtherName},
    {"certificate problem", Trouble::Authority},
    {"certificate verif", Trouble::Authority},
    {"timed out", Trouble::Slow},
    {"Timeout was reached", Trouble::Slow},
    {"too slow", Trouble::Slow},
    {"Couldn't connect", Trouble::Refused},
    {"Connection refused", Trouble::Refused},
    {"Failed to connect", Trouble::Refused},
    {"Empty reply", Trouble::CutShort},
    {"reset by peer", Trouble::CutShort},
    {"transfer closed", Trouble::CutShort},
    {"bytes remaining to read", Trouble::CutShort},
    {"SSL_read", Trouble::CutShort},
    {"SSL_connect", Trouble::CutShort},
    {"wrong version number", Trouble::CutShort},
    {"HTTP/0.9", Trouble::CutShort},
    {"answers with more than", Trouble::TooLarge},
};

/// "k:443: Failed to connect to p port 3128": where it could not connect is not where it was to.
bool is_of_proxy(std::string_view message) {
  constexpr std::string_view kFailed = "Failed to connect to ";
  const auto at = message.find(kFailed);
  if (at == message.npos) return false;
  std::string_view to = message.substr(at + kFailed.size());
  to = to.substr(0, to.find(" port "));
  return !message.starts_with(std::string(to) + ":") && !message.starts_with("[" + std::string(to) + "]:");
}

constexpr std::pair<int, std::string_view> kStatuses[] = {
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

}  // namespace

Trouble trouble_of(const Failure& failure) {
  const auto known = std::ranges::find_if(
      kKnown, [&](const Known& one) { return failure.message.find(one.says) != std::string::npos; });
  if (known == std::end(kKnown)) return Trouble::Other;
  if (known->trouble == Trouble::Refused && is_of_proxy(failure.message)) return Trouble::Proxy;
  return known->trouble;
}

std::string status_in_words(int status) {
  const auto known = std::ranges::find(kStatuses, status, &std::pair<int, std::string_view>::first);
  if (known == std::end(kStatuses)) return fmt::format("HTTP {}", status);
  return fmt::format("HTTP {} ({})", status, known->second);
}

bool is_web_page(const HttpResponse& response) {
  constexpr int kLoginNeeded = 511;
  if (response.status >= 500 && response.status != kLoginNeeded) return false;
  std::string_view body = response.body;
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  const std::string begin = ascii_lower(trim(body.substr(0, 200)));
  for (const std::string_view page : {"<!doctype html", "<html", "<head", "<body", "<script"})
    if (begin.starts_with(page)) return true;
  return begin.starts_with('<') && ascii_lower(response.header("Content-Type")).starts_with("text/html");
}

std::string web_page_in_words(std::string_view whom) {
  return fmt::format("something between here and {} answered with a web page: a proxy or a captive portal", whom);
}

std::int64_t clock_skew(const HttpResponse& response, std::int64_t now) {
  const std::string date(response.header("Date"));
  std::tm parts{};
  const char* end = ::strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (date.empty() || !end || *end != '\0') return 0;
  return static_cast<std::int64_t>(::timegm(&parts)) * 1000 - now;
}

std::string skew_in_words(std::int64_t skew) {
  const std::int64_t minutes = (skew < 0 ? -skew : skew) / 60'000;
  if (minutes < 4) return "";
  const char* where = skew > 0 ? "behind" : "ahead of";
  if (minutes < 120) return fmt::format("{} minutes {}", minutes, where);
  if (minutes < 48 * 60) return fmt::format("{} hours {}", minutes / 60, where);
  return fmt::format("{} days {}", minutes / (24 * 60), where);
}

}  // namespace slipway::io
