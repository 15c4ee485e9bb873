#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/trouble.h"

namespace slipway::cloud {

/// A refusal of AWS, as far as what helps depends on it.
struct Refusal {
  int status = 0;
  std::string code;  // "" when it gives none
  std::string_view service;
  std::string region;     // "" of services that have none
  std::int64_t skew = 0;  // of io::clock_skew
};

/// What is likely to help: never nothing.
std::string advice(const Refusal& refusal);

/// Where a service is asked because somebody has said so; "": where AWS has it.
struct Endpoint {
  std::string url;      // no slash at its end
  std::string said_by;  // "AWS_ENDPOINT_URL_STS", "endpoint_url of AWS profile gpu"
};

/// The same where no answer came, or one that is not AWS's.
std::string advice_for_silence(const Failure& failure, const Endpoint& endpoint);
std::string advice_for_another(const Endpoint& endpoint);

/// AWS knows who asks, and does not let them. Or 403 and no word: somebody between may have said it.
bool is_denial(int status, std::string_view code);

/// AWS asks for fewer calls, by whatever word.
bool is_throttled(std::string_view code);

/// Whether a refusal tells something of what was asked. False: it is of who asks (rights, keys that have ended or are
/// not AWS's, the clock), of how often, of AWS's own trouble, or no answer of AWS's at all (`status` 0, or 200 with
/// what cannot be read).
bool is_answer(int status, std::string_view code);

/// Milliseconds before the next try, `tried` ≥ 1 of them having been: 0.25, 0.5, 1 … s, of which chance (`now`'s last
/// digits) takes up to a half away, so that those who were throttled together do not come back together.
std::int64_t pause_after(int tried, std::int64_t now);

}  // namespace slipway::cloud
