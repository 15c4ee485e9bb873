#pragma once

#include <cstdint>
#include <string>

#include "io/http.h"

namespace slipway::cloud {

/// What AWS knows us by. `token` is there with temporary ones only.
struct Keys {
  std::string id, secret, token;
  friend bool operator==(const Keys&, const Keys&) = default;
};

/// For which service, where and when a signature holds.
struct Scope {
  std::string region, service;  // "eu-west-1", "eks": the service's signing name
  std::int64_t time = 0;        // milliseconds since 1970
};

/// Adds X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256 (of S3) and Authorization. The URL's path must be
/// escaped already, and its query too. Follows AWS Signature Version 4 (IAM User Guide, "Create a signed AWS API
/// request").
void sign(io::HttpRequest& request, const Keys& keys, const Scope& scope);

/// The URL of a GET with the signature in its query, for `seconds`; `signed_header` goes with it when the request is
/// made (x-k8s-aws-id of EKS tokens).
std::string presigned(const std::string& url, const io::Header& signed_header, int seconds, const Keys& keys,
                      const Scope& scope);

}  // namespace slipway::cloud
