#include "platform/graph_change.h"

#include <gtest/gtest.h>

namespace slipway::platform {
namespace {

Object object(const char* kind, const char* name, int replicas, const char* generated = nullptr) {
  doc::Map metadata{{"namespace", "a"}};
  metadata.set(generated ? "generateName" : "name", generated ? generated : name);
  const doc::Map made{{"apiVersion", "apps/v1"},
                      {"kind", kind},
                      {"metadata", std::move(metadata)},
                      {"spec", doc::Map{{"replicas", replicas}}}};
  return {doc::freeze(doc::Value(made), {}), "workloads", {}};
}

Graph graph(int replicas, bool with_role, const char* version) {
  Graph made;
  made.add(Resource{{"aws_vpc", "main"}, {{"cidr_block", "10.0.0.0/16"}}, "vpc", {}});
  if (with_role) {
    made.add(Resource{{"aws_iam_role", "s3_csi"}, {}, "s3-csi", {}});
    made.add(Resource{{"data.aws_caller_identity", "current"}, {}, "s3-csi", {}});
  }
  made.add(object("Deployment", "web", replicas));
  for (int i = 0; i < (with_role ? 2 : 1); ++i) made.add(object("Job", "", 1, "probe-"));
  made.add(Release{"keda", "keda", "keda", "https://charts.example.com", version, {}, "keda", {}});
  return made;
}

std::string said(const std::vector<GraphChange::Thing>& things) {
  std::string out;
  for (const auto& thing : things)
    out += (out.empty() ? "" : ", ") + thing.component + ": " + thing.kind + " " + thing.name;
  return out;
}

TEST(GraphChange, SaysWhatIsMoreOtherwiseAndNoMore) {
  const auto change = changes(graph(1, false, "2.19.0"), graph(2, true, "2.20.0"));
  EXPECT_EQ(said(change.added), "s3-csi: iam role s3_csi, workloads: Job a/probe-…") << "data sources make nothing";
  EXPECT_EQ(said(change.changed), "workloads: Deployment a/web, keda: chart keda 2.20.0");
  EXPECT_EQ(said(change.removed), "");
  EXPECT_EQ(said(changes(graph(2, true, "2.20.0"), graph(2, false, "2.20.0")).removed),
            "s3-csi: iam role s3_csi, workloads: Job a/probe-…");
  EXPECT_TRUE(changes(graph(1, true, "2"), graph(1, true, "2")).empty());
}

TEST(GraphChange, SeesArgumentsThatAreReferences) {
  Graph one, other;
  one.add(Resource{{"aws_subnet", "a"}, {{"vpc_id", doc::Expression{"aws_vpc.main.id"}}}, "vpc", {}});
  other.add(Resource{{"aws_subnet", "a"}, {{"vpc_id", doc::Expression{"aws_vpc.other.id"}}}, "vpc", {}});
  EXPECT_EQ(said(changes(one, other).changed), "vpc: subnet a");
}

}  // namespace
}  // namespace slipway::platform
