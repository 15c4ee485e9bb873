#include "platform/graph.h"

#include <gtest/gtest.h>

namespace slipway::platform {
namespace {

Object object_of(doc::Map tree) { return {doc::freeze(doc::Value(std::move(tree)), {}), "test", {}}; }

TEST(Graph, FindsAnObjectInAnyVersionOfItsApi) {
  Graph graph;
  graph.add(object_of({{"apiVersion", "autoscaling/v2"},
                       {"kind", "HorizontalPodAutoscaler"},
                       {"metadata", doc::Map{{"name", "web"}}}}));
  EXPECT_TRUE(graph.find_object("autoscaling/v1", "HorizontalPodAutoscaler", "default", "web"));
  EXPECT_FALSE(graph.find_object("autoscaling/v2", "HorizontalPodAutoscaler", "other", "web"));
  EXPECT_FALSE(graph.find_object("keda.sh/v2", "HorizontalPodAutoscaler", "", "web"));
}

TEST(Graph, ANameMayItselfLookLikeAType) {
  Graph graph;
  const auto version = graph.add(Resource{{"data.aws_eks_addon_version", "aws_ebs_csi_driver"}, {}, "ebs-csi", {}});
  graph.add(Resource{{"aws_eks_addon", "ebs"}, {{"addon_version", version.attribute("version")}}, "ebs-csi", {}});
  EXPECT_TRUE(graph.dangling_references().empty());
}

TEST(Graph, NamesReferencesThatNobodyAdds) {
  Graph graph;
  const auto vpc = graph.add(Resource{{"aws_vpc", "main"}, {{"cidr_block", "10.0.0.0/16"}}, "vpc", {}});
  graph.add(
      Resource{{"aws_subnet", "a"},
               {{"vpc_id", vpc.attribute("id")}, {"tags", doc::Map{{"key", doc::Expression{"aws_kms_key.gone.arn"}}}}},
               "vpc",
               {}});
  graph.add(object_of(
      {{"kind", "StorageClass"},
       {"metadata", doc::Map{{"name", "efs"}}},
       {"parameters", doc::Map{{"fileSystemId", ResourceId{"aws_efs_file_system", "shared"}.interpolated("id")},
                               {"script", "${HOME}"}}}}));
  graph.add(LiveCheck{"the key is on",
                      AwsQuestion{"kms", "DescribeKey", {{"KeyId", "${aws_kms_key.off.id}"}}},
                      {"KeyMetadata", Expectation::Holds::Equals, R"({"Arn":"${aws_kms_key.off.arn}"})"}});
  graph.add(LiveCheck{"the role is there",
                      KubernetesQuestion{"v1", "Pod", "", "p"},
                      {"spec", Expectation::Holds::Equals, R"({"role":"${aws_iam_role.gone.arn}"})"}});
  EXPECT_EQ(graph.dangling_references(),
            (std::vector<std::string>{"aws_subnet.a reads aws_kms_key.gone, which nobody adds",
                                      "StorageClass efs reads aws_efs_file_system.shared, which nobody adds",
                                      "check 'the key is on' reads aws_kms_key.off, which nobody adds",
                                      "check 'the role is there' reads aws_iam_role.gone, which nobody adds"}));
}

}  // namespace
}  // namespace slipway::platform
