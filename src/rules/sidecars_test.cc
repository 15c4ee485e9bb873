#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::lines;
using testing::said;

std::string job(const std::string& more) {
  return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: train}\nspec:\n  template:\n    spec:\n" + more +
         "      containers:\n      - {name: a, image: a, resources: {limits: {nvidia.com/gpu: 8}}}\n";
}

TEST(Sidecars, SeeNoProcessOfAnotherContainer) {
  const std::string watch = "curl http://169.254.169.254/latest/meta-data/spot/instance-action\n";
  const auto beside = [&](const std::string& script, const std::string& pod = job("")) {
    return said("SIDE001", {{"a.sh", script}, {"job.yaml", pod}});
  };
  EXPECT_EQ(beside(watch + "pkill -TERM -f train.py\n"),
            "a.sh:2 warning: pkill finds no train.py from another container\n");
  EXPECT_NE(beside(watch + "killall python\n"), "");
  EXPECT_NE(beside(watch + "kill -TERM $(pgrep -f train.py)\n"), "");
  EXPECT_EQ(beside(watch + "pkill -TERM -f train.py\n", job("      shareProcessNamespace: true\n")), "");
  EXPECT_EQ(beside("python train.py &\n" + watch + "pkill -f train.py\n"), "") << "it started the process itself";
  EXPECT_EQ(beside("pkill -f port-forward\n"), "") << "somebody's own machine";
  EXPECT_EQ(said("SIDE001", {{"a.sh", watch + "pkill -f train.py\n"}}), "") << "no pod is here to judge";
}

TEST(Sidecars, WrittenIntoThePod) {
  const auto pod = [](const std::string& more) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n" + more +
           "  containers:\n  - {name: a, image: a}\n  - name: watch\n    image: b\n    command:\n    - sh\n    - -c\n  "
           "  - "
           "|\n      curl 169.254.169.254/latest/meta-data/spot/instance-action\n      pkill train\n";
  };
  EXPECT_EQ(lines("SIDE001", pod("")), "14");
  EXPECT_EQ(lines("SIDE001", pod("  shareProcessNamespace: true\n")), "");
}

}  // namespace
}  // namespace slipway::rules
