#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string object(const std::string& kind, const std::string& name, const std::string& spec,
                   const std::string& ns = "") {
  return "---\napiVersion: kueue.x-k8s.io/v1beta1\nkind: " + kind + "\nmetadata: {name: " + name +
         (ns.empty() ? "" : ", namespace: " + ns) + "}\nspec: {" + spec + "}\n";
}
std::string cluster_queue(const std::string& name, const std::string& flavor = "f") {
  return object("ClusterQueue", name, "resourceGroups: [{coveredResources: [cpu], flavors: [{name: " + flavor + "}]}]");
}
std::string local_queue(const std::string& of) { return object("LocalQueue", "l", "clusterQueue: " + of, "ml"); }

TEST(KueueRules, ALocalQueueLeadsToAClusterQueue) {
  EXPECT_EQ(linted("KUE001", {{"f.yaml", local_queue("qq") + cluster_queue("q")}}),
            std::vector<std::string>{"f.yaml:5 warning: nothing here makes the ClusterQueue qq"});
  EXPECT_EQ(lines("KUE001", local_queue("q") + cluster_queue("q")), "");
  EXPECT_EQ(lines("KUE001", local_queue("qq")), "");  // it may be the administrators'
}

TEST(KueueRules, AClusterQueueHasItsFlavors) {
  EXPECT_EQ(lines("KUE002", cluster_queue("q", "g") + object("ResourceFlavor", "f", "")), "5");
  EXPECT_EQ(lines("KUE002", cluster_queue("q", "f") + object("ResourceFlavor", "f", "")), "");
  EXPECT_EQ(lines("KUE002", cluster_queue("q", "g")), "");
}

TEST(KueueRules, AClusterQueueHasItsChecks) {
  const std::string check = object("AdmissionCheck", "c", "controllerName: kueue.x-k8s.io/provisioning-request");
  for (const char* form : {"admissionChecks: [NAME]", "admissionChecksStrategy: {admissionChecks: [{name: NAME}]}"}) {
    const auto of = [&](const std::string& name) {
      return object("ClusterQueue", "q", std::string(form).replace(std::string(form).find("NAME"), 4, name));
    };
    EXPECT_EQ(linted("KUE009", {{"f.yaml", of("d") + check}}),
              std::vector<std::string>{"f.yaml:5 warning: nothing here makes the AdmissionCheck d"});
    EXPECT_EQ(lines("KUE009", of("c") + check), "");
    EXPECT_EQ(lines("KUE009", of("d")), "") << "it may be the administrators'";
  }
}

TEST(KueueRules, AStoppedQueueAdmitsNothing) {
  const std::string job =
      "---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: j, namespace: ml, labels: {kueue.x-k8s.io/queue-name: "
      "l}}\nspec: {template: {spec: {containers: [{name: c}]}}}\n";
  const auto said = [&](const std::string& cluster, const std::string& local, const std::string& more = "") {
    return linted("KUE008", {{"f.yaml", object("ClusterQueue", "q", cluster) +
                                            object("LocalQueue", "l", "clusterQueue: q" + local, "ml") + more}});
  };
  using Said = std::vector<std::string>;
  EXPECT_EQ(said("stopPolicy: Hold", "", job),
            Said{"f.yaml:5 warning: ClusterQueue q admits nothing: its stopPolicy is Hold"});
  EXPECT_EQ(said("", ", stopPolicy: HoldAndDrain", job),
            Said{"f.yaml:10 warning: LocalQueue ml/l admits nothing: its stopPolicy is HoldAndDrain"});
  EXPECT_EQ(said("stopPolicy: Hold", ""), Said{"f.yaml:5 note: ClusterQueue q admits nothing: its stopPolicy is Hold"});
  EXPECT_EQ(said("stopPolicy: None", "", job), Said{});
}

TEST(KueueRules, JobsAreQueuedInTheirNamespace) {
  const auto job = [](const std::string& queue, const std::string& ns) {
    return "---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: j, namespace: " + ns +
           ", labels: {kueue.x-k8s.io/queue-name: " + queue +
           "}}\nspec: {template: {spec: {containers: [{name: c}]}}}\n";
  };
  EXPECT_EQ(lines("KUE003", job("nope", "ml") + local_queue("q")), "4");
  EXPECT_EQ(lines("KUE003", job("l", "other") + local_queue("q")), "4");
  EXPECT_EQ(lines("KUE003", job("l", "ml") + local_queue("q")), "");
  EXPECT_EQ(lines("KUE003", job("nope", "ml")), "");
  const auto unsaid = [](std::string text) { return text.erase(text.find(", namespace: ml"), 15); };
  EXPECT_EQ(lines("KUE003", unsaid(job("l", "ml")) + local_queue("q")), "") << "it may be applied into ml";
  EXPECT_EQ(lines("KUE003", job("l", "ml") + unsaid(local_queue("q"))), "");
  EXPECT_EQ(lines("KUE003", unsaid(job("nope", "ml")) + local_queue("q")), "4") << "no namespace has it";
}

TEST(KueueRules, AFlavorsLabelsAreOnNodes) {
  const std::string pool =
      "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec: {template: {metadata: {labels: "
      "{team: ml}}, spec: {requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: "
      "[p5.48xlarge]}]}}}\n";
  const auto of = [&](const std::string& labels) {
    return lines("KUE007", object("ResourceFlavor", "f", "nodeLabels: {" + labels + "}") + pool);
  };
  EXPECT_EQ(of("node.kubernetes.io/instance-type: p5.48xlarge"), "");
  EXPECT_EQ(of("node.kubernetes.io/instance-type: p5.48xlarge, team: ml"), "");
  EXPECT_EQ(of("node.kubernetes.io/instance-type: p4d.24xlarge"), "5");
  EXPECT_EQ(of("team: other"), "5");
  EXPECT_EQ(of("karpenter.sh/nodepool: gpu, karpenter.sh/capacity-type: spot"), "");
  EXPECT_EQ(of(""), "");
  EXPECT_EQ(lines("KUE007", object("ResourceFlavor", "f", "nodeLabels: {team: other}")), "") << "no pool is known";
  const auto beside = [&](const std::string& terraform) {
    return linted("KUE007", {{"f.yaml", object("ResourceFlavor", "f", "nodeLabels: {team: other}") + pool},
                             {"main.tf", terraform}});
  };
  EXPECT_EQ(beside("resource \"aws_eks_node_group\" \"a\" {\n}\n").size(), 0u) << "its labels are not read";
  EXPECT_EQ(beside("resource \"aws_s3_bucket\" \"a\" {\n}\n").size(), 1u);
}

}  // namespace
}  // namespace slipway::rules::testing
