#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace slipway::io {

struct Header {
  std::string name, value;
  friend bool operator==(const Header&, const Header&) = default;
};

/// How a server is trusted, and how it may trust us. All PEM texts, not files; "" means the system's own.
struct Tls {
  std::string authorities;       // trusted instead of the system's
  std::string certificate, key;  // of the client
  std::string server_name;       // what the certificate must be for, when that is not the URL's host
  bool is_verified = true;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<Header> headers = {};
  std::string body = {};
  Tls tls = {};
  std::string proxy = {};  // "": as HTTPS_PROXY, http_proxy (in small letters) and NO_PROXY say; none to what is near
  int seconds = 60;        // for all of it; 0 no limit but that something must come every two minutes
  int connect_seconds = 10;
  /// Asked about once a second; true ends it as Unreachable.
  std::function<bool()> stop = {};
};

struct HttpResponse {
  int status = 0;
  std::vector<Header> headers = {};
  std::string body = {};

  /// The first of this name, however it is capitalized; "" when there is none.
  std::string_view header(std::string_view name) const;
};

/// The door to servers. No redirects are followed: whoever signs a request must see them. May be used by many threads.
class Http {
 public:
  virtual ~Http() = default;
  /// An answer of whatever status, or why there is none: Unreachable (nothing answered, or it stopped midway), Denied
  /// (its certificate, or ours), Malformed (no URL; more than kMaxBytes).
  virtual Result<HttpResponse> send(const HttpRequest& request) = 0;
  /// The same for answers without an end (watch): the body goes to `take` piece by piece as it comes, until that says
  /// false. Of an answer that is not 200 the body is in the result.
  virtual Result<HttpResponse> stream(const HttpRequest& request,
                                      const std::function<bool(std::string_view)>& take) = 0;

  static constexpr std::size_t kMaxBytes = 256u << 20;
};

/// libcurl. Keeps connections open between requests.
class CurlHttp final : public Http {
 public:
  CurlHttp();
  ~CurlHttp() override;
  Result<HttpResponse> send(const HttpRequest& request) override;
  Result<HttpResponse> stream(const HttpRequest& request, const std::function<bool(std::string_view)>& take) override;

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

/// For tests: answers from a function, and remembers what it was asked.
struct FakeHttp final : Http {
  std::function<Result<HttpResponse>(const HttpRequest&)> answer;
  std::vector<HttpRequest> asked;

  Result<HttpResponse> send(const HttpRequest& request) override;
  Result<HttpResponse> stream(const HttpRequest& request, const std::function<bool(std::string_view)>& take) override;

 private:
  std::mutex mutex_;
};

}  // namespace slipway::io
