#include "components/component.h"
#include "components/parts/iam_statements.h"
#include "components/parts/identity.h"
#include "components/parts/interruption_queue.h"
#include "components/parts/live_checks.h"
#include "components/parts/placement.h"

/// AWS Node Termination Handler in queue mode. Only self-managed Auto Scaling groups need it: EKS drains managed groups
/// itself, and Karpenter has its own queue. Launch templates tag their instances for it when it is active.
namespace slipway::components {

namespace {

void expand_node_termination_handler(Expansion& in) {
  const auto queue = add_interruption_queue(in, "node-termination-handler");
  RoleWanted wanted{"node-termination-handler"};
  wanted.statements =
      statements_of(in, "aws-node-termination-handler", {{{"nth_queue_arn", queue.id.attribute("arn")}}});
  const auto role = role_for_service_accounts(in, wanted, {{"kube-system", "aws-node-termination-handler"}});
  doc::Map account{{"create", true}, {"name", "aws-node-termination-handler"}};
  if (!role.annotations.empty()) account.set("annotations", role.annotations);
  doc::Map values{{"enableSqsTerminationDraining", true},
                  {"queueURL", queue.id.interpolated("url")},
                  {"awsRegion", in.graph.setting.region},
                  {"serviceAccount", std::move(account)}};
  set_placement(values, controller_placement(in.platform));
  in.add_release("aws-node-termination-handler", "kube-system", std::move(values));
  check_deployments_of_release(in, "aws-node-termination-handler", "kube-system");
}

}  // namespace

extern const Component node_termination_handler = {"node-termination-handler",
                                                   "drains nodes that AWS takes back, of self-managed groups",
                                                   Stage::Controllers,
                                                   {},
                                                   nullptr,
                                                   nullptr,
                                                   expand_node_termination_handler};

}  // namespace slipway::components
