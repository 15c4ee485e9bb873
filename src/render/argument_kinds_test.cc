#include "render/argument_kinds.h"

#include <gtest/gtest.h>

namespace slipway::render {
namespace {

TEST(ArgumentKinds, AreTheProvidersOwn) {
  struct Case {
    const char* path;
    ArgumentKind kind;
  };
  for (const Case& c : {Case{"aws_eks_cluster.vpc_config", ArgumentKind::Block},
                        {"aws_eks_cluster.tags", ArgumentKind::Object},
                        {"aws_s3_bucket_lifecycle_configuration.rule.filter.and.tags", ArgumentKind::Object},
                        {"aws_eks_node_group.labels", ArgumentKind::Object},
                        {"aws_cloudwatch_metric_alarm.dimensions", ArgumentKind::Object},
                        {"aws_budgets_budget.cost_filter", ArgumentKind::Block},
                        {"aws_iam_role.assume_role_policy", ArgumentKind::Json},
                        {"aws_iam_role.inline_policy", ArgumentKind::Block},
                        {"aws_ssoadmin_permission_set_inline_policy.inline_policy", ArgumentKind::Json},
                        {"aws_db_parameter_group.parameter", ArgumentKind::Block},
                        {"aws_batch_job_definition.parameters", ArgumentKind::Object},
                        {"aws_launch_template.user_data", ArgumentKind::Base64},
                        {"aws_instance.user_data", ArgumentKind::Block},
                        {"aws_of_tomorrow.anything", ArgumentKind::Block},
                        {"", ArgumentKind::Block}})
    EXPECT_EQ(kind_of_argument(c.path), c.kind) << c.path;
}

}  // namespace
}  // namespace slipway::render
