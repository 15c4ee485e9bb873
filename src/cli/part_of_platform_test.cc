#include "base/text.h"
#include "cli/testing/live_world.h"
#include "doc/json.h"

namespace slipway::cli {
namespace {

using testing::Said;
using testing::says;

/// Who does or reads what concerns a part of a platform.
using PartOfPlatform = testing::LiveWorld;

doc::Document read(const std::string& text) {
  Diagnostics ignored;
  return doc::read_json(std::make_shared<const SourceText>("said", text), ignored);
}

TEST_F(PartOfPlatform, TheJournalAndTheStatusSayWhichPartARunWasOf) {
  apply();
  struct Row {
    std::vector<std::string> flags;
    std::string part, rest;
  };
  for (const auto& row : {Row{{"--only", "storage-classes"}, "--only storage-classes", "the rest of demo was not"},
                          Row{{"--from", "verify"}, "--from verify", "what comes before verify in demo was not"},
                          Row{{"--only", "storage-classes", "--from", "verify"},
                              "--only storage-classes --from verify",
                              "the rest of demo was not"}}) {
    const Said done = apply(row.flags);
    EXPECT_TRUE(done.code != ExitCode::Ok || says(done.out + done.err, row.rest)) << done.out << done.err;
    const Said journal = run({"status", "--journal", "--runs", "1"});
    EXPECT_TRUE(says(journal.out, " apply " + row.part + " ")) << journal.out;
    EXPECT_FALSE(says(journal.out, "all is well")) << journal.out;
    const Said json = run({"status", "--journal", "--runs", "1", "-o", "json"});
    EXPECT_EQ(read(json.out).root()["runs"].items()[0]["part"].text(), row.part) << json.out;
    const Said status = run({"status"});
    EXPECT_TRUE(says(status.out, " apply " + row.part + " ")) << status.out;
    EXPECT_TRUE(says(status.out, "\nof all: 2026-")) << status.out;
  }
}

TEST_F(PartOfPlatform, AnApplyFromAStepSpeaksOfNothingBeforeIt) {
  apply();
  world.resources.clear();
  const Said planned = run({"apply", "--plan-only", "--from", "access"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_FALSE(says(planned.out, "aws_") || says(planned.out, "eks-cluster")) << planned.out;
  EXPECT_TRUE(says(planned.out, "\nstorage-classes ")) << planned.out;
  EXPECT_FALSE(says(planned.out, "resource")) << "they were not counted: " << planned.out;
}

TEST_F(PartOfPlatform, AStatusSaysWhichOfItsFlagsGoTogether) {
  apply();
  const Said both = run({"status", "--journal", "--only", "storage-classes"});
  EXPECT_EQ(both.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(both.err, "--only does not go with --journal")) << both.err;
}

TEST_F(PartOfPlatform, TheStepVerifyCountsTheChecksThatItAsks) {
  apply();
  const Said all = apply(), some = apply({"--only", "storage-classes", "--from", "verify"});
  const auto count_in = [](const std::string& text) {
    const auto at = text.find("verify ");
    return at == text.npos ? 0 : std::atoi(text.substr(text.find_first_of("0123456789", at)).c_str());
  };
  EXPECT_GT(count_in(all.err), count_in(some.err)) << some.err;
}

/// Programs ask this, people the text: the same of both.
TEST_F(PartOfPlatform, TheStatusForProgramsSaysByWhomAndWhenAsTheTextDoes) {
  apply();
  const Said json = run({"status", "-o", "json"});
  const auto document = read(json.out);
  const auto& applied = document.root()["applied"];
  EXPECT_EQ(applied["last"]["verb"].text(), "apply") << json.out;
  EXPECT_EQ(applied["last"]["who"].text(),
            read(run({"status", "--journal", "-o", "json"}).out).root()["runs"].items()[0]["who"].text());
  EXPECT_TRUE(says(run({"status"}).out, std::string(applied["last"]["begun"].text()))) << json.out;
  EXPECT_EQ(applied["lastOfAll"]["begun"].text(), applied["last"]["begun"].text());
  EXPECT_EQ(applied["last"]["state"].text(), "failed") << "verify was not well";
  EXPECT_EQ(applied["didNotEnd"].text(), "apply");
  EXPECT_TRUE(applied["atWork"].is_null()) << json.out;
  EXPECT_EQ(applied["fileChangedSince"].text(), "false");
  world.disk().files["platform.yaml"] += "  buckets: {models: {}}\n";
  EXPECT_EQ(read(run({"status", "-o", "json"}).out).root()["applied"]["fileChangedSince"].text(), "true");
}

}  // namespace
}  // namespace slipway::cli
