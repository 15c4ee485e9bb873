#include "components/component.h"
#include "components/parts/addresses.h"
#include "components/parts/expected.h"
#include "components/parts/network.h"
#include "platform/fill.h"

/// The VPC: subnets, ways out and tags of one that is created; data sources and missing tags of one that exists.
namespace slipway::components {

namespace {

constexpr const char* kDiscovery = "karpenter.sh/discovery";

/// What node classes select private subnets by: without these tags they would find none.
void add_selected_tags(const spec::Platform& platform, doc::Map& tags) {
  for (const auto& [name, node_class] : platform.node_classes)
    for (const auto& [key, value] : node_class.subnet_tags)
      if (!tags.find(key.value)) tags.set(key.value, doc::Value(value.value).from(value.where));
}

class CreatedVpc {
 public:
  CreatedVpc(Expansion& in, const spec::CreatedNetwork& network)
      : in_(in), network_(network), view_(network_of(in.platform)), cluster_(in.graph.setting.cluster) {}

  void add() {
    const auto plan = plan_subnets(network_.cidr.value, network_.pod_cidr.value, view_.zones.size());
    if (!plan) {
      in_.diagnostics.error("NET001", network_.cidr.where,
                            network_.cidr.value + " does not hold a public and a private subnet in each of " +
                                std::to_string(view_.zones.size()) + " zones",
                            "take a larger range, such as 10.0.0.0/16");
      return;
    }
    add_vpc();
    for (std::size_t i = 0; i < view_.zones.size(); ++i) {
      add_subnet("public", i, plan->public_ranges[i], {{"kubernetes.io/role/elb", "1"}});
      add_subnet("private", i, plan->private_ranges[i],
                 {{"kubernetes.io/role/internal-elb", "1"}, {kDiscovery, cluster_}});
      if (!plan->pod_ranges.empty()) add_subnet("pods", i, plan->pod_ranges[i], {{"kubernetes.io/role/cni", "1"}});
    }
    add_public_routes();
    for (std::size_t i = 0; i < nat_count(); ++i) add_nat(i);
    add_private_routes();
    add_checks();
  }

 private:
  std::string suffix(std::size_t zone) const {
    return platform::local_name(zone_suffix(view_.zones[zone], in_.graph.setting.region));
  }
  std::size_t nat_count() const {
    switch (network_.nat_gateways.value) {
      case spec::NatGateways::None:
        return 0;
      case spec::NatGateways::Single:
        return 1;
      case spec::NatGateways::PerZone:
        return view_.zones.size();
    }
    return 0;
  }
  doc::Map named(const std::string& what) const { return {{"Name", cluster_ + "-" + what}}; }

  void add_vpc() {
    in_.add("aws_vpc", "main",
            {{"cidr_block", network_.cidr.value},
             {"enable_dns_support", true},
             {"enable_dns_hostnames", true},
             {"tags", doc::Map{{"Name", cluster_}}}},
            network_.where);
    // AWS makes this group for whoever names none. With no rules in it, such a thing reaches nothing.
    in_.add("aws_default_security_group", "main",
            {{"vpc_id", view_.vpc_id}, {"tags", doc::Map{{"Name", cluster_ + "-default"}}}}, network_.where);
    in_.add("aws_internet_gateway", "main", {{"vpc_id", view_.vpc_id}, {"tags", doc::Map{{"Name", cluster_}}}},
            network_.where);
    if (!network_.pod_cidr.value.empty())
      in_.add("aws_vpc_ipv4_cidr_block_association", "pods",
              {{"vpc_id", view_.vpc_id}, {"cidr_block", network_.pod_cidr.value}}, network_.pod_cidr.where);
  }

