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
