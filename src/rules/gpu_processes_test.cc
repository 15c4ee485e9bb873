#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// The command stands at line 9, the limits at line 10, more of the container below.
std::string deployment(const std::string& command, const std::string& gpus, const std::string& more = "") {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: llm}\nspec:\n  template:\n    spec:\n      "
         "containers:\n"
         "      - name: a\n        args: " +
         command + "\n        resources: {limits: {nvidia.com/gpu: " + gpus + "}}\n" + more;
}

TEST(GpuProcessRules, AProgramHasTheGpusThatItSpreadsOver) {
  EXPECT_EQ(linted("GPU017", {{"f.yaml", deployment("[--model, m, --tensor-parallel-size, \"4\"]", "2")}}),
            std::vector<std::string>{"f.yaml:9 error: --tensor-parallel-size 4 of a container with 2 GPUs"});
  EXPECT_EQ(lines("GPU017", deployment("[--tensor-parallel-size=4]", "2")), "9");
  EXPECT_EQ(lines("GPU017", deployment("[sh, -c, \"exec vllm serve m -tp 8\"]", "4")), "9");
  EXPECT_EQ(lines("GPU017", deployment("[torchrun, --nproc-per-node=8, a.py]", "4")), "9");
  EXPECT_EQ(lines("GPU017", deployment("[torchrun, --nproc-per-node=gpu, a.py]", "4")), "");
  EXPECT_EQ(lines("GPU017", deployment("[--tensor-parallel-size, \"4\"]", "4")), "");
  EXPECT_EQ(lines("GPU017", deployment("[--tensor-parallel-size, \"2\"]", "4")), "");
  EXPECT_EQ(lines("GPU017", deployment("[--tensor-parallel-size, \"16\", --distributed-executor-backend, ray]", "8")),
            "");
  EXPECT_EQ(lines("GPU017", deployment("[--tensor-parallel-size, $(TP)]", "2")), "");
  EXPECT_EQ(lines("GPU017", deployment("[--tensor_parallel_size=4]", "2")), "9");
  const std::string set =
      "apiVersion: leaderworkerset.x-k8s.io/v1\nkind: LeaderWorkerSet\nmetadata: {name: l}\nspec:\n  "
      "leaderWorkerTemplate:\n"
      "    size: 2\n    workerTemplate:\n      spec:\n        containers:\n        - name: a\n          args: [-tp, "
      "\"16\"]\n"
      "          resources: {limits: {nvidia.com/gpu: 8}}\n";
  EXPECT_EQ(lines("GPU017", set), "");  // one model over two machines
}

TEST(GpuProcessRules, AnOperatorStartsAsManyProcessesAsThereAreGpus) {
  const auto job = [](const std::string& spec, const std::string& command, const std::string& gpus = "1",
                      const std::string& more = "") {
    return "apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: {name: esm}\nspec:\n  " + spec +
           "\n  pytorchReplicaSpecs:\n    Worker:\n      replicas: 8\n      template:\n        spec:\n"
           "          containers:\n          - name: pytorch\n            command: " +
           command + "\n            resources: {limits: {nvidia.com/gpu: " + gpus + "}}\n" + more;
  };
  const std::string run = "[python3, -m, torch.distributed.run, train.py]", four = "nprocPerNode: \"4\"";
  EXPECT_EQ(linted("GPU017", {{"f.yaml", job(four, run)}}),
            std::vector<std::string>{"f.yaml:5 error: 4 processes in each pod of PyTorchJob esm with 1 GPU"});
  EXPECT_EQ(lines("GPU017", job("elasticPolicy: {nProcPerNode: 4}", run)), "5");
  EXPECT_EQ(lines("GPU017", job(four, "[python, train.py]", "2")), "5");
  EXPECT_EQ(lines("GPU017", job(four, run, "4")), "");
  EXPECT_EQ(lines("GPU017", job(four, run, "8")), "");
  for (const char* other : {"nprocPerNode: auto", "nprocPerNode: gpu", "nprocPerNode: \"$(GPUS)\"", "runPolicy: {}"})
    EXPECT_EQ(lines("GPU017", job(other, run)), "") << other;
  // What the container says itself goes before.
  EXPECT_EQ(lines("GPU017", job(four, "[torchrun, --nproc_per_node=1, train.py]")), "");
  EXPECT_EQ(lines("GPU017", job(four, "[accelerate, launch, train.py]")), "");
  EXPECT_EQ(lines("GPU017", job(four, run, "1", "            env: [{name: PET_NPROC_PER_NODE, value: \"1\"}]\n")), "");
  const auto train_job = [](const std::string& processes) {
    return "apiVersion: trainer.kubeflow.org/v1alpha1\nkind: TrainJob\nmetadata: {name: t}\nspec:\n  runtimeRef: "
           "{name: torch-distributed}\n  trainer:\n    numNodes: 2\n    numProcPerNode: " +
           processes + "\n    resourcesPerNode: {limits: {nvidia.com/gpu: 2}}\n";
  };
  EXPECT_EQ(lines("GPU017", train_job("8")), "8");
  EXPECT_EQ(lines("GPU017", train_job("2")), "");
  // PyTorch Lightning's devices are those of a node.
  EXPECT_EQ(lines("GPU017", job("runPolicy: {}", "[python, train.py, trainer.num_nodes=2, trainer.devices=4]")), "13");
  EXPECT_EQ(lines("GPU017", job("runPolicy: {}", "[python, train.py, --trainer.devices=4]")), "13");
  EXPECT_EQ(lines("GPU017", job("runPolicy: {}", "[python, train.py, trainer.devices=4]", "4")), "");
  for (const char* other : {"trainer.devices=auto", "trainer.devices=$(GPUS)", "trainer.devices_per=4",
                            "trainer.devices=4, trainer.accelerator=cpu"})
    EXPECT_EQ(lines("GPU017", job("runPolicy: {}", "[python, train.py, " + std::string(other) + "]")), "") << other;
}

