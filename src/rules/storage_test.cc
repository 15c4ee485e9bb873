#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string storage_class(const std::string& rest) {
  return "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast}\nprovisioner: ebs.csi.aws.com\n" +
         rest;
}
std::string claim(const std::string& size, const std::string& mode = "ReadWriteOnce") {
  return "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec:\n  storageClassName: fast\n  "
         "accessModes: [" +
         mode + "]\n  resources: {requests: {storage: " + size + "}}\n";
}

TEST(StorageRules, SmallVolumesHaveFewIops) {
  const std::string io2 = storage_class("parameters:\n  type: io2\n  iops: \"10000\"\n");
  EXPECT_EQ(lines("VOL001", io2 + claim("5Gi")), "7");
  EXPECT_EQ(lines("VOL001", io2 + claim("10Gi")), "");
  EXPECT_EQ(lines("VOL001", storage_class("parameters: {type: gp3, iops: \"3000\"}\n") + claim("1Gi")), "");
}

TEST(StorageRules, ZonalVolumesWaitForTheirPod) {
  EXPECT_EQ(lines("VOL002", storage_class("")), "2");
  EXPECT_EQ(lines("VOL002", storage_class("volumeBindingMode: Immediate\n")), "5");
  EXPECT_EQ(lines("VOL002", storage_class("volumeBindingMode: WaitForFirstConsumer\n")), "");
  EXPECT_EQ(fixed("VOL002", storage_class("allowVolumeExpansion: true\n")),
            storage_class("volumeBindingMode: WaitForFirstConsumer\nallowVolumeExpansion: true\n"));
  const std::string flow = "{apiVersion: storage.k8s.io/v1, kind: StorageClass, provisioner: ebs.csi.aws.com}\n";
  EXPECT_EQ(fixed("VOL002", flow), flow);
  EXPECT_EQ(lines("VOL002", fixed("VOL002", storage_class("volumeBindingMode: Immediate\n"))), "");
}

TEST(StorageRules, OneNodeMountsAVolumeOfReadWriteOnce) {
  const auto sharing = [](const std::string& replicas) {
    return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  replicas: " + replicas +
           "\n  template:\n    spec:\n      containers: []\n      volumes:\n      - {name: v, persistentVolumeClaim: "
           "{claimName: c}}\n";
  };
  EXPECT_EQ(lines("VOL003", sharing("3") + claim("5Gi")), "10");
  EXPECT_EQ(lines("VOL003", sharing("1") + claim("5Gi")), "");
  // Pods that have to stand on one node may share it; jobs of several pods do not stand there by themselves.
  const auto together = [&](const std::string& key, const std::string& of) {
    std::string text = sharing("3");
    text.replace(text.find("    spec:"), 0, "    metadata: {labels: {app: a}}\n");
    return text +
           "      affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: " + key +
           ", labelSelector: {matchLabels: {app: " + of + "}}}]}}\n";
  };
  EXPECT_EQ(lines("VOL003", together("kubernetes.io/hostname", "a") + claim("5Gi")), "");
  EXPECT_EQ(lines("VOL003", together("kubernetes.io/hostname", "b") + claim("5Gi")), "11") << "with others";
  EXPECT_EQ(lines("VOL003", together("topology.kubernetes.io/zone", "a") + claim("5Gi")), "11");
  EXPECT_EQ(lines("VOL003", together("kubernetes.io/hostname", "a") + claim("5Gi", "ReadWriteOncePod")), "11");
  const std::string volumes = "{containers: [], volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]}";
  const auto cron = [&](const std::string& parallelism) {
    return "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: d}\nspec: {jobTemplate: {spec: {parallelism: " +
           parallelism + ", template: {spec: " + volumes + "}}}}\n";
  };
  EXPECT_EQ(lines("VOL003", cron("4") + claim("5Gi")), "4");
  EXPECT_EQ(lines("VOL003", cron("1") + claim("5Gi")), "");
  const auto workers = [&](const std::string& replicas) {
    return "apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: {name: d}\nspec:\n  pytorchReplicaSpecs:\n    "
           "Worker: "
           "{replicas: " +
           replicas + ", template: {spec: " + volumes + "}}\n";
  };
  EXPECT_EQ(lines("VOL003", workers("4") + claim("5Gi")), "6");
  EXPECT_EQ(lines("VOL003", workers("1") + claim("5Gi")), "");
  EXPECT_EQ(lines("VOL003", sharing("3") + claim("5Gi", "ReadWriteMany")), "");
}

TEST(StorageRules, TheLustreDriverMountsLustre) {
  const auto volume = [](const std::string& host) {
    return "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: v}\nspec:\n  csi:\n    driver: fsx.csi.aws.com\n  "
           "  volumeAttributes:\n"
           "      dnsname: " +
           host + "\n";
  };
  EXPECT_EQ(lines("VOL004", volume("svm-0123.fs-0123.fsx.us-east-1.amazonaws.com")), "8");
  EXPECT_EQ(lines("VOL004", volume("fs-0123.fsx.us-east-1.amazonaws.com")), "");
}

