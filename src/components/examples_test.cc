#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "components/component.h"
#include "doc/value.h"
#include "doc/write_yaml.h"
#include "doc/yaml.h"
#include "rules/testing/linted.h"
#include "spec/reader.h"

/// Every platform of examples/ becomes a graph: no error, no reference that leads nowhere, every component of the
/// blueprint known.
namespace slipway::components {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<const SourceText> read(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return std::make_shared<const SourceText>(path.filename().string(), text.str());
}

std::vector<fs::path> platforms() {
  std::vector<fs::path> found;
  const auto examples = fs::path(SLIPWAY_SOURCE_DIR) / "examples";
  for (auto file = fs::recursive_directory_iterator(examples); file != fs::recursive_directory_iterator(); ++file) {
    if (file->is_directory() && file->path().filename() == "k8s") file.disable_recursion_pending();
    if (file->path().extension() == ".yaml") found.push_back(file->path());
  }
  std::ranges::sort(found);
  return found;
}

/// All YAML below the folder's k8s/ (of a variant: its blueprint's), whichever of it a platform names.
std::vector<doc::Document> manifests(fs::path folder, Diagnostics& diagnostics) {
  std::vector<doc::Document> all;
  if (!fs::exists(folder / "k8s")) folder = folder.parent_path();
  if (!fs::exists(folder / "k8s")) return all;
  std::vector<fs::path> files;
  for (const auto& file : fs::recursive_directory_iterator(folder / "k8s"))
    if (file.path().extension() == ".yaml") files.push_back(file.path());
  std::ranges::sort(files);
  for (const auto& file : files)
    for (auto& document : doc::read_yaml(read(file), diagnostics)) all.push_back(std::move(document));
  return all;
}

std::string said(const Diagnostics& diagnostics) {
  std::string text;
  for (const auto& found : diagnostics.all())
    if (found.severity == Severity::Error) text += drawn(found, Colour::Off) + "\n";
  return text;
}

/// References stand as text, as Terraform has them.
doc::Value without_expressions(const doc::Value& value) {
  if (const doc::Expression* one = value.expression()) return doc::Value("${" + one->text + "}");
  if (const doc::List* list = value.list()) {
    doc::List out;
    for (const doc::Value& item : list->items()) out.add(without_expressions(item));
    return out;
  }
  if (!value.map()) return value;
  doc::Map out;
  for (const auto& [key, member] : value.map()->entries()) out.set(key, without_expressions(member));
  return out;
}

class Example : public ::testing::TestWithParam<fs::path> {};

TEST_P(Example, BecomesAGraphWithoutErrors) {
  Diagnostics diagnostics;
  const auto folder = GetParam().parent_path();
  const auto include = [&](const std::string& path) -> Result<std::shared_ptr<const SourceText>> {
    if (!fs::exists(folder / path)) return Failure{FailureKind::NotFound, "no such file"};
    return read(folder / path);
  };
  const auto document = doc::read_yaml_document(read(GetParam()), diagnostics);
  // What is only there to be included is no platform of its own.
  const auto& root = document.root();
  const bool is_part = root["spec"]["aws"].is_absent() && root["spec"]["include"].is_absent();
  if (is_part || root["metadata"]["name"].is_absent()) return;
  const auto platform = spec::read_platform(document, include, diagnostics);
  ASSERT_TRUE(platform) << said(diagnostics);
  const auto graph = expand(*platform, manifests(folder, diagnostics), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << said(diagnostics);
  EXPECT_EQ(graph.dangling_references(), std::vector<std::string>{});
  EXPECT_FALSE(graph.resources().empty());
  // What the components say to charts the charts have.
  for (const platform::Release& release : graph.releases())
    for (const char* rule : {"CHART009", "CHART010"})
      EXPECT_EQ(rules::testing::linted(
                    rule, {{release.chart + "/values.yaml", doc::write_yaml(without_expressions(release.values))}}),
                std::vector<std::string>{});
}

std::string name_of(const ::testing::TestParamInfo<fs::path>& test) {
  auto name = test.param.parent_path().filename().string() + "_" + test.param.stem().string();
  std::ranges::replace_if(
      name, [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, Example, ::testing::ValuesIn(platforms()), name_of);

}  // namespace
}  // namespace slipway::components
