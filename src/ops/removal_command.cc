#include "ops/removal_command.h"

#include <fmt/core.h>

#include <optional>
#include <string_view>

#include "base/shell_word.h"
#include "ops/arn.h"

namespace slipway::ops {
namespace {

struct Remover {
  std::string_view kind;     // how an ARN's last part begins, after its service: "ec2:volume/"
  std::string_view command;  // {names} are those of ArnOfKind; {flags} those of a command in the command
};
/// The first that fits.
constexpr Remover kRemovers[] = {
    {"acm:certificate/", "aws acm delete-certificate --certificate-arn {arn}"},
    {"apigateway:/apis/", "aws apigatewayv2 delete-api --api-id {1}"},
    {"apigateway:/vpclinks/", "aws apigateway delete-vpc-link --vpc-link-id {id}"},
    {"autoscaling:autoScalingGroup:",
     "aws autoscaling delete-auto-scaling-group --force-delete --auto-scaling-group-name {2}"},
    {"batch:compute-environment/", "aws batch delete-compute-environment --compute-environment {id}"},
    {"batch:job-definition/", "aws batch deregister-job-definition --job-definition {arn}"},
    {"batch:job-queue/", "aws batch delete-job-queue --job-queue {id}"},
    {"budgets:budget/", "aws budgets delete-budget --account-id {account} --budget-name {id}"},
    {"cloudwatch:alarm:", "aws cloudwatch delete-alarms --alarm-names {id}"},
    {"cloudwatch:dashboard/", "aws cloudwatch delete-dashboards --dashboard-names {id}"},
    {"ec2:capacity-reservation/", "aws ec2 cancel-capacity-reservation --capacity-reservation-id {id}"},
    {"ec2:elastic-ip/", "aws ec2 release-address --allocation-id {id}"},
    {"ec2:fleet/", "aws ec2 delete-fleets --terminate-instances --fleet-ids {id}"},
    {"ec2:image/", "aws ec2 deregister-image --image-id {id}"},
    {"ec2:instance/", "aws ec2 terminate-instances --instance-ids {id}"},
    {"ec2:internet-gateway/", "aws ec2 delete-internet-gateway --internet-gateway-id {id}"},
    {"ec2:launch-template/", "aws ec2 delete-launch-template --launch-template-id {id}"},
    {"ec2:natgateway/", "aws ec2 delete-nat-gateway --nat-gateway-id {id}"},
    {"ec2:network-interface/", "aws ec2 delete-network-interface --network-interface-id {id}"},
    {"ec2:placement-group/", "aws ec2 delete-placement-group --group-name {id}"},
    {"ec2:route-table/", "aws ec2 delete-route-table --route-table-id {id}"},
    {"ec2:security-group/", "aws ec2 delete-security-group --group-id {id}"},
    // A rule goes with its group; alone it wants to know whether it is of what comes or of what leaves.
    {"ec2:security-group-rule/", "aws ec2 describe-security-group-rules --security-group-rule-ids {id}"},
    {"ec2:snapshot/", "aws ec2 delete-snapshot --snapshot-id {id}"},
    {"ec2:spot-instances-request/", "aws ec2 cancel-spot-instance-requests --spot-instance-request-ids {id}"},
    {"ec2:subnet/", "aws ec2 delete-subnet --subnet-id {id}"},
    {"ec2:volume/", "aws ec2 delete-volume --volume-id {id}"},
    {"ec2:vpc/", "aws ec2 delete-vpc --vpc-id {id}"},
    {"ec2:vpc-endpoint/", "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {id}"},
    {"ec2:vpc-endpoint-service/", "aws ec2 delete-vpc-endpoint-service-configurations --service-ids {id}"},
    {"ec2:vpc-flow-log/", "aws ec2 delete-flow-logs --flow-log-ids {id}"},
    {"ecr:repository/", "aws ecr delete-repository --repository-name {id}"},
    {"eks:access-entry/",
     "aws eks delete-access-entry --cluster-name {1} --principal-arn arn:{partition}:iam::{3}:{2}/{4}"},
    {"eks:addon/", "aws eks delete-addon --cluster-name {1} --addon-name {2}"},
    {"eks:capability/", "aws eks delete-capability --cluster-name {1} --capability-name {3}"},
    {"eks:cluster/", "aws eks delete-cluster --name {id}"},
    {"eks:fargateprofile/", "aws eks delete-fargate-profile --cluster-name {1} --fargate-profile-name {2}"},
    {"eks:nodegroup/", "aws eks delete-nodegroup --cluster-name {1} --nodegroup-name {2}"},
    {"eks:podidentityassociation/", "aws eks delete-pod-identity-association --cluster-name {1} --association-id {2}"},
    {"elasticache:cluster:", "aws elasticache delete-cache-cluster --cache-cluster-id {id}"},
    {"elasticache:parametergroup:", "aws elasticache delete-cache-parameter-group --cache-parameter-group-name {id}"},
    {"elasticache:replicationgroup:", "aws elasticache delete-replication-group --replication-group-id {id}"},
    {"elasticache:snapshot:", "aws elasticache delete-snapshot --snapshot-name {id}"},
    {"elasticache:subnetgroup:", "aws elasticache delete-cache-subnet-group --cache-subnet-group-name {id}"},
    {"elasticfilesystem:access-point/", "aws efs delete-access-point --access-point-id {id}"},
    {"elasticfilesystem:file-system/", "aws efs delete-file-system --file-system-id {id}"},
    {"elasticloadbalancing:listener-rule/", "aws elbv2 delete-rule --rule-arn {arn}"},
    {"elasticloadbalancing:listener/", "aws elbv2 delete-listener --listener-arn {arn}"},
    {"elasticloadbalancing:loadbalancer/app/", "aws elbv2 delete-load-balancer --load-balancer-arn {arn}"},
    {"elasticloadbalancing:loadbalancer/gwy/", "aws elbv2 delete-load-balancer --load-balancer-arn {arn}"},
    {"elasticloadbalancing:loadbalancer/net/", "aws elbv2 delete-load-balancer --load-balancer-arn {arn}"},
    {"elasticloadbalancing:loadbalancer/", "aws elb delete-load-balancer --load-balancer-name {id}"},
    {"elasticloadbalancing:targetgroup/", "aws elbv2 delete-target-group --target-group-arn {arn}"},
    {"events:rule/", "aws events delete-rule --name {id}"},
    {"fsx:association/", "aws fsx delete-data-repository-association --association-id {2}"},
    {"fsx:backup/", "aws fsx delete-backup --backup-id {id}"},
    {"fsx:file-system/", "aws fsx delete-file-system --file-system-id {id}"},
    {"iam:instance-profile/", "aws iam delete-instance-profile --instance-profile-name {last}"},
    {"iam:oidc-provider/", "aws iam delete-open-id-connect-provider --open-id-connect-provider-arn {arn}"},
    {"iam:policy/", "aws iam delete-policy --policy-arn {arn}"},
    {"iam:role/", "aws iam delete-role --role-name {last}"},
    {"kms:key/", "aws kms schedule-key-deletion --key-id {id}"},
    {"logs:log-group:", "aws logs delete-log-group --log-group-name {id}"},
    {"rds:cluster:", "aws rds delete-db-cluster --db-cluster-identifier {id} --final-db-snapshot-identifier {id}-last"},
    {"rds:db:", "aws rds delete-db-instance --db-instance-identifier {id} --final-db-snapshot-identifier {id}-last"},
    {"rds:pg:", "aws rds delete-db-parameter-group --db-parameter-group-name {id}"},
    {"rds:snapshot:", "aws rds delete-db-snapshot --db-snapshot-identifier {id}"},
    {"rds:subgrp:", "aws rds delete-db-subnet-group --db-subnet-group-name {id}"},
    {"s3:", "aws s3api delete-bucket --bucket {id}"},
    {"secretsmanager:secret:", "aws secretsmanager delete-secret --secret-id {arn}"},
    {"sns:", "aws sns delete-topic --topic-arn {arn}"},
    {"sqs:", "aws sqs delete-queue --queue-url \"$(aws sqs get-queue-url --queue-name {id} --output text{flags})\""},
    {"wafv2:regional/webacl/",
     "aws wafv2 delete-web-acl --scope REGIONAL --name {1} --id {2} --lock-token \"$(aws wafv2 get-web-acl --scope "
     "REGIONAL --name {1} --id {2} --query LockToken --output text{flags})\""},
};

std::string shown(std::string_view arn, std::string_view flags) {
  return fmt::format("aws resourcegroupstaggingapi get-resources --resource-arn-list {}{}", shell_word(arn), flags);
}

}  // namespace

std::string removal_command(const std::string& arn, const std::string& flags) {
  for (const Remover& remover : kRemovers) {
    const auto one = ArnOfKind::read(arn, remover.kind);
    if (!one) continue;
    const auto command = filled(remover.command, [&](std::string_view name) -> std::optional<std::string> {
      if (name == "flags") return flags;
      const auto value = one->value(name);
      return value.empty() ? std::nullopt : std::optional(shell_word(value));
    });
    return command ? *command + flags : shown(arn, flags);
  }
  return shown(arn, flags);
}

}  // namespace slipway::ops
