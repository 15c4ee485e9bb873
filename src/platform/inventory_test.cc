#include "platform/inventory.h"

#include <gtest/gtest.h>

#include "doc/value.h"

namespace slipway::platform {
namespace {

TEST(Inventory, CountsByKindInOrderOfCreation) {
  Graph graph;
  graph.add(Resource{{"aws_vpc", "main"}, {}, "vpc", {}, {}, {}});
  graph.add(Resource{{"aws_nat_gateway", "a"}, {}, "vpc", {}, {}, {}});
  graph.add(Resource{{"data.aws_partition", "current"}, {}, "vpc", {}, {}, {}});
  graph.add(Resource{{"aws_nat_gateway", "b"}, {}, "vpc", {}, {}, {}});
  const auto pod = [](std::string_view space, std::string_view name) {
    return Object{doc::freeze(doc::Map{{"apiVersion", "v1"},
                                       {"kind", "Pod"},
                                       {"metadata", doc::Map{{"name", name}, {"namespace", space}}}},
                              {}),
                  "manifests",
                  {}};
  };
  graph.add(pod("train", "worker"));
  graph.add(Release{"karpenter", "kube-system", "karpenter", "oci://example", "1.14.1", {}, "karpenter", {}});

  const auto inventory = count(graph);
  ASSERT_EQ(inventory.aws.size(), 2u) << "a data source is read, it does not come to exist";
  EXPECT_EQ(inventory.aws[1].kind, "nat gateway");
  EXPECT_EQ(inventory.aws[1].items.size(), 2u);
  EXPECT_EQ(inventory.kubernetes[0].type, "v1 Pod");
  EXPECT_EQ(inventory.kubernetes[0].items[0].name, "train/worker");
  EXPECT_EQ(inventory.charts[0].kind, "karpenter 1.14.1");
  EXPECT_EQ(total(inventory.aws), 3u);
}

TEST(Inventory, KnowsWhatOnlySaysSomethingOfAnother) {
  Graph graph;
  for (const char* type :
       {"aws_s3_bucket", "aws_s3_bucket_versioning", "aws_iam_role", "aws_iam_role_policy_attachment",
        "aws_route_table", "aws_route", "aws_cloudwatch_event_rule"})
    graph.add(Resource{{type, "main"}, {}, "x", {}, {}, {}});
  std::vector<std::string> settings;
  for (const auto& kind : count(graph).aws)
    if (kind.is_setting) settings.push_back(kind.type);
  EXPECT_EQ(settings,
            (std::vector<std::string>{"aws_s3_bucket_versioning", "aws_iam_role_policy_attachment", "aws_route"}));
}

TEST(Inventory, SaysKindsInAwsWords) {
  EXPECT_EQ(kind_of("aws_eks_node_group"), "eks node group");
  EXPECT_EQ(kind_of("aws_db_instance"), "rds instance");
}

}  // namespace
}  // namespace slipway::platform
