#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "cloud/credentials.h"
#include "doc/node.h"
#include "doc/value.h"

namespace slipway::cloud {

/// AWS APIs of one region, by their own names: `call("eks", "DescribeCluster", {{"name", "demo"}})` answers with the
/// tree that the AWS CLI prints; EC2's is as it is sent ("vpcSet"). Operations: rows of operations.cc; all only read.
/// Throttled, failing (5xx) or silent calls are made five times in all with growing pauses; ended keys are renewed
/// once. May be used by many threads.
class Aws {
 public:
  /// `region` "": the chain's.
  Aws(Doors doors, CredentialChain& chain, std::string region);

  const std::string& region() const { return region_; }

  Result<doc::Document, CallFailure> call(std::string_view service, std::string_view operation,
                                          const doc::Map& parameters);
  static bool knows(std::string_view service, std::string_view operation);
  /// What time it is where things are made, in milliseconds since 1970: as the last answer says (its Date), to the
  /// second; before the first, and where none does, as our clock says.
  std::int64_t now() const { return doors_.clock.now() + skew_; }

 private:
  Doors doors_;
  CredentialChain& chain_;
  std::string region_;
  std::atomic<std::int64_t> skew_ = 0;  // of our clock
};

/// "k8s-aws-v1.…": what an EKS cluster takes for a quarter of an hour, as `aws eks get-token` makes it.
/// Follows aws-iam-authenticator pkg/token.
Result<std::string, CallFailure> eks_token(CredentialChain& chain, const std::string& cluster,
                                           const std::string& region, std::int64_t now);

}  // namespace slipway::cloud
