#include "ops/removal_command.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/text.h"
#include "render/embedded.h"

namespace slipway::ops {
namespace {

constexpr const char* kFlags = " --region eu-west-1";

/// Whether it but shows the thing.
bool only_shows(const std::string& command) {
  return command.starts_with("aws resourcegroupstaggingapi get-resources ") || command.find(" describe-") < 20;
}

/// The ARN of one of each resource type that we render, without "arn:aws:"; "" of a type that AWS has no ARN of, or
/// none that bears tags.
const std::map<std::string_view, std::string> kOfType = {
    {"aws_acm_certificate", "acm:eu-west-1:1:certificate/c-1"},
    {"aws_acm_certificate_validation", ""},
    {"aws_api_gateway_vpc_link", "apigateway:eu-west-1::/vpclinks/abc"},
    {"aws_apigatewayv2_api", "apigateway:eu-west-1::/apis/abc"},
    {"aws_apigatewayv2_integration", ""},
    {"aws_apigatewayv2_route", ""},
    {"aws_apigatewayv2_stage", "apigateway:eu-west-1::/apis/abc/stages/$default"},
    {"aws_autoscaling_group_tag", "autoscaling:eu-west-1:1:autoScalingGroup:u:autoScalingGroupName/eks-a"},
    {"aws_batch_compute_environment", "batch:eu-west-1:1:compute-environment/a"},
    {"aws_batch_job_definition", "batch:eu-west-1:1:job-definition/a:3"},
    {"aws_batch_job_queue", "batch:eu-west-1:1:job-queue/a"},
    {"aws_budgets_budget", "budgets::1:budget/a"},
    {"aws_cloudwatch_dashboard", "cloudwatch::1:dashboard/a"},
    {"aws_cloudwatch_event_rule", "events:eu-west-1:1:rule/a"},
    {"aws_cloudwatch_event_target", ""},
    {"aws_cloudwatch_log_group", "logs:eu-west-1:1:log-group:/aws/eks/a:*"},
    {"aws_cloudwatch_metric_alarm", "cloudwatch:eu-west-1:1:alarm:a b"},
    {"aws_cloudwatch_query_definition", ""},
    {"aws_db_instance", "rds:eu-west-1:1:db:a"},
    {"aws_db_subnet_group", "rds:eu-west-1:1:subgrp:a"},
    {"aws_default_security_group", "ec2:eu-west-1:1:security-group/sg-1"},
    {"aws_ec2_tag", ""},
    {"aws_ecr_lifecycle_policy", ""},
    {"aws_ecr_repository", "ecr:eu-west-1:1:repository/a/b"},
    {"aws_efs_file_system", "elasticfilesystem:eu-west-1:1:file-system/fs-1"},
    {"aws_efs_mount_target", ""},
    {"aws_eip", "ec2:eu-west-1:1:elastic-ip/eipalloc-1"},
    {"aws_eks_access_entry", "eks:eu-west-1:1:access-entry/a/role/1/admin/u"},
    {"aws_eks_access_policy_association", ""},
    {"aws_eks_addon", "eks:eu-west-1:1:addon/a/coredns/u"},
    {"aws_eks_capability", "eks:eu-west-1:1:capability/a/argocd/b/u"},
    {"aws_eks_cluster", "eks:eu-west-1:1:cluster/a"},
    {"aws_eks_fargate_profile", "eks:eu-west-1:1:fargateprofile/a/b/u"},
    {"aws_eks_node_group", "eks:eu-west-1:1:nodegroup/a/b/u"},
    {"aws_eks_pod_identity_association", "eks:eu-west-1:1:podidentityassociation/a/a-1"},
    {"aws_elasticache_replication_group", "elasticache:eu-west-1:1:replicationgroup:a"},
    {"aws_elasticache_subnet_group", "elasticache:eu-west-1:1:subnetgroup:a"},
    {"aws_flow_log", "ec2:eu-west-1:1:vpc-flow-log/fl-1"},
    {"aws_fsx_data_repository_association", "fsx:eu-west-1:1:association/fs-1/dra-1"},
    {"aws_fsx_lustre_file_system", "fsx:eu-west-1:1:file-system/fs-1"},
    {"aws_iam_instance_profile", "iam::1:instance-profile/a"},
    {"aws_iam_openid_connect_provider", "iam::1:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A"},
    {"aws_iam_policy", "iam::1:policy/a"},
    {"aws_iam_role", "iam::1:role/path/a"},
    {"aws_iam_role_policy", ""},
    {"aws_iam_role_policy_attachment", ""},
    {"aws_iam_service_linked_role", "iam::1:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"},
    {"aws_internet_gateway", "ec2:eu-west-1:1:internet-gateway/igw-1"},
    {"aws_kms_alias", ""},
    {"aws_kms_key", "kms:eu-west-1:1:key/k-1"},
    {"aws_launch_template", "ec2:eu-west-1:1:launch-template/lt-1"},
    {"aws_lb", "elasticloadbalancing:eu-west-1:1:loadbalancer/net/a/1"},
    {"aws_lb_listener", "elasticloadbalancing:eu-west-1:1:listener/net/a/1/2"},
    {"aws_lb_target_group", "elasticloadbalancing:eu-west-1:1:targetgroup/a/1"},
    {"aws_nat_gateway", "ec2:eu-west-1:1:natgateway/nat-1"},
    {"aws_placement_group", "ec2:eu-west-1:1:placement-group/a"},
    {"aws_route", ""},
    {"aws_route53_record", ""},
    {"aws_route_table", "ec2:eu-west-1:1:route-table/rtb-1"},
    {"aws_route_table_association", ""},
    {"aws_s3_bucket", "s3:::a"},
    {"aws_secretsmanager_secret", "secretsmanager:eu-west-1:1:secret:a-x"},
    {"aws_secretsmanager_secret_version", ""},
    {"aws_security_group", "ec2:eu-west-1:1:security-group/sg-1"},
    {"aws_sns_topic", "sns:eu-west-1:1:a"},
    {"aws_sns_topic_policy", ""},
    {"aws_sns_topic_subscription", ""},
    {"aws_sqs_queue", "sqs:eu-west-1:1:a"},
    {"aws_sqs_queue_policy", ""},
    {"aws_sqs_queue_redrive_allow_policy", ""},
    {"aws_sqs_queue_redrive_policy", ""},
    {"aws_subnet", "ec2:eu-west-1:1:subnet/subnet-1"},
    {"aws_vpc", "ec2:eu-west-1:1:vpc/vpc-1"},
    {"aws_vpc_endpoint", "ec2:eu-west-1:1:vpc-endpoint/vpce-1"},
    {"aws_vpc_ipv4_cidr_block_association", ""},
    {"aws_vpc_security_group_egress_rule", ""},
    {"aws_vpc_security_group_ingress_rule", ""},
    {"aws_wafv2_web_acl", "wafv2:eu-west-1:1:regional/webacl/a/w-1"},
};

/// deployer_actions.csv has a row for each type that components make: render's tests hold it to that.
TEST(RemovalCommand, DeletesWhateverOurTerraformMakes) {
  std::set<std::string_view> types;
  for (const auto line : split(render::embedded::deployer_actions(), '\n'))
    if (line.starts_with("aws_")) types.insert(line.substr(0, line.find(',')));
  EXPECT_GT(types.size(), 50u);
  for (const auto type : types) {
    const auto row = kOfType.find(type);
    if (row == kOfType.end()) {
      // Settings of a bucket are the bucket's.
      EXPECT_TRUE(type.starts_with("aws_s3_bucket_")) << type << " has no row here";
      continue;
    }
    if (row->second.empty()) continue;
    const auto command = removal_command("arn:aws:" + row->second, kFlags);
    EXPECT_TRUE(command.starts_with("aws ") && command.ends_with(kFlags)) << command;
    EXPECT_EQ(command.find('{'), command.npos) << command;
    EXPECT_FALSE(only_shows(command)) << type << ": " << command;
  }
}

TEST(RemovalCommand, NamesTheThing) {
  struct Row {
    const char *arn, *command;
  };
  for (const Row& row : {
           Row{"sqs:eu-west-1:1:jobs",
               "aws sqs delete-queue --queue-url \"$(aws sqs get-queue-url --queue-name jobs "
               "--output text --region eu-west-1)\""},
           Row{"kms:eu-west-1:1:key/k-1", "aws kms schedule-key-deletion --key-id k-1"},
           Row{"logs:eu-west-1:1:log-group:/aws/eks/a:*", "aws logs delete-log-group --log-group-name /aws/eks/a"},
           Row{"iam::1:role/path/a", "aws iam delete-role --role-name a"},
           Row{"s3:::models", "aws s3api delete-bucket --bucket models"},
           Row{"eks:eu-west-1:1:access-entry/a/role/1/admin/u",
               "aws eks delete-access-entry --cluster-name a --principal-arn arn:aws:iam::1:role/admin"},
           Row{"elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1",
               "aws elbv2 delete-load-balancer --load-balancer-arn "
               "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1"},
           Row{"elasticloadbalancing:eu-west-1:1:loadbalancer/a1b2",
               "aws elb delete-load-balancer --load-balancer-name a1b2"},
           Row{"cloudwatch:eu-west-1:1:alarm:a b; rm x", "aws cloudwatch delete-alarms --alarm-names 'a b; rm x'"},
           Row{"rds:eu-west-1:1:db:app",
               "aws rds delete-db-instance --db-instance-identifier app --final-db-snapshot-identifier app-last"},
       })
    EXPECT_EQ(removal_command(std::string("arn:aws:") + row.arn, kFlags), std::string(row.command) + kFlags);
}

TEST(RemovalCommand, ShowsWhatNobodyKnows) {
  for (const char* arn : {"arn:aws:quantum:eu-west-1:1:computer/q-1", "arn:aws:ec2:eu-west-1:1:volume/", "nonsense", "",
                          "arn:aws:eks:eu-west-1:1:addon/a", "arn:aws:iam::1:role/a/", "a'b"})
    EXPECT_TRUE(only_shows(removal_command(arn, kFlags))) << arn;
  EXPECT_EQ(removal_command("a'b", ""), "aws resourcegroupstaggingapi get-resources --resource-arn-list 'a'\\''b'");
}

}  // namespace
}  // namespace slipway::ops
