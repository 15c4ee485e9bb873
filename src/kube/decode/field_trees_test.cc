#include "kube/decode/field_trees.h"

#include <gtest/gtest.h>

#include <set>

namespace slipway::kube {
namespace {

TEST(FieldTrees, KnowBuiltInKindsAndKarpenters) {
  const FieldTrees& trees = FieldTrees::builtin();
  for (const auto& [version, kind] : {std::pair("v1", "Pod"),
                                      {"apps/v1", "Deployment"},
                                      {"batch/v1", "CronJob"},
                                      {"autoscaling/v2", "HorizontalPodAutoscaler"},
                                      {"karpenter.sh/v1", "NodePool"},
                                      {"policy/v1beta1", "PodDisruptionBudget"},
                                      {"no/such", "Status"}})
    EXPECT_NE(trees.find(version, kind), nullptr) << kind;
  for (const auto& [version, kind] : {std::pair("v2", "Pod"),
                                      {"v1", "pod"},
                                      {"karpenter.sh/v1beta1", "NodePool"},
                                      {"keda.sh/v1alpha1", "ScaledObject"}})
    EXPECT_EQ(trees.find(version, kind), nullptr) << kind;
}

TEST(FieldTrees, LeadToEveryField) {
  const FieldType& pod = *FieldTrees::builtin().find("v1", "Pod");
  EXPECT_EQ(pod.name, "v1.Pod");
  const FieldType& spec = *pod.find("spec")->use.type;
  EXPECT_EQ(spec.short_name(), "PodSpec");
  const FieldType& containers = *spec.find("containers")->use.type;
  EXPECT_EQ(containers.kind, FieldType::Kind::Slice);
  EXPECT_EQ(containers.element.type->find("resources")->use.type->find("limits")->use.type->element.type->name,
            "resource.Quantity");
  const FieldType& volume = *spec.find("volumes")->use.type->element.type;
  EXPECT_EQ(volume.find("emptyDir")->through, "VolumeSource.");
  EXPECT_TRUE(volume.find("emptyDir")->use.pointer);
  EXPECT_EQ(volume.find("EmptyDir"), nullptr);
}

TEST(FieldTrees, AreReadWholeWhereverOneBegins) {
  const FieldTrees &ours = FieldTrees::builtin(), &others = FieldTrees::extensions();
  const FieldType& claim = *ours.named("v1.PersistentVolumeClaimTemplate").find("spec")->use.type;
  EXPECT_NE(claim.find("storageClassName"), nullptr);
  EXPECT_EQ(&ours.types()[ours.place_of(claim).value()], &claim);
  EXPECT_FALSE(others.place_of(claim));
  const FieldType& loop = others.named("v1.JSONSchemaProps");  // holds itself
  EXPECT_EQ(loop.find("not")->use.type, &loop);
}

/// What walks a value by its type may recurse: no type holds itself.
TEST(FieldTrees, HaveNoLoops) {
  std::set<const FieldType*> done, open;
  const auto visit = [&](const auto& self, const FieldType* type) -> void {
    if (type == nullptr || done.contains(type)) return;
    ASSERT_TRUE(open.insert(type).second) << type->name;
    self(self, type->element.type);
    for (const FieldType::Field& field : type->fields) self(self, field.use.type);
    done.insert(type);
    open.erase(type);
  };
  for (const FieldType& type : FieldTrees::builtin().types()) visit(visit, &type);
  EXPECT_GT(done.size(), 1'500u);
}

}  // namespace
}  // namespace slipway::kube
