#include "cluster/changes.h"

#include <gtest/gtest.h>

#include "cluster/testing/cluster_world.h"

namespace slipway::cluster {
namespace {

TEST(ChangedFields, ByPathWithListsByWhatTheyAreMergedBy) {
  struct Case {
    const char *from, *to;
    std::vector<FieldChange> changes;
  };
  for (const Case& c : {
           Case{R"({"spec":{"a":1}})", R"({"spec":{"a":1}})", {}},
           {R"({"spec":{"a":1,"b":2}})",
            R"({"spec":{"a":"1","c":[3]}})",
            {{".spec.a", "1", "\"1\""}, {".spec.c", "", "[3]"}, {".spec.b", "2", ""}}},
           {R"({"spec":{"c":[{"name":"x","v":1},{"name":"y"}]}})",
            R"({"spec":{"c":[{"name":"y"},{"name":"x","v":2}]}})",
            {{".spec.c[name=x].v", "1", "2"}}},
           {R"({"spec":{"c":[{"name":"x"}]}})",
            R"({"spec":{"c":[{"name":"z"}]}})",
            {{".spec.c[name=z]", "", R"({"name":"z"})"}, {".spec.c[name=x]", R"({"name":"x"})", ""}}},
           {R"({"args":["a","b"]})",
            R"({"args":["a","c","d"]})",
            {{".args[1]", "\"b\"", "\"c\""}, {".args[2]", "", "\"d\""}}},
           {R"({"metadata":{"labels":{"app.kubernetes.io/name":"x"}}})",
            R"({"metadata":{"labels":{"app.kubernetes.io/name":"y"}}})",
            {{".metadata.labels[app.kubernetes.io/name]", "\"x\"", "\"y\""}}},
           // Not anybody's wish: versions, bookkeeping, status; items of lists do not say their kind.
           {R"({"metadata":{"resourceVersion":"1","generation":1,"managedFields":[]},"status":{"a":1}})",
            R"({"apiVersion":"v1","kind":"Pod","metadata":{"resourceVersion":"2","generation":2},"status":{"a":2}})",
            {}},
           {R"({"spec":{"status":1}})", R"({"spec":{"status":2}})", {{".spec.status", "1", "2"}}},
           {R"({"a":null})", R"({})", {{".a", "null", ""}}},
           {R"({"a":{}})", R"({"a":[]})", {{".a", "{}", "[]"}}},
       }) {
    const auto from = testing::ClusterWorld::object(c.from), to = testing::ClusterWorld::object(c.to);
    EXPECT_EQ(changed_fields(from.root(), to.root()), c.changes) << c.from << " " << c.to;
  }
}

TEST(ChangedFields, LongValuesAreCutBetweenCharacters) {
  std::string text = "\"";
  for (int i = 0; i < 200; ++i) text += "é";
  const auto from = testing::ClusterWorld::object(R"({"a":)" + text + "\"}"), to = testing::ClusterWorld::object("{}");
  const auto changes = changed_fields(from.root(), to.root());
  EXPECT_LE(changes.at(0).from.size(), 204u);
  EXPECT_TRUE(changes.at(0).from.ends_with("é…"));
}

}  // namespace
}  // namespace slipway::cluster
