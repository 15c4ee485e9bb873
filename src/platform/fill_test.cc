#include "platform/fill.h"

#include <gtest/gtest.h>

namespace slipway::platform {
namespace {

TEST(Fill, PutsValuesInPlaceOfNames) {
  const Fillings names = {{"partition", "aws"},
                          {"bucket", "models"},
                          {"account", doc::Expression{"data.aws_caller_identity.current.account_id"}}};
  struct Case {
    std::string_view pattern, filled;
  };
  for (const Case& c :
       {Case{"arn:{partition}:s3:::{bucket}/*", "arn:aws:s3:::models/*"},
        {"arn:{partition}:iam::{account}:role/x", "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/x"},
        {"${aws:PrincipalTag/eks-cluster-name}", "${aws:PrincipalTag/eks-cluster-name}"},
        {"no names", "no names"}})
    EXPECT_EQ(*fill(c.pattern, names).string(), c.filled) << c.pattern;
}

TEST(Fill, APatternThatIsOneNameIsTheValueItself) {
  EXPECT_EQ(fill("{key}", {{"key", doc::Expression{"aws_kms_key.eks.arn"}}}).expression()->text, "aws_kms_key.eks.arn");
}

TEST(Fill, ListsTheNamesOfAPattern) {
  EXPECT_EQ(names_in("arn:{partition}:s3:::${x}{bucket}"), (std::vector<std::string_view>{"partition", "bucket"}));
}

TEST(Names, ATerraformNameIsSnakeCase) {
  EXPECT_EQ(local_name("gpu-compute"), "gpu_compute");
  EXPECT_EQ(local_name("2nd.Pool"), "_2nd_pool");
  EXPECT_EQ(local_name("AmazonEKS_CNI_Policy"), "amazon_eks_cni_policy");
  EXPECT_EQ(local_name("AmazonEC2ContainerRegistryPullOnly"), "amazon_ec2_container_registry_pull_only");
}

TEST(Names, WhatIsTooLongKeepsItsStartAndStaysUnique) {
  const std::string long_name(70, 'x');
  const auto cut = at_most(long_name + "a", 64);
  EXPECT_EQ(cut.size(), 64u);
  EXPECT_EQ(cut.substr(0, 56), std::string(55, 'x') + "-");
  EXPECT_NE(cut, at_most(long_name + "b", 64));
  EXPECT_EQ(at_most("short", 64), "short");
}

}  // namespace
}  // namespace slipway::platform
