#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

struct CronJob {
  std::string schedule = "0 * * * *", more = "", of_job = "", gpus = "nvidia.com/gpu: 1";
};

std::string written(const CronJob& one) {
  return "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: eval}\nspec:\n  schedule: \"" + one.schedule + "\"\n" +
         one.more + "  jobTemplate:\n    spec:\n" + one.of_job +
         "      template:\n        spec:\n          restartPolicy: Never\n          containers:\n"
         "          - {name: a, image: a:1, resources: {limits: {" +
         one.gpus + "}}}\n";
}

TEST(CronJobRules, RunsOnGpusDoNotPileUp) {
  EXPECT_EQ(linted("GPU020", {{"f.yaml", written({})}}),
            (std::vector<std::string>{
                "f.yaml:5 warning: CronJob eval starts a run on 1 GPU while the last one is still there"}));
  EXPECT_EQ(lines("GPU020", written({.more = "  concurrencyPolicy: Allow\n"})), "6");
  EXPECT_EQ(lines("GPU020", written({.more = "  startingDeadlineSeconds: 60\n"})), "5") << "it ends none";
  for (const char* often : {"@daily", "*/5 * * * *", "0 9 * * mon-fri", "@every 90m"})
    EXPECT_EQ(lines("GPU020", written({.schedule = often})), "5") << often;
}

TEST(CronJobRules, NotThoseThatAreHeldBackOrEnd) {
  for (const CronJob& right :
       {CronJob{.more = "  concurrencyPolicy: Forbid\n"}, CronJob{.more = "  concurrencyPolicy: Replace\n"},
        CronJob{.more = "  suspend: true\n"}, CronJob{.of_job = "      activeDeadlineSeconds: 1800\n"},
        CronJob{.gpus = "cpu: 1"}, CronJob{.schedule = "0 3 * * sun"}, CronJob{.schedule = "@monthly"},
        CronJob{.schedule = "${SCHEDULE}"}, CronJob{.schedule = ""}})
    EXPECT_EQ(lines("GPU020", written(right)), "") << written(right);
}

}  // namespace
}  // namespace slipway::rules::testing
