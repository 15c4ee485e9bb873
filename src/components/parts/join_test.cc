#include "components/parts/join.h"

#include <gtest/gtest.h>

#include <memory>

#include "doc/json.h"

namespace slipway::components {
namespace {

doc::Document manifest(std::string name, std::string json) {
  Diagnostics diagnostics;
  return doc::read_json(std::make_shared<const SourceText>(std::move(name), std::move(json)), diagnostics);
}

TEST(Manifests, JoinTheGraphInTheUsersName) {
  platform::Graph graph;
  Diagnostics diagnostics;
  const std::vector documents = {
      manifest("a.yaml", R"({"kind": "Service", "metadata": {"name": "web"}})"),
      manifest("b.yaml", R"({"kind": "List", "items": [{"kind": "Secret", "metadata": {"name": "s"}}]})"),
      manifest("empty.yaml", "null")};
  join_manifests(graph, documents, diagnostics);
  ASSERT_EQ(graph.objects().size(), 2u);
  EXPECT_EQ(graph.objects()[0].component, "manifests");
  EXPECT_EQ(graph.objects()[1].kind(), "Secret");
  EXPECT_EQ(graph.objects()[1].origin.to_string(), "b.yaml:1:28");
}

TEST(Manifests, AnObjectThatIsThereAlreadySaysBothPlaces) {
  platform::Graph graph;
  Diagnostics diagnostics;
  const auto made = manifest("platform.yaml", R"({"kind": "StorageClass", "metadata": {"name": "gp3"}})");
  graph.add(platform::Object{made, "storage-classes", made.root().where()});
  // Diagnostics point into the documents, which therefore outlive them.
  const std::vector documents = {manifest("sc.yaml", R"({"kind": "StorageClass", "metadata": {"name": "gp3"}})")};
  join_manifests(graph, documents, diagnostics);
  ASSERT_EQ(diagnostics.all().size(), 1u);
  const auto& found = diagnostics.all()[0];
  EXPECT_EQ(found.where.to_string(), "sc.yaml:1:1");
  EXPECT_EQ(found.message, "StorageClass gp3 is there already");
  EXPECT_EQ(found.hint, "made by component 'storage-classes', at platform.yaml:1:1");
  EXPECT_EQ(graph.objects().size(), 1u);
}

TEST(Manifests, ASecretMayBeNamedButNotHoldItsValues) {
  platform::Graph graph;
  Diagnostics diagnostics;
  const std::vector documents = {
      manifest("a.yaml", R"({"kind": "Secret", "metadata": {"name": "made-later"}, "data": {}})"),
      manifest("b.yaml", R"({"kind": "Secret", "metadata": {"name": "db"}, "stringData": {"password": "x"}})"),
      manifest("c.yaml", R"({"kind": "List", "items": [{"kind": "Secret", "metadata": {"name": "c"},
                              "data": {"a": "eA=="}}]})")};
  join_manifests(graph, documents, diagnostics);
  ASSERT_EQ(diagnostics.all().size(), 2u);
  EXPECT_EQ(diagnostics.all()[0].message, "Secret db holds its values, which would stand in the rendered tree");
  EXPECT_EQ(diagnostics.all()[1].where.to_string(), "c.yaml:1:37");
}

TEST(Manifests, AGeneratedNameIsNewEachTime) {
  platform::Graph graph;
  Diagnostics diagnostics;
  const auto job = manifest("job.yaml", R"({"kind": "Job", "metadata": {"generateName": "probe-"}})");
  join_manifests(graph, std::vector{job, job}, diagnostics);
  EXPECT_TRUE(diagnostics.all().empty());
  EXPECT_EQ(graph.objects().size(), 2u);
}

}  // namespace
}  // namespace slipway::components
