#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// The command stands at line 11.
std::string job(const std::string& command, const std::string& volume = "", const std::string& more = "",
                const std::string& spec = "backoffLimit: 10") {
  return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: train}\nspec:\n  " + spec +
         "\n  template:\n    spec:\n      restartPolicy: OnFailure\n      containers:\n      - name: t\n        "
         "command: [" +
         command + "]\n        resources: {limits: {nvidia.com/gpu: 8}}\n" +
         (volume.empty() ? more
                         : "        volumeMounts: [{name: ckpt, mountPath: /ckpt}]\n" + more +
                               "      volumes: [{name: ckpt, " + volume + "}]\n");
}

const std::string kAt = "torchrun, train.py, --checkpoint_dir=/ckpt/run1";
const std::string kOwn = "torchrun, train.py, --checkpoint-dir, ./checkpoints";

TEST(LostCheckpointRules, CheckpointsOutliveThePod) {
  EXPECT_EQ(linted("TRN012", {{"f.yaml", job(kOwn)}}),
            std::vector<std::string>{
                "f.yaml:11 warning: Job train starts again, and finds nothing in --checkpoint-dir ./checkpoints"});
  EXPECT_EQ(lines("TRN012", job(kAt)), "11") << "no volume";
  EXPECT_EQ(lines("TRN012", job(kAt, "emptyDir: {}")), "11");
  EXPECT_EQ(lines("TRN012", job(kAt, "hostPath: {path: /opt/dlami/nvme/checkpoints}")), "11");
  EXPECT_EQ(lines("TRN012", job("bash, -c, \"torchrun train.py --checkpoint-root /ckpt\"", "emptyDir: {}")), "11");
  EXPECT_EQ(lines("TRN012", job(kAt, "persistentVolumeClaim: {claimName: fsx}")), "");
  EXPECT_EQ(lines("TRN012", job(kAt, "csi: {driver: s3.csi.aws.com}")), "");
  EXPECT_EQ(lines("TRN012", job(kAt, "hostPath: {path: /fsx/checkpoints}")), "") << "may be mounted on all nodes";
}

TEST(LostCheckpointRules, SomethingStartsAgain) {
  EXPECT_EQ(lines("TRN012", job(kAt, "emptyDir: {}", "", "backoffLimit: 0")), "");
  EXPECT_EQ(lines("TRN012", job(kAt, "emptyDir: {}", "", "parallelism: 1")), "") << "nobody says that it does";
  EXPECT_EQ(lines("TRN012", job(kAt + ", --resume", "emptyDir: {}", "", "parallelism: 1")), "11");
  EXPECT_EQ(lines("TRN012", job(kAt + ", --max-restarts=3", "emptyDir: {}", "", "parallelism: 1")), "11");
  EXPECT_EQ(lines("TRN012", job(kAt + ", --resume=false", "emptyDir: {}", "", "parallelism: 1")), "");
  // What else goes there may be what the job is for.
  const std::string output = "torchrun, train.py, --output_dir=/ckpt";
  EXPECT_EQ(lines("TRN012", job("torchrun, chat.py, --ckpt_dir, llama-2-7b-chat/", "emptyDir: {}")), "")
      << "weights that it reads";
  EXPECT_EQ(lines("TRN012", job("python, a.py, --checkpoint-dir=/w/sam.pth, --resume", "emptyDir: {}")), "")
      << "a file";
  EXPECT_EQ(lines("TRN012", job(output, "emptyDir: {}")), "");
  EXPECT_EQ(lines("TRN012", job(output + ", --resume", "emptyDir: {}")), "11");
  EXPECT_EQ(lines("TRN012", job("train, --save, /ckpt, --load, /ckpt", "emptyDir: {}")), "11");
  EXPECT_EQ(lines("TRN012", job("train, --save, /ckpt, --load, /base", "emptyDir: {}")), "");
}

TEST(LostCheckpointRules, WhatNobodySeesIsNotSaid) {
  for (const char* other :
       {"train, --checkpoint-dir=$(DIR)", "train, --checkpoint-dir=s3://b/c", "train, --checkpoint-dir",
        "bash, -c, \"cd /fsx && train --checkpoint-dir ./c\"",
        "bash, -c, \"train --checkpoint-dir /c; aws s3 sync /c s3://b\"", "train, --checkpoint-dir, ../c"})
    EXPECT_EQ(lines("TRN012", job(other)), "") << other;
  EXPECT_EQ(lines("TRN012", job(kOwn, "persistentVolumeClaim: {claimName: fsx}")), "") << "the image may work there";
  EXPECT_EQ(lines("TRN012", job(kOwn, "emptyDir: {medium: Memory}")), "11");
  EXPECT_EQ(lines("TRN012", job(kOwn, "hostPath: {path: /mnt/k8s-disks/0}")), "11") << "wherever it works";
  EXPECT_EQ(lines("TRN012", job(kOwn, "", "        workingDir: /work\n")), "11");
  EXPECT_EQ(lines("TRN012", job(kOwn, "persistentVolumeClaim: {claimName: fsx}", "        workingDir: /ckpt/a\n")), "");
  EXPECT_EQ(lines("TRN012", job(kOwn, "emptyDir: {}", "        workingDir: /ckpt/a\n")), "11");
  const std::string sidecar = "      - {name: up, image: up, volumeMounts: [{name: ckpt, mountPath: /data}]}\n";
  EXPECT_EQ(lines("TRN012", job(kAt, "emptyDir: {}", sidecar)), "") << "which may take them away";
  const std::string cpu =
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {backoffLimit: 3, template: {spec: "
      "{containers: [{name: a, command: [a, --checkpoint-dir=/c]}]}}}\n";
  EXPECT_EQ(lines("TRN012", cpu), "");
}

}  // namespace
}  // namespace slipway::rules::testing