TEST(StorageRules, AnUpdateDoesNotWaitForItsOwnVolume) {
  const auto deployment = [](const std::string& spec, const std::string& gpus = "1") {
    return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n" + spec +
           "  template:\n    spec:\n      containers: [{name: a, resources: {limits: {nvidia.com/gpu: " + gpus +
           "}}}]\n      volumes:\n      - {name: v, persistentVolumeClaim: {claimName: c}}\n";
  };
  EXPECT_EQ(lines("VOL005", deployment("") + claim("5Gi")), "9");
  EXPECT_EQ(lines("VOL005", deployment("  strategy: {rollingUpdate: {maxUnavailable: 50%}}\n") + claim("5Gi")), "10");
  EXPECT_EQ(lines("VOL005", deployment("", "0") + claim("5Gi", "ReadWriteOncePod")), "9");
  EXPECT_EQ(lines("VOL005", deployment("", "0") + claim("5Gi")), "") << "it can start beside the old one";
  EXPECT_EQ(lines("VOL005", deployment("  strategy: {type: Recreate}\n") + claim("5Gi")), "");
  EXPECT_EQ(lines("VOL005", deployment("  strategy: {rollingUpdate: {maxUnavailable: 1}}\n") + claim("5Gi")), "");
  EXPECT_EQ(lines("VOL005", deployment("") + claim("5Gi", "ReadWriteMany")), "");
  EXPECT_EQ(lines("VOL005", deployment("  replicas: 2\n") + claim("5Gi")), "") << "VOL003";
}

std::string storage_class(const std::string& provisioner, const std::string& parameters, const std::string& more = "") {
  return "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: c" + more +
         "}\nprovisioner: " + provisioner + "\nparameters: {" + parameters + "}\n";
}

TEST(StorageRules, EbsIsOfOneNode) {
  const auto claim = [](const std::string& spec) {
    return "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: p}\nspec: {" + spec + "}\n";
  };
  const std::string ebs = storage_class("ebs.csi.aws.com", ""), of = "storageClassName: c, ";
  EXPECT_EQ(lines("VOL006", ebs + claim(of + "accessModes: [ReadWriteMany]")), "10");
  EXPECT_EQ(lines("VOL006", ebs + claim(of + "accessModes: [ReadWriteOnce]")), "");
  EXPECT_EQ(lines("VOL006", ebs + claim(of + "accessModes: [ReadWriteMany], volumeMode: Block")), "");
  EXPECT_EQ(lines("VOL006", storage_class("efs.csi.aws.com", "") + claim(of + "accessModes: [ReadWriteMany]")), "");
  EXPECT_EQ(lines("VOL006", ebs + claim("accessModes: [ReadWriteMany]")), "");
  const std::string usual =
      storage_class("ebs.csi.aws.com", "", ", annotations: {storageclass.kubernetes.io/is-default-class: \"true\"}");
  EXPECT_EQ(lines("VOL006", usual + claim("accessModes: [ReadWriteMany]")), "10");
}

TEST(StorageRules, DriversTakeTheirParameters) {
  EXPECT_EQ(linted("VOL007", {{"f.yaml", storage_class("ebs.csi.aws.com", "type: gp3, encryptedd: \"true\"")}}),
            std::vector<std::string>{"f.yaml:5 error: the driver of EBS knows no parameter encryptedd"});
  EXPECT_EQ(lines("VOL007", storage_class("ebs.csi.aws.com",
                                          "type: gp3, encrypted: \"true\", kmsKeyId: k, "
                                          "tagSpecification_1: a=b, csi.storage.k8s.io/fstype: xfs")),
            "");
  for (const char* of_driver : {"blockAttachUntilInitialized", "allowAutoIOPSIncreaseOnModify",
                                "volumeInitializationRate", "ext4EncryptionSupport", "numberOfInodes"})
    EXPECT_EQ(lines("VOL007", storage_class("ebs.csi.aws.com", std::string(of_driver) + ": \"1\"")), "") << of_driver;
  EXPECT_EQ(lines("VOL007", storage_class("ebs.csi.aws.com", "outpostArn: a")), "5") << "a snapshot's";
  for (const char* secret : {"provisioner-secret-name", "node-stage-secret-namespace", "controller-expand-secret-name"})
    EXPECT_EQ(lines("VOL007", storage_class("ebs.csi.aws.com", "csi.storage.k8s.io/" + std::string(secret) + ": a")),
              "");
  EXPECT_EQ(lines("VOL007", storage_class("efs.csi.aws.com", "provisioningMode: efs-app, fileSystemId: fs-1")), "5");
  EXPECT_EQ(lines("VOL007", storage_class("efs.csi.aws.com", "provisioningMode: efs-ap")), "5");
  EXPECT_EQ(lines("VOL007", storage_class("efs.csi.aws.com", "provisioningMode: efs-ap, fileSystemId: fs-1")), "");
  EXPECT_EQ(lines("VOL007", storage_class("example.com/disk", "anything: a")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
