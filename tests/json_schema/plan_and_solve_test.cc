// `slipway plan` and `slipway solve` say the same nodes of the same platform, at every level of replicas.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>

#include "cli/command.h"
#include "doc/json.h"

namespace slipway {
namespace {

/// "pool general c7i.large spot", how many.
using Nodes = std::map<std::string, std::int64_t>;

doc::Document output_of(std::vector<std::string> words) {
  io::DiskFiles files;
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 25};
  words.insert(words.end(), {"--output", "json", "--fail-on", "never"});
  EXPECT_EQ(cli::run(session, words), cli::ExitCode::Ok) << err.text;
  Diagnostics diagnostics;
  return doc::read_json(std::make_shared<const SourceText>("out.json", out.text), diagnostics);
}

std::int64_t number(const doc::Node& node) { return static_cast<std::int64_t>(node.number()); }

Nodes planned(const doc::Node& plan, const char* level) {
  Nodes out;
  for (const doc::Node& line : plan["cost"]["lines"].items())
    for (const doc::Node& node : line["nodes"].items())
      if (line["name"].text().starts_with("pool ") && number(node[level]) > 0)
        out[std::string(line["name"].text()) + ' ' + std::string(node["type"].text()) + ' ' +
            std::string(node["market"].text())] += number(node[level]);
  return out;
}

Nodes solved(const doc::Node& solve) {
  Nodes out;
  for (const doc::Node& node : solve["nodes"].items())
    out["pool " + std::string(node["nodePool"].text()) + ' ' + std::string(node["instanceType"].text()) + ' ' +
        std::string(node["capacityType"].text())] += number(node["count"]);
  return out;
}

TEST(PlanAndSolve, SayTheSameNodesOfEveryBlueprint) {
  int nodes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SLIPWAY_SOURCE_DIR "/examples")) {
    const std::string platform = (entry.path() / "platform.yaml").string();
    if (!std::filesystem::exists(platform)) continue;
    const auto plan = output_of({"plan", platform});
    for (const auto& [level, replicas] : {std::pair("idle", "least"), {"declared", "declared"}, {"maximum", "most"}}) {
      const auto solve = output_of({"solve", platform, "--replicas", replicas});
      EXPECT_EQ(planned(plan.root(), level), solved(solve.root())) << platform << ", " << level;
      nodes += static_cast<int>(solved(solve.root()).size());
    }
  }
  EXPECT_GT(nodes, 10);
}

}  // namespace
}  // namespace slipway
