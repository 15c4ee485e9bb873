// The guides show what slipway printed of real runs (tests/real/guide.py). What a blueprint's components check now and
// a guide does not show makes it stale: these tests say which.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "io/files.h"
#include "ops/chart_checks.h"
#include "ops/probe.h"
#include "requirements/asked_platform.h"

namespace slipway::requirements {
namespace {

namespace fs = std::filesystem;

/// What a page shows of a run: ```text STAGE, as guide.py has it.
struct Shown {
  std::string page, stage;
  std::vector<std::string> lines;
};

/// Page → blueprint.
std::map<std::string, std::string> guides() {
  std::map<std::string, std::string> all{{"docs/guide/apply.md", "scale-to-zero-dev"},
                                         {"docs/guide/verify.md", "asya-actors"}};
  const auto of_others = io::DiskFiles().list(SLIPWAY_SOURCE_DIR "/docs/guide/apply", {".md"});
  EXPECT_TRUE(of_others);
  if (!of_others) return all;
  for (const auto& path : *of_others)
    all.emplace(fs::relative(path, SLIPWAY_SOURCE_DIR).string(), fs::path(path).stem().string());
  return all;
}

std::vector<Shown> shown_on(const std::string& page) {
  std::vector<Shown> all;
  std::istringstream text(source_file(page).value_or(""));
  bool is_inside = false;
  for (std::string line; std::getline(text, line);) {
    const bool begins = !is_inside && line.starts_with("```");
    if (begins && line.starts_with("```text ")) {
      const auto stage = line.substr(8);
      all.push_back({page, stage.substr(0, stage.find(' ')), {}});
    } else if (begins) {
      all.push_back({page, "", {}});
    }
    if (line.starts_with("```"))
      is_inside = !is_inside;
    else if (is_inside)
      all.back().lines.push_back(line);
  }
  return all;
}

AskedPlatform& platform(const std::string& blueprint) {
  static std::map<std::string, AskedPlatform> platforms;
  return platforms.try_emplace(blueprint, Which{blueprint, "", ""}).first->second;
}

/// "COMPONENT: CLAIM" of all that verify says of a platform, its probes last.
struct Said {
  std::set<std::string> claims;
  std::size_t checks = 0, charts = 0, probes = 0;
};

Said said_of(const platform::Graph& graph) {
  Said said;
  const auto take = [&](const platform::LiveCheck& check) { said.claims.insert(check.component + ": " + check.claim); };
  for (const auto& check : graph.checks()) take(check);
  said.checks = graph.checks().size();
  for (const auto& chart : ops::chart_checks(graph)) {
    take(chart.check);
    ++said.charts;
  }
  for (const auto& probe : ops::probes_of(graph, 60'000))
    for (const auto& check : probe.checks) {
      take(check);
      ++said.probes;
    }
  return said;
}

std::string stale(const Shown& shown, const std::string& blueprint) {
  return fmt::format(
      "{}, {}: it shows an older slipway: `tests/real/run --keep live {}` sees what this one says, and "
      "tests/real/guide.py "
      "writes that into the guides of apply",
      shown.page, shown.stage, blueprint);
}

/// In each line that the pattern matches its numbers, added up.
std::vector<std::size_t> counts(const Shown& shown, const char* pattern) {
  std::vector<std::size_t> all;
  const std::regex form(pattern);
  for (const auto& line : shown.lines) {
    std::smatch found;
    if (!std::regex_search(line, found, form)) continue;
    all.push_back(0);
    for (std::size_t i = 1; i < found.size(); ++i) all.back() += std::stoul(found[i].str());
  }
  return all;
}

/// A claim of the table of verify, as it stands in several lines; `is_cut`: it may go on in lines that are left out.
struct Claim {
  std::string text;  // "COMPONENT: CLAIM"
  bool is_cut = false;
};

std::vector<Claim> claims_in(const Shown& shown) {
  std::vector<Claim> claims;
  static const std::regex form("^(?:ok|FAIL|skip) +([^ ]+)  +([^ ].*)$");
  bool is_open = false;
  for (const auto& line : shown.lines) {
    std::smatch found;
    if (std::regex_match(line, found, form)) {
      claims.push_back({found[1].str() + ": " + found[2].str()});
      is_open = true;
    } else if (line == "…") {
      if (is_open) claims.back().is_cut = true;
      is_open = false;
    } else if (const auto at = line.find_first_not_of(' '); at != line.npos && at > 6 && is_open) {
      claims.back().text += " " + line.substr(at);
    } else {
      is_open = false;
    }
  }
  return claims;
}

TEST(Guides, ShowAsManyChecksAsTheBlueprintsHave) {
  std::size_t compared = 0;
  for (const auto& [page, blueprint] : guides()) {
    const auto* graph = platform(blueprint).graph();
    ASSERT_NE(graph, nullptr) << blueprint;
    const auto said = said_of(*graph);
    for (const auto& shown : shown_on(page)) {
      const bool is_of_apply = shown.stage == "apply" || shown.stage == "change";
      if (!is_of_apply && shown.stage != "verify" && shown.stage != "probes") continue;
      const auto expected =
          is_of_apply ? said.checks : said.checks + said.charts + (shown.stage == "probes" ? said.probes : 0);
      const auto found = counts(
          shown, is_of_apply ? "^verify +([0-9]+) checks? \\(" : "^([0-9]+) ok, ([0-9]+) failed, ([0-9]+) skipped$");
      EXPECT_EQ(found, std::vector<std::size_t>{expected}) << stale(shown, blueprint);
      ++compared;
    }
  }
  EXPECT_GE(compared, 5u * 2) << "each guide shows at least its apply and its verify";
}

TEST(Guides, ShowClaimsThatTheBlueprintsMake) {
  for (const auto& [page, blueprint] : guides()) {
    const auto* graph = platform(blueprint).graph();
    ASSERT_NE(graph, nullptr) << blueprint;
    const auto said = said_of(*graph);
    for (const auto& shown : shown_on(page)) {
      if (shown.stage != "verify" && shown.stage != "probes") continue;
      const auto claims = claims_in(shown);
      EXPECT_GT(claims.size(), 5u) << shown.page;
      for (const auto& [text, is_cut] : claims) {
        const auto from = said.claims.lower_bound(text);
        EXPECT_TRUE(from != said.claims.end() && (is_cut ? from->starts_with(text) : *from == text))
            << stale(shown, blueprint) << "\nnobody says " << text;
      }
    }
  }
}

}  // namespace
}  // namespace slipway::requirements