  void add_subnet(const std::string& kind, std::size_t zone, const std::string& range, const doc::Map& role_tags) {
    auto tags = named(kind + "-" + zone_suffix(view_.zones[zone], in_.graph.setting.region));
    for (const auto& [key, value] : role_tags.entries()) tags.set(key, value);
    if (kind == "private") add_selected_tags(in_.platform, tags);
    const auto id = in_.add("aws_subnet", kind + "_" + suffix(zone),
                            {{"vpc_id", view_.vpc_id},
                             {"cidr_block", range},
                             {"availability_zone", view_.zones[zone]},
                             {"map_public_ip_on_launch", false},
                             {"tags", std::move(tags)}},
                            network_.where);
    if (kind == "pods") in_.graph.find(id)->depends_on.push_back({"aws_vpc_ipv4_cidr_block_association", "pods"});
  }

  void add_route_table(const std::string& name, const char* target, const doc::Value& gateway) {
    const auto table =
        in_.add("aws_route_table", name, {{"vpc_id", view_.vpc_id}, {"tags", named(name)}}, network_.where);
    if (gateway.is_null()) return;
    in_.add("aws_route", name + "_internet",
            {{"route_table_id", table.attribute("id")}, {"destination_cidr_block", "0.0.0.0/0"}, {target, gateway}},
            network_.where);
  }

  void associate(const std::string& subnet, const std::string& table) {
    in_.add("aws_route_table_association", subnet,
            {{"subnet_id", platform::ResourceId{"aws_subnet", subnet}.attribute("id")},
             {"route_table_id", platform::ResourceId{"aws_route_table", table}.attribute("id")}},
            network_.where);
  }

  void add_public_routes() {
    add_route_table("public", "gateway_id", platform::ResourceId{"aws_internet_gateway", "main"}.attribute("id"));
    for (std::size_t i = 0; i < view_.zones.size(); ++i) associate("public_" + suffix(i), "public");
  }

  void add_nat(std::size_t zone) {
    const auto name = suffix(zone);
    const auto address = in_.add("aws_eip", "nat_" + name, {{"domain", "vpc"}, {"tags", named("nat-" + name)}},
                                 network_.nat_gateways.where);
    const auto nat = in_.add("aws_nat_gateway", name,
                             {{"allocation_id", address.attribute("id")},
                              {"subnet_id", view_.public_subnets[zone].id},
                              {"connectivity_type", "public"},
                              {"tags", named("nat-" + name)}},
                             network_.nat_gateways.where);
    auto& made = *in_.graph.find(nat);
    made.depends_on.push_back({"aws_internet_gateway", "main"});
    const auto gigabytes = in_.platform.usage.nat_gigabytes.value / static_cast<std::int64_t>(nat_count());
    if (gigabytes > 0) made.facts.set("gigabytesPerMonth", gigabytes);
  }

  /// One table for each NAT gateway; without any, one that leads nowhere but to gateway endpoints.
  void add_private_routes() {
    const bool one_for_all = nat_count() <= 1;
    for (std::size_t i = 0; i < view_.zones.size(); ++i) {
      const auto table = one_for_all ? std::string("private") : "private_" + suffix(i);
      if (!one_for_all || i == 0)
        add_route_table(
            table, "nat_gateway_id",
            nat_count() == 0 ? doc::Value() : platform::ResourceId{"aws_nat_gateway", suffix(i)}.attribute("id"));
      associate("private_" + suffix(i), table);
      if (!network_.pod_cidr.value.empty()) associate("pods_" + suffix(i), table);
    }
  }

  std::vector<const platform::Resource*> of_table(const char* type, const platform::ResourceId& table) const {
    std::vector<const platform::Resource*> all;
    for (const auto* one : in_.graph.of_type(type))
      if (const auto* of = (*one)["route_table_id"].expression();
          of && of->text == table.attribute("id").expression()->text)
        all.push_back(one);
    return all;
  }

