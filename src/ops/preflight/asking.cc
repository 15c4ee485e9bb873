#include "ops/preflight/asking.h"

#include "cloud/reasons.h"

namespace slipway::ops::preflight_checks {

bool Asking::stands() const {
  const auto& answer = answers.ask("eks", "DescribeCluster", {{"name", graph.setting.cluster}});
  return answer && answer->root()["cluster"].is_map();
}

std::string Asking::vpc_id() const {
  const auto* vpc = graph.find(platform::ResourceId{"data.aws_vpc", "main"});
  const std::string* id = vpc ? (*vpc)["id"].string() : nullptr;
  return id ? *id : "";
}

std::vector<std::string> Asking::subnets(std::string_view role) const {
  std::vector<std::string> ids;
  for (const auto* subnet : graph.of_type("data.aws_subnet"))
    if (const std::string* id = (*subnet)["id"].string(); id && subnet->id.name.starts_with(std::string(role) + "_"))
      ids.push_back(*id);
  return ids;
}

Checked skipped(std::string part, std::string claim, const cloud::CallFailure& failure) {
  return {std::move(part), std::move(claim), Outcome::Skipped, "", failure.message, failure.fix};
}

bool says_something(const cloud::CallFailure& failure) { return cloud::is_answer(failure.status, failure.code); }

}  // namespace slipway::ops::preflight_checks
