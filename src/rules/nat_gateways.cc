#include <fmt/core.h>

#include <algorithm>

#include "rules/plans/plan.h"
#include "rules/rule.h"

namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// Models, data sets, checkpoints and the layers of images come from S3: through a NAT gateway each byte is paid for.
void check_models_through_nat(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    const auto gateways = plan.of("aws_nat_gateway");
    if (gateways.empty() || plan.of("aws_eks_cluster").empty()) continue;
    const bool may_be_there = std::ranges::any_of(plan.of("aws_vpc_endpoint"), [](const PlannedResource* endpoint) {
      const std::string_view service = (*endpoint)["service_name"].text();
      return service.empty() || service.ends_with(".s3");
    });
    if (may_be_there) continue;
    findings.say(place(*gateways[0], (*gateways[0])["id"]),
                 fmt::format("what nodes read of S3 goes through {}", gateways[0]->address));
  }
}

const Rule kRules[] = {
    {"NAT001", "", Severity::Warning, "S3 through a NAT gateway",
     "A NAT gateway charges for each gigabyte that goes through it, models and the layers of ECR's images too, which "
     "lie in S3. A gateway endpoint for S3 costs nothing.",
     "add an aws_vpc_endpoint of type Gateway for com.amazonaws.<region>.s3 with the private route tables",
     "EKS best practices, cost optimization (networking); VPC user guide, gateway endpoints", check_models_through_nat},
};

}  // namespace

std::span<const Rule> nat_gateway_rules() { return kRules; }

}  // namespace slipway::rules
