#include "catalog/resolved_type.h"

#include <gtest/gtest.h>

#include "catalog/instance_types.h"
#include "doc/json.h"

namespace slipway::catalog {
namespace {

ResolveOptions in_virginia() { return {"us-east-1", {"us-east-1a", "us-east-1b"}}; }

NodeClass node_class(std::string_view json) {
  Diagnostics diagnostics;
  const auto source = std::make_shared<const SourceText>("class.json", std::string(json));
  const doc::Document document = doc::read_json(source, diagnostics);
  NodeClass read = read_node_class(document.root(), diagnostics);
  EXPECT_EQ(diagnostics.all().size(), 0u);
  return read;
}

ResolvedType resolved(std::string_view type, const NodeClass& under, const ResolveOptions& options = in_virginia()) {
  return resolve(info_of(*find_instance_type(type)).value(), under, options);
}

std::string amount(const Resources& resources, std::string_view name) {
  const auto found = resources.find(name);
  return found == resources.end() ? "absent" : found->second.to_string();
}

TEST(Resolve, ReckonsTheWorkedExample) {  // m5.large: 2 vCPU, 8192 MiB, 3 interfaces of 10 addresses
  const ResolvedType type = resolved("m5.large", {});
  EXPECT_EQ(amount(type.capacity, "pods"), "29");
  EXPECT_EQ(amount(type.capacity, "memory"), "7577Mi");
  EXPECT_EQ(amount(type.kube_reserved, "cpu"), "70m");
  EXPECT_EQ(amount(type.kube_reserved, "memory"), "574Mi");
  const Resources allocatable = type.allocatable();
  EXPECT_EQ(amount(allocatable, "cpu"), "1930m");
  EXPECT_EQ(amount(allocatable, "memory"), "6903Mi");
  EXPECT_EQ(amount(allocatable, "ephemeral-storage"), "17Gi");
}

/// The page that Karpenter publishes, recomputed for every type it lists.
TEST(Resolve, AgreesWithThePublishedPodCounts) {
  int compared = 0;
  for (const InstanceType& row : instance_types()) {
    const auto info = info_of(row);
    if (!info || !row.max_pods) continue;
    const ResolvedType type = resolve(*info, {}, in_virginia());
    EXPECT_EQ(amount(type.capacity, "pods"), std::to_string(*row.max_pods)) << row.name;
    ++compared;
  }
  EXPECT_GT(compared, 1300);
}

TEST(Resolve, SaysWhatATypeIs) {
  const ResolvedType type = resolved("g4dn.xlarge", {});
  struct Case {
    std::string_view label;
    std::vector<std::string> values;
  };
  for (const Case& c :
       {Case{"karpenter.k8s.aws/instance-family", {"g4dn"}}, Case{"karpenter.k8s.aws/instance-category", {"g"}},
        Case{"karpenter.k8s.aws/instance-generation", {"4"}}, Case{"karpenter.k8s.aws/instance-gpu-name", {"t4"}},
        Case{"karpenter.k8s.aws/instance-gpu-count", {"1"}}, Case{"karpenter.k8s.aws/instance-accelerator-name", {}},
        Case{"karpenter.sh/capacity-type", {"on-demand", "spot"}}, Case{"kubernetes.io/arch", {"amd64"}},
        Case{"karpenter.k8s.aws/instance-tenancy", {"dedicated", "default"}}}) {
    const TypeLabel* label = type.label(c.label);
    ASSERT_NE(label, nullptr) << c.label;
    EXPECT_EQ(label->values, c.values) << c.label;
  }
  EXPECT_EQ(type.label("topology.k8s.aws/zone-id"), nullptr) << "no subnets, no ids: the key is unknown";
}

TEST(Resolve, NamesOfAllShapesGiveTheirGeneration) {
  struct Case {
    std::string_view type, category, generation;
  };
  for (const Case& c :
       {Case{"u-6tb1.56xlarge", "u", "1"}, Case{"u7i-12tb.224xlarge", "u", "7"}, Case{"x2iedn.xlarge", "x", "2"},
        Case{"is4gen.large", "is", "4"}, Case{"p6-b200.48xlarge", "p", "6"}, Case{"trn1n.32xlarge", "trn", "1"}}) {
    const ResolvedType type = resolved(c.type, {});
    EXPECT_EQ(type.label("karpenter.k8s.aws/instance-category")->values,
              std::vector<std::string>{std::string(c.category)});
    EXPECT_EQ(type.label("karpenter.k8s.aws/instance-generation")->values,
              std::vector<std::string>{std::string(c.generation)});
  }
}

TEST(Resolve, EfaOnlyInterfacesCountAsDevicesAndTakePods) {
  const NodeClass plain = node_class("{}");
  const NodeClass efa = node_class(R"({"spec":{"amiFamily":"AL2023","networkInterfaces":[
      {"networkCardIndex":0,"deviceIndex":0,"interfaceType":"interface"},
      {"networkCardIndex":0,"deviceIndex":1,"interfaceType":"efa-only"},
      {"networkCardIndex":1,"deviceIndex":0,"interfaceType":"efa-only"}]}})");
  EXPECT_EQ(amount(resolved("p5.48xlarge", plain).capacity, "vpc.amazonaws.com/efa"), "32");
  EXPECT_EQ(amount(resolved("p5.48xlarge", efa).capacity, "vpc.amazonaws.com/efa"), "2");
  EXPECT_EQ(amount(resolved("p5.48xlarge", efa).capacity, "pods"), "51");  // 2 interfaces − 1, 50 addresses each
}

