#include "ops/preflight/quotas.h"

#include <fmt/core.h>

namespace slipway::ops::preflight_checks {

Quota quota(const Asking& asking, QuotaId id) {
  Quota out;
  const doc::Map parameters{{"ServiceCode", id.service}, {"QuotaCode", id.code}};
  for (const char* operation : {"GetServiceQuota", "GetAWSDefaultServiceQuota"}) {
    const auto& answer = asking.answers.ask("service-quotas", operation, parameters);
    if (!answer) {
      if (!out.failure) out.failure = &answer.error();
      if (!says_something(answer.error())) break;
      continue;
    }
    const doc::Node& said = answer->root()["Quota"];
    const auto kind = said["Value"].kind();
    if (kind != doc::Kind::Int && kind != doc::Kind::Float) continue;
    out.value = said["Value"].number();
    out.name = said["QuotaName"].text();
    out.failure = nullptr;
    break;
  }
  return out;
}

std::string ask_for_more(const Asking& asking, QuotaId id, std::int64_t wanted) {
  return fmt::format(
      "aws service-quotas request-service-quota-increase --region {} --service-code {} --quota-code {} --desired-value "
      "{}",
      asking.region, id.service, id.code, wanted);
}

std::vector<Task> quota_tasks(const Asking& asking) {
  std::vector<Task> all = vcpu_tasks(asking);
  for (Task& task : count_tasks(asking)) all.push_back(std::move(task));
  return all;
}

}  // namespace slipway::ops::preflight_checks
