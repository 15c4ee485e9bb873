#include "components/testing/expanded.h"

/// StorageClasses and file systems.
namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

Names classes(const Expanded& e) {
  Names names;
  for (const auto* object : e.graph.of_kind("StorageClass")) names.push_back(object->name());
  return names;
}

TEST(StorageClasses, Gp3IsAlwaysThereAndTheDefault) {
  const Expanded e("");
  EXPECT_EQ(classes(e), Names{"gp3"});
  EXPECT_EQ(e.field("StorageClass", "gp3", "metadata.annotations"),
            R"({"storageclass.kubernetes.io/is-default-class":"true"})");
  EXPECT_EQ(e.field("StorageClass", "gp3", "provisioner"), "ebs.csi.aws.com");
  EXPECT_EQ(e.field("StorageClass", "gp3", "parameters"),
            R"({"type":"gp3","encrypted":"true","iops":"3000","throughput":"125","csi.storage.k8s.io/fstype":"ext4"})");
  EXPECT_EQ(e.field("StorageClass", "gp3", "volumeBindingMode"), "WaitForFirstConsumer");
  EXPECT_EQ(e.field("StorageClass", "gp3", "allowVolumeExpansion"), "true");
}

TEST(StorageClasses, OnlyOneIsTheDefault) {
  const Expanded e("storage: {defaultClass: fast, classes: {fast: {type: io2, iops: 10000}, gp2: {type: gp2}}}");
  EXPECT_EQ(classes(e), (Names{"gp3", "fast", "gp2"}));
  EXPECT_EQ(e.field("StorageClass", "gp3", "metadata.annotations"), "");
  EXPECT_EQ(e.field("StorageClass", "fast", "parameters.iops"), "10000");
  EXPECT_EQ(e.field("StorageClass", "fast", "metadata.annotations"),
            R"({"storageclass.kubernetes.io/is-default-class":"true"})");
}

TEST(StorageClasses, Gp2IsTheOneThatEksMadeWithoutBeingTheDefault) {
  const Expanded e("storage: {classes: {gp2: {type: gp2}}}");
  EXPECT_EQ(e.field("StorageClass", "gp2", "provisioner"), "kubernetes.io/aws-ebs");
  EXPECT_EQ(e.field("StorageClass", "gp2", "metadata.annotations"),
            R"({"storageclass.kubernetes.io/is-default-class":"false"})");
}

TEST(StorageClasses, OfEfsMakeAccessPointsInAFileSystem) {
  const Expanded e("storage: {classes: {shared: {type: efs}}, fileSystems: {home: {}}}");
  EXPECT_EQ(e.field("StorageClass", "shared", "parameters"),
            R"({"provisioningMode":"efs-ap","fileSystemId":"${aws_efs_file_system.home.id}","directoryPerms":"700"})");
  EXPECT_EQ(Expanded("storage: {classes: {shared: {type: efs}}, fileSystems: {a: {}, b: {}}}").findings(),
            (Names{"STO002 StorageClass 'shared' does not say in which file system"}));
  const Expanded two("storage: {classes: {shared: {type: efs, fileSystem: b}}, fileSystems: {a: {}, b: {}}}");
  EXPECT_EQ(two.field("StorageClass", "shared", "parameters.fileSystemId"), "${aws_efs_file_system.b.id}");
}

TEST(StorageClasses, OfLustreMakeAFileSystemForEachClaim) {
  const Expanded e("storage: {classes: {scratch: {type: fsx-lustre, throughput: 500}}}");
  EXPECT_EQ(e.field("StorageClass", "scratch", "parameters.perUnitStorageThroughput"), "500");
  EXPECT_EQ(e.field("StorageClass", "scratch", "parameters.subnetId"), "${aws_subnet.private_a.id}");
  EXPECT_EQ(e.field("StorageClass", "scratch", "parameters.securityGroupIds"), "${aws_security_group.fsx.id}");
  EXPECT_EQ(e.field("StorageClass", "scratch", "allowVolumeExpansion"), "");
}

