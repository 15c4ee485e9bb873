#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::lines;
using testing::planned;
using testing::said;

std::string node_class(const std::string& devices) {
  return "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: c}\nspec:\n  blockDeviceMappings:\n" +
         devices;
}
std::string disk(const std::string& ebs) { return node_class("  - deviceName: /dev/xvda\n    ebs: {" + ebs + "}\n"); }

std::string storage_class(const std::string& parameters) {
  return "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast}\nprovisioner: ebs.csi.aws.com\n"
         "parameters: {" +
         parameters + "}\n";
}

TEST(Volumes, HaveTheSizesIopsAndThroughputOfTheirType) {
  for (const char* wrong :
       {"volumeSize: 8Gi, volumeType: gp3, iops: 16000", "volumeSize: 100Gi, volumeType: io1, iops: 6000",
        "volumeSize: 100Gi, volumeType: gp2, iops: 6000", "volumeSize: 100Gi, volumeType: gp2, throughput: 250",
        "volumeSize: 100Gi, iops: 2000", "volumeSize: 1Ti, iops: 90000", "volumeSize: 100Gi, throughput: 100",
        "volumeSize: 100Gi, iops: 16000, throughput: 2500", "volumeSize: 100Gi, throughput: 1000",
        "volumeSize: 100Gi, iops: 3000, throughput: 751", "volumeSize: 100Gi, volumeType: st1",
        "volumeSize: 20Ti, volumeType: gp2", "volumeSize: 2Gi, volumeType: io2, iops: 100",
        "volumeSize: 100Gi, volumeType: io2", "volumeSize: 2Ti, volumeType: standard",
        "volumeSize: 1Ti, volumeType: io2, iops: 300000", "volumeSize: 100Gi, volumeType: gp4"})
    EXPECT_EQ(lines("VOL008", disk(wrong)), "7") << wrong;
  for (const char* right :
       {"volumeSize: 100Gi, iops: 16000", "volumeSize: 2Gi, volumeType: gp3, iops: 3000",
        "volumeSize: 100Gi, iops: 16000, throughput: 1000", "volumeSize: 100Gi, iops: 3000, throughput: 750",
        "volumeSize: 200Gi, volumeType: gp2", "volumeSize: 64Ti, iops: 80000, throughput: 2000",
        "volumeSize: 125Gi, volumeType: sc1", "volumeSize: 4Gi, volumeType: io2, iops: 4000",
        "snapshotID: snap-1, volumeType: gp3", "volumeSize: 100Gi, volumeType: io1, iops: 5000", "volumeSize: 500G"})
    EXPECT_EQ(lines("VOL008", disk(right)), "") << right;
  EXPECT_EQ(testing::linted("VOL008", {{"f.yaml", disk("volumeSize: 8Gi, iops: 16000")}}),
            std::vector<std::string>{"f.yaml:7 error: 16000 IOPS of a volume of 8Gi: gp3 has 500 a GiB"});
}

TEST(Volumes, OfAutoModeAndEksctl) {
  const auto auto_mode = [](const std::string& disk) {
    return "apiVersion: eks.amazonaws.com/v1\nkind: NodeClass\nmetadata: {name: c}\nspec:\n  ephemeralStorage: {" +
           disk + "}\n";
  };
  EXPECT_EQ(lines("VOL008", auto_mode("size: 80Gi, iops: 3000, throughput: 800")), "5");
  EXPECT_EQ(lines("VOL008", auto_mode("size: 80Gi, iops: 3000, throughput: 125")), "");
  const auto group = [](const std::string& more) {
    return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: ml, region: us-east-1}\n"
           "managedNodeGroups:\n- {name: gpu, " +
           more + "}\n";
  };
  EXPECT_EQ(lines("VOL008", group("volumeSize: 10, volumeIOPS: 16000")), "5");
  EXPECT_EQ(lines("VOL008", group("volumeSize: 100, volumeType: gp2, volumeThroughput: 250")), "5");
  EXPECT_EQ(lines("VOL008", group("volumeSize: 100, volumeType: io1")), "") << "eksctl says 100";
  EXPECT_EQ(lines("VOL008", group("volumeSize: 100, volumeIOPS: 16000, volumeThroughput: 1000")), "");
}

TEST(Volumes, OfStorageClasses) {
  for (const char* wrong : {"type: gp4", "type: gp2, iops: \"3000\"", "type: gp3, iops: \"1000\"", "type: io2",
                            "type: gp3, throughput: \"3000\"", "type: gp3, throughput: \"1000\"", "iops: 3k",
                            "type: io1, iops: \"5000\", iopsPerGB: \"50\"", "type: st1, throughput: \"250\""})
    EXPECT_EQ(lines("VOL008", storage_class(wrong)), "5") << wrong;
  for (const char* right : {"type: gp3", "type: gp3, iops: \"16000\", throughput: \"1000\"",
                            "type: io1, iopsPerGB: "
                            "\"50\"",
                            "type: io2, iops: \"256000\"", "type: gp2", "Type: gp3, fsType: ext4",
                            "type: gp3, throughput: \"500\", iopsPerGB: \"500\""})
    EXPECT_EQ(lines("VOL008", storage_class(right)), "") << right;
  EXPECT_EQ(testing::linted("VOL008", {{"f.yaml", storage_class("type: io1, iops: \"70000\"")}}),
            std::vector<std::string>{"f.yaml:5 warning: io1 takes 100 to 64000 IOPS, not 70000"})
      << "the driver cuts it down";
}

