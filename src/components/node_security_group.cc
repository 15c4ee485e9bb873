#include "components/component.h"
#include "components/parts/expected.h"
#include "components/parts/names.h"
#include "components/parts/network.h"

/// The security group of all nodes that slipway sets up, the only one they have: who lists a group of its own in a
/// launch template loses the cluster's, so the rules between nodes and control plane stand here in both directions.
/// Nodes of Auto Mode's own pools have the cluster's group: then the two are open to each other.
namespace slipway::components {

namespace {

constexpr const char* kGroup = "referenced_security_group_id";
constexpr const char* kRange = "cidr_ipv4";

class Rules {
 public:
  explicit Rules(Expansion& in) : in_(in) {}

  void from(const doc::Value& to_group, const char* name, const char* what, const char* peer, const doc::Value& value,
            int first_port = 0, int last_port = 0) {
    add("aws_vpc_security_group_ingress_rule", to_group, name, what, peer, value, first_port, last_port);
  }
  void to(const doc::Value& from_group, const char* name, const char* what, const char* peer, const doc::Value& value,
          int first_port = 0, int last_port = 0, SourceRange origin = {}) {
    add("aws_vpc_security_group_egress_rule", from_group, name, what, peer, value, first_port, last_port, origin);
  }

  /// That EC2 has the rules of nodes which were added.
  void add_checks() {
    const auto ask = [&](const char* claim, const char* path, doc::List rules) {
      in_.add_check(
          claim,
          platform::AwsQuestion{
              "ec2", "DescribeSecurityGroups", {{"GroupId", doc::List{kNodeSecurityGroup.interpolated("id")}}}},
          includes(path, std::move(rules)));
    };
    ask("nodes are reached by each other and the control plane", "securityGroupInfo[].ipPermissions", ingress_);
    ask("nodes reach each other and where they should", "securityGroupInfo[].ipPermissionsEgress", egress_);
  }

 private:
  void add(const char* type, const doc::Value& group, const std::string& name, const char* what, const char* peer,
           const doc::Value& value, int first_port, int last_port, SourceRange origin = {}) {
    doc::Map arguments{{"security_group_id", group}, {"description", what}, {peer, value}};
    arguments.set("ip_protocol", first_port == 0 ? "-1" : "tcp");
    if (first_port != 0) arguments.set("from_port", first_port).set("to_port", last_port);
    if (group.expression()->text == kNodeSecurityGroup.attribute("id").expression()->text)
      check(type, peer, value, first_port, last_port);
    in_.add(type, name, std::move(arguments), origin);
  }

  /// As EC2 says the rule.
  void check(std::string_view type, std::string_view peer, const doc::Value& value, int first_port, int last_port) {
    doc::Map rule{{"ipProtocol", first_port == 0 ? "-1" : "tcp"}};
    if (first_port != 0) rule.set("fromPort", first_port).set("toPort", last_port);
    if (peer == kGroup)
      rule.set("groups", doc::Map{{"groupId", value}});
    else
      rule.set("ipRanges", doc::Map{{"cidrIp", value}});
    (type == "aws_vpc_security_group_egress_rule" ? egress_ : ingress_).add(std::move(rule));
  }

  Expansion& in_;
  doc::List ingress_, egress_;  // of nodes
};

void add_egress(Expansion& in, Rules& rules, const doc::Value& node) {
  const auto& ranges = in.platform.network.node_egress;
  if (ranges.empty()) {
    rules.to(node, "node_anywhere", "nodes to everywhere", kRange, "0.0.0.0/0");
    return;
  }
  rules.to(node, "node_vpc", "nodes to the VPC", kRange, network_of(in.platform).vpc_cidr);
  if (in.platform.network.node_egress_https.value)
    rules.to(node, "node_https", "nodes to image registries and AWS APIs", kRange, "0.0.0.0/0", 443, 443);
  const auto& created = in.platform.network.create;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (created && created->cidr.value == ranges[i].value) continue;  // AWS takes a rule once
    rules.to(node, ("node_range_" + std::to_string(i)).c_str(), "nodes to a range of network.nodeEgress", kRange,
             ranges[i].value, 0, 0, ranges[i].where);
  }
}

void expand_node_security_group(Expansion& in) {
  const auto& cluster = in.graph.setting.cluster;
  in.add(kNodeSecurityGroup.type, kNodeSecurityGroup.name,
         {{"name", cluster + "-node"},
          {"description", "Nodes of " + cluster},
          {"vpc_id", network_of(in.platform).vpc_id},
          {"tags", doc::Map{{"Name", cluster + "-node"},
                            {"karpenter.sh/discovery", cluster},
                            {"kubernetes.io/cluster/" + cluster, "owned"}}}});
  const auto node = kNodeSecurityGroup.attribute("id");
  const auto control_plane = cluster_security_group();
  Rules rules(in);
  rules.from(node, "node_self", "nodes to each other, EFA included", kGroup, node);
  rules.from(node, "node_control_plane_https", "control plane to webhooks", kGroup, control_plane, 443, 443);
  rules.from(node, "node_control_plane", "control plane to kubelets, webhooks and metrics", kGroup, control_plane, 1025,
             65535);
  // EFA needs itself named as a destination: an egress to everywhere is not enough.
  rules.to(node, "node_self", "nodes to each other, EFA included", kGroup, node);
  add_egress(in, rules, node);
  rules.from(control_plane, "control_plane_node", "nodes to the API server", kGroup, node, 443, 443);
  if (in.platform.cluster.mode.value == spec::ClusterMode::Auto) {
    rules.from(node, "node_auto", "Auto Mode's nodes to ours", kGroup, control_plane);
    rules.from(control_plane, "auto_node", "our nodes to Auto Mode's", kGroup, node);
  }
  rules.add_checks();
}

bool always(const spec::Platform&) { return true; }

}  // namespace

extern const Component node_security_group = {
    "node-security-group",     "what nodes and control plane may reach", Stage::Cluster, {}, always, nullptr,
    expand_node_security_group};

}  // namespace slipway::components
