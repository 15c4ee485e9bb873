#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/http.h"

namespace slipway::io {

/// What lies behind a request that nobody answered, as far as libcurl tells. Each has another cure.
enum class Trouble {
  Name,            // no such host, or no DNS
  Refused,         // nothing listens there
  Proxy,           // nothing listens where the proxy should be, or it refuses
  Slow,            // it took too long
  CutShort,        // an answer that broke off, or was none
  Authority,       // a certificate that nobody we trust has signed
  Expired,         // a certificate that is over, or has not begun
  OtherName,       // a certificate of somebody else
  OwnCertificate,  // ours, or the authorities that we were given: it cannot be used, or is not taken
  TooLarge,        // an answer beyond Http::kMaxBytes
  Other,
};

/// Of what Http::send or stream fail with.
Trouble trouble_of(const Failure& failure);

/// "HTTP 503 (Service Unavailable)": a number says nothing to most people.
std::string status_in_words(int status);

/// Whether a web page came where programs talk to each other: of a captive portal, of a proxy that wants a login or
/// forbids it. A server's own trouble (5xx), which load balancers show as pages too, is none; 511 is.
bool is_web_page(const HttpResponse& response);
/// "something between here and AWS answered with a web page: a proxy or a captive portal"
std::string web_page_in_words(std::string_view whom);
/// What helps against it.
inline constexpr std::string_view kThroughPortal =
    "log in to it in a browser of this machine, or name the right HTTPS_PROXY; then the same command";

/// By how many milliseconds the clock of whoever answered (its Date) is before ours; 0 when it does not say. To the
/// second.
std::int64_t clock_skew(const HttpResponse& response, std::int64_t now);

/// "12 minutes behind", "3 hours ahead of" the server's; "" when they differ by less than four minutes, which both AWS
/// and certificates bear with.
std::string skew_in_words(std::int64_t skew);

}  // namespace slipway::io