TEST(StorageClasses, OfPureAutoModeUseItsProvisioner) {
  const Expanded e("cluster: {mode: auto}\nautoscaler: {nodes: auto}");
  EXPECT_EQ(e.field("StorageClass", "gp3", "provisioner"), "ebs.csi.eks.amazonaws.com");
}

TEST(StorageClasses, BesideAutoModesNodesThereIsOneForEach) {
  const Expanded e("cluster: {mode: auto}\nnodeGroups: {system: {instanceTypes: [m7i.large]}}");
  EXPECT_EQ(e.field("StorageClass", "gp3", "provisioner"), "ebs.csi.aws.com");
  EXPECT_EQ(e.field("StorageClass", "gp3-auto", "provisioner"), "ebs.csi.eks.amazonaws.com");
}

TEST(FileSystems, EfsIsReachableInEachZone) {
  const Expanded e("network: {create: {zones: 2}}\nstorage: {fileSystems: {home: {expectedData: 100Gi}}}");
  EXPECT_EQ(e.argument("aws_efs_file_system.home", "encrypted"), "true");
  EXPECT_EQ(e.fact("aws_efs_file_system.home", "expectedGigabytes"), "100");
  EXPECT_EQ(e.names("aws_efs_mount_target"), (Names{"home_a", "home_b"}));
  EXPECT_EQ(e.argument("aws_vpc_security_group_ingress_rule.efs_nodes", "from_port"), "2049");
}

TEST(FileSystems, LustreIsInTheZoneOfEfaGroups) {
  const Expanded e(
      "storage: {fileSystems: {scratch: {type: fsx-lustre, size: 2400Gi, throughput: 500, dataRepository: "
      "'s3://data/train'}}}");
  EXPECT_EQ(e.argument("aws_fsx_lustre_file_system.scratch", "subnet_ids"), R"(["${aws_subnet.private_a.id}"])");
  EXPECT_EQ(e.argument("aws_fsx_lustre_file_system.scratch", "storage_capacity"), "2400");
  EXPECT_EQ(e.argument("aws_fsx_lustre_file_system.scratch", "per_unit_storage_throughput"), "500");
  EXPECT_EQ(e.argument("aws_fsx_data_repository_association.scratch", "data_repository_path"), "s3://data/train");
  EXPECT_EQ(e.argument("aws_vpc_security_group_ingress_rule.fsx_nodes_1018", "to_port"), "1023");
  EXPECT_EQ(e.argument("aws_vpc_security_group_ingress_rule.node_fsx_988", "security_group_id"),
            "aws_security_group.node.id");
}

/// ARNs of so many buckets as a flow list.
std::string many_buckets(int count) {
  std::string list;
  for (int i = 0; i < count; ++i) list += (i ? ", " : "") + std::string("arn:aws:s3:::bucket-") + std::to_string(i);
  return "storage: {mountableBuckets: [" + list + "]}";
}

TEST(S3Csi, PutsMoreBucketsThanOnePolicyHoldsIntoSeveral) {
  const Expanded few(many_buckets(50)), many(many_buckets(300));
  EXPECT_TRUE(few.has("aws_iam_role_policy.s3_csi"));
  EXPECT_FALSE(many.has("aws_iam_role_policy.s3_csi"));
  std::string all;
  int policies = 0;
  for (const auto* policy : many.graph.of_type("aws_iam_policy")) {
    all += doc::write_json(doc::Value(policy->arguments), doc::JsonLayout::Compact);
    ++policies;
  }
  EXPECT_GT(policies, 1);
  for (int i = 0; i < 300; ++i) EXPECT_NE(all.find("bucket-" + std::to_string(i) + "/*"), std::string::npos) << i;
  for (int i = 1; i <= policies; ++i)
    EXPECT_TRUE(many.has("aws_iam_role_policy_attachment.s3_csi_buckets_" + std::to_string(i))) << i;
}

TEST(S3Csi, SaysFromWhichBucketOnItsRoleIsFull) {
  const Expanded e(many_buckets(2000));
  ASSERT_TRUE(e.diagnostics.has_errors());
  EXPECT_EQ(e.diagnostics.all().front().id, "CMP131");
}

}  // namespace
}  // namespace slipway::components
