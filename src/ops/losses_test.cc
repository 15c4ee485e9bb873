#include "ops/losses.h"

#include <gtest/gtest.h>

namespace slipway::ops {
namespace {

using Action = Change::Action;
using Where = Change::Where;

TEST(Losses, AreWhatNoLaterApplyMakesGood) {
  struct Row {
    const char* what;
    Action action;
    bool is_loss;
  };
  for (const auto& row : {
           Row{"aws_eks_cluster.main", Action::Replace, true},
           Row{"aws_eks_cluster.main", Action::Delete, true},
           Row{"aws_eks_cluster.main", Action::Change, false},
           Row{"aws_eks_node_group.system", Action::Replace, true},
           Row{"aws_eks_node_group.system", Action::Delete, false},
           Row{"aws_db_instance.app", Action::Replace, true},
           Row{"aws_db_instance.app", Action::Delete, true},
           Row{"aws_db_instance.app", Action::Create, false},
           Row{R"(aws_s3_bucket.models["a"])", Action::Delete, true},
           Row{"aws_s3_bucket_versioning.models", Action::Delete, false},
           Row{"aws_iam_role.karpenter", Action::Replace, false},
       })
    EXPECT_EQ(!what_is_lost({Where::Aws, row.action, row.what}).empty(), row.is_loss)
        << row.what << " " << static_cast<int>(row.action);
}

TEST(Losses, OfAWSOnly) { EXPECT_EQ(what_is_lost({Where::Object, Action::Delete, "aws_db_instance.app"}), ""); }

}  // namespace
}  // namespace slipway::ops
