#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ops/said.h"

namespace slipway::ops {

/// A peer that Terraform, its AWS provider or Helm did not come to talk with, read out of an error of theirs. Follows
/// Go 1.25's net (dial.go, net.go), net/http (transport.go) and crypto/x509 (verify.go).
struct Unreachable {
  enum class Why {
    Name,       // no DNS knows it
    Refused,    // nothing listens
    NoWay,      // no route to it
    Slow,       // nothing comes back
    Proxy,      // the proxy on the way cannot be reached, or refuses
    Authority,  // a certificate that nobody we trust has signed
    Expired,    // a certificate that is over, or has not begun
    OtherName,  // a certificate of somebody else
    NoTls,      // it speaks no TLS
  };
  Why why = Why::Name;
  std::string host;          // of the request: "s3.eu-west-1.amazonaws.com", "localhost:4566"; "" when it does not say
  std::string proxy;         // that was dialled for it: "10.0.0.7:3128"
  bool is_registry = false;  // the error is about where providers come from
};
std::optional<Unreachable> read_unreachable(std::string_view error);

/// Whether the error tells whose endpoint it is. Else the host alone is named: the state's backend, another provider.
bool tells_whose(const Unreachable& peer, std::string_view service);

/// Whose endpoint that is, what is likely to be in the way, and what helps. `service`: of AWS, as its SDK calls it; ""
/// when the error does not say.
Cure cure_of(const Unreachable& peer, std::string_view service, std::string_view region);

/// The same of a peer that is none of AWS's: `name` says whose it is, `way` what helps when there is no way to it,
/// `trust` when nobody we trust has signed its certificate.
Cure cure_of_other(const Unreachable& peer, const std::string& name, const std::string& way, const std::string& trust);

}  // namespace slipway::ops
