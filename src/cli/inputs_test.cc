#include "cli/inputs.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace slipway::cli {
namespace {

constexpr const char* kPod = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: []}}\n";

class InputsTest : public testing::Test {
 protected:
  std::optional<Inputs> read(const std::vector<std::string>& paths) {
    Session session{.files = files_, .out = out_, .err = err_};
    return read_inputs(session, paths);
  }
  /// "Pod p", in order.
  static std::vector<std::string> objects(const Inputs& inputs) {
    std::vector<std::string> out;
    for (const doc::Node* one : inputs.collection.objects())
      out.push_back(std::string((*one)["kind"].text()) + " " + std::string((*one)["metadata"]["name"].text()));
    return out;
  }

  io::FakeFiles files_;
  StringOutput out_, err_;
};

TEST_F(InputsTest, TakesFilesFoldersAndGlobsEachFileOnce) {
  files_.files = {{"k8s/a.yaml", kPod},
                  {"k8s/b.json", R"({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}})"},
                  {"k8s/notes.txt", "no manifest"},
                  {"k8s/values.yaml", "replicas: 2\n"}};
  const auto folder = read({"k8s/a.yaml", "k8s"});
  ASSERT_TRUE(folder);
  EXPECT_EQ(objects(*folder), (std::vector<std::string>{"Pod p", "Service s"}));
  EXPECT_TRUE(folder->findings.all().empty()) << "a folder may hold other things";
  const auto glob = read({"k8s/*.json"});
  ASSERT_TRUE(glob);
  EXPECT_EQ(objects(*glob), (std::vector<std::string>{"Service s"}));
  const auto named = read({"k8s/values.yaml"});
  ASSERT_TRUE(named);
  EXPECT_TRUE(named->findings.has_errors()) << "but what is named must be a manifest";
}

TEST_F(InputsTest, ComplainsOfWhatIsNotThere) {
  EXPECT_FALSE(read({"nothing.yaml"}));
  EXPECT_FALSE(read({"*.yaml"}));
  EXPECT_NE(err_.text.find("no file matches '*.yaml'"), std::string::npos);
}

TEST_F(InputsTest, TakesListsApart) {
  files_.files = {
      {"list.yaml",
       "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, metadata: {name: a}}, {apiVersion: "
       "v1, kind: PodList, items: [{metadata: {name: b}}]}]}"}};
  const auto inputs = read({"list.yaml"});
  ASSERT_TRUE(inputs);
  EXPECT_EQ(objects(*inputs), (std::vector<std::string>{"Pod a", "Pod b"}));
}

TEST_F(InputsTest, SaysThatATextCannotBeRead) {
  files_.files = {{"broken.yaml", "a: [\n"}};
  const auto inputs = read({"broken.yaml"});
  ASSERT_TRUE(inputs);
  EXPECT_FALSE(inputs->readable);
}

TEST_F(InputsTest, LooksAtOnePlatform) {
  const std::string platform = "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: a}\nspec: {}\n";
  files_.files = {{"a/platform.yaml", platform}, {"a/other.yaml", platform}};
  const auto folder = read({"a"});
  ASSERT_TRUE(folder);
  ASSERT_TRUE(folder->platform);
  EXPECT_EQ(folder->platform->names().front(), "a/platform.yaml");
  const auto& said = folder->findings.all();
  EXPECT_TRUE(std::ranges::any_of(said, [](const Diagnostic& one) {
    return one.id == "INPUT001" && one.severity == Severity::Note;
  })) << "a folder may hold several: the one of the usual name counts";
  const auto both = read({"a/platform.yaml", "a/other.yaml"});
  ASSERT_TRUE(both);
  EXPECT_TRUE(std::ranges::any_of(both->findings.all(), [](const Diagnostic& one) {
    return one.id == "INPUT001" && one.severity == Severity::Error;
  }));
}

}  // namespace
}  // namespace slipway::cli
