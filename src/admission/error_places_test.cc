#include "admission/error_places.h"

#include <gtest/gtest.h>

#include "doc/yaml.h"

namespace slipway::admission {
namespace {

TEST(ErrorPlaces, LeadToTheDeepestNodeThatIsThere) {
  Diagnostics said;
  const auto text = std::make_shared<const SourceText>("a.yaml", R"(metadata:
  labels:
    app: web
    app.kubernetes.io/name: web
spec:
  containers:
  - name: a
    env: [{name: X}]
)");
  const auto documents = doc::read_yaml(text, said);
  const doc::Node& object = documents.at(0).root();
  const struct {
    const char* path;
    int line, column;
    bool is_whole;
  } kCases[] = {
      {"", 1, 1, true},
      {"spec", 5, 1, true},
      {"spec.containers[0]", 7, 5, true},
      {"spec.containers[0].env[0].name", 8, 12, true},
      {"spec.containers[0].image", 7, 5, false},
      {"spec.containers[1].image", 6, 3, false},
      {"spec.containers[9999999999].image", 6, 3, false},
      {"spec.containers[x]", 6, 3, false},
      {"spec.containers[0", 6, 3, false},
      {"metadata.labels[app]", 3, 5, true},
      {"metadata.labels[\"app\"]", 3, 5, true},
      {"metadata.labels.app", 3, 5, true},
      {"metadata.labels.app.kubernetes.io/name", 4, 5, true},
      {"metadata.labels[app.kubernetes.io/name]", 4, 5, true},
      {"metadata.annotations", 1, 1, false},
  };
  for (const auto& one : kCases) {
    const Found found = follow(object, one.path);
    EXPECT_EQ(found.key.line, one.line) << one.path;
    EXPECT_EQ(found.key.column, one.column) << one.path;
    EXPECT_EQ(found.is_whole, one.is_whole) << one.path;
  }
}

// Maps of many members are looked up by their order.
TEST(ErrorPlaces, AreFoundAmongMany) {
  std::string text = "spec:\n";
  for (int i = 0; i < 5000; ++i) text += "  x" + std::to_string(i) + ": 1\n  x" + std::to_string(i) + ".a: 2\n";
  Diagnostics said;
  const auto documents = doc::read_yaml(std::make_shared<const SourceText>("a.yaml", text), said);
  const doc::Node& object = documents.at(0).root();
  for (int i = 0; i < 5000; ++i) {
    const std::string name = "x" + std::to_string(i);
    EXPECT_EQ(follow(object, "spec." + name).key.line, 2 + 2 * i);
    EXPECT_EQ(follow(object, "spec." + name + ".a").key.line, 3 + 2 * i);
    EXPECT_EQ(follow(object, "spec[" + name + "]").key.line, 2 + 2 * i);
  }
  EXPECT_FALSE(follow(object, "spec.x5000").is_whole);
}

}  // namespace
}  // namespace slipway::admission
