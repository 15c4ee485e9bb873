#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::said;

std::string application(const std::string& destination) {
  return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, namespace: argocd}\nspec:\n  "
         "destination: {" +
         destination + "}\n";
}

subject::Context as_capability() {
  subject::Context context = testing::today();
  context.facts["argo-cd"] = "capability";
  return context;
}

TEST(ArgoCapability, HasNoClusterOfItsOwn) {
  const Files here = {{"a.yaml", application("server: 'https://kubernetes.default.svc'")}};
  EXPECT_EQ(said("ARG003", here, as_capability()),
            "a.yaml:5 error: the Argo CD capability does not run in the cluster: https://kubernetes.default.svc is not "
            "there\n");
  EXPECT_EQ(said("ARG003", here), "") << "an Argo CD of one's own runs in the cluster";
  EXPECT_NE(said("ARG003", {{"a.yaml", application("name: in-cluster")}}, as_capability()), "");
  EXPECT_EQ(said("ARG003", {{"a.yaml", application("server: 'arn:aws:eks:us-west-2:1:cluster/a'")}}, as_capability()),
            "");
  EXPECT_NE(said("ARG003",
                 {{"a.yaml",
                   "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\nspec:\n  template: "
                   "{spec: {destination: {server: 'https://kubernetes.default.svc'}}}\n"}},
                 as_capability()),
            "");
}

TEST(ArgoCapability, IsKnownByWhatMakesIt) {
  const auto beside = [&](const std::string& name, const std::string& text) {
    return said("ARG003", {{"a.yaml", application("server: 'https://kubernetes.default.svc'")}, {name, text}});
  };
  EXPECT_NE(beside("a.sh", "aws eks create-capability --cluster-name a --type ARGOCD\n"), "");
  EXPECT_EQ(beside("a.sh", "aws eks create-capability --cluster-name a --type KRO\n"), "");
  EXPECT_NE(beside("a.tf", "resource \"aws_eks_capability\" \"a\" {\n  type = \"ARGOCD\"\n}\n"), "");
  EXPECT_NE(beside("a.tfplan.json", testing::plan({{"aws_eks_capability.a", R"({"type": "ARGOCD"})"}})), "");
  EXPECT_EQ(beside("a.sh", "helm install argo-cd argo/argo-cd\n"), "");
}

}  // namespace
}  // namespace slipway::rules
