#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// A group whose leader serves with these words, at line 12; the workers say the same, at line 19.
std::string group(const std::string& words, const std::string& size = "2", const std::string& more = "",
                  const std::string& image = "vllm/vllm-openai:v0.11.0") {
  const auto pod = [&](const std::string& part) {
    return "    " + part + "Template:\n      spec:\n        containers:\n        - name: " + part +
           "\n          image: " + image + "\n          args: [" + words +
           "]\n          resources: {limits: {nvidia.com/gpu: 8}}\n" + more;
  };
  return "apiVersion: leaderworkerset.x-k8s.io/v1\nkind: LeaderWorkerSet\nmetadata: {name: kimi}\nspec:\n"
         "  leaderWorkerTemplate:\n    size: " +
         size + "\n" + pod("leader") + pod("worker");
}

using Said = std::vector<std::string>;

TEST(ServingGroupRules, AsManyMachinesMeetAsTheGroupHas) {
  EXPECT_EQ(linted("TRN009", {{"f.yaml", group("m, -tp=8, --pipeline-parallel-size=3, --nnodes=3")}}),
            (Said{"f.yaml:12 error: a model over 24 GPUs, and a group of LeaderWorkerSet kimi has 16",
                  "f.yaml:12 error: --nnodes 3, and a group of LeaderWorkerSet kimi has 2 pods",
                  "f.yaml:19 error: --nnodes 3, and a group of LeaderWorkerSet kimi has 2 pods"}));
  for (const char* right : {"--tp=8, -pp, \"2\", --nnodes, \"2\"", "--tensor-parallel-size=16, --nnodes=2",
                            "--tp=16, --nnodes=$(LWS_GROUP_SIZE)", "--tp=$(TP), --pp=3",
                            "--tp=16, --nnodes=2, --config=a.yaml", "--model, m"})
    EXPECT_EQ(lines("TRN009", group(right)), "") << right;
  EXPECT_EQ(lines("TRN009", group("-tp=8, -pp=3, --nnodes=3", "3")), "");
  EXPECT_EQ(lines("TRN009", group("-tp=8, -pp=3, --nnodes=3", "$SIZE")), "");
  EXPECT_EQ(lines("TRN009", group("train.py, --nnodes=3", "2", "", "mine:1")), "") << "no server that is known";
}

TEST(ServingGroupRules, AModelHasTheGpusThatItSpreadsOver) {
  EXPECT_EQ(linted("TRN009", {{"f.yaml", group("-tp=8, --distributed-executor-backend=ray")}}),
            (Said{"f.yaml:12 warning: a model over 8 GPUs, and a group of LeaderWorkerSet kimi has 16"}));
  EXPECT_EQ(lines("TRN009", group("-tp=8")), "") << "each pod a server of its own";
  EXPECT_EQ(lines("TRN009", group("sh, -c, \"vllm serve m --tensor-parallel-size 8 --pipeline_parallel_size 3\"")),
            "12");
  EXPECT_EQ(lines("TRN009", group("sh, -c, \"vllm serve m --tensor-parallel-size 8 --pipeline_parallel_size 2\"")), "");
  // Ranks of data parallelism.
  EXPECT_EQ(lines("TRN009", group("-tp=8, -dp=4, --headless")), "12");
  EXPECT_EQ(lines("TRN009", group("-tp=8, -dp=2, --headless, --data-parallel-address=$(LWS_LEADER_ADDRESS)")), "");
  EXPECT_EQ(lines("TRN009", group("-tp=8, -dp=4, --headless, --data-parallel-address=other")), "");
  EXPECT_EQ(lines("TRN009", group("-tp=8, -dp=4, --headless, --data-parallel-rank=1")), "");
  // SGLang's are those of its tensors.
  const std::string sglang = "lmsysorg/sglang:v0.5.3";
  EXPECT_EQ(lines("TRN009", group("--tp=16, --dp=16, --enable-dp-attention, --nnodes=2", "2", "", sglang)), "");
  EXPECT_EQ(lines("TRN009", group("--tp=32, --nnodes=2", "2", "", sglang)), "12");
  EXPECT_EQ(lines("TRN009", group("--tp=8, --dp=4, --nnodes=2", "2", "", sglang)), "");
  // Two servers in one script, or variables that nobody sees.
  EXPECT_EQ(lines("TRN009", group("sh, -c, \"vllm serve a -tp 8 -pp 2 || vllm serve b -tp 4 -pp 2\"")), "");
  EXPECT_EQ(lines("TRN009", group("-tp=8, -pp=3", "2", "          envFrom: [{configMapRef: {name: a}}]\n")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
