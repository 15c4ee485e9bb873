// What the API server says of volumes, claims and their classes; recorded answers are in tests/conformance.
#include <gtest/gtest.h>

#include <string>

#include "schema/builtin/answers_for_tests.h"

namespace slipway::schema::builtin {
namespace {

struct Case {
  const char* manifest;
  Lines errors;
};

void expect_errors(std::initializer_list<Case> cases) {
  for (const Case& one : cases) EXPECT_EQ(Answer(one.manifest).errors(), one.errors) << one.manifest;
}

TEST(Claims, AreChecked) {
  const std::string head = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\n";
  const Answer answer(head + "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}");
  ASSERT_TRUE(answer.is_accepted());
  EXPECT_EQ(answer.stored({"spec", "volumeMode"}), R"("Filesystem")");
  EXPECT_EQ(answer.stored({"spec", "resources", "requests", "storage"}), R"("1Gi")");
  EXPECT_EQ(Answer(head + "spec: {resources: {requests: {storage: 1Gi}}}").errors(),
            Lines({"spec.accessModes: Required value: at least 1 access mode is required"}));
}

TEST(StorageClasses, GetDefaults) {
  const Answer answer(
      "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a}\nprovisioner: ebs.csi.aws.com");
  ASSERT_TRUE(answer.is_accepted());
  EXPECT_EQ(answer.stored({"reclaimPolicy"}), R"("Delete")");
  EXPECT_EQ(answer.stored({"volumeBindingMode"}), R"("Immediate")");
}

TEST(Volumes, HaveOneSource) {
  expect_errors(
      {{"apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: a}\n"
        "spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}",
        {"spec: Required value: must specify a volume type"}}});
}
}  // namespace
}  // namespace slipway::schema::builtin
