#include "kube/object.h"

#include <gtest/gtest.h>

#include "kube/objects/reading_for_tests.h"

namespace slipway::kube {
namespace {

TEST(Object, SaysWhoItIs) {
  Reading reading(R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ml, labels: {app: web}, annotations: {note: hello}}
)");
  const Object object = read_object(reading.root(), reading.diagnostics);
  EXPECT_EQ(object.key().to_string(), "Deployment.apps/ml/web");
  EXPECT_EQ(object.group(), "apps");
  EXPECT_EQ(object.version(), "v1");
  EXPECT_TRUE(object.is("Deployment", "apps"));
  EXPECT_EQ(object.labels, (Labels{{"app", "web"}}));
  EXPECT_EQ(object.annotations, (Labels{{"note", "hello"}}));
  EXPECT_EQ(object.node, &reading.root());
  EXPECT_EQ(said(reading.diagnostics), (std::vector<std::string>{}));
}

TEST(Object, OfTheCoreGroupAndWithoutNamespace) {
  Reading reading("{apiVersion: v1, kind: Node, metadata: {name: n0}}");
  const Object object = read_object(reading.root(), reading.diagnostics);
  EXPECT_EQ(object.key().to_string(), "Node//n0");
  EXPECT_EQ(object.group(), "");
  EXPECT_EQ(object.version(), "v1");
}

TEST(Object, ReportsWhatItCannotBeWithout) {
  Reading reading("{metadata: {labels: {a: 1}}}");
  read_object(reading.root(), reading.diagnostics);
  EXPECT_EQ(said(reading.diagnostics), (std::vector<std::string>{
                                           "1:25 KUBE001 expected a string, not an integer",
                                           "1:1 KUBE006 this object has no apiVersion",
                                           "1:1 KUBE006 this object has no kind",
                                       }));
  Reading unnamed("{apiVersion: v1, kind: Pod}"),
      generated("{apiVersion: v1, kind: Pod, metadata: {generateName: a-}}");
  read_object(unnamed.root(), unnamed.diagnostics);
  read_object(generated.root(), generated.diagnostics);
  EXPECT_EQ(said(unnamed.diagnostics), (std::vector<std::string>{"1:1 KUBE006 this object has no name"}));
  EXPECT_EQ(said(generated.diagnostics), (std::vector<std::string>{}));
}

TEST(Objects, ComeOneByOneOutOfLists) {
  Reading reading(R"(
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, metadata: {name: a}}
- apiVersion: apps/v1
  kind: DeploymentList
  items:
  - metadata: {name: b}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
)");
  std::vector<std::string> keys;
  for (const Object& object : read_objects(reading.root(), reading.diagnostics))
    keys.push_back(object.key().to_string());
  EXPECT_EQ(keys, (std::vector<std::string>{"Pod//a", "Deployment.apps//b", "ConfigMap//c"}));
  EXPECT_EQ(said(reading.diagnostics), (std::vector<std::string>{}));
}

TEST(Objects, OfNothingAreNone) {
  Reading nothing("# nothing\n"), text("just text");
  EXPECT_TRUE(read_objects(nothing.root(), nothing.diagnostics).empty());
  EXPECT_TRUE(read_objects(text.root(), text.diagnostics).empty());
  EXPECT_EQ(said(nothing.diagnostics), (std::vector<std::string>{}));
  EXPECT_EQ(said(text.diagnostics), (std::vector<std::string>{"1:1 KUBE001 expected a map, not a string"}));
}

}  // namespace
}  // namespace slipway::kube