TEST(GpuProcessRules, AShareOfMemoryIsAtMostAll) {
  EXPECT_EQ(linted("GPU021", {{"f.yaml", deployment("[--model, m, --gpu-memory-utilization, \"1.9\"]", "1")}}),
            std::vector<std::string>{"f.yaml:9 error: --gpu-memory-utilization 1.9 of Deployment llm"});
  for (const char* wrong : {"1.9", "90", "0", "0.0", "-0.5", "1.01", "nan"})
    for (const std::string form :
         {"--gpu-memory-utilization=", "--gpu-memory-utilization, ", "--gpu_memory_utilization="})
      EXPECT_EQ(
          lines("GPU021",
                deployment("[\"--model\", m, " +
                               (form.ends_with('=') ? "\"" + form + wrong + "\"" : form + "\"" + wrong + "\"") + "]",
                           "1")),
          "9")
          << form << wrong;
  EXPECT_EQ(lines("GPU021", deployment("[sh, -c, \"vllm serve m --gpu-memory-utilization 95\"]", "1")), "9");
  for (const char* right : {"0.9", "1", "1.0", ".5", "$(SHARE)", "${SHARE}", "much"})
    for (const std::string form : {"--gpu-memory-utilization=", "--gpu-memory-utilization\", \""})
      EXPECT_EQ(lines("GPU021", deployment("[\"" + form + right + "\"]", "1")), "") << form << right;
  EXPECT_EQ(lines("GPU021", deployment("[--gpu-memory-utilization]", "1")), "");
  EXPECT_EQ(lines("GPU021", deployment("[--gpu-memory-utilization-of-mine=7]", "1")), "");
}

TEST(GpuProcessRules, OneModelMaySpreadOverMachines) {
  for (const char* more :
       {"--dist-init-addr, \"llm-0.llm:20000\", --nnodes, \"2\", --node-rank, \"0\"", "--nnodes=2", "--nnodes, \"2\"",
        "--nccl-init-addr=llm-0:20000", "--pipeline-parallel-size=2", "--pipeline_parallel_size=2", "-pp, \"2\"",
        "--pp-size=2", "--distributed_executor_backend=ray", "--data_parallel_size=2", "--headless"})
    for (const char* list : {"[--tp, \"16\", ", "[--tensor-parallel-size=16, "})
      EXPECT_EQ(lines("GPU017", deployment(list + std::string(more) + "]", "8")), "") << list << more;
  EXPECT_EQ(lines("GPU017", deployment("[sh, -c, \"python -m sglang.launch_server --nnodes 2 --tp 16\"]", "8")), "");
  EXPECT_EQ(lines("GPU017", deployment("[--tp, \"16\", --nodes, \"2\"]", "8")), "9");
  // One machine that is said to be one.
  for (const char* one :
       {", --nnodes, \"1\"", ", --nnodes=1", ", --nnodes=1:1", ", --pipeline-parallel-size, \"1\"", ", -pp=1",
        ", --distributed-executor-backend, mp", ", --distributed-executor-backend=mp", ", --master-addr=localhost"})
    EXPECT_EQ(lines("GPU017", deployment("[--tensor-parallel-size, \"16\"" + std::string(one) + "]", "8")), "9") << one;
  EXPECT_EQ(lines("GPU017", deployment("[--tp, \"16\", --nnodes=1:4]", "8")), "");
  // Of each machine, however many there are.
  EXPECT_EQ(lines("GPU017", deployment("[torchrun, --nnodes=2, --nproc_per_node=8, a.py]", "4")), "9");
}

