#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::said;
using testing::script;

TEST(ShellKubectl, LabelsOfNodes) {
  const auto nodes = [](const std::string& labels) {
    return Files{{"a.sh", "kubectl get nodes -l nvidia.com/gpu=true\n"},
                 {"a.tfplan.json", testing::plan({{"aws_eks_node_group.g", "{\"labels\": {" + labels + "}}"}})}};
  };
  hold({{"SH101", nodes(""), "gives its nodes the label nvidia.com/gpu=true", nodes(R"("nvidia.com/gpu": "true")")}});
  EXPECT_NE(said("SH101", {{"a.sh", "kubectl --context prod get no -lnvidia.com/gpu=true\n"},
                           {"a.tfplan.json", testing::plan({{"aws_eks_node_group.g", "{}"}})}}),
            "");
  EXPECT_EQ(said("SH101", script("kubectl get nodes -l nvidia.com/gpu=true\n")), "")
      << "no node group is here to compare with";
  EXPECT_EQ(said("SH101", {{"a.sh", "kubectl get nodes -l karpenter.sh/nodepool=gpu\n"},
                           {"a.tfplan.json", testing::plan({{"aws_eks_node_group.g", "{}"}})}}),
            "");
}

TEST(ShellKubectl, PodsOfOperatorsAndChartsHaveLabelsThatNobodySees) {
  const std::string job =
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: train-llm}\nspec:\n  template:\n    metadata: "
      "{labels: {app: x}}\n    spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}\n";
  const auto of = [&](const std::string& labels, const std::string& more = "") {
    return said("SH102", {{"j.yaml", job + more}, {"a.sh", "kubectl get pods -l " + labels + "\n"}});
  };
  EXPECT_NE(of("app=train-llm"), "");
  EXPECT_EQ(of("ray.io/cluster=train-llm"), "") << "KubeRay's";
  EXPECT_EQ(of("training.kubeflow.org/job-name=train-llm"), "");
  EXPECT_EQ(of("app=train-llm", "---\napiVersion: kubeflow.org/v2beta1\nkind: MPIJob\nmetadata: {name: x}\n"), "")
      << "mpi-operator makes Jobs and pods of it";
  EXPECT_NE(of("app=train-llm", "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: x}\n"), "");
  const std::string keda = "helm install keda kedacore/keda -n keda\nkubectl get pods -l app.kubernetes.io/name=";
  EXPECT_EQ(said("SH102", script(keda + "keda-operator-metrics-apiserver\n")), "");
  EXPECT_NE(said("SH102", script(keda + "keda-operator-x\n")), "");
}

TEST(ShellKubectl, LabelsOfPods) {
  const std::string plugin =
      "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: nvidia-device-plugin-daemonset, namespace: "
      "kube-system}\nspec: {template: {metadata: {labels: {name: nvidia-device-plugin-ds}}, spec: {containers: [{name: "
      "a}]}}}\n";
  const auto get = [&](const std::string& selector) {
    return Files{{"a.sh", "kubectl get pods -n kube-system -l " + selector + "\n"}, {"plugin.yaml", plugin}};
  };
  const std::string install = "helm upgrade --install p nvdp/nvidia-device-plugin\nkubectl get pods -l ";
  const std::string job =
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: train}\nspec:\n  template:\n    metadata: {labels: {app: x}}\n"
      "    spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}\n";
  hold({
      {"SH102", get("app.kubernetes.io/name=nvidia-device-plugin"),
       "those of DaemonSet nvidia-device-plugin-daemonset have name=nvidia-device-plugin-ds",
       get("name=nvidia-device-plugin-ds")},
      {"SH102", script("kubectl get pods -l app.kubernetes.io/name=cluster-autoscaler\n"),
       "app.kubernetes.io/name=aws-cluster-autoscaler",
       script("kubectl get pods -l app.kubernetes.io/name=aws-cluster-autoscaler\n")},
      {"SH102", script(install + "name=nvidia-device-plugin-ds\n"), "the chart nvidia-device-plugin labels its pods",
       script(install + "app.kubernetes.io/name=nvidia-device-plugin\n")},
      {"SH102",
       {{"j.yaml", job}, {"a.sh", "kubectl get pods -l job-name=train-1\n"}},
       "those of Job train have app=x",
       {{"j.yaml", job}, {"a.sh", "kubectl get pods -l job-name=train\n"}}},
      // However the selector is written, and of what kind.
      {"SH102", script("kubectl get po -lapp.kubernetes.io/name=cluster-autoscaler\n"), "aws-cluster-autoscaler",
       script("kubectl get po -lapp.kubernetes.io/name=aws-cluster-autoscaler\n")},
      {"SH102", script("kubectl -n a rollout status deploy -l app.kubernetes.io/name=cluster-autoscaler\n"),
       "labels its workloads app.kubernetes.io/name=aws-cluster-autoscaler",
       script("kubectl -n a rollout status deploy -l app.kubernetes.io/name=aws-cluster-autoscaler\n")},
      {"SH102", script("kubectl rollout status ds -l name=nvidia-device-plugin-ds\n"), "on the pods alone",
       script("kubectl wait --for=condition=Ready pod -l name=nvidia-device-plugin-ds\n")},
      // A namespace may be called as a kind is.
      {"SH102", script("kubectl get ds -n all -l app.kubernetes.io/name=cluster-autoscaler\n"), "labels its workloads",
       script("kubectl get all -n ds -l app.kubernetes.io/name=cluster-autoscaler\nkubectl delete jobs --namespace pod "
              "-l app.kubernetes.io/name=cluster-autoscaler\n")},
  });
}

