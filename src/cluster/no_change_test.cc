#include "cluster/no_change.h"

#include <gtest/gtest.h>

#include "cluster/testing/cluster_world.h"

namespace slipway::cluster {
namespace {

using testing::ClusterWorld;

/// As kube-apiserver 1.36 wrote it.
constexpr const char* kLive = R"({
 "metadata":{"name":"web","namespace":"default","labels":{"a":"b"},"annotations":{"deployment.kubernetes.io/revision":"1"},
  "managedFields":[
   {"manager":"slipway","operation":"Apply","apiVersion":"apps/v1","fieldsType":"FieldsV1","fieldsV1":{
     "f:metadata":{"f:labels":{"f:a":{}}},
     "f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:a":{}}},
       "f:spec":{"f:containers":{
          "k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}}},
          "k:{\"name\":\"d\"}":{".":{},"f:image":{},"f:name":{}}}}}}}},
   {"manager":"kube-controller-manager","operation":"Update","apiVersion":"apps/v1","subresource":"status","fieldsV1":{}}]},
 "spec":{"replicas":1,"progressDeadlineSeconds":600,"selector":{"matchLabels":{"a":"b"}},
  "template":{"metadata":{"labels":{"a":"b"}},"spec":{"restartPolicy":"Always","containers":[
    {"name":"c","image":"x","imagePullPolicy":"Always","ports":[{"containerPort":80,"protocol":"TCP"}]},
    {"name":"d","image":"y"}]}}}})";

std::string ours(const std::string& containers, const std::string& rest = R"("replicas":1,)") {
  return R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default","labels":{"a":"b"}},
    "spec":{)" +
         rest + R"("selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
    "spec":{"containers":)" +
         containers + "}}}}";
}

TEST(NoChange, IsKnownWithoutAskingOnlyWhenAllIsThereAndOurs) {
  struct Case {
    std::string ours;
    bool changes_nothing;
    const char* why;
  };
  const std::string c = R"({"name":"c","image":"x","ports":[{"containerPort":80,"protocol":"TCP"}]})";
  const std::string d = R"({"name":"d","image":"y"})";
  for (const Case& one :
       {Case{ours("[" + c + "," + d + "]"), true, "the same"},
        {ours("[" + d + "," + c + "]"), false, "another order"},
        {ours("[" + c + "]"), false, "a container less"},
        {ours("[" + c + "," + d + R"(,{"name":"e"}])"), false, "a container more"},
        {ours("[" + c + R"(,{"name":"d","image":"z"}])"), false, "another image"},
        {ours("[" + c + R"(,{"name":"d","image":"y","imagePullPolicy":"Always"}])"), false, "a field more"},
        {ours("[" + c + "," + d + "]", ""), false, "a field less"},
        {ours("[" + c + "," + d + "]", R"("replicas":2,)"), false, "another value"},
        {ours("[" + c + "," + d + "]", R"("replicas":1,"paused":false,)"), false, "a default written out"},
        {ours(R"([{"name":"c","image":"x","ports":[{"containerPort":80}]},)" + d + "]"), false,
         "a key that the server filled in: it must be asked"}}) {
    const auto live = ClusterWorld::object(kLive), mine = ClusterWorld::object(one.ours);
    ASSERT_TRUE(live.root().is_map() && mine.root().is_map()) << one.ours;
    EXPECT_EQ(would_change_nothing(live.root(), mine.root()), one.changes_nothing) << one.why;
  }
}

TEST(NoChange, QuantitiesOfBuiltInKindsAreComparedAsNumbers) {
  const auto object = [](const std::string& kind, const std::string& amounts) {
    return ClusterWorld::object(R"({"apiVersion":")" + kind + R"(","kind":"X","metadata":{"name":"a","managedFields":[
      {"manager":"slipway","operation":"Apply","apiVersion":")" +
                                kind + R"(","fieldsV1":{"f:spec":{"f:limits":{"f:cpu":{},"f:memory":{}}}}}]},
      "spec":{"limits":)" + amounts +
                                "}}");
  };
  const auto mine = [](const std::string& kind, const std::string& amounts) {
    return ClusterWorld::object(R"({"apiVersion":")" + kind +
                                R"(","kind":"X","metadata":{"name":"a"},"spec":{"limits":)" + amounts + "}}");
  };
  const std::string kept = R"({"cpu":"500m","memory":"1Gi"})";
  EXPECT_TRUE(would_change_nothing(object("v1", kept).root(), mine("v1", R"({"cpu":0.5,"memory":"1024Mi"})").root()));
  EXPECT_FALSE(would_change_nothing(object("v1", kept).root(), mine("v1", R"({"cpu":0.6,"memory":"1Gi"})").root()));
  EXPECT_FALSE(would_change_nothing(object("karpenter.sh/v1", kept).root(),
                                    mine("karpenter.sh/v1", R"({"cpu":"500m","memory":"1024Mi"})").root()))
      << "custom resources keep what was written";
}

TEST(NoChange, AnotherVersionOrAnObjectThatIsEndingIsNotTheSame) {
  std::string text =
      ours(R"([{"name":"c","image":"x","ports":[{"containerPort":80,"protocol":"TCP"}]},{"name":"d","image":"y"}])");
  text.replace(text.find("apps/v1"), 7, "apps/v2");
  EXPECT_FALSE(would_change_nothing(ClusterWorld::object(kLive).root(), ClusterWorld::object(text).root()));
}

}  // namespace
}  // namespace slipway::cluster
