#include "spec/network.h"

#include "spec/read_scalar.h"
#include "spec/rows.h"

namespace slipway::spec {

std::span<const Word> words_of(NatGateways) {
  static constexpr Word kWords[] = {
      {"none", "no way out to the internet: everything comes through VPC endpoints", int(NatGateways::None)},
      {"single", "one for all zones: cheapest, and its zone's failure cuts all off", int(NatGateways::Single)},
      {"perZone", "one in each zone", int(NatGateways::PerZone)},
  };
  return kWords;
}

const StructType& type_of(const FlowLogs*) {
  static const StructType type =
      Rows(Of<FlowLogs>{}, "FlowLogs", "Records of the VPC's traffic, in CloudWatch Logs.")
          .field("enabled", &FlowLogs::enabled, "Whether accepted and rejected traffic is recorded.")
          .field("retentionDays", &FlowLogs::retention_days, "Days that the records are kept.")
          .only(log_retention_days())
          .or_short("true or false", "",
                    [](void* owner, std::string_view path, const doc::Node& node, Diagnostics& diagnostics) {
                      auto& logs = *static_cast<FlowLogs*>(owner);
                      logs.enabled.where = node.where();
                      logs.enabled.written = true;
                      if (node.kind() == doc::Kind::Bool)
                        logs.enabled.value = node.boolean();
                      else
                        refuse_short(type_of(static_cast<const FlowLogs*>(nullptr)), path, node, diagnostics);
                    });
  return type;
}

const StructType& type_of(const CreatedNetwork*) {
  static const StructType type =
      Rows(Of<CreatedNetwork>{}, "CreatedNetwork",
           "A VPC that slipway creates: one public and one private subnet in each zone, tagged for load balancers and "
           "Karpenter.")
          .field("cidr", &CreatedNetwork::cidr, "Address range of the VPC, /16 to /28.")
          .is(format::kCidr)
          .known_as({"vpcCidr", "cidrBlock"})
          .field("zones", &CreatedNetwork::zones,
                 "In how many availability zones; as many as there are where a region has fewer. EKS needs two.")
          .between(2, 6)
          .known_as({"azs", "availabilityZones", "azCount"})
          .field("zoneNames", &CreatedNetwork::zone_names,
                 "Which zones, such as us-west-2a; in place of the region's first ones.")
          .field("natGateways", &CreatedNetwork::nat_gateways, "How private subnets reach the internet.")
          .known_as({"nat", "natGateway", "singleNatGateway"})
          .field("podCidr", &CreatedNetwork::pod_cidr,
                 "A second address range, for pods alone, such as 100.64.0.0/16. Without it pods share the nodes'.")
          .is(format::kCidr)
          .field("endpoints", &CreatedNetwork::endpoints,
                 "VPC endpoints by service: s3 and dynamodb are gateways (free), others such as ecr.api, ecr.dkr, sts, "
                 "sqs are interfaces.")
          .is(format::kDnsName)
          .field("flowLogs", &CreatedNetwork::flow_logs, "Records of the VPC's traffic.");
  return type;
}

const StructType& type_of(const ExistingNetwork*) {
  static const StructType type =
      Rows(Of<ExistingNetwork>{}, "ExistingNetwork", "A VPC that somebody else owns.")
          .field("vpcId", &ExistingNetwork::vpc_id, "Its id.")
          .is(format::kVpcId)
          .required()
          .known_as({"vpc", "id"})
          .field("privateSubnetIds", &ExistingNetwork::private_subnet_ids,
                 "Subnets of nodes and pods, in two zones or more.")
          .is(format::kSubnetId)
          .required()
          .at_least(2)
          .known_as({"subnetIds", "privateSubnets", "subnets"})
          .field("publicSubnetIds", &ExistingNetwork::public_subnet_ids, "Subnets of public load balancers.")
          .is(format::kSubnetId)
          .known_as({"publicSubnets"})
          .field("tagSubnets", &ExistingNetwork::tag_subnets,
                 "Whether slipway writes the tags by which load balancers and Karpenter find subnets, where they are "
                 "missing.");
  return type;
}

const StructType& type_of(const Network*) {
  static const StructType type =
      Rows(Of<Network>{}, "Network", "The VPC: created, or an existing one. Without either, created with defaults.")
          .field("create", &Network::create, "A VPC that slipway creates.")
          .field("existing", &Network::existing, "A VPC that somebody else owns.")
          .field("nodeEgress", &Network::node_egress,
                 "Address ranges that nodes may reach besides the VPC; without it everywhere.")
          .is(format::kCidr)
          .field("nodeEgressHttps", &Network::node_egress_https,
                 "With nodeEgress: whether nodes may also reach all addresses on TCP 443, where image registries and "
                 "AWS's APIs are. Without it these need VPC endpoints.");
  return type;
}

}  // namespace slipway::spec
