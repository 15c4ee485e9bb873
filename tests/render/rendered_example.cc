#include "render/rendered_example.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"
#include "cli/load.h"

namespace slipway::rendered {

namespace fs = std::filesystem;

namespace {

const fs::path kExamples = fs::path(SLIPWAY_SOURCE_DIR) / "examples";
const fs::path kPlatforms = fs::path(SLIPWAY_SOURCE_DIR) / "tests/render/platforms";

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Spaces between words are one.
std::string squeezed(std::string_view line) {
  std::string text;
  for (const char c : trim(line))
    if (c != ' ' || !text.ends_with(' ')) text += c;
  return text;
}

std::multiset<std::string> lines_of(const Tree& tree, const std::string& path) {
  std::multiset<std::string> lines;
  if (const auto file = tree.find(path); file != tree.end())
    for (const auto line : split(file->second, '\n')) lines.insert(squeezed(line));
  return lines;
}

}  // namespace

io::FakeFiles example_files() {
  io::FakeFiles files;
  for (const auto& file : fs::recursive_directory_iterator(kExamples))
    if (file.is_regular_file()) files.files[fs::relative(file.path(), kExamples).string()] = slurp(file.path());
  for (const auto& file : fs::directory_iterator(kPlatforms))
    files.files["platforms/" + file.path().filename().string()] = slurp(file.path());
  return files;
}

std::vector<std::string> examples() {
  std::vector<std::string> found;
  for (const auto& [path, text] : example_files().files)
    if (path.ends_with(".yaml") && path.find("/k8s/") == std::string::npos &&
        path.find("/parts/") == std::string::npos && text.find("\nkind: Platform\n") != std::string::npos)
      found.push_back(path);
  return found;
}

Tree tree_of(io::FakeFiles files, const std::string& platform, render::Options options) {
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 25};
  auto loaded = cli::load(session, platform);
  Tree tree;
  if (!loaded || loaded->findings.has_errors()) {
    ADD_FAILURE() << platform << ": " << err.text << (loaded ? session.findings(loaded->findings, 1, Colour::Off) : "");
    return tree;
  }
  for (auto& file : render::render(loaded->graph, options)) {
    EXPECT_FALSE(tree.contains(file.path)) << file.path << " is written twice";
    tree[file.path] = std::move(file.text);
  }
  return tree;
}

std::vector<std::string> difference(const Tree& before, const Tree& after) {
  std::set<std::string> paths;
  for (const auto* tree : {&before, &after})
    for (const auto& [path, text] : *tree) paths.insert(path);
  std::vector<std::string> all;
  for (const auto& path : paths) {
    const auto old = lines_of(before, path), now = lines_of(after, path);
    std::vector<std::string> gone, come;
    std::ranges::set_difference(old, now, std::back_inserter(gone));
    std::ranges::set_difference(now, old, std::back_inserter(come));
    const auto once = [&](std::vector<std::string>& lines, const char* sign) {
      lines.erase(std::ranges::unique(lines).begin(), lines.end());
      for (const auto& line : lines) all.push_back(sign + path + ": " + line);
    };
    once(gone, "-");
    once(come, "+");
  }
  return all;
}

void replace(io::FakeFiles& files, const std::string& path, std::string_view from, std::string_view to) {
  auto& text = files.files.at(path);
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << path << " does not hold " << from;
  ASSERT_EQ(text.find(from, at + 1), std::string::npos) << path << " holds more than one " << from;
  text.replace(at, from.size(), to);
}

}  // namespace slipway::rendered
