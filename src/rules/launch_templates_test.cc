#include "doc/base64.h"
#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::Planned;
using testing::planned;
using testing::reference;
using testing::said;

/// A launch template, and the managed node group that uses it.
Files used(const std::string& values,
           const std::string& group = R"({"ami_type": "AL2023_x86_64_NVIDIA", "scaling_config": [{"max_size": 4}]})",
           const std::vector<Planned>& more = {}, const std::string& expressions = "{}") {
  std::vector<Planned> all = {{"aws_eks_node_group.gpu", group,
                               "{\"launch_template\": [{\"id\": " + reference("aws_launch_template.gpu", "id") + "}]}"},
                              {"aws_launch_template.gpu", values, expressions}};
  all.insert(all.end(), more.begin(), more.end());
  return planned(all);
}

std::string user_data(const std::string& text) { return "{\"user_data\": \"" + doc::encode_base64(text) + "\"}"; }
std::string interfaces(const std::string& list) {
  return R"({"instance_type": "p5en.48xlarge", "network_interfaces": [)" + list + "]}";
}

TEST(LaunchTemplates, UserDataOfManagedGroups) {
  const std::string mime =
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"B\"\n\n--B\nContent-Type: "
      "application/node.eks.aws\n\nkind: NodeConfig\n--B--\n";
  hold({
      {"LT001", used(user_data("#!/bin/bash\necho hello\n")), "is no MIME multipart text", used(user_data(mime))},
      // With an image of one's own EKS adds nothing.
      {"LT001", used(user_data("#!/bin/bash\n")), "is no MIME multipart text",
       used(user_data("#!/bin/bash\n"), R"({"ami_type": "CUSTOM"})")},
      {"LT001", used(user_data("#!/bin/bash\n"), R"({"ami_type": "BOTTLEROCKET_x86_64"})"), "TOML",
       used(user_data("[settings.kubernetes]\n"), R"({"ami_type": "BOTTLEROCKET_x86_64"})")},
      {"LT002", used(user_data("#!/bin/bash\n/etc/eks/bootstrap.sh ml\n")), "has no /etc/eks/bootstrap.sh",
       used(user_data(mime))},
  });
}

TEST(LaunchTemplates, SettingsThatAreTheGroups) {
  hold({
      {"LT003", used(R"({"iam_instance_profile": [{"name": "a"}]})"), "iam_instance_profile",
       used(R"({"ebs_optimized": "true"})")},
      {"LT003", used(R"({"instance_market_options": [{"market_type": "spot"}]})"), "asks for Spot",
       used(R"({"instance_market_options": [{"market_type": "capacity-block"}]})")},
      {"LT003", used(R"({"instance_type": "g5.xlarge"})", R"({"instance_types": ["g5.xlarge"]})"), "one of them only",
       used(R"({"instance_type": "g5.xlarge"})", "{}")},
      {"LT004", used(interfaces(R"({"subnet_id": "subnet-1"})")), "no template that names subnets",
       used(interfaces(R"({"device_index": 0})"))},
  });
  // A template that no managed group uses may name them.
  EXPECT_EQ(said("LT004", planned({{"aws_launch_template.own", interfaces(R"({"subnet_id": "subnet-1"})")}})), "");
}

TEST(LaunchTemplates, InterfacesOfOneZone) {
  const auto subnets = [](const std::string& zone) {
    return planned(
        {{"aws_launch_template.gpu", interfaces("{\"subnet_id\": \"subnet-a\"},\n{\"subnet_id\": \"subnet-b\"}")},
         {"aws_subnet.a", R"({"id": "subnet-a", "availability_zone": "us-east-1a"})"},
         {"aws_subnet.b", "{\"id\": \"subnet-b\", \"availability_zone\": \"" + zone + "\"}"}});
  };
  hold({{"LT005", subnets("us-east-1b"), "interfaces of one instance in us-east-1a and us-east-1b",
         subnets("us-east-1a")}});
}

// EC2 takes an instance whose first interface is a plain one: its other cards have EFA all the same.
TEST(LaunchTemplates, OfAPlainFirstInterfaceOneCardIsNotedOnly) {
  const auto with_efa = [](int cards) {
    std::string list = R"({"network_card_index": 0, "device_index": 0, "interface_type": "interface"})";
    for (int card = 1; card < cards; ++card)
      list += fmt::format(R"(, {{"network_card_index": {}, "device_index": 1, "interface_type": "efa-only"}})", card);
    return said("LT006", used(interfaces(list)));
  };
  EXPECT_NE(with_efa(16).find(" note: p5en.48xlarge has 16 EFA cards, the template uses 15"), std::string::npos);
  EXPECT_NE(with_efa(9).find(" error: "), std::string::npos) << "half of what is paid for";
}

