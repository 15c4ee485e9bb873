#include "render/provider_versions.h"

#include <gtest/gtest.h>

namespace slipway::render {
namespace {

using Texts = std::vector<std::string>;

Fitted fitted(const char* type, doc::Map arguments) {
  return fit_for_all_providers({{type, "x"}, std::move(arguments), "", {}, {}, {}});
}

TEST(ProviderVersions, WhatFiveDoesNotKnowIsLeftOutAndSaid) {
  const auto group = fitted("aws_eks_node_group",
                            {{"update_config", doc::Map{{"max_unavailable", 1}, {"update_strategy", "MINIMAL"}}}});
  EXPECT_EQ(group.left_out, Texts{"update_config.update_strategy = MINIMAL"});
  EXPECT_EQ(group.arguments.find("update_config")->map()->entries().size(), 1u);
  EXPECT_TRUE(
      fitted("aws_eks_node_group", {{"update_config", doc::Map{{"update_strategy", "MINIMAL"}}}}).arguments.empty())
      << "no empty block stays";
  EXPECT_EQ(fitted("aws_db_instance", {{"deletion_protection", true}}).arguments.entries().size(), 1u);
}

TEST(ProviderVersions, AProtectedClusterIsProtectedByTerraform) {
  const auto on = fitted("aws_eks_cluster", {{"deletion_protection", true}});
  EXPECT_EQ(on.arguments.find("deletion_protection"), nullptr);
  EXPECT_TRUE(*(*on.arguments.find("lifecycle"))["prevent_destroy"].boolean());
  const auto off = fitted("aws_eks_cluster", {{"deletion_protection", false}});
  EXPECT_TRUE(off.arguments.empty());
  EXPECT_EQ(off.left_out, Texts{}) << "the default needs no word";
}

TEST(ProviderVersions, CapabilitiesAskForSix) {
  platform::Graph graph;
  EXPECT_EQ(provider_constraint(graph), ">= 5.100, < 7.0");
  graph.add(platform::Resource{{"aws_eks_capability", "kro"}, {}, "", {}, {}, {}});
  EXPECT_EQ(provider_constraint(graph), ">= 6.25, < 7.0");
}

}  // namespace
}  // namespace slipway::render