  /// Each of the subnets in the table, and its way out.
  void check_table(const platform::ResourceId& table) {
    doc::List routes, subnets;
    for (const auto* route : of_table("aws_route", table)) {
      const auto& gateway = (*route)["gateway_id"];
      routes.add(doc::Map{
          {"destinationCidrBlock", (*route)["destination_cidr_block"]},
          {gateway.is_null() ? "natGatewayId" : "gatewayId", gateway.is_null() ? (*route)["nat_gateway_id"] : gateway},
          {"state", "active"}});
    }
    for (const auto* subnet : of_table("aws_route_table_association", table))
      subnets.add(doc::Map{{"subnetId", (*subnet)["subnet_id"]}});
    doc::Map wanted{{"associationSet", std::move(subnets)}};
    if (!routes.empty()) wanted.set("routeSet", std::move(routes));
    in_.add_check(
        "route table " + table.name + " leads where it should",
        platform::AwsQuestion{"ec2", "DescribeRouteTables", {{"RouteTableId", doc::List{table.interpolated("id")}}}},
        includes("routeTableSet[]", wanted));
  }

  void add_checks() {
    doc::List subnets;
    for (const auto* subnet : in_.graph.of_type("aws_subnet")) subnets.add(subnet->id.interpolated("id"));
    using Holds = platform::Expectation::Holds;
    in_.add_check("each subnet is there", platform::AwsQuestion{"ec2", "DescribeSubnets", {{"SubnetId", subnets}}},
                  {"subnetSet[].state", Holds::Equals, "available"});
    for (const auto* nat : in_.graph.of_type("aws_nat_gateway"))
      in_.add_check("NAT gateway " + nat->id.name + " is available",
                    platform::AwsQuestion{
                        "ec2", "DescribeNatGateways", {{"NatGatewayId", doc::List{nat->id.interpolated("id")}}}},
                    {"natGatewaySet[].state", Holds::Equals, "available"});
    for (const auto* table : in_.graph.of_type("aws_route_table")) check_table(table->id);
  }

  Expansion& in_;
  const spec::CreatedNetwork& network_;
  NetworkView view_;
  std::string cluster_;
};

/// Tags that are not there yet, each a resource of its own: the subnets themselves are another stack's.
void tag_subnets(Expansion& in, const char* kind, const spec::Texts& subnets, const doc::Map& tags) {
  for (std::size_t i = 0; i < subnets.size(); ++i)
    for (const auto& [key, value] : tags.entries())
      in.add("aws_ec2_tag", platform::local_name(std::string(kind) + "_" + std::to_string(i) + "_" + key),
             {{"resource_id", subnets[i].value}, {"key", key}, {"value", value}}, subnets[i].where);
}

void read_subnets(Expansion& in, const char* kind, const spec::Texts& subnets) {
  for (std::size_t i = 0; i < subnets.size(); ++i)
    in.add_data("aws_subnet", std::string(kind) + "_" + std::to_string(i), {{"id", subnets[i].value}});
}

void use_existing(Expansion& in, const spec::ExistingNetwork& network) {
  in.add_data("aws_vpc", "main", {{"id", network.vpc_id.value}});
  read_subnets(in, "private", network.private_subnet_ids);
  read_subnets(in, "public", network.public_subnet_ids);
  if (!network.tag_subnets.value) return;
  doc::Map private_tags{{"kubernetes.io/role/internal-elb", "1"}};
  if (in.is_active("karpenter") || in.platform.cluster.mode.value == spec::ClusterMode::Auto)
    private_tags.set(kDiscovery, in.graph.setting.cluster);
  add_selected_tags(in.platform, private_tags);
  tag_subnets(in, "private", network.private_subnet_ids, private_tags);
  tag_subnets(in, "public", network.public_subnet_ids, {{"kubernetes.io/role/elb", "1"}});
}

void expand_vpc(Expansion& in) {
  in.graph.setting.zones = network_of(in.platform).zones;
  if (in.platform.network.existing)
    use_existing(in, *in.platform.network.existing);
  else
    CreatedVpc(in, in.platform.network.create.value_or(spec::CreatedNetwork{})).add();
}

bool always(const spec::Platform&) { return true; }

}  // namespace

extern const Component vpc = {
    "vpc",     "the network: subnets in each zone, routes, NAT gateways, tags", Stage::Network, {}, always, nullptr,
    expand_vpc};

}  // namespace slipway::components
