#include "ops/import_ids.h"

#include <gtest/gtest.h>

namespace slipway::ops {
namespace {

TEST(ImportIds, AreTheProvidersAndSayTheNameInTheARN) {
  struct Row {
    const char *type, *arn, *id, *name;
  };
  for (const Row& row : {
           Row{"aws_subnet", "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-0a1", "subnet-0a1", ""},
           Row{"aws_eks_node_group", "arn:aws:eks:eu-west-1:111122223333:nodegroup/demo/system-2026/4f-1",
               "demo:system-2026", "system-2026"},
           Row{"aws_eks_access_entry", "arn:aws:eks:eu-west-1:111122223333:access-entry/demo/role/111122223333/ci/4f-1",
               "demo:arn:aws:iam::111122223333:role/ci", "arn:aws:iam::111122223333:role/ci"},
           Row{"aws_cloudwatch_log_group", "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks/demo/cluster:*",
               "/aws/eks/demo/cluster", "/aws/eks/demo/cluster"},
           Row{"aws_s3_bucket", "arn:aws:s3:::demo-models", "demo-models", "demo-models"},
           Row{"aws_efs_file_system", "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1", "fs-1", ""},
           Row{"aws_fsx_lustre_file_system", "arn:aws:fsx:eu-west-1:111122223333:file-system/fs-1", "fs-1", ""},
           Row{"aws_lb", "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/edge/50dc",
               "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/edge/50dc", "edge"},
       }) {
    const auto* importable = find_importable(row.type);
    ASSERT_TRUE(importable) << row.type;
    const auto read = import_id(*importable, row.arn);
    ASSERT_TRUE(read) << row.arn;
    EXPECT_EQ(read->id, row.id);
    EXPECT_EQ(read->name, row.name);
  }
}

TEST(ImportIds, OfAnARNOfAnotherKindThereIsNone) {
  const auto* vpc = find_importable("aws_vpc");
  ASSERT_TRUE(vpc);
  for (const char* arn : {"arn:aws:ec2:eu-west-1:1:vpc-endpoint/vpce-1", "arn:aws:ec2:eu-west-1:1:vpc/", "vpc-1", "",
                          "arn:aws:ec2x:eu-west-1:1:vpc/vpc-1", "arn:aws:fsx:eu-west-1:1:vpc/vpc-1"})
    EXPECT_FALSE(import_id(*vpc, arn)) << arn;
  EXPECT_FALSE(find_importable("aws_route")) << "it has no tags";
}

TEST(ImportIds, NamesAreKeptOutOfAPlanAndNothingElse) {
  for (const char* name : {"name", "name_prefix", "identifier", "bucket", "node_group_name_prefix", "service_account"})
    EXPECT_TRUE(names_resource(name)) << name;
  for (const char* name : {"password", "policy", "", "tags", "secret_string", "user_data"})
    EXPECT_FALSE(names_resource(name)) << name;
}

}  // namespace
}  // namespace slipway::ops
