#include "components/component.h"
#include "components/parts/iam_statements.h"
#include "components/parts/identity.h"
#include "components/parts/live_checks.h"
#include "components/parts/network.h"
#include "components/parts/placement.h"

/// AWS Load Balancer Controller: Ingresses become Application Load Balancers, Services of type LoadBalancer become
/// Network Load Balancers. Auto Mode has its own.
namespace slipway::components {

namespace {

std::string text_of(const doc::Value& value) {
  return value.expression() ? "${" + value.expression()->text + "}" : *value.string();
}

doc::Map chart_values(const Expansion& in, const doc::Map& annotations) {
  doc::Map account{{"create", true}, {"name", "aws-load-balancer-controller"}};
  if (!annotations.empty()) account.set("annotations", annotations);
  doc::Map values{{"clusterName", in.graph.setting.cluster},
                  {"region", in.graph.setting.region},  // with the VPC it need not ask instance metadata
                  {"vpcId", text_of(network_of(in.platform).vpc_id)},
                  {"serviceAccount", std::move(account)},
                  {"replicaCount", 2},
                  {"defaultTargetType", "ip"},
                  // It would stand between every other chart and its Services while it starts.
                  {"enableServiceMutatorWebhook", false},
                  {"keepTLSSecret", true}};
  doc::Map tags;
  for (const auto& [key, value] : in.platform.aws.tags) tags.set(key.value, value.value);
  if (!tags.empty()) values.set("defaultTags", std::move(tags));
  set_placement(values, controller_placement(in.platform));
  return values;
}

void expand_aws_load_balancer_controller(Expansion& in) {
  RoleWanted wanted{"aws-load-balancer-controller"};
  wanted.statements = statements_of(in, "aws-load-balancer-controller");
  const auto role = role_for_service_accounts(in, wanted, {{"kube-system", "aws-load-balancer-controller"}});
  in.add_release("aws-load-balancer-controller", "kube-system", chart_values(in, role.annotations)).brings = {
      "elbv2.k8s.aws", "gateway.k8s.aws"};
  check_deployment(in, "kube-system", "aws-load-balancer-controller");
}

bool is_wanted(const spec::Platform& platform) {
  return !platform.edge.host.value.empty() && platform.cluster.mode.value == spec::ClusterMode::Managed;
}

}  // namespace

extern const Component aws_load_balancer_controller = {
    "aws-load-balancer-controller",
    "load balancers for Ingresses and Services",
    Stage::Controllers,
    {},
    is_wanted,
    nullptr,
    expand_aws_load_balancer_controller,
    [](const spec::Platform& platform) { return platform.edge.where; }};

}  // namespace slipway::components