TEST(ShellKubectl, PodsAreKnownByWhatTheyRun) {
  const std::string plugin =
      "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: nvdp, namespace: gpu, labels: {a: b}}\nspec: {template: "
      "{metadata: {labels: {k8s-app: nvdp}}, spec: {containers: [{name: a, image: "
      "'nvcr.io/nvidia/k8s-device-plugin:v0.18.0'}]}}}\n";
  const auto get = [&](const std::string& command) {
    return Files{{"a.sh", "kubectl -n gpu " + command + "\n"}, {"plugin.yaml", plugin}};
  };
  hold({
      {"SH102", get("logs --selector=app.kubernetes.io/name=nvidia-device-plugin"),
       "no pod has app.kubernetes.io/name=nvidia-device-plugin: DaemonSet nvdp runs the nvidia-device-plugin and has "
       "k8s-app=nvdp",
       get("logs --selector=k8s-app=nvdp")},
      {"SH102", get("get ds -l k8s-app=nvdp,name=nvidia-device-plugin-ds"), "has no k8s-app=nvdp, but a=b",
       get("get ds -l a=b")},
  });
}

TEST(ShellKubectl, Run) {
  const std::string cuda = "kubectl run t --image=nvcr.io/nvidia/cuda:12.9.1-base-ubuntu24.04";
  hold({
      {"SH103", script(cuda + " -- nvidia-smi\n"), "asks for no GPU", script(cuda + " --overrides='{}'\n")},
      {"SH103", script("kubectl --context prod" + cuda.substr(7) + " -- nvidia-smi\n"), "asks for no GPU",
       script("kubectl --context prod" + cuda.substr(7) + " --overrides='{}'\n")},
      {"SH104", script("kubectl -n gpu run t --image=a --limits=nvidia.com/gpu=1\n"), "no flag --limits",
       script("kubectl -n gpu run t --image=a -- tool --limits=3\n")},
      {"SH104", script("kubectl run t --image=a --limits=nvidia.com/gpu=1\n"), "no flag --limits any more",
       script("kubectl run t --image=a -- tool --limits=3\n")},
      {"SH105", script("kubectl run t --image=nvidia/cuda:12.2.0-base-ubuntu22.04 --overrides='{}'\n"),
       "comes from Docker Hub", script(cuda + "\n")},
  });
  auto context = testing::today();
  context.facts.emplace("internet", "none");
  EXPECT_EQ(said("SH105", script("kubectl run t --image=busybox\n"), context),
            "a.sh:1 error: busybox comes from Docker Hub, and nodes have no way to the internet\n");
  EXPECT_EQ(said("SH105", script("kubectl run t --image=busybox\n")), "");
}

TEST(ShellKubectl, ThingsThatAreNotThere) {
  const std::string argo = "https://github.com/argoproj/argo-workflows/releases/download/";
  hold({
      {"SH106", script("kubectl get pod-identity-associations\n"), "no Kubernetes objects",
       script("kubectl get pods\n")},
      {"SH106", script("kubectl --context prod -n gen get pod-identity-associations\n"), "no Kubernetes objects",
       script("kubectl --context prod -n gen get pods\n")},
      {"SH107", script("kubectl -n argo apply -f " + argo + "v4.1.0/install.yaml\n"), "larger than an annotation",
       script("kubectl -n argo apply --server-side -f " + argo + "v4.1.0/install.yaml\n")},
      {"SH107",
       script("kubectl apply -f https://github.com/argoproj/argo-workflows/releases/latest/download/install.yaml\n"),
       "larger than an annotation",
       script("kubectl apply -f https://github.com/a/b/releases/latest/download/a.yaml\n")},
      {"SH107", script("kubectl apply -n argo -f " + argo + "v3.5.0/install.yaml\n"),
       "warning: argoproj/argo-workflows v3.5.0 gets no more fixes",
       script("kubectl apply --server-side -n argo -f " + argo + "v4.0.6/install.yaml\n")},
      {"SH107", script("kubectl apply -n argo -f " + argo + "v4.0.6/install.yaml\n"),
       "error: these CustomResourceDefinitions are larger than an annotation may be",
       script("kubectl apply -f install.yaml\n")},
  });
}

TEST(ShellKubectl, WaitsForNodesThatCome) {
  const auto with = [](const std::string& desired, const std::string& selector = "node-type=gpu") {
    return Files{
        {"a.sh", "kubectl wait --for=condition=Ready nodes -l " + selector + " --timeout=10m\n"},
        {"a.tfplan.json",
         testing::plan({{"aws_eks_node_group.g", R"({"node_group_name": "gpu", "labels": {"node-type": "gpu"}, )"
                                                 R"("scaling_config": [{"desired_size": )" +
                                                     desired + "}]}"}})}};
  };
  const auto eksctl = [](const std::string& sizes) {
    return Files{{"a.sh", "kubectl wait node --for condition=Ready -l node-type=gpu\n"},
                 {"c.yaml",
                  "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: us-east-1}\n"
                  "managedNodeGroups: [{name: gpu, labels: {node-type: gpu}, " +
                      sizes + "}]\n"}};
  };
  hold({
      {"SH108", with("0"), "a.sh:1 warning: node group gpu has no nodes to wait for", with("1")},
      {"SH108", with("0", "eks.amazonaws.com/nodegroup=gpu"), "desired size is 0", with("0", "node-type=cpu")},
      {"SH108", eksctl("minSize: 0, maxSize: 4"), "node group gpu", eksctl("minSize: 0, desiredCapacity: 1")},
  });
}

}  // namespace
}  // namespace slipway::rules
