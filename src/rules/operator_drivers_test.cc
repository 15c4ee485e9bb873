#include <gtest/gtest.h>

#include "rules/testing/fix_said.h"
#include "rules/testing/pools.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

std::string values(const std::string& more) { return "# chart: gpu-operator v25.10.0\n" + more; }
const std::string kBoth = values("driver: {enabled: true}\ntoolkit: {enabled: true}\n");

std::string on(const std::string& terms, const std::string& types = "g5.xlarge") {
  std::string text = with_class(pool(type(types)));
  const std::string alias = "[{alias: al2023@v1}]";
  return text.replace(text.find(alias), alias.size(), terms);
}
const std::string kAccelerated = on("[{alias: al2023@v20260714}]");

TEST(OperatorDrivers, ImagesOfEksHaveTheirOwn) {
  EXPECT_EQ(linted("GPU027", {{"p.yaml", kAccelerated}, {"v.yaml", kBoth}}),
            (Said{"v.yaml:2 warning: gpu-operator installs driver and toolkit where the image has its own"}));
  EXPECT_EQ(linted("GPU027", {{"p.yaml", kAccelerated},
                              {"v.yaml", values("driver: {enabled: false}\ntoolkit: {enabled: true}\n")}}),
            (Said{"v.yaml:3 warning: gpu-operator installs toolkit where the image has its own"}));
  EXPECT_EQ(fix_said("GPU027", {{"p.yaml", kAccelerated}, {"v.yaml", kBoth}}),
            "write driver.enabled: false, toolkit.enabled: false\n");
  EXPECT_EQ(linted("GPU027", {{"p.yaml", kAccelerated},
                              {"v.yaml", values("driver: {enabled: false}\ntoolkit: {enabled: false}\n")}}),
            Said{});
  for (const char* terms :
       {"[{alias: bottlerocket@v1.44.0}]", "[{name: \"amazon-eks-node-al2023-x86_64-nvidia-1.34-*\"}]"})
    EXPECT_EQ(linted("GPU027", {{"p.yaml", on(terms)}, {"v.yaml", kBoth}}).size(), 1u) << terms;
}

TEST(OperatorDrivers, TheChartHasThemOnByDefault) {
  const std::string plain = "helm install gpu-operator nvidia/gpu-operator\n";
  EXPECT_EQ(
      linted("GPU027", {{"p.yaml", kAccelerated}, {"u.sh", plain}}),
      (Said{"u.sh:1 warning: release gpu-operator of gpu-operator installs driver and toolkit where the image has "
            "its own"}));
  EXPECT_EQ(linted("GPU027", {{"p.yaml", kAccelerated},
                              {"u.sh",
                               "helm install gpu-operator nvidia/gpu-operator --set driver.enabled=false --set "
                               "toolkit.enabled=false\n"}}),
            Said{});
  EXPECT_EQ(linted("GPU027", {{"p.yaml", kAccelerated}, {"v.yaml", values("dcgm: {enabled: true}\n")}}), Said{})
      << "values alone: the rest may be said elsewhere";
  EXPECT_EQ(linted("GPU027", {{"p.yaml", kAccelerated},
                              {"u.sh", "helm install gpu-operator nvidia/gpu-operator -f elsewhere.yaml\n"}}),
            Said{});
}

TEST(OperatorDrivers, OtherImagesNeedThem) {
  for (const char* terms : {"[{id: ami-0123456789abcdef0}]", "[{name: \"ubuntu-eks/k8s_1.34/*\"}]",
                            "[{name: \"amazon-eks-node-al2023-x86_64-standard-1.34-*\"}]", "[{tags: {mine: \"yes\"}}]"})
    EXPECT_EQ(linted("GPU027", {{"p.yaml", on(terms)}, {"v.yaml", kBoth}}), Said{}) << terms;
  EXPECT_EQ(linted("GPU027", {{"p.yaml", on("[{alias: al2023@v1}]", "m7i.large")}, {"v.yaml", kBoth}}), Said{});
  EXPECT_EQ(linted("GPU027", {{"v.yaml", kBoth}}), Said{}) << "nobody knows the nodes";
}

TEST(OperatorDrivers, AClusterPolicySaysItItself) {
  const auto policy = [](const std::string& enabled) {
    return "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: c}\nspec:\n  driver: {enabled: " +
           enabled + "}\n";
  };
  EXPECT_EQ(linted("GPU027", {{"p.yaml", kAccelerated}, {"c.yaml", policy("true")}}),
            (Said{"c.yaml:5 warning: ClusterPolicy c installs driver where the image has its own"}));
  EXPECT_EQ(linted("GPU027", {{"p.yaml", kAccelerated}, {"c.yaml", policy("false")}}), Said{});
}

}  // namespace
}  // namespace slipway::rules::testing
