#include "catalog/chart_schemas.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "catalog/component_versions.h"
#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {
namespace {

TEST(ChartSchemas, AreOfTheVersionsOfTheCatalogue) {
  for (const ComponentVersion& one : component_versions()) {
    const auto schema = one.kind == ComponentKind::Chart ? ChartSchema::of(one.name) : std::nullopt;
    if (!schema) continue;
    EXPECT_EQ(schema->version(), one.version) << one.name;
    EXPECT_TRUE(schema->find("")) << one.name;
  }
  EXPECT_TRUE(ChartSchema::of("eks-chart"));
  EXPECT_FALSE(ChartSchema::of("karpenter"));
  EXPECT_FALSE(ChartSchema::of("ack")) << "no chart's name";
  EXPECT_FALSE(ChartSchema::of(""));
}

TEST(ChartSchemas, FollowValuesByAnyKeyAndItem) {
  const auto ebs = ChartSchema::of("aws-ebs-csi-driver");
  ASSERT_TRUE(ebs);
  EXPECT_TRUE(ebs->find("")->is_closed);
  EXPECT_TRUE(ebs->member("controller", "replicaCount")->takes_a("int"));
  EXPECT_EQ(ebs->member("controller", "replicas"), nullptr);
  const ChartSchemaField* any = ebs->member("additionalDaemonSets", "gpu");
  ASSERT_TRUE(any);
  EXPECT_EQ(any->path, "additionalDaemonSets.*");
  EXPECT_TRUE(ebs->member(any->path, "kubeletPath")->takes_a("text"));
  EXPECT_TRUE(ebs->find("node.additionalArgs[]")->takes_a("text"));
  const auto keys = ebs->keys("sidecars");
  EXPECT_EQ(std::set(keys.begin(), keys.end()).count("provisioner"), 1u);
}

// What the table says is of the words that the reader knows, and below something that holds it.
TEST(ChartSchemas, RowsHangTogether) {
  const std::set<std::string_view> kTakes = {"map", "list", "text", "int", "number", "bool", "null"};
  std::set<std::string> paths;
  const std::string_view text = embedded::chart_schemas();
  for (const std::string_view line : split(text.substr(text.find('\n') + 1), '\n')) {
    const auto fields = csv_fields(line);
    if (fields.size() < 5) continue;
    paths.insert(fields[0].data() ? std::string(fields[0]) + "," + std::string(fields[1]) : "");
    for (const std::string_view one : split(fields[2], '|')) EXPECT_TRUE(one.empty() || kTakes.contains(one)) << line;
    EXPECT_TRUE(fields[3].empty() || fields[3] == "closed") << line;
    if (fields[1].empty()) continue;
    const std::string_view path = fields[1];
    const std::size_t cut = path.ends_with("[]") ? path.size() - 2 : path.rfind('.');
    const std::string around(cut == path.npos ? std::string_view() : path.substr(0, cut));
    EXPECT_TRUE(paths.contains(std::string(fields[0]) + "," + around)) << line;
  }
}

}  // namespace
}  // namespace slipway::catalog
