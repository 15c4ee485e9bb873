#include "io/http.h"

#include <fmt/core.h>
#include <strings.h>

#include "io/libcurl.h"

namespace slipway::io {

namespace {

/// REQUIRES: LibCurl::get() was not null, which Pool::run asks first.
const LibCurl& curl() { return *LibCurl::get(); }

/// What a transfer gathers.
struct Transfer {
  HttpResponse response;
  const std::function<bool(std::string_view)>* take = nullptr;
  CURL* handle = nullptr;
  bool is_too_large = false, is_stopped = false;
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* into) {
  auto& transfer = *static_cast<Transfer*>(into);
  const std::string_view piece(data, size * count);
  if (transfer.take) {
    long status = 0;
    curl().easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200) {
      transfer.is_stopped = !(*transfer.take)(piece);
      return transfer.is_stopped ? 0 : piece.size();
    }
  }
  if (transfer.response.body.size() + piece.size() > Http::kMaxBytes) {
    transfer.is_too_large = true;
    return 0;
  }
  transfer.response.body += piece;
  return piece.size();
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* into) {
  auto& transfer = *static_cast<Transfer*>(into);
  std::string_view line(data, size * count);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) transfer.response.headers.clear();  // after a proxy's or a 100's
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size * count;
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  transfer.response.headers.push_back({std::string(line.substr(0, colon)), std::string(value)});
  return size * count;
}

int on_progress(void* request, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const HttpRequest*>(request)->stop() ? 1 : 0;
}

curl_blob blob_of(const std::string& text) { return {const_cast<char*>(text.data()), text.size(), CURL_BLOB_NOCOPY}; }

struct List {
  curl_slist* items = nullptr;
  void add(const std::string& text) { items = curl().slist_append(items, text.c_str()); }
  List() = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() { curl().slist_free_all(items); }
};

/// A URL that we would talk to, as libcurl writes its host: [::1], 127.0.0.1 for 127.1.
class Url {
 public:
  explicit Url(const std::string& text) : parsed_(curl().url()) {
    is_good_ = parsed_ && curl().url_set(parsed_, CURLUPART_URL, text.c_str(), 0) == CURLUE_OK &&
               read(CURLUPART_HOST, 0, host_) && read(CURLUPART_PORT, CURLU_DEFAULT_PORT, port_);
    std::string scheme;
    is_good_ = is_good_ && read(CURLUPART_SCHEME, 0, scheme) && (scheme == "https" || scheme == "http");
  }
  ~Url() { curl().url_cleanup(parsed_); }
  Url(const Url&) = delete;
  Url& operator=(const Url&) = delete;

  bool is_good() const { return is_good_; }
  const std::string& host() const { return host_; }
  const std::string& port() const { return port_; }
  /// The whole of it with another host; "" when that is no host. host() stays. REQUIRES: is_good().
  std::string at(const std::string& host) {
    std::string text;
    if (curl().url_set(parsed_, CURLUPART_HOST, host.c_str(), 0) != CURLUE_OK) return "";
    return read(CURLUPART_URL, 0, text) ? text : "";
  }

 private:
  bool read(CURLUPart which, unsigned flags, std::string& into) const {
    char* text = nullptr;
    if (curl().url_get(parsed_, which, &text, flags) != CURLUE_OK) return false;
    into = text;
    curl().free(text);
    return true;
  }

  CURLU* parsed_;
  bool is_good_ = false;
  std::string host_, port_;
};

/// Loopback, as for Go's programs (kubectl is one); and where EC2 instances and pods find their credentials, as for
/// AWS's SDKs: no proxy leads there.
bool is_near(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]" ||
         host.starts_with("169.254.") || host.starts_with("[fd00:ec2::");
}

FailureKind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return FailureKind::Denied;
    case CURLE_URL_MALFORMAT:
      return FailureKind::Malformed;
    default:
      return FailureKind::Unreachable;
  }
}

void set_tls(CURL* handle, const Tls& tls) {
  if (!tls.is_verified) {
    curl().easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
    curl().easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (!tls.authorities.empty()) {
    const curl_blob blob = blob_of(tls.authorities);
    curl().easy_setopt(handle, CURLOPT_CAINFO_BLOB, &blob);
    curl().easy_setopt(handle, CURLOPT_CAPATH,
                       static_cast<char*>(nullptr));  // else the system's are trusted beside them
  }
  if (!tls.certificate.empty()) {
    const curl_blob certificate = blob_of(tls.certificate), key = blob_of(tls.key);
    curl().easy_setopt(handle, CURLOPT_SSLCERT_BLOB, &certificate);
    curl().easy_setopt(handle, CURLOPT_SSLKEY_BLOB, &key);
  }
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  for (const Header& header : headers)
    if (header.name.size() == name.size() && ::strncasecmp(header.name.data(), name.data(), name.size()) == 0)
      return header.value;
  return {};
}

/// Handles that nobody uses now; each keeps its connections.
struct CurlHttp::Pool {
  std::mutex mutex;
  std::vector<CURL*> idle;

  CURL* take() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return curl().easy_init();
    CURL* handle = idle.back();
    idle.pop_back();
    return handle;
  }
  void put_back(CURL* handle) {
    curl().easy_reset(handle);
    const std::lock_guard lock(mutex);
    idle.push_back(handle);
  }

  Result<HttpResponse> run(const HttpRequest& request, const std::function<bool(std::string_view)>* take_body);
};

