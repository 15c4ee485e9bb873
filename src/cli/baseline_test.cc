#include <gtest/gtest.h>

#include <filesystem>

#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

using testing::kService;
using testing::run_in;
using testing::Said;
using testing::says;

TEST(Checking, ABaselineHidesWhatWasThereThoughLinesMoved) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", "b.json", "--write-baseline"}).code, ExitCode::Ok);
  files.files["a.yaml"] = "# moved\n" + std::string(kService);
  const Said same = run_in(files, {"validate", "a.yaml", "--baseline", "b.json"});
  EXPECT_EQ(same.code, ExitCode::Ok);
  EXPECT_TRUE(says(same.out, "1 in the baseline")) << same.out;
  files.files["./a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", "./a.yaml", "--baseline", "b.json"}).code, ExitCode::Ok) << "another spelling";
  const auto runs_in = std::filesystem::current_path();
  const std::string whole = (runs_in / "a.yaml").string();
  files.files[whole] = kService;
  EXPECT_EQ(run_in(files, {"validate", whole, "--baseline", "b.json"}).code, ExitCode::Ok) << "from the root";
  const std::string outside = "../" + runs_in.filename().string();  // as from a folder beside
  files.files[outside + "/b.json"] = files.files["b.json"];
  files.files[outside + "/a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", outside + "/a.yaml", "--baseline", "b.json"}).code, ExitCode::Ok);
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", outside + "/b.json"}).code, ExitCode::Ok);
  files.files["a.yaml"] = std::string(kService) + "    protocol: HTTP\n";
  const Said more = run_in(files, {"validate", "a.yaml", "--baseline", "b.json"});
  EXPECT_EQ(more.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(more.out, "1 error, ")) << more.out;
  files.files["b.json"] = "{}";
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", "b.json"}).code, ExitCode::WrongUsage);
}

TEST(Checking, ABaselineHoldsThroughALinkedFolder) {
  const auto base = std::filesystem::path(::testing::TempDir()) / "slipway_baseline";
  std::filesystem::remove_all(base);
  std::filesystem::create_directories(base / "real" / "sub");
  std::filesystem::create_directory_symlink(base / "real", base / "link");
  io::FakeFiles files;
  const std::string real = (base / "real").string(), link = (base / "link").string();
  for (const std::string& folder : {real, link}) files.files[folder + "/sub/a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", real + "/sub/a.yaml", "--baseline", real + "/b.json", "--write-baseline"}).code,
            ExitCode::Ok);
  files.files[link + "/b.json"] = files.files[real + "/b.json"];
  for (const std::string& file : {real, link})
    for (const std::string& baseline : {real, link})
      EXPECT_EQ(run_in(files, {"validate", file + "/sub/a.yaml", "--baseline", baseline + "/b.json"}).code,
                ExitCode::Ok)
          << file << " with the baseline of " << baseline;
  std::filesystem::remove_all(base);
}

TEST(Checking, SaysTheSameInWhateverOrderFilesAreNamed) {
  io::FakeFiles files;
  for (const char* name : {"a.yaml", "b.yaml", "d/c.yaml"}) files.files[name] = kService;
  files.files["p.yaml"] =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {selector: {matchLabels: {a: b}}, template: "
      "{metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}}\n";
  files.files["q.yaml"] = files.files["p.yaml"];
  const std::vector<std::vector<std::string>> orders = {
      {"a.yaml", "b.yaml", "d/c.yaml", "p.yaml", "q.yaml"},
      {"q.yaml", "d/c.yaml", "b.yaml", "p.yaml", "a.yaml"},
      {"*.yaml", "d/c.yaml", "q.yaml", "./p.yaml", "b.yaml", "a.yaml"}};
  for (const char* verb : {"validate", "lint"}) {
    std::vector<std::string> first;
    for (const auto& order : orders) {
      std::vector<std::string> command = {verb, "-o", "json"};
      command.insert(command.end(), order.begin(), order.end());
      std::string out = run_in(files, command).out;
      if (first.empty()) first.push_back(out);
      EXPECT_EQ(out, first.front()) << verb << " " << order.front();
    }
    EXPECT_FALSE(first.front().empty());
  }
}

TEST(Checking, RefusesToWriteABaselineToTwoPlaces) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  const Said said = run_in(files, {"lint", "a.yaml", "--baseline", "b.json", "--write-baseline", "--out", "c.json"});
  EXPECT_EQ(said.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(said.err, "leave --out away")) << said.err;
  EXPECT_FALSE(files.files.contains("b.json"));
}

TEST(Checking, ABaselineTakesThePlaceOfNothingElse) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", "a.yaml", "--write-baseline"}).code,
            ExitCode::WrongUsage);
  EXPECT_EQ(files.files["a.yaml"], kService);
}

}  // namespace
}  // namespace slipway::cli
