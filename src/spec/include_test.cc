#include "spec/include.h"

#include <gtest/gtest.h>

#include <map>

#include "spec/said_for_test.h"

namespace slipway::spec {
namespace {

using Files = std::map<std::string, std::string>;
using Lines = std::vector<std::string>;

constexpr std::string_view kHead = "apiVersion: slipway.dev/v1alpha1\nkind: Platform\n";

ReadInclude reader_of(const Files& files) {
  return [&files](const std::string& path) -> Result<std::shared_ptr<const SourceText>> {
    const auto found = files.find(path);
    if (found == files.end()) return Failure{FailureKind::NotFound, "no such file"};
    return std::make_shared<const SourceText>(path, found->second);
  };
}

ReadForTest read(const Files& files) {
  ReadForTest read;
  read.source = std::make_shared<SourceText>("envs/prod.yaml", files.at("envs/prod.yaml"));
  read.platform =
      read_platform(doc::read_yaml_document(read.source, read.diagnostics), reader_of(files), read.diagnostics);
  return read;
}

std::string file(std::string_view rest) { return std::string(kHead) + std::string(rest); }

TEST(Include, MergesMapsAndReplacesLists) {
  const Files files = {{"envs/prod.yaml", file(R"(metadata: {name: prod}
spec:
  include: [../base.yaml]
  aws: {tags: {env: prod}}
  cluster: {version: "1.35"}
  nodePools: {gpu: {limits: {nvidia.com/gpu: 32}, families: [g6]}}
  components: [{kuberay: {version: 1.4.2}}]
)")},
                       {"base.yaml", file(R"(spec:
  aws: {region: us-west-2, tags: {team: ml, env: dev}}
  cluster: {version: "1.34", support: extended}
  nodePools: {gpu: {families: [g5], limits: {cpu: 100, nvidia.com/gpu: 4}}, cpu: {families: [m7i]}}
  components: [metrics-server, kuberay]
)")}};
  const auto result = read(files);
  EXPECT_EQ(result.said(), Lines{});
  const Platform& platform = *result.platform;
  EXPECT_EQ(platform.aws.region.value, "us-west-2");
  EXPECT_EQ(platform.aws.region.where.to_string(), "base.yaml:4:17");
  EXPECT_EQ(platform.aws.tags.size(), 2u);
  EXPECT_EQ(platform.aws.tags.find("env")->value, "prod");
  EXPECT_EQ(platform.cluster.version.value, "1.35");
  EXPECT_EQ(platform.cluster.support.value, SupportPolicy::Extended);
  const NodePool& pool = *platform.node_pools.find("gpu");
  ASSERT_EQ(pool.families.size(), 1u);
  EXPECT_EQ(pool.families[0].value, "g6");
  EXPECT_EQ(pool.limits.find("nvidia.com/gpu")->value.to_string(), "32");
  EXPECT_EQ(pool.limits.find("cpu")->value.to_string(), "100");
  EXPECT_TRUE(platform.node_pools.find("cpu"));
  ASSERT_EQ(platform.components.size(), 2u);
  EXPECT_TRUE(platform.components[1].options);
  EXPECT_EQ(platform.included.size(), 1u);
}

TEST(Include, SaysWhenTwoFilesThatDoNotKnowEachOtherDefineTheSame) {
  const Files files = {
      {"envs/prod.yaml",
       file("metadata: {name: prod}\nspec:\n  include: [a.yaml, b.yaml]\n  aws: {region: us-west-2}\n")},
      {"envs/a.yaml", file("spec:\n  nodePools: {gpu: {families: [g5]}}\n")},
      {"envs/b.yaml", file("spec:\n  nodePools: {gpu: {families: [g6]}}\n")}};
  const auto result = read(files);
  ASSERT_EQ(result.diagnostics.all().size(), 2u);
  EXPECT_EQ(result.diagnostics.all()[0].message, "spec.nodePools.gpu is defined twice");
  EXPECT_EQ(result.diagnostics.all()[0].where.to_string(), "envs/b.yaml:4:15");
  EXPECT_EQ(result.diagnostics.all()[1].where.to_string(), "envs/a.yaml:4:15");
}

/// A file that several others include is read once, and any of these may refine what it defines.
TEST(Include, ReadsAFileOnce) {
  const Files files = {
      {"envs/prod.yaml",
       file("metadata: {name: prod}\nspec:\n  include: [a.yaml, base.yaml]\n  aws: {region: us-west-2}\n")},
      {"envs/a.yaml", file("spec:\n  include: [./base.yaml]\n  nodePools: {gpu: {weight: 3}}\n")},
      {"envs/base.yaml", file("spec:\n  nodePools: {gpu: {families: [g5]}}\n")}};
  const auto result = read(files);
  EXPECT_EQ(result.said(), Lines{});
  EXPECT_EQ(result.platform->node_pools.find("gpu")->weight.value, 3);
  EXPECT_EQ(result.platform->included.size(), 2u);
}

TEST(Include, SaysAtItsLineWhatCannotBeFollowed) {
  struct Case {
    Files more;
    std::string include, said;
  };
  for (const Case& c : {
           Case{{}, "missing.yaml", "5:13 SPEC012 no such file"},
           {{}, "prod.yaml", "5:13 SPEC011 files include each other in a circle: envs/prod.yaml -> envs/prod.yaml"},
           {{{"envs/a.yaml", file("spec: {include: [../envs/prod.yaml]}\n")}},
            "a.yaml",
            "3:18 SPEC011 files include each other in a circle: envs/prod.yaml -> envs/a.yaml -> envs/prod.yaml"},
           {{{"envs/a.yaml", "- 1\n"}}, "a.yaml", "5:13 SPEC012 envs/a.yaml holds no platform: its top is no map"},
           {{{"envs/a.yaml", ""}}, "a.yaml", "5:13 SPEC012 envs/a.yaml holds no platform: its top is no map"},
           {{{"envs/a.yaml", "kind: Pod\n"}}, "a.yaml", "1:7 SPEC002 this is a Pod, not a Platform"},
           {{},
            "/etc/passwd",
            "5:13 SPEC008 spec.include[0] '/etc/passwd' is not a relative file name, in which * and ** may stand: it "
            "must be relative "
            "to platform.yaml"},
       }) {
    Files files = c.more;
    files["envs/prod.yaml"] =
        file("metadata: {name: prod}\nspec:\n  include: [" + c.include + "]\n  aws: {region: us-west-2}\n");
    EXPECT_EQ(read(files).said(), Lines{c.said}) << c.include;
  }
}

// What a file that cannot be read was to bring is not called missing; all else that is wrong is said.
TEST(Include, AFileThatCannotBeReadHidesNothingElse) {
  const std::string rest =
      "metadata: {name: prod}\nspec:\n  include: [a.yaml, b.yaml]\n  cluster: {version: many}\n"
      "  nodePools: {gpu: {families: [g5], nodeClass: base}}\n";
  for (const char* broken : {"a: [b\n", "text\n", "\x01"}) {
    std::map<std::string, std::shared_ptr<const SourceText>> sources;  // findings point into them
    for (const auto& [name, text] : Files{{"envs/a.yaml", broken}, {"envs/b.yaml", file("spec: {no: 1}\n")}})
      sources[name] = std::make_shared<const SourceText>(name, text);
    ReadForTest read;
    read.source = std::make_shared<SourceText>("envs/prod.yaml", file(rest));
    read.platform = read_platform(
        doc::read_yaml_document(read.source, read.diagnostics),
        [&](const std::string& path) -> Result<std::shared_ptr<const SourceText>> { return sources.at(path); },
        read.diagnostics);
    std::string said;
    for (const std::string& line : read.said()) said += line + "\n";
    for (const char* id : {"SPEC008", "SPEC003"}) EXPECT_NE(said.find(id), std::string::npos) << said;
    for (const char* id : {"SPEC005", "SPEC021"}) EXPECT_EQ(said.find(id), std::string::npos) << said;
  }
}

TEST(Include, GoesSixteenDeep) {
  Files files = {
      {"envs/prod.yaml", file("metadata: {name: prod}\nspec: {include: [0.yaml], aws: {region: us-west-2}}\n")}};
  for (int i = 0; i < 40; ++i)
    files[fmt::format("envs/{}.yaml", i)] = file(fmt::format("spec: {{include: [{}.yaml]}}\n", i + 1));
  const auto result = read(files);
  EXPECT_EQ(result.said(), Lines{"3:18 SPEC013 files include each other more than 16 deep"});
  EXPECT_EQ(result.platform->included.size(), 15u);
}

TEST(Include, ResolvesPathsAgainstTheFileThatNamesThem) {
  EXPECT_EQ(resolve_path("envs/prod.yaml", "../base.yaml"), "base.yaml");
  EXPECT_EQ(resolve_path("platform.yaml", "envs/./a.yaml"), "envs/a.yaml");
  EXPECT_EQ(resolve_path("platform.yaml", "../a.yaml"), "../a.yaml");
  EXPECT_EQ(resolve_path("../x/platform.yaml", "../../a.yaml"), "../../a.yaml");
  EXPECT_EQ(resolve_path("/srv/platform.yaml", "../../a.yaml"), "/a.yaml");
}

}  // namespace
}  // namespace slipway::spec
