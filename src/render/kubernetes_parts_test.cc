#include "render/kubernetes_parts.h"

#include <gtest/gtest.h>

namespace slipway::render {
namespace {

struct Case {
  const char *group, *kind;
  Part part;
  bool namespaced;
};

class KnownKind : public testing::TestWithParam<Case> {};

TEST_P(KnownKind, HasItsPartAndScope) {
  const auto& [group, kind, part, namespaced] = GetParam();
  const auto* known = find_kind(group, kind);
  ASSERT_TRUE(known) << kind;
  EXPECT_EQ(known->part, part) << kind;
  EXPECT_EQ(known->namespaced, namespaced) << kind;
}

INSTANTIATE_TEST_SUITE_P(Kinds, KnownKind,
                         testing::Values(Case{"", "Namespace", Part::Namespaces, false},
                                         Case{"", "PersistentVolume", Part::Storage, false},
                                         Case{"", "Pod", Part::Workloads, true},  // any other of the core group
                                         Case{"batch", "CronJob", Part::Jobs, true},
                                         Case{"networking.k8s.io", "NetworkPolicy", Part::Guards, true},
                                         Case{"networking.k8s.io", "IngressClass", Part::IngressClasses, false},
                                         Case{"networking.k8s.io", "Ingress", Part::Ingress, true},
                                         Case{"eks.amazonaws.com", "NodeClass", Part::NodePools, false},
                                         Case{"eks.amazonaws.com", "TargetGroupBinding", Part::Ingress, true},
                                         Case{"argoproj.io", "Workflow", Part::Jobs, true},
                                         Case{"argoproj.io", "Application", Part::Extensions, true},
                                         Case{"rds.services.k8s.aws", "DBInstance", Part::Extensions, true}));

TEST(Kinds, ThatNobodyListedAreNotKnown) {
  EXPECT_EQ(find_kind("asya.sh", "AsyncActor"), nullptr);
  EXPECT_EQ(find_kind("kro.run", "AIInferenceStack"), nullptr);
}

TEST(Groups, AreBuiltInWhenTheyAreKubernetesOwn) {
  EXPECT_EQ(group_of("apps/v1"), "apps");
  EXPECT_EQ(group_of("v1"), "");
  for (const auto* group : {"", "apps", "rbac.authorization.k8s.io", "storage.k8s.io", "resource.k8s.io"})
    EXPECT_TRUE(is_built_in(group)) << group;
  for (const auto* group : {"karpenter.sh", "gateway.networking.k8s.io", "snapshot.storage.k8s.io", "jobset.x-k8s.io"})
    EXPECT_FALSE(is_built_in(group)) << group;
}

}  // namespace
}  // namespace slipway::render
