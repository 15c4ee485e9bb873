#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

const std::string kPool =
    "apiVersion: karpenter.sh/v1\n"
    "kind: NodePool\n"
    "metadata: {name: gpu}\n"
    "spec:\n"
    "  template:\n"
    "    spec:\n"
    "      expireAfter: 720h\n"
    "      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}\n"
    "      requirements: []\n"
    "  disruption:\n"
    "    consolidationPolicy: WhenEmptyOrUnderutilized\n"
    "    consolidateAfter: 5m\n";

TEST(NodePoolRules, SaysWhatV1DoesNotTakeOfV1beta1) {
  const std::string old =
      "apiVersion: karpenter.sh/v1beta1\n"
      "kind: NodePool\n"
      "metadata: {name: gpu}\n"
      "spec:\n"
      "  template:\n"
      "    spec:\n"
      "      nodeClassRef:\n"
      "        name: gpu\n"
      "  disruption:\n"
      "    consolidationPolicy: WhenUnderutilized\n"
      "    consolidateAfter: 30s\n"
      "    expireAfter: 720h\n"
      "---\n"
      "apiVersion: karpenter.k8s.aws/v1beta1\n"
      "kind: EC2NodeClass\n"
      "metadata: {name: gpu}\n";
  EXPECT_EQ(linted("KRP001", {{"f.yaml", old}}),
            (Said{"f.yaml:1 error: karpenter.sh/v1beta1 is no longer served for NodePool",
                  "f.yaml:14 error: karpenter.k8s.aws/v1beta1 is no longer served for EC2NodeClass"}));
  EXPECT_EQ(linted("KRP002", {{"f.yaml", old}}),
            (Said{"f.yaml:10 error: consolidationPolicy WhenUnderutilized is of v1beta1"}));
  EXPECT_EQ(lines("KRP003", old), "11");
  EXPECT_EQ(lines("KRP004", old), "12");
  EXPECT_EQ(linted("KRP005", {{"f.yaml", old}}), (Said{"f.yaml:7 error: nodeClassRef lacks group, kind"}));
  for (const char* rule : {"KRP001", "KRP002", "KRP003", "KRP004", "KRP005", "KRP007"})
    EXPECT_EQ(lines(rule, kPool), "") << rule;
}

TEST(NodePoolRules, EditsWhatIsSurelyMeant) {
  const std::string old =
      "kind: NodePool\n"
      "apiVersion: karpenter.sh/v1beta1\n"
      "metadata: {name: gpu}\n"
      "spec:\n"
      "  template:\n"
      "    spec:\n"
      "      nodeClassRef:\n"
      "        name: gpu  # ours\n"
      "  disruption:\n"
      "    consolidationPolicy: WhenUnderutilized\n"
      "    expireAfter: 720h  # 30 days\n";
  const auto holds = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  EXPECT_TRUE(holds(fixed("KRP001", old), "apiVersion: karpenter.sh/v1\n"));
  EXPECT_TRUE(holds(fixed("KRP002", old), "consolidationPolicy: WhenEmptyOrUnderutilized\n"));
  EXPECT_TRUE(holds(fixed("KRP004", old), "    spec:\n      expireAfter: 720h  # 30 days\n      nodeClassRef:\n"));
  const std::string moved = fixed("KRP004", old);
  EXPECT_EQ(moved.find("30 days"), moved.rfind("30 days")) << "its comment goes with it";
  EXPECT_EQ(moved.find("expireAfter"), moved.rfind("expireAfter"));
  EXPECT_TRUE(holds(fixed("KRP005", old),
                    "      nodeClassRef:\n        group: karpenter.k8s.aws\n        kind: EC2NodeClass\n        name: "
                    "gpu  # ours\n"));
}

TEST(NodePoolRules, KnowsFieldsOfOlderVersions) {
  EXPECT_EQ(lines("KRP002",
                  "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec:\n  disruption: "
                  "{consolidationPolicy: "
                  "WhenUnderUtilised}\n"),
            "5");
  EXPECT_EQ(
      lines("KRP008",
            "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec:\n  ttlSecondsAfterEmpty: 30\n"
            "  template:\n    spec:\n      kubelet: {maxPods: 20}\n"),
      "5 8");
  EXPECT_EQ(lines("KRP008", kPool), "");
}