TEST(Resolve, KubeletSettingsReplaceDefaults) {
  const NodeClass settings = node_class(R"({"spec":{"amiSelectorTerms":[{"alias":"al2023@latest"}],"kubelet":{
      "maxPods":110,"podsPerCore":10,"kubeReserved":{"cpu":"1"},"systemReserved":{"memory":"100Mi"},
      "evictionHard":{"memory.available":"5%","nodefs.available":"100%"}}}})");
  const ResolvedType type = resolved("m5.large", settings);
  EXPECT_EQ(amount(type.capacity, "pods"), "20");  // 10 × 2 vCPU
  EXPECT_EQ(amount(type.kube_reserved, "cpu"), "1");
  EXPECT_EQ(amount(type.kube_reserved, "memory"), "574Mi") << "by addresses, whatever maxPods says";
  EXPECT_EQ(amount(type.system_reserved, "memory"), "100Mi");
  EXPECT_EQ(amount(type.eviction_threshold, "memory"), "397253018");  // 5 % of 7577Mi, rounded up
  EXPECT_EQ(amount(type.eviction_threshold, "ephemeral-storage"), "0") << "100 % switches it off";
}

TEST(Resolve, TheDiskIsTheInstanceStoreTheRootVolumeOrTheFamilysDevice) {
  struct Case {
    std::string_view spec, expected;
  };
  for (
      const Case& c : {
          Case{R"({"amiFamily":"AL2023"})", "20Gi"},
          Case{R"({"amiFamily":"AL2023","instanceStorePolicy":"RAID0"})", "125G"},
          Case{
              R"({"amiFamily":"AL2023","blockDeviceMappings":[{"deviceName":"/dev/xvda","ebs":{"volumeSize":"100Gi"}}]})",
              "100Gi"},
          Case{
              R"({"amiFamily":"AL2023","blockDeviceMappings":[{"deviceName":"/dev/xvdb","ebs":{"volumeSize":"100Gi"}}]})",
              "20Gi"},
          Case{
              R"({"amiFamily":"Bottlerocket","blockDeviceMappings":[{"deviceName":"/dev/xvdb","ebs":{"volumeSize":"100Gi"}}]})",
              "100Gi"},
          Case{
              R"({"amiFamily":"AL2023","blockDeviceMappings":[{"deviceName":"/dev/xvdc","rootVolume":true,"ebs":{"volumeSize":"1Ti"}}]})",
              "1Ti"},
          Case{R"({"amiFamily":"Custom","blockDeviceMappings":[{"deviceName":"/dev/sdz","ebs":{"volumeSize":"7Gi"}}]})",
               "7Gi"},
          Case{R"({"amiFamily":"Windows2022"})", "50Gi"},
      }) {
    const NodeClass under = node_class("{\"spec\":" + std::string(c.spec) + "}");
    EXPECT_EQ(amount(resolved("g4dn.xlarge", under).capacity, "ephemeral-storage"), c.expected) << c.spec;
  }
}

TEST(Resolve, WindowsHas110PodsAndAddressesOfItsOwn) {
  const ResolvedType type = resolved("m5.large", node_class(R"({"spec":{"amiFamily":"Windows2022"}})"));
  EXPECT_EQ(amount(type.capacity, "pods"), "110");
  EXPECT_EQ(amount(type.capacity, "vpc.amazonaws.com/PrivateIPv4Address"), "9");
  EXPECT_EQ(type.label("node.kubernetes.io/windows-build")->values, std::vector<std::string>{"10.0.20348"});
}

TEST(ReadNodeClass, RefusesWhatTheApiServerWould) {
  Diagnostics diagnostics;
  const auto source = std::make_shared<const SourceText>(
      "class.json", R"({"spec":{"amiFamily":"AL2024","kubelet":{"kubeReserved":{"cpu":"1 core"},
        "evictionHard":{"memory.available":"lots"}},"blockDeviceMappings":[{"ebs":{"volumeSize":"50GiB"}}]}})");
  const doc::Document document = doc::read_json(source, diagnostics);
  const NodeClass read = read_node_class(document.root(), diagnostics);
  ASSERT_EQ(diagnostics.all().size(), 4u);
  diagnostics.sort();
  EXPECT_EQ(diagnostics.all()[0].message, "unknown AMI family 'AL2024'");
  EXPECT_EQ(diagnostics.all()[0].fix, "did you mean AL2023?");
  EXPECT_TRUE(read.kube_reserved.empty());
  EXPECT_FALSE(read.evict_below_memory.has_value());
}

TEST(Incompatibility, SaysWhichLimitTheClassExceeds) {
  const NodeClass al2023 = node_class(R"({"spec":{"amiFamily":"AL2023"}})");
  const NodeClass efa = node_class(R"({"spec":{"networkInterfaces":[
      {"networkCardIndex":0,"deviceIndex":0,"interfaceType":"interface"},
      {"networkCardIndex":1,"deviceIndex":0,"interfaceType":"efa-only"}]}})");
  const auto of = [](std::string_view type, const NodeClass& under) {
    return incompatibility(info_of(*find_instance_type(type)).value(), under).value_or("");
  };
  EXPECT_EQ(of("a1.large", al2023), "a1 types cannot run Amazon Linux 2023");
  EXPECT_EQ(of("m5.large", al2023), "");
  EXPECT_EQ(of("m5.large", efa), "it has 1 network cards, the class uses card 1");
  EXPECT_EQ(of("p4d.24xlarge", efa), "");
}

}  // namespace
}  // namespace slipway::catalog
