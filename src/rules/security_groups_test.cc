#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::Planned;
using testing::planned;
using testing::reference;

/// A node group whose template has one security group.
Files nodes(const std::string& rules, const std::vector<Planned>& more = {},
            const std::string& list = reference("aws_security_group.node", "id")) {
  std::vector<Planned> all = {{"aws_eks_node_group.cpu", "{}",
                               "{\"launch_template\": [{\"id\": " + reference("aws_launch_template.cpu", "id") + "}]}"},
                              {"aws_launch_template.cpu", "{}", "{\"vpc_security_group_ids\": " + list + "}"},
                              {"aws_security_group.node", rules}};
  all.insert(all.end(), more.begin(), more.end());
  return planned(all);
}

TEST(SecurityGroups, NodesReachAws) {
  const std::string inside =
      R"({"egress": [{"cidr_blocks": ["10.0.0.0/8", "172.16.0.0/12"], "protocol": "-1", "from_port": 0, "to_port": 0}]})";
  std::vector<Planned> endpoints;
  for (const char* service : {"ec2", "ecr.api", "ecr.dkr", "sts", "s3"})
    endpoints.push_back({fmt::format("aws_vpc_endpoint.e{}", endpoints.size()),
                         fmt::format(R"({{"service_name": "com.amazonaws.us-east-1.{}"}})", service)});
  hold({
      {"SECGRP001", nodes(inside), "no VPC endpoint is there for ec2, ecr.api, ecr.dkr, s3, sts",
       nodes(inside, endpoints)},
      {"SECGRP001", nodes(inside), "private addresses only",
       nodes(R"({"egress": [{"cidr_blocks": ["0.0.0.0/0"], "protocol": "tcp", "from_port": 443, "to_port": 443}]})")},
  });
}

TEST(SecurityGroups, ControlPlaneReachesNodes) {
  const std::string self = R"({"ingress": [{"self": true, "protocol": "-1", "from_port": 0, "to_port": 0}]})";
  hold({
      {"SECGRP002", nodes(self), "reaches neither kubelet (10250) nor webhooks",
       nodes(
           self, {},
           R"({"references": ["aws_security_group.node.id", "aws_security_group.node", "aws_eks_cluster.main.vpc_config[0].cluster_security_group_id", "aws_eks_cluster.main"]})")},
      {"SECGRP002", nodes(self), "of their own group only",
       nodes(
           R"({"ingress": [{"cidr_blocks": ["10.0.0.0/16"], "protocol": "tcp", "from_port": 1025, "to_port": 65535}]})")},
  });
}

TEST(SecurityGroups, NodesOpenToTheInternet) {
  const auto from = [](const std::string& range) {
    return nodes(R"({"ingress": [{"cidr_blocks": [")" + range +
                 R"("], "protocol": "tcp", "from_port": 22, "to_port": 22}]})");
  };
  hold({{"SECGRP003", from("0.0.0.0/0"), "nodes take SSH from the whole internet", from("203.0.113.0/24")}});
}

}  // namespace
}  // namespace slipway::rules
