#include "render/outputs.h"

#include <gtest/gtest.h>

namespace slipway::render {
namespace {

TEST(Outputs, OneForEachAttributeThatObjectsAndChartsNeed) {
  platform::Graph graph;
  graph.add(platform::Resource{{"aws_efs_file_system", "models"}, {}, "", {}, {}, {}});
  graph.add(platform::Resource{{"aws_eks_cluster", "main"}, {}, "", {}, {}, {}});
  graph.add(platform::Resource{{"aws_vpc", "main"}, {}, "", {}, {}, {}});
  const doc::Value object(doc::Map{{"volumeHandle", "${aws_efs_file_system.models.id}"},
                                   {"other", "${aws_efs_file_system.theirs.id}"},
                                   {"shell", "${HOME}"}});
  graph.add(platform::Object{doc::freeze(object, {}), "", {}});
  platform::Release release;
  release.values = {{"issuer", doc::List{"${aws_eks_cluster.main.identity[0].oidc[0].issuer}"}},
                    {"${aws_efs_file_system.models.dns_name}", 1}};
  graph.add(release);
  EXPECT_EQ(outputs_of(graph),
            (std::map<std::string, std::string>{
                {"aws_efs_file_system_models_dns_name", "aws_efs_file_system.models.dns_name"},
                {"aws_efs_file_system_models_id", "aws_efs_file_system.models.id"},
                {"aws_eks_cluster_main_identity_0_oidc_0_issuer", "aws_eks_cluster.main.identity[0].oidc[0].issuer"}}));
}

TEST(Outputs, OneForEachAttributeThatChecksAskWithOrExpect) {
  platform::Graph graph;
  for (const char* type : {"aws_iam_policy", "aws_sqs_queue", "aws_vpc"})
    graph.add(platform::Resource{{type, "a"}, {}, "", {}, {}, {}});
  using platform::Expectation;
  graph.add(platform::LiveCheck{
      "",
      platform::AwsQuestion{"iam", "GetPolicyVersion", {{"PolicyArn", "${aws_iam_policy.a.arn}"}}},
      {"PolicyVersion.Document", Expectation::Holds::Equals, R"([{"Resource":"${aws_sqs_queue.a.arn}/*"}])"}});
  graph.add(platform::LiveCheck{"",
                                platform::KubernetesQuestion{"networking.k8s.io/v1", "NetworkPolicy", "ml", "a"},
                                {"spec", Expectation::Holds::Equals, R"({"cidr":"${aws_vpc.a.cidr_block}"})"}});
  EXPECT_EQ(checked_outputs_of(graph),
            (std::map<std::string, std::string>{{"aws_iam_policy_a_arn", "aws_iam_policy.a.arn"},
                                                {"aws_sqs_queue_a_arn", "aws_sqs_queue.a.arn"},
                                                {"aws_vpc_a_cidr_block", "aws_vpc.a.cidr_block"}}));
}

TEST(Outputs, StandInTextsUnderTheirNames) {
  EXPECT_EQ(
      with_output_names("a ${aws_efs_file_system.models.id}/${data.aws_caller_identity.current.account_id} ${HOME}"),
      "a ${aws_efs_file_system_models_id}/${data_aws_caller_identity_current_account_id} ${HOME}");
}

}  // namespace
}  // namespace slipway::render
