#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::ops {

/// What AWS refused, read out of a message of Terraform's AWS provider.
struct AwsRefusal {
  std::string service, operation;  // "EC2", "RunInstances"; "" each when the message does not say
  int status = 0;                  // of HTTP; 0: no answer came
  std::string request;             // AWS's support asks for it
  std::string code, message;       // "VcpuLimitExceeded", "You have requested more vCPU capacity than …"
  std::string action;              // the right that is missing: "sqs:CreateQueue"

  /// "EC2 RunInstances: VcpuLimitExceeded: You have …; HTTP 400 (Bad Request), request 1b9c…"
  std::string text() const;
};

/// `operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: 1b9c…, api error
/// VcpuLimitExceeded: You have …` and its kin: errors that the SDK has a type for have no "api error", S3 adds HostID,
/// a request without an answer has StatusCode 0; `AccessDenied: … status code: 403, request id: …` of the SDK's first
/// version. Follows smithy-go 1.22 errors.go and aws-sdk-go-v2 1.36 aws/transport/http/response_error.go.
struct ReadRefusal {
  AwsRefusal refusal;
  std::size_t begin = 0;  // where in the text it begins; it ends with the text
};
std::optional<ReadRefusal> read_refusal(std::string_view text);

}  // namespace slipway::ops
