#include <gtest/gtest.h>

#include "rules/testing/linted.h"
#include "rules/testing/pools.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// The class stands below the pool, with its terms in its last line.
std::string made_of(const std::string& terms, const std::string& types) {
  std::string text = with_class(pool(type(types)));
  const std::string alias = "  amiSelectorTerms: [{alias: al2023@v1}]\n";
  text.erase(text.find(alias), alias.size());
  return text + "  amiSelectorTerms:\n" + terms;
}
std::string named(const std::string& name) { return "  - name: \"" + name + "\"\n"; }

TEST(ImageNames, TheArchitectureIsThatOfTheTypes) {
  const std::string x86 = named("amazon-eks-node-al2023-x86_64-standard-1.34-v*");
  const std::string arm = named("amazon-eks-node-al2023-arm64-standard-1.34-v*");
  EXPECT_EQ(linted("NCL016", {{"f.yaml", made_of(x86, "m7g.large")}}),
            (Said{"f.yaml:19 error: images of amd64 for NodePool p, whose types are all of arm64"}));
  EXPECT_EQ(lines("NCL016", made_of(arm, "m7i.large")), "19");
  EXPECT_EQ(lines("NCL016", made_of("  - ssmParameter: /aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/"
                                    "standard/recommended/image_id\n",
                                    "m7g.large")),
            "19");
  EXPECT_EQ(linted("NCL016", {{"f.yaml", made_of(named("our-image-x86_64-*"), "m7g.large")}}),
            (Said{"f.yaml:19 warning: images of amd64 for NodePool p, whose types are all of arm64"}));
  EXPECT_EQ(lines("NCL016", made_of(x86, "m7i.large")), "");
  EXPECT_EQ(lines("NCL016", made_of(x86, "\"m7g.large\", m7i.large")), "") << "Karpenter buys those of x86";
  EXPECT_EQ(lines("NCL016", made_of(x86 + arm, "m7g.large")), "");
  EXPECT_EQ(lines("NCL016", made_of(x86 + "  - {id: ami-0123456789abcdef0}\n", "m7g.large")), "") << "may be of any";
  EXPECT_EQ(lines("NCL016", made_of("  - {alias: al2023@v20260101}\n", "m7g.large")), "");
  EXPECT_EQ(lines("NCL016", made_of(named("our-image-*"), "m7g.large")), "");
}

TEST(ImageNames, TheKubernetesIsThatOfTheCluster) {
  const auto said = [](const std::string& name, const std::string& version) {
    return linted("NCL017", {{"f.yaml", made_of(named(name), "m7i.large")},
                             {"c.yaml",
                              "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: "
                              "us-east-1, version: \"" +
                                  version + "\"}\n"}});
  };
  const std::string image = "amazon-eks-node-al2023-x86_64-standard-1.33-v*";
  EXPECT_EQ(said(image, "1.34"), (Said{"f.yaml:19 warning: images of Kubernetes 1.33 for a cluster of 1.34"}));
  EXPECT_EQ(said(image, "1.32"), (Said{"f.yaml:19 warning: images of Kubernetes 1.33 for a cluster of 1.32"}));
  EXPECT_EQ(said("amazon-eks-node-al2023-x86_64-standard-1.30-v*", "1.34"),
            (Said{"f.yaml:19 warning: images of Kubernetes 1.30 for a cluster of 1.34"}));
  EXPECT_EQ(said("bottlerocket-aws-k8s-1.33-nvidia-x86_64-v1.44.0-*", "1.34").size(), 1u);
  EXPECT_EQ(
      said("/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id", "1.34").size(),
      1u);
  EXPECT_EQ(said(image, "1.33"), Said{});
  EXPECT_EQ(said("amazon-eks-node-al2023-x86_64-standard-*", "1.34"), Said{});
  EXPECT_EQ(said("our-image-1.33-v1", "1.34"), Said{}) << "who knows what their numbers count";
  EXPECT_EQ(lines("NCL017", made_of(named(image), "m7i.large")), "") << "nobody says which version the cluster has";
}

}  // namespace
}  // namespace slipway::rules::testing