TEST(LaunchTemplates, CardsOfTheType) {
  std::string all;
  for (int card = 0; card < 16; ++card)
    all += fmt::format("{}{{\"network_card_index\": {}, \"device_index\": {}, \"interface_type\": \"efa-only\"}}",
                       card == 0 ? "" : ",", card, card == 0 ? 1 : 0);
  hold({
      {"LT006", used(interfaces(R"({"interface_type": "efa"})")),
       "p5en.48xlarge has 16 EFA cards, the template uses 1: 6 % of its network", used(interfaces(all))},
      {"LT006",
       used(
           R"({"instance_type": "p5.4xlarge", "network_interfaces": [{"interface_type": "efa"}, {"interface_type": "efa"}]})"),
       "takes 1 EFA interfaces, the template has 2", used(interfaces(all))},
      {"LT007", used(interfaces(R"({"network_card_index": 4, "device_index": 4})")),
       "device_index 4 on card 4: a card of p5en.48xlarge takes 4 interfaces, 0 to 3", used(interfaces(all))},
      {"LT007", used(interfaces(R"({"network_card_index": 16, "device_index": 0})")), "there is no card 16",
       used(interfaces(all))},
      {"LT007", used(interfaces(R"({"network_card_index": 1}, {"network_card_index": 1})")),
       "two interfaces with device_index 0", used(interfaces(all))},
      {"LT008", used(interfaces(R"({"interface_type": "efa"}, {"network_card_index": 1, "interface_type": "efa"})")),
       "1 interface beside the first takes an address each", used(interfaces(all))},
      {"LT011", used(interfaces(all)), "cluster placement group",
       used("{\"placement\": [{\"group_name\": \"p\"}]," + interfaces(all).substr(1))},
  });
}

TEST(LaunchTemplates, SecurityGroupsOfEfaNodes) {
  const std::string efa = R"({"network_interfaces": [{"interface_type": "efa", "security_groups": ["sg-1"]}]})";
  const Planned group{"aws_security_group.efa", R"({"id": "sg-1"})"};
  const auto rule = [](const std::string& way) {
    return Planned{"aws_vpc_security_group_" + way + "_rule." + way,
                   R"({"security_group_id": "sg-1", "referenced_security_group_id": "sg-1", "ip_protocol": "-1"})"};
  };
  const Planned cluster{
      "aws_vpc_security_group_ingress_rule.cluster", R"({"security_group_id": "sg-1", "ip_protocol": "-1"})",
      R"({"referenced_security_group_id": {"references": ["aws_eks_cluster.main.vpc_config[0].cluster_security_group_id", "aws_eks_cluster.main"]}})"};
  hold({
      {"LT009", used(efa, "{}", {group, rule("ingress")}), "no rule for all traffic to itself",
       used(efa, "{}", {group, rule("ingress"), rule("egress")})},
      {"LT010", used(efa, "{}", {group, rule("ingress")}), "the control plane does not reach the nodes",
       used(efa, "{}", {group, cluster})},
  });
}

TEST(LaunchTemplates, MetadataWithinReachOfPods) {
  hold({
      {"LT012", used(R"({"metadata_options": [{"http_put_response_hop_limit": 2}]})"), "hop limit 2",
       used(R"({"metadata_options": [{"http_put_response_hop_limit": 1}]})")},
      {"LT012", used(R"({"metadata_options": [{"http_tokens": "optional"}]})"), "without tokens",
       used(R"({"metadata_options": [{"http_tokens": "required"}]})")},
  });
}

TEST(LaunchTemplates, SubnetsThatThePlanMakes) {
  const auto made = [](const std::string& zone) {
    return used(
        R"({"network_interfaces": [{"device_index": 0}, {"device_index": 1}]})", "{}",
        {{"aws_subnet.a", R"({"availability_zone": "us-east-1a"})"},
         {"aws_subnet.b", "{\"availability_zone\": \"" + zone + "\"}"}},
        R"({"network_interfaces": [{"subnet_id": {"references": ["aws_subnet.a.id", "aws_subnet.a"]}}, {"subnet_id": {"references": ["aws_subnet.b.id", "aws_subnet.b"]}}]})");
  };
  hold({{"LT004", made("us-east-1a"), "names subnets", used("{}")},
        {"LT005", made("us-east-1b"), "in us-east-1a and us-east-1b", made("us-east-1a")}});
}

}  // namespace
}  // namespace slipway::rules
