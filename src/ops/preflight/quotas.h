#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ops/preflight/asking.h"

namespace slipway::ops::preflight_checks {

struct QuotaId {
  std::string_view service, code;
};

/// What Service Quotas says of one, or why it does not.
struct Quota {
  std::optional<double> value;
  std::string name;  // AWS's
  const cloud::CallFailure* failure = nullptr;
};
/// The value that applies to the account; AWS's default where it has none of its own.
Quota quota(const Asking& asking, QuotaId id);

/// "aws service-quotas request-service-quota-increase …"
std::string ask_for_more(const Asking& asking, QuotaId id, std::int64_t wanted);

std::vector<Task> vcpu_tasks(const Asking& asking);   // quotas_vcpus.cc
std::vector<Task> count_tasks(const Asking& asking);  // quotas_counts.cc

}  // namespace slipway::ops::preflight_checks