Result<HttpResponse> CurlHttp::Pool::run(const HttpRequest& request,
                                         const std::function<bool(std::string_view)>* take_body) {
  if (!LibCurl::get())
    return Failure{FailureKind::Unreachable,
                   "libcurl.so.4 is not installed (Debian: libcurl4): no server can be asked"};
  Url address(request.url);
  if (!address.is_good()) return Failure{FailureKind::Malformed, "'" + request.url + "' is no http or https URL"};
  const std::string& named = request.tls.server_name;
  const bool is_renamed = !named.empty() && named != address.host();
  const std::string url = is_renamed ? address.at(named) : request.url;
  if (url.empty()) return Failure{FailureKind::Malformed, "the TLS server name '" + named + "' is no host"};
  CURL* handle = take();
  if (!handle) return Failure{FailureKind::Unreachable, "out of memory for a request"};
  Transfer transfer;
  transfer.take = take_body;
  transfer.handle = handle;
  char reason[CURL_ERROR_SIZE] = "";
  List headers, connect_to;
  if (is_renamed) {
    connect_to.add(fmt::format("{}:{}:{}:{}", named, address.port(), address.host(), address.port()));
    curl().easy_setopt(handle, CURLOPT_CONNECT_TO, connect_to.items);
  }
  headers.add("Expect:");  // no waiting for a 100
  for (const Header& header : request.headers)
    headers.add(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  curl().easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl().easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl().easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl().easy_setopt(handle, CURLOPT_ERRORBUFFER, reason);
  curl().easy_setopt(handle, CURLOPT_HTTPHEADER, headers.items);
  curl().easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, static_cast<long>(request.connect_seconds));
  curl().easy_setopt(handle, CURLOPT_TIMEOUT, static_cast<long>(request.seconds));
  curl().easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl().easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, 120L);
  curl().easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
  curl().easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
  curl().easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl().easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
  curl().easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
  if (request.stop) {
    curl().easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl().easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl().easy_setopt(handle, CURLOPT_XFERINFODATA, &request);
  }
  if (!request.proxy.empty())
    curl().easy_setopt(handle, CURLOPT_PROXY, request.proxy.c_str());
  else if (is_near(address.host()))
    curl().easy_setopt(handle, CURLOPT_PROXY, "");
  if (request.method == "HEAD") {
    curl().easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else {
    curl().easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
      curl().easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl().easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.c_str());
    }
  }
  set_tls(handle, request.tls);
  const CURLcode code = curl().easy_perform(handle);
  long status = 0;
  curl().easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  put_back(handle);
  transfer.response.status = static_cast<int>(status);
  if (transfer.is_too_large)
    return Failure{FailureKind::Malformed,
                   fmt::format("{} answers with more than {} MiB", address.host(), kMaxBytes >> 20)};
  if (code == CURLE_OK || transfer.is_stopped) return std::move(transfer.response);
  return Failure{kind_of(code), fmt::format("{}:{}: {}", address.host(), address.port(),
                                            *reason ? reason : curl().easy_strerror(code))};
}

CurlHttp::CurlHttp() : pool_(std::make_unique<Pool>()) {}

CurlHttp::~CurlHttp() {
  for (CURL* handle : pool_->idle) curl().easy_cleanup(handle);
}

Result<HttpResponse> CurlHttp::send(const HttpRequest& request) { return pool_->run(request, nullptr); }

Result<HttpResponse> CurlHttp::stream(const HttpRequest& request, const std::function<bool(std::string_view)>& take) {
  return pool_->run(request, &take);
}

Result<HttpResponse> FakeHttp::send(const HttpRequest& request) {
  const std::lock_guard lock(mutex_);
  asked.push_back(request);
  return answer(request);
}

Result<HttpResponse> FakeHttp::stream(const HttpRequest& request, const std::function<bool(std::string_view)>& take) {
  auto response = send(request);
  if (!response || response->status != 200) return response;
  take(response->body);
  return HttpResponse{200, response->headers, {}};
}

}  // namespace slipway::io