TEST(NodePoolRules, KnowsKarpentersLabels) {
  const auto requires_key = [](const std::string& key) {
    return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec: {template: {spec: {requirements: "
           "[\n{key: " +
           key + ", operator: Exists}]}}}\n";
  };
  EXPECT_EQ(lines("KRP017", requires_key("karpenter.k8s.aws/instance-gpu-counts")), "5");
  EXPECT_EQ(lines("KRP017", requires_key("karpenter.k8s.aws/instance-gpu-count")), "");
  EXPECT_EQ(lines("KRP017", requires_key("example.org/team")), "");
}

TEST(NodePoolRules, AutoModeHasItsOwnLabelsAndAges) {
  const auto pool = [](const std::string& expiry, const std::string& domain) {
    return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      "
           "nodeClassRef: {group: "
           "eks.amazonaws.com, kind: NodeClass, name: default}\n      expireAfter: " +
           expiry + "\n      requirements:\n      - {key: " + domain +
           "/instance-family, operator: In, values: [g6e]}\n";
  };
  EXPECT_EQ(lines("KRP009", pool("720h", "karpenter.k8s.aws")), "8 10");
  EXPECT_EQ(lines("KRP009", pool("336h", "eks.amazonaws.com")), "");
}

TEST(NodePoolRules, WrongTypesAreTheSchemasFinding) {
  // Lists where maps belong, and the other way round: no rule may stumble.
  const std::string odd =
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec: {template: {spec: [1], metadata: "
      "{labels: [a]}}, limits: [], "
      "disruption: {budgets: {nodes: 1}, expireAfter: 1}}\n---\n"
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: {parallelism: 9223372036854775807, template: {spec: "
      "{nodeSelector: [a], "
      "initContainers: [{resources: {limits: {nvidia.com/gpu: 1e30}}, env: [{name: FI_PROVIDER, value: efa}]}], "
      "containers: {a: 1}, volumes: {b: "
      "2}}}}\n---\n"
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: "
      "eks/aws-load-balancer-controller:v3, args: {a: 1}, "
      "resources: {requests: {memory: -5Gi}}}]}\n";
  for (const Rule* rule : all()) EXPECT_NO_THROW(linted(rule->id, {{"f.yaml", odd}})) << rule->id;
}

TEST(NodePoolRules, SaysThatAPoolIsNoPatch) {
  EXPECT_EQ(
      lines("KRP007", "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec:\n  disruption: {}\n"),
      "4");
}

TEST(NodePoolRules, AsksWhoseAPoolIsOnlyWhereTwoCouldOwnIt) {
  const std::string pool =
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      "
      "nodeClassRef:\n"
      "        name: gpu\n";
  const std::string cluster = "aws eks create-cluster --name a --compute-config enabled=true\n";
  const std::string karpenter = "helm install karpenter oci://public.ecr.aws/karpenter/karpenter\n";
  EXPECT_EQ(linted("KRP006", {{"p.yaml", pool}, {"c.sh", cluster + karpenter}}),
            (Said{"p.yaml:7 warning: the cluster has Auto Mode and Karpenter, and NodePool a says of neither to be"}));
  EXPECT_EQ(linted("KRP006", {{"p.yaml", pool}, {"c.sh", cluster}}), Said{});
  EXPECT_EQ(linted("KRP006", {{"p.yaml", kPool}, {"c.sh", cluster + karpenter}}), Said{});
}

TEST(NodePoolRules, ZonesAreOfOneRegion) {
  const auto zones = [](const std::string& values) {
    std::string pool = kPool;
    const std::string none = "requirements: []";
    return pool.replace(pool.find(none), none.size(),
                        "requirements: [{key: topology.kubernetes.io/zone, operator: In, values: " + values + "}]");
  };
  EXPECT_EQ(lines("KRP018", zones("[us-west-2a, us-east-1b]")), "9");
  EXPECT_EQ(lines("KRP018", zones("[us-west-2a, us-west-2b, us-west-2-lax-1a]")), "");
}

TEST(NodePoolRules, ZonesAreOnesThatTheirRegionHas) {
  const auto said = [](const std::string& values) {
    std::string pool = kPool;
    const std::string none = "requirements: []";
    pool.replace(pool.find(none), none.size(),
                 "requirements: [{key: topology.kubernetes.io/zone, operator: In, values: " + values + "}]");
    return linted("KRP039", {{"p.yaml", pool}});
  };
  EXPECT_EQ(said("[us-east-1z]"), Said{"p.yaml:9 error: there is no zone us-east-1z"});
  EXPECT_EQ(said("[us-east-1a, us-east-1z]"), Said{"p.yaml:9 warning: there is no zone us-east-1z"});
  EXPECT_EQ(said("[us-est-1a]"), Said{"p.yaml:9 error: there is no zone us-est-1a"});
  EXPECT_EQ(said("[us-east-1]"), Said{"p.yaml:9 error: there is no zone us-east-1"});  // a region
  // Letters of older accounts, local zones, regions that are newer than the catalogue, what is filled in.
  for (const char* zones :
       {"[us-east-1f]", "[ap-northeast-1b]", "[us-west-2-lax-1a]", "[xx-nowhere-7a]", "[\"${AWS_REGION}a\"]", "[]"})
    EXPECT_EQ(said(zones), Said{}) << zones;
}

TEST(NodePoolRules, TaintsStandWhereTheyBelong) {
  const auto pool = [](const std::string& list, const std::string& key) {
    return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec:\n  template:\n    spec:\n      " +
           list + ":\n      - {key: " + key + ", effect: NoSchedule}\n";
  };
  EXPECT_EQ(lines("KRP034", pool("taints", "ebs.csi.aws.com/agent-not-ready")), "8");
  EXPECT_EQ(lines("KRP034", pool("startupTaints", "ebs.csi.aws.com/agent-not-ready")), "");
  EXPECT_EQ(lines("KRP034", pool("startupTaints", "nvidia.com/gpu")), "8");
  EXPECT_EQ(lines("KRP034", pool("taints", "nvidia.com/gpu")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
