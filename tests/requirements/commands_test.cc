// Every command that the documents give to look at a platform stands in commands.yaml with what stands for it here, and
// each of these is there: none can get lost.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "doc/write_yaml.h"
#include "doc/yaml.h"
#include "ops/probe.h"
#include "requirements/asked_platform.h"

namespace slipway::requirements {
namespace {

const char* const kTable = "tests/requirements/commands.yaml";
constexpr std::string_view kStandFor[] = {"check", "probe", "preflight", "verb", "not"};
constexpr std::string_view kFields[] = {"line",  "row",   "command",   "in",   "with",
                                        "check", "probe", "preflight", "verb", "not"};

AskedPlatform& platform(const Which& which) {
  static std::map<Which, AskedPlatform> platforms;
  return platforms.try_emplace(which, which).first->second;
}

const doc::Node& table() {
  static const doc::Document document = [] {
    Diagnostics wrong;
    auto read =
        doc::read_yaml_document(std::make_shared<const SourceText>(kTable, source_file(kTable).value_or("")), wrong);
    for (const auto& finding : wrong.all()) ADD_FAILURE() << drawn(finding, Colour::Off, 160);
    return read;
  }();
  return document.root();
}

std::vector<std::string> texts(const doc::Node& node) {
  std::vector<std::string> all;
  if (node.is_scalar() && !node.is_null()) all.emplace_back(node.text());
  for (const auto& item : node.items()) all.emplace_back(item.text());
  return all;
}

void expect_check(const platform::Graph& graph, const std::string& named) {
  std::string near;
  for (const auto& check : graph.checks()) {
    if (check.component + ": " + check.claim == named) return;
    if (named.starts_with(check.component + ":")) near += "\n  " + check.component + ": " + check.claim;
  }
  ADD_FAILURE() << "no check '" << named << "'; its component has" << near;
}

void expect_probe(const platform::Graph& graph, const std::string& job) {
  std::string all;
  for (const auto& probe : ops::probes_of(graph, 60'000)) {
    if (probe.job == job) return;
    all += " " + probe.job;
  }
  ADD_FAILURE() << "no probe '" << job << "'; there are" << all;
}

void expect_row(const doc::Node& row, const std::string& document, const std::string& blueprint) {
  SCOPED_TRACE(fmt::format("{}, line {}: {}", document, row["line"].text(), row["command"].text()));
  for (const auto& member : row.members())
    EXPECT_TRUE(std::ranges::count(kFields, member.key.text()) == 1) << member.key.text() << " is no field";
  EXPECT_TRUE(std::ranges::any_of(kStandFor, [&](auto field) { return row.find(field) != nullptr; }))
      << "nothing stands for it, and it does not say why not";
  const std::string id(row["row"].text());
  EXPECT_TRUE(id.starts_with("R-" + document + "-")) << id;
  const auto& with = row["with"];
  const Which which{row["in"].is_null() ? blueprint : std::string(row["in"].text()),
                    with.is_null() ? "" : doc::write_yaml(with), ""};
  const auto* graph = platform(which).graph();
  ASSERT_NE(graph, nullptr);
  for (const auto& named : texts(row["check"])) expect_check(*graph, named);
  for (const auto& job : texts(row["probe"])) expect_probe(*graph, job);
  for (const auto& part : texts(row["preflight"]))
    EXPECT_NE(source_file("docs/guide/preflight.md")->find("| `" + part + "` |"), std::string::npos) << part;
  for (const auto& verb : texts(row["verb"]))
    EXPECT_NE(source_file("docs/reference/cli.md")->find("\n## " + verb + "\n"), std::string::npos) << verb;
}

TEST(Commands, EachOfTheDocumentsHasWhatStandsForIt) {
  ASSERT_EQ(table().size(), 5u);
  for (const auto& document : table().items()) {
    const std::string name(document["document"].text());
    EXPECT_EQ(std::to_string(document["rows"].size()), document["commands"].text()) << "commands of document " << name;
    const auto rows = source_file([&] {
      for (const char* file :
           {"000-asya-actors", "001-p5-efa-training", "002-scale-to-zero-dev", "003-ray-on-eks", "004-agentic-ai"})
        if (std::string_view(file).starts_with(name)) return fmt::format("tests/requirements/rows/{}.yaml", file);
      return std::string();
    }());
    ASSERT_TRUE(rows) << name;
    for (const auto& row : document["rows"].items()) {
      expect_row(row, name, std::string(document["blueprint"].text()));
      EXPECT_NE(rows->find(fmt::format("id: {}\n", row["row"].text())), std::string::npos) << row["row"].text();
    }
  }
}

/// A command that is printed for a person holds nothing that a shell would do something else with.
TEST(Commands, EachCheckOfTheBlueprintsIsOneLineForAShell) {
  for (const char* blueprint : {"asya-actors", "p5-efa-training", "scale-to-zero-dev", "ray-on-eks", "agentic-ai"}) {
    const auto* graph = platform({blueprint, "", ""}).graph();
    ASSERT_NE(graph, nullptr);
    std::map<std::string, int> times;
    for (const auto& check : graph->checks()) {
      const auto command = platform::command_of(check);
      EXPECT_TRUE(command.starts_with("kubectl get ") || command.starts_with("aws ")) << command;
      EXPECT_EQ(std::ranges::count(command, '\'') % 2, 0) << command;
      EXPECT_EQ(command.find_first_of("\n`;|&<"), std::string::npos) << command;
      EXPECT_EQ(++times[check.component + ": " + check.claim], 1) << check.component << ": " << check.claim;
    }
  }
}

}  // namespace
}  // namespace slipway::requirements
