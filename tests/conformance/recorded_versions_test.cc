// The recorded cases were answered by the code that the oracle would ask today.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "catalog/component_versions.h"

namespace {

namespace fs = std::filesystem;

/// The modules that a go.mod requires itself: "path version", in its first block.
std::set<std::string> required_modules(const fs::path& go_mod) {
  std::ifstream file(go_mod);
  std::set<std::string> out;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "require (") {
      inside = true;
    } else if (inside && line == ")") {
      break;
    } else if (inside) {
      std::istringstream words(line);
      std::string module, version;
      words >> module >> version;
      out.insert(module + " " + version);
    }
  }
  return out;
}

std::set<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  std::set<std::string> out;
  for (std::string line; std::getline(file, line);) out.insert(line);
  return out;
}

TEST(RecordedCases, AreOfTheVersionsThatTheOracleAsks) {
  const fs::path root = SLIPWAY_SOURCE_DIR;
  for (const fs::directory_entry& folder : fs::directory_iterator(root / "tests/conformance/cases")) {
    if (!folder.is_directory()) continue;
    const std::string name = folder.path().filename().string();
    const std::set<std::string> recorded = lines_of(folder.path() / "recorded.txt");
    EXPECT_FALSE(recorded.empty()) << name;
    EXPECT_EQ(recorded, required_modules(root / "oracle" / name / "go.mod"))
        << "run ./dev oracle " << name << " --write";
  }
}

TEST(Oracles, AskTheKarpenterThatTheCatalogueHas) {
  const std::string version(slipway::catalog::find_chart("karpenter")->version);
  std::size_t asking = 0;
  for (const fs::directory_entry& file : fs::recursive_directory_iterator(fs::path(SLIPWAY_SOURCE_DIR) / "oracle")) {
    if (file.path().filename() != "go.mod") continue;
    for (const std::string& module : required_modules(file.path())) {
      if (!module.starts_with("sigs.k8s.io/karpenter ")) continue;
      EXPECT_EQ(module, "sigs.k8s.io/karpenter v" + version) << file.path();
      ++asking;
    }
  }
  EXPECT_GE(asking, 4u);
}

}  // namespace
