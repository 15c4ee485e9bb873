#include "cloud/sigv4.h"

#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <vector>

#include "base/ascii.h"
#include "base/percent.h"
#include "base/sha256.h"
#include "base/text.h"

namespace slipway::cloud {

namespace {

std::string hmac(std::string key, std::string_view text) {
  constexpr std::size_t kBlock = 64;
  if (key.size() > kBlock) key = sha256(key);
  key.resize(kBlock, '\0');
  std::string inner, outer;
  for (const char c : key) {
    inner += static_cast<char>(c ^ 0x36);
    outer += static_cast<char>(c ^ 0x5c);
  }
  return sha256(outer + sha256(inner + std::string(text)));
}

struct Stamp {
  std::string day, second;  // 20260826, 20260826T120000Z
};
Stamp stamp_of(std::int64_t milliseconds) {
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[20];
  std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
  return {std::string(text, 8), text};
}

struct Url {
  std::string host, path, query;
};
Url parts_of(std::string_view url) {
  url.remove_prefix(std::min(url.size(), url.find("://") + 3));
  const auto slash = std::min(url.find_first_of("/?"), url.size());
  Url out{std::string(url.substr(0, slash)), "/", ""};
  url.remove_prefix(slash);
  const auto question = std::min(url.find('?'), url.size());
  if (question > 0) out.path = url.substr(0, question);
  if (question < url.size()) out.query = url.substr(question + 1);
  return out;
}

/// Parameters sorted by name, then value; each with a '='.
std::string canonical_query(std::string_view query) {
  std::vector<std::string> parameters;
  for (const std::string_view one : split(query, '&')) {
    if (one.empty()) continue;
    parameters.push_back(std::string(one) + (one.find('=') == one.npos ? "=" : ""));
  }
  std::ranges::sort(parameters);
  return join(parameters, "&");
}

using SignedHeaders = std::map<std::string, std::string>;  // lower case, trimmed

std::string names_of(const SignedHeaders& headers) {
  std::string names;
  for (const auto& [name, value] : headers) (names += names.empty() ? "" : ";") += name;
  return names;
}

/// S3 signs the path as it is sent; the others escape what is escaped already once more.
std::string canonical_path(const std::string& path, const Scope& scope) {
  return scope.service == "s3" ? path : percent_escaped(path, "-._~/");
}

std::string signature_of(const std::string& method, const Url& url, const SignedHeaders& headers,
                         const std::string& body_hash, const Keys& keys, const Scope& scope, const Stamp& stamp) {
  std::string canonical = method + "\n" + canonical_path(url.path, scope) + "\n" + canonical_query(url.query) + "\n";
  for (const auto& [name, value] : headers) canonical += name + ":" + value + "\n";
  canonical += "\n" + names_of(headers) + "\n" + body_hash;
  const std::string to_sign = fmt::format("AWS4-HMAC-SHA256\n{}\n{}/{}/{}/aws4_request\n{}", stamp.second, stamp.day,
                                          scope.region, scope.service, hexadecimal(sha256(canonical)));
  std::string key = hmac("AWS4" + keys.secret, stamp.day);
  for (const std::string_view part :
       {std::string_view(scope.region), std::string_view(scope.service), std::string_view("aws4_request")})
    key = hmac(key, part);
  return hexadecimal(hmac(key, to_sign));
}

}  // namespace

void sign(io::HttpRequest& request, const Keys& keys, const Scope& scope) {
  const Stamp stamp = stamp_of(scope.time);
  const Url url = parts_of(request.url);
  const std::string body_hash = hexadecimal(sha256(request.body));
  request.headers.push_back({"X-Amz-Date", stamp.second});
  if (!keys.token.empty()) request.headers.push_back({"X-Amz-Security-Token", keys.token});
  if (scope.service == "s3") request.headers.push_back({"X-Amz-Content-Sha256", body_hash});
  SignedHeaders headers{{"host", url.host}};
  for (const io::Header& header : request.headers) headers[ascii_lower(header.name)] = trim(header.value);
  const std::string signature = signature_of(request.method, url, headers, body_hash, keys, scope, stamp);
  request.headers.push_back(
      {"Authorization",
       fmt::format("AWS4-HMAC-SHA256 Credential={}/{}/{}/{}/aws4_request, SignedHeaders={}, Signature={}", keys.id,
                   stamp.day, scope.region, scope.service, names_of(headers), signature)});
}

std::string presigned(const std::string& url, const io::Header& signed_header, int seconds, const Keys& keys,
                      const Scope& scope) {
  const Stamp stamp = stamp_of(scope.time);
  Url parts = parts_of(url);
  SignedHeaders headers{{"host", parts.host}};
  if (!signed_header.name.empty()) headers[ascii_lower(signed_header.name)] = signed_header.value;
  std::string query = parts.query + (parts.query.empty() ? "" : "&");
  query += "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
           percent_escaped(fmt::format("{}/{}/{}/{}/aws4_request", keys.id, stamp.day, scope.region, scope.service)) +
           "&X-Amz-Date=" + stamp.second + "&X-Amz-Expires=" + std::to_string(seconds);
  if (!keys.token.empty()) query += "&X-Amz-Security-Token=" + percent_escaped(keys.token);
  query += "&X-Amz-SignedHeaders=" + percent_escaped(names_of(headers));
  parts.query = query;
  const std::string signature = signature_of("GET", parts, headers, hexadecimal(sha256("")), keys, scope, stamp);
  return url.substr(0, url.find('?')) + "?" + query + "&X-Amz-Signature=" + signature;
}

}  // namespace slipway::cloud
