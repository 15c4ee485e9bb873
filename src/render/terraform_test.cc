#include <gtest/gtest.h>

#include "render/tree.h"

/// terraform/: what stands in which file.
namespace slipway::render {
namespace {

platform::Graph small_graph() {
  platform::Graph graph;
  graph.setting.platform = "demo";
  graph.setting.region = "eu-west-1";
  graph.setting.account_id = "111122223333";
  graph.setting.tags = {{"Team", "a \"b\" ${c}"}};
  graph.add(platform::Resource{{"data.aws_iam_policy", "b"}, {{"name", "B"}}, "vpc", {}, {}, {}});
  graph.add(platform::Resource{{"aws_vpc", "main"}, {{"cidr_block", "10.0.0.0/16"}}, "vpc", {}, {}, {}});
  graph.add(platform::Resource{{"data.aws_iam_policy", "a"}, {{"name", "A"}}, "karpenter", {}, {}, {}});
  graph.add(platform::Resource{{"aws_eks_cluster", "main"},
                               {{"name", doc::Expression{"data.aws_iam_policy.b.name"}}},
                               "eks-cluster",
                               {},
                               {},
                               {}});
  graph.add(platform::Resource{{"aws_sqs_queue", "jobs"},
                               {{"name", "${data.aws_iam_policy.b.name}-jobs"}, {"sqs_managed_sse_enabled", true}},
                               "queues",
                               {},
                               {},
                               {}});
  return graph;
}

std::string file(const platform::Graph& graph, std::string_view path) {
  for (const auto& file : terraform(graph))
    if (file.path == path) return file.text;
  ADD_FAILURE() << "no " << path;
  return {};
}

TEST(Terraform, OneFileForEachComponentAndDataSourcesTogether) {
  std::vector<std::string> paths;
  for (const auto& file : terraform(small_graph())) paths.push_back(file.path);
  EXPECT_EQ(paths,
            (std::vector<std::string>{"terraform/.gitignore", "terraform/backend.tf.example", "terraform/data.tf",
                                      "terraform/eks-cluster.tf", "terraform/outputs.tf", "terraform/providers.tf",
                                      "terraform/queues.tf", "terraform/tests/plan.tftest.hcl",
                                      "terraform/variables.tf", "terraform/versions.tf", "terraform/vpc.tf"}));
  EXPECT_EQ(file(small_graph(), "terraform/data.tf"),
            R"(# Written by slipway: change platform.yaml and render again, not this file.

# karpenter
data "aws_iam_policy" "a" {
  name = "A"
}

# eks-cluster, queues
data "aws_iam_policy" "b" {
  name = "B"
}
)");
  EXPECT_EQ(file(small_graph(), "terraform/vpc.tf"),
            R"(# Written by slipway: change platform.yaml and render again, not this file.

# vpc
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
)");
}

TEST(Terraform, TheProviderHasRegionAccountAndTags) {
  EXPECT_EQ(file(small_graph(), "terraform/providers.tf"),
            R"(# Written by slipway: change platform.yaml and render again, not this file.

# platform.yaml aws
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]

  default_tags {
    tags = merge({
      "slipway.dev/platform" = "demo"
      Team                   = "a \"b\" $${c}"
    }, var.tags)
  }
}
)");
}

TEST(Terraform, OutputsAreWhatIsThere) {
  const auto outputs = file(small_graph(), "terraform/outputs.tf");
  EXPECT_NE(outputs.find("output \"queue_urls\" {\n  description = \"SQS queues.\"\n  value = {\n"
                         "    jobs = aws_sqs_queue.jobs.url\n  }\n}\n"),
            std::string::npos)
      << outputs;
  EXPECT_NE(outputs.find("aws eks update-kubeconfig --region eu-west-1 --name ${aws_eks_cluster.main.name}"),
            std::string::npos);
  EXPECT_EQ(outputs.find("bucket_names"), std::string::npos);
}

TEST(Terraform, TheMockedTestHoldsWhatMatters) {
  const auto test = file(small_graph(), "terraform/tests/plan.tftest.hcl");
  EXPECT_NE(test.find("mock_data \"aws_iam_policy\" {"), std::string::npos) << test;
  EXPECT_NE(test.find("    condition     = tobool(aws_sqs_queue.jobs.sqs_managed_sse_enabled) == true\n"),
            std::string::npos);
}

}  // namespace
}  // namespace slipway::render
