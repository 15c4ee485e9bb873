#include "components/component.h"
#include "components/parts/identity.h"
#include "components/parts/network.h"

/// Records of the VPC's traffic, kept in CloudWatch Logs.
namespace slipway::components {

namespace {

void expand_vpc_flow_logs(Expansion& in) {
  const auto& logs = in.platform.network.create->flow_logs;
  const auto group = in.add("aws_cloudwatch_log_group", "flow_logs",
                            {{"name", "/aws/vpc/" + in.graph.setting.cluster + "/flow-logs"},
                             {"retention_in_days", logs.retention_days.value}},
                            logs.where);
  RoleWanted wanted{"flow-logs"};
  wanted.statements.push_back(platform::allow({"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
                                              {group.interpolated("arn") + ":*"}));
  wanted.statements.push_back(platform::allow({"logs:DescribeLogGroups"}, {"*"}));
  const auto role = add_role(in, wanted, platform::trust_of_service("vpc-flow-logs.amazonaws.com"), logs.where);
  const auto id = in.add("aws_flow_log", "main",
                         {{"vpc_id", network_of(in.platform).vpc_id},
                          {"traffic_type", "ALL"},
                          {"log_destination_type", "cloud-watch-logs"},
                          {"log_destination", group.attribute("arn")},
                          {"iam_role_arn", role.attribute("arn")},
                          {"max_aggregation_interval", 600}},
                         logs.where);
  const platform::AwsQuestion question{"ec2", "DescribeFlowLogs", {{"FlowLogId", doc::List{id.interpolated("id")}}}};
  in.add_check("the VPC's traffic is recorded", question,
               {"flowLogSet[].flowLogStatus", platform::Expectation::Holds::Equals, "ACTIVE"});
  // EC2 says nothing of that before it has delivered for the first time.
  in.add_check("records of the VPC's traffic reach CloudWatch", question,
               {"flowLogSet[].deliverLogsStatus", platform::Expectation::Holds::EachEquals, "SUCCESS"});
}

bool has_flow_logs(const spec::Platform& platform) {
  return platform.network.create && platform.network.create->flow_logs.enabled.value;
}

}  // namespace

extern const Component vpc_flow_logs = {
    "vpc-flow-logs", "records of the VPC's traffic", Stage::Network, {}, has_flow_logs, nullptr, expand_vpc_flow_logs};

}  // namespace slipway::components