Files of_template(const std::string& ebs, const std::string& expressions = "{}") {
  return planned({{"aws_launch_template.t",
                   R"({"block_device_mappings": [{"device_name": "/dev/xvda", "ebs": [)" + ebs + "]}]}", expressions}});
}
std::string configured(const std::string& ebs) {
  return R"({"block_device_mappings": [{"device_name": {"constant_value": "/dev/xvda"}, "ebs": [)" + ebs + "]}]}";
}

TEST(Volumes, OfPlans) {
  hold({
      {"VOL008", of_template(R"({"volume_size": 20, "volume_type": "gp3", "iops": 16000})"),
       "error: 16000 IOPS of a volume of 20 GiB",
       of_template(R"({"volume_size": 100, "volume_type": "gp3", "iops": 16000})")},
      {"VOL008", of_template(R"({"volume_type": "gp5"})"), "EBS has no volume type 'gp5'",
       of_template(R"({"volume_size": 100, "iops": 16000})")},
      {"VOL008",
       of_template(R"({"volume_type": "gp2", "iops": 3000})", configured(R"({"iops": {"constant_value": 3000}})")),
       "gp2 takes no IOPS",
       // EC2 answers with what gp2 has of its size.
       of_template(R"({"volume_type": "gp2", "iops": 300, "throughput": 0})",
                   configured(R"({"volume_type": {"constant_value": "gp2"}})"))},
      {"VOL008", planned({{"aws_ebs_volume.v", R"({"type": "io2", "size": 100})"}}), "io2 needs a number of IOPS",
       planned({{"aws_ebs_volume.v", R"({"type": "io2", "size": 100})", R"({"iops": {"references": ["var.iops"]}})"}})},
      {"VOL008", planned({{"aws_ebs_volume.v", R"({"type": "gp3", "size": 70000})"}}), "1 to 65536 GiB, not 70000",
       planned({{"aws_ebs_volume.v", R"({"type": "gp3", "size": 500})"}})},
  });
}

TEST(Volumes, OfTerraformText) {
  const auto lt = [](const std::string& ebs) {
    return Files{
        {"main.tf",
         "resource \"aws_launch_template\" \"t\" {\n  block_device_mappings {\n    device_name = \"/dev/xvda\"\n"
         "    ebs {\n" +
             ebs + "\n    }\n  }\n}\n"}};
  };
  const auto module = [](const std::string& ebs) {
    return Files{{"main.tf",
                  "module \"eks\" {\n  source = \"terraform-aws-modules/eks/aws\"\n  eks_managed_node_groups = {\n"
                  "    gpu = { block_device_mappings = { xvda = { device_name = \"/dev/xvda\", ebs = {\n" +
                      ebs + "\n    } } } }\n  }\n}\n"}};
  };
  hold({
      {"VOL008", lt("volume_type = \"gp3\"\n iops = 500"), "main.tf:6 error: gp3 takes 3000 to 80000 IOPS, not 500",
       lt("volume_type = \"gp3\"\n iops = var.iops")},
      {"VOL008", lt("volume_type = \"gp3\"\n throughput = 5000"), "main.tf:6",
       lt("volume_type = var.type\n throughput = 5000")},
      {"VOL008", module("volume_type = \"gp3\"\n volume_size = 10\n iops = 16000"), "main.tf:7",
       module("volume_type = \"gp3\"\n volume_size = 100\n iops = 16000")},
      {"VOL008",
       {{"main.tf", "resource \"aws_ebs_volume\" \"v\" {\n  size = 20\n  iops = 3000\n}\n"}},
       "gp2 takes no",
       {{"main.tf", "resource \"aws_ebs_volume\" \"v\" {\n  size = 20\n  type = \"gp3\"\n  iops = 3000\n}\n"}}},
  });
}

TEST(Volumes, HaveADeviceNameEach) {
  const auto two = [](const std::string& second) {
    return node_class("  - {deviceName: /dev/xvda, ebs: {volumeSize: 20Gi}}\n  - {deviceName: " + second +
                      ", ebs: {volumeSize: 20Gi}}\n");
  };
  EXPECT_EQ(lines("VOL009", two("/dev/xvda")), "7");
  EXPECT_EQ(lines("VOL009", two("/dev/xvdb")), "");
  EXPECT_EQ(lines("VOL009", two("/dev/xvdb") + "---\n" + two("/dev/xvdb")), "") << "of another class";
  const auto lt = [](const std::string& second) {
    return planned({{"aws_launch_template.t", R"({"block_device_mappings": [{"device_name": "/dev/xvda"},
{"device_name": ")" + second + "\"}]}"}});
  };
  const auto text = [](const std::string& second) {
    return Files{
        {"main.tf",
         "resource \"aws_launch_template\" \"t\" {\n  block_device_mappings {\n    device_name = \"/dev/xvda\"\n"
         "  }\n  block_device_mappings {\n    device_name = " +
             second + "\n  }\n}\n"}};
  };
  hold({{"VOL009", lt("/dev/xvda"), "a second volume is to be /dev/xvda", lt("/dev/xvdb")},
        {"VOL009", text("\"/dev/xvda\""), "main.tf:6", text("\"/dev/xvdb\"")},
        {"VOL009", text("\"/dev/xvda\""), "main.tf:6", text("each.value")}});
}

}  // namespace
}  // namespace slipway::rules