TEST(GpuProcessRules, AModelOnSeveralGpusHasSharedMemory) {
  const std::string spread = "[--tensor-parallel-size, \"4\"]";
  EXPECT_EQ(lines("GPU018", deployment(spread, "4")), "10");
  EXPECT_EQ(lines("GPU018", deployment(spread, "4", "        volumeMounts: [{name: shm, mountPath: /dev/shm}]\n")), "");
  EXPECT_EQ(lines("GPU018", deployment(spread, "4", "      hostIPC: true\n")), "");
  EXPECT_EQ(lines("GPU018", deployment("[--model, m]", "4")), "");
  EXPECT_EQ(lines("GPU018", deployment("[--tensor-parallel-size, \"1\"]", "1")), "");
  // Without a flag, where a program takes all GPUs that it finds.
  const std::string tgi = "        image: ghcr.io/huggingface/text-generation-inference:3.3\n";
  EXPECT_EQ(lines("GPU018", deployment("[--model-id, m]", "4", tgi)), "10");
  EXPECT_EQ(lines("GPU018", deployment("[--model-id, m]", "1", tgi)), "");
  EXPECT_EQ(lines("GPU018", deployment("[--model-id, m, --sharded, \"false\"]", "4", tgi)), "");
  EXPECT_EQ(lines("GPU018", deployment("[m]", "4", tgi + "        env: [{name: NUM_SHARD, value: \"1\"}]\n")), "");
  EXPECT_EQ(lines("GPU018", deployment("[m]", "4", tgi + "        envFrom: [{configMapRef: {name: tgi}}]\n")), "")
      << "SHARDED may be in it";
  EXPECT_EQ(lines("GPU018", deployment("[torchrun, --nproc-per-node=gpu, serve.py]", "4")), "10");
  EXPECT_EQ(lines("GPU018", deployment("[torchrun, --nproc-per-node=1, serve.py]", "4")), "");
}

TEST(GpuProcesses, RanksOfAJobMeet) {
  const auto job = [](const std::string& words, const std::string& more = "") {
    return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec:\n  parallelism: 2\n  completions: 2\n"
           "  completionMode: Indexed\n  template:\n    spec:\n      containers:\n      - name: a\n"
           "        command: [" +
           words + "]\n" + more;
  };
  EXPECT_EQ(lines("TRN007", job("torchrun, --nnodes=2, a.py")), "12");
  EXPECT_EQ(lines("TRN007", job("torchrun, --nnodes, \"2\", a.py")), "12");
  EXPECT_EQ(lines("TRN007", job("sh, -c, \"torchrun --nnodes=2 a.py\"")), "12");
  for (const char* meets :
       {"torchrun, --nnodes=2, --rdzv-endpoint=a-0.a:29500, a.py", "torchrun, --nnodes=2, --master_addr, a-0.a, a.py",
        "sh, -c, \"torchrun --nnodes=2 --rdzv_endpoint=$HOST:29500 a.py\"", "torchrun, --nnodes=1, a.py",
        "torchrun, a.py", "python, a.py"})
    EXPECT_EQ(lines("TRN007", job(meets)), "") << meets;
  EXPECT_EQ(lines("TRN007", job("torchrun, --nnodes=2, a.py", "        env: [{name: PET_MASTER_ADDR, value: a}]\n")),
            "");
}

}  // namespace
}  // namespace slipway::rules::testing
