#include "schema/place.h"

#include <gtest/gtest.h>

#include <memory>

#include "doc/yaml.h"

namespace slipway::schema {
namespace {

constexpr const char* kPod =
    "kind: Pod\n"                             // 1
    "metadata:\n"                             // 2
    "  labels:\n"                             // 3
    "    example.com/team: a b\n"             // 4
    "    app: x\n"                            // 5
    "spec:\n"                                 // 6
    "  containers:\n"                         // 7
    "    - name: main\n"                      // 8
    "      args: [one, two]\n"                // 9
    "    - image: x\n"                        // 10
    "      resources: {limits: {cpu: 1}}\n";  // 11

std::string place(std::string_view field) {
  Diagnostics none;
  const auto documents = doc::read_yaml(std::make_shared<const SourceText>("pod.yaml", kPod), none);
  return place_of(documents.at(0).root(), field).to_string();
}

TEST(PlaceOf, IsTheKeyAtFault) {
  EXPECT_EQ(place("spec.containers"), "pod.yaml:7:3");
  EXPECT_EQ(place("spec.containers[0].name"), "pod.yaml:8:7");
  EXPECT_EQ(place("spec.containers[1].resources.limits[cpu]"), "pod.yaml:11:28");
}

TEST(PlaceOf, OfAnItemIsTheItem) {
  EXPECT_EQ(place("spec.containers[1]"), "pod.yaml:10:7");
  EXPECT_EQ(place("spec.containers[0].args[1]"), "pod.yaml:9:19");
}

TEST(PlaceOf, OfAFieldThatIsMissingIsWhatShouldHoldIt) {
  EXPECT_EQ(place("spec.containers[1].name"), "pod.yaml:10:7");
  EXPECT_EQ(place("spec.restartPolicy"), "pod.yaml:6:1");
  EXPECT_EQ(place("spec.containers[7].name"), "pod.yaml:7:3");
  EXPECT_EQ(place("status.phase"), "pod.yaml:1:1");
}

TEST(PlaceOf, KeysMayHoldDotsInBracketsOrWithout) {
  EXPECT_EQ(place("metadata.labels[example.com/team]"), "pod.yaml:4:5");
  EXPECT_EQ(place("metadata.labels.example.com/team"), "pod.yaml:4:5");
}

TEST(PlaceOf, ReadsWhateverPathsTheServerWrites) {
  EXPECT_EQ(place("<nil>"), "pod.yaml:1:1");
  EXPECT_EQ(place(""), "pod.yaml:1:1");
  EXPECT_EQ(place(".spec.containers"), "pod.yaml:7:3");
  EXPECT_EQ(place("spec.containers[x"), "pod.yaml:7:3");
}

}  // namespace
}  // namespace slipway::schema
