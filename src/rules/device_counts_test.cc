#include <gtest/gtest.h>

#include <set>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// `@4` is a count of four devices, written as `spelling` says: "{}", "\"{}\"".
std::string spelled(std::string yaml, std::string_view spelling) {
  for (std::size_t at = yaml.find('@'); at != yaml.npos; at = yaml.find('@', at + 1)) {
    const std::string count = yaml.substr(at + 1, 1);
    yaml.replace(at, 2, fmt::format(fmt::runtime(spelling), count));
  }
  return yaml;
}

/// What all rules say, each with its id.
std::vector<std::string> all_of(const std::string& yaml) {
  Diagnostics unheard, found;
  subject::SubjectReader reader(subject::Context(), unheard);
  reader.add(std::make_shared<const SourceText>("f.yaml", yaml), subject::SubjectReader::Strangers::PassedOver);
  const subject::Subject subject = reader.finish();
  run(all(), subject, found);
  std::vector<std::string> out;
  for (const Diagnostic& one : found.all())
    out.push_back(fmt::format("{} {}: {}", one.id, one.where.line, one.message));
  return out;
}

constexpr std::string_view kPool =
    "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n  limits: {nvidia.com/gpu: @8}\n"
    "  template:\n    spec:\n      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: a}\n"
    "      requirements:\n      - {key: node.kubernetes.io/instance-type, operator: In, values: [g5.12xlarge]}\n"
    "      taints: [{key: nvidia.com/gpu, value: \"true\", effect: NoSchedule}]\n";

/// Deployments whose GPUs too few, too many, without shared memory, of too small a pool or quota.
const std::string kServing =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: ml}\nspec:\n  replicas: 2\n"
    "  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n"
    "      tolerations: [{key: nvidia.com/gpu, operator: Exists}]\n      containers:\n      - name: vllm\n"
    "        args: [--model, meta-llama/Llama-3-70B, --tensor-parallel-size, \"8\"]\n"
    "        resources: {requests: {nvidia.com/gpu: @4}, limits: {nvidia.com/gpu: @4}}\n"
    "---\napiVersion: v1\nkind: Pod\nmetadata: {name: b, namespace: ml}\nspec:\n"
    "  containers: [{name: b, image: \"b:1\", resources: {limits: {nvidia.com/gpu: @8}}}]\n"
    "---\napiVersion: v1\nkind: Pod\nmetadata: {name: c, namespace: ml}\nspec:\n"
    "  tolerations: [{key: nvidia.com/gpu, operator: Exists}]\n"
    "  containers: [{name: c, image: \"c:1\", resources: {limits: {nvidia.com/gpu: @4, vpc.amazonaws.com/efa: @2}}}]\n"
    "---\napiVersion: v1\nkind: Pod\nmetadata: {name: d, namespace: ml}\nspec:\n"
    "  tolerations: [{key: nvidia.com/gpu, operator: Exists}]\n"
    "  containers: [{name: d, image: \"d:1\", resources: {limits: {nvidia.com/gpu: @8}}}]\n"
    "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: ml}\nspec:\n"
    "  hard: {requests.nvidia.com/gpu: @6}\n";

/// Ranks without shared memory, launched as one process; a Ray group that is told another number; a claim on a model.
const std::string kTraining =
    "apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: {name: t, namespace: ml}\nspec:\n"
    "  pytorchReplicaSpecs:\n    Worker:\n      replicas: 2\n      template:\n        spec:\n"
    "          tolerations: [{key: nvidia.com/gpu, operator: Exists}]\n"
    "          containers: [{name: pytorch, image: \"t:1\", env: [{name: FI_PROVIDER, value: efa}], resources: "
    "{limits: {nvidia.com/gpu: @4}}}]\n"
    "---\napiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: r, namespace: ml}\nspec:\n  workerGroupSpecs:\n"
    "  - groupName: g\n    rayStartParams: {num-gpus: \"2\"}\n    template: {spec: {containers: [{name: w, image: "
    "\"w:1\", resources: {limits: {nvidia.com/gpu: @1}}}]}}\n"
    "---\napiVersion: example.com/v1\nkind: Model\nmetadata: {name: m, namespace: ml}\nspec:\n"
    "  modelName: llama-3-13b\n  gpuType: g5.12xlarge\n  gpus: @1\n";

/// A count of devices is a quantity: what is written in quotes, as `slipway expand` and Go's own encoders do, is the
/// same, for whatever rule.
TEST(DeviceCounts, AreTheSameHoweverTheyAreWritten) {
  std::set<std::string> ids;
  for (const std::string& yaml : {kServing + std::string(kPool), kServing, kTraining + std::string(kPool), kTraining}) {
    const std::vector<std::string> bare = all_of(spelled(yaml, "{}"));
    for (const std::string& one : bare) ids.insert(one.substr(0, one.find(' ')));
    EXPECT_EQ(all_of(spelled(yaml, "\"{}\"")), bare);
    EXPECT_EQ(all_of(spelled(yaml, "'{}'")), bare);
  }
  for (const char* counts :
       {"GPU001", "GPU002", "GPU017", "GPU018", "EFA001", "EFA003", "EFA004", "TRN004", "RAY002", "WGT001", "QUOTA001"})
    EXPECT_TRUE(ids.contains(counts)) << counts << " is not tried";
}

TEST(DeviceCounts, AreQuantities) {
  const auto gpus = [](const char* count) {
    return lines("GPU017", fmt::format("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - "
                                       "name: a\n    args: [-tp, \"4\"]\n    resources: {{limits: {{nvidia.com/gpu: "
                                       "{}}}}}\n",
                                       count));
  };
  for (const char* two : {"2", "\"2\"", "2000m", "\"2.0\"", "2e0"}) EXPECT_EQ(gpus(two), "7") << two;
  for (const char* four : {"4", "\"4\"", "4000m", "8"}) EXPECT_EQ(gpus(four), "") << four;
  for (const char* none : {"\"\"", "four", "[4]", "null", "-4", "\"-4\""}) EXPECT_EQ(gpus(none), "") << none;
}

}  // namespace
}  // namespace slipway::rules::testing
