// What nodes cost: managed groups, NodePools, Auto Mode, reservations, Batch, Fargate.
#include <algorithm>

#include "cost/testing.h"

namespace slipway::cost {
namespace {

using doc::Expression;
using doc::List;
using doc::Map;

std::string arithmetic(const Amount& amount) {
  std::string text;
  for (const auto& term : amount.terms) text += term.text + " = " + term.per_month.to_exact_string() + '\n';
  return text;
}
bool has_note(const Line& line, std::string_view part) {
  return std::ranges::any_of(line.notes, [&](const auto& note) { return note.find(part) != std::string::npos; });
}
Map sizes(int least, int desired, int most) {
  return {{"min_size", least}, {"desired_size", desired}, {"max_size", most}};
}

TEST(NodeGroup, IsDesiredSizeAndAtItsLimitsItsLargest) {
  Platform p;
  p.add("aws_eks_node_group", "system", {{"instance_types", List{"m5.large"}}, {"scaling_config", sizes(1, 2, 4)}});
  const Line line = p.line();
  EXPECT_EQ(line.name, "group system");
  EXPECT_EQ(line.what, "2 × m5.large on-demand");
  EXPECT_EQ(arithmetic(line.at(Level::Idle)),
            "2 × 0.096 USD/hour × 730 h = 140.16\n2 × 20 GB × 0.08 USD/GB-month = 3.2\n");
  EXPECT_EQ(arithmetic(line.at(Level::AtLimits)),
            "4 × 0.096 USD/hour × 730 h = 280.32\n4 × 20 GB × 0.08 USD/GB-month = 6.4\n");
  EXPECT_TRUE(has_note(line, "always desired_size"));
  EXPECT_FALSE(line.estimate);
}

TEST(NodeGroup, UnderClusterAutoscalerItIsMinimumSizeAtIdle) {
  Platform p("us-east-1", "Cluster Autoscaler 1.35.0");
  p.add("aws_eks_node_group", "gpu", {{"instance_types", List{"g5.2xlarge"}}, {"scaling_config", sizes(0, 3, 4)}});
  const Line line = p.line();
  EXPECT_TRUE(line.at(Level::Idle).per_month.is_zero());
  EXPECT_TRUE(has_note(line, "at least min_size"));
}

TEST(NodeGroup, ReadsVolumesAndAddressesFromItsLaunchTemplate) {
  Platform p;
  p.add(
      "aws_launch_template", "train",
      {{"block_device_mappings",
        List{Map{{"device_name", "/dev/xvda"}, {"ebs", Map{{"volume_size", 200}, {"volume_type", "gp3"}}}},
             Map{{"device_name", "/dev/xvdb"},
                 {"ebs", Map{{"volume_size", 1000}, {"volume_type", "gp3"}, {"iops", 16000}, {"throughput", 1000}}}}}},
       {"network_interfaces", List{Map{{"associate_public_ip_address", "true"}}}}});
  p.add("aws_eks_node_group", "train",
        {{"instance_types", List{"p5.48xlarge"}},
         {"scaling_config", sizes(0, 0, 2)},
         {"launch_template", Map{{"id", Expression{"aws_launch_template.train.id"}}}}});
  EXPECT_EQ(arithmetic(p.line().at(Level::AtLimits)),
            "2 × 55.04 USD/hour × 730 h = 80358.4\n"
            "2 × 200 GB × 0.08 USD/GB-month = 32\n"
            "2 × 1000 GB × 0.08 USD/GB-month = 160\n"
            "2 × 13000 IOPS × 0.005 USD/IOPS-month = 130\n"
            "2 × 875 MiB/s × 0.04 USD/MiBps-month = 70\n"
            "2 × 1 address × 0.005 USD/hour × 730 h = 7.3\n");
}

TEST(NodeGroup, SpotIsBilledAtTheDearestTypeOfTheList) {
  Platform p;
  p.add("aws_eks_node_group", "gpu",
        {{"capacity_type", "SPOT"},
         {"instance_types", List{"g4dn.xlarge", "g5.2xlarge"}},
         {"scaling_config", sizes(0, 0, 1)}});
  const Line line = p.line();
  EXPECT_EQ(line.what, "0 × g5.2xlarge spot");
  EXPECT_TRUE(has_note(line, "the dearest is billed; the cheapest is g4dn.xlarge"));
  EXPECT_TRUE(line.estimate);
}

TEST(NodeGroup, OnDemandItIsTheFirstTypeOfTheListAndADearerOneIsNamed) {
  Platform p;
  p.add("aws_eks_node_group", "gpu",
        {{"instance_types", List{"g4dn.xlarge", "g5.2xlarge"}}, {"scaling_config", sizes(0, 0, 1)}});
  const Line line = p.line();
  EXPECT_EQ(line.what, "0 × g4dn.xlarge on-demand");
  EXPECT_TRUE(has_note(line, "up to g5.2xlarge at 1.2120 USD/hour"));
}

TEST(NodeGroup, AnUnknownTypeIsSaidWithItsNearMiss) {
  Platform p;
  p.add("aws_eks_node_group", "gpu", {{"instance_types", List{"g4dn.xlrage"}}, {"scaling_config", sizes(0, 0, 1)}});
  EXPECT_TRUE(p.bill().lines.empty());
  EXPECT_FALSE(p.bill().is_complete);
  ASSERT_EQ(p.diagnostics.all().size(), 1u);
  EXPECT_EQ(p.diagnostics.all()[0].id, "COST004");
  EXPECT_EQ(p.diagnostics.all()[0].hint, "did you mean g4dn.xlarge?");
}

TEST(NodeGroup, NodesOnAReservationOfThePlatformAreNotPaidTwice) {
  Platform p;
  p.add("aws_ec2_capacity_reservation", "r", {{"instance_type", "p5.48xlarge"}, {"instance_count", 2}});
  p.add("aws_launch_template", "t",
        {{"capacity_reservation_specification",
          Map{{"capacity_reservation_target",
               Map{{"capacity_reservation_id", Expression{"aws_ec2_capacity_reservation.r.id"}}}}}}});
  p.add("aws_eks_node_group", "train",
        {{"instance_types", List{"p5.48xlarge"}},
         {"scaling_config", sizes(0, 0, 3)},
         {"launch_template", Map{{"id", Expression{"aws_launch_template.t.id"}}}}});
  EXPECT_EQ(p.line("r").at(Level::Idle).per_month, usd("80358.4"));  // used or not
  EXPECT_EQ(p.line("group train").at(Level::AtLimits).terms.front().text, "1 × 55.04 USD/hour × 730 h");
}

TEST(NodeGroup, ACapacityBlockIsPricedAsOnDemandWithANote) {
  Platform p;
  p.add("aws_eks_node_group", "train",
        {{"capacity_type", "CAPACITY_BLOCK"},
         {"instance_types", List{"p5.48xlarge"}},
         {"scaling_config", sizes(0, 0, 1)}});
  const Line line = p.line();
  EXPECT_EQ(line.what, "0 × p5.48xlarge capacity block");
  EXPECT_TRUE(has_note(line, "a capacity block is paid in advance"));
}

Map gpu_pool() {
  return node_pool("gpu-inference",
                   {requirement("node.kubernetes.io/instance-type", "In", {"g4dn.xlarge", "g4dn.2xlarge"})},
                   {{"nvidia.com/gpu", 4}, {"cpu", "32"}, {"memory", "128Gi"}});
}

TEST(NodePool, FillsItsLimitsWithTheDearestNodesAtOnDemandPrices) {
  Platform p;
  p.add(node_class("200Gi")).add(gpu_pool());
  const Line line = p.line();
  EXPECT_EQ(line.name, "pool gpu-inference");
  EXPECT_EQ(line.what, "no nodes");
  ASSERT_EQ(line.nodes.size(), 1u);
  EXPECT_EQ(line.nodes[0].type, "g4dn.2xlarge");
  EXPECT_EQ(line.nodes[0].count, (Counts{{0, 0, 0, 4}}));
  EXPECT_TRUE(line.at(Level::Idle).per_month.is_zero());
  EXPECT_EQ(arithmetic(line.at(Level::AtLimits)),
            "4 × 0.752 USD/hour × 730 h = 2195.84\n4 × 200 GB × 0.08 USD/GB-month = 64\n");
  EXPECT_TRUE(has_note(line, "filled with 4 × g4dn.xlarge spot it would be"));
}

TEST(NodePool, PodsBringTheNodesThatKarpenterBuysForThem) {
  Platform p;
  p.add(node_class("200Gi")).add(gpu_pool()).add(deployment("llm", 1, {{"nvidia.com/gpu", "1"}}));
  const Line line = p.line();
  EXPECT_EQ(line.what, "1 × g4dn.xlarge spot");
  ASSERT_EQ(line.reasons.size(), 3u);
  EXPECT_EQ(line.reasons[0].text,
            "1 × g4dn.xlarge spot: Deployment default/llm; the cheapest of 2 types, the other is g4dn.2xlarge");
  EXPECT_EQ(line.at(Level::Idle).terms.front().row.what, "EC2 g4dn.xlarge spot");
  EXPECT_TRUE(line.estimate);
}

TEST(NodePool, WithoutLimitsNothingBoundsTheBill) {
  Platform p;
  p.add(node_class()).add(node_pool("open", {requirement("node.kubernetes.io/instance-type", "In", {"m5.large"})}, {}));
  const Bill bill = p.bill();
  EXPECT_FALSE(bill.limits_are_bounded);
  EXPECT_FALSE(bill.lines.at(0).bounded);
  ASSERT_EQ(p.diagnostics.all().size(), 1u);
  EXPECT_EQ(p.diagnostics.all()[0].severity, Severity::Warning);
  EXPECT_EQ(p.said(), "COST001 pool open has no limits: nothing bounds what it may cost\n");
  EXPECT_EQ(p.diagnostics.all()[0].fix, "add limits (cpu, memory, nvidia.com/gpu) to the NodePool");
}

TEST(NodePool, ALimitOnGpusDoesNotBoundTypesWithoutThem) {
  Platform p;
  p.add(node_class())
      .add(node_pool("mixed", {requirement("node.kubernetes.io/instance-type", "In", {"m5.large", "g5.xlarge"})},
                     {{"nvidia.com/gpu", 4}}));
  EXPECT_FALSE(p.bill().limits_are_bounded);
  EXPECT_EQ(p.said(), "COST001 pool mixed has limits that do not bound it: m5.large takes nothing of them\n");
}

TEST(NodePool, ALimitOfMoreNodesThanAClusterHasDoesNotBoundIt) {
  Platform p;
  p.add(node_class())
      .add(node_pool("vast", {requirement("node.kubernetes.io/instance-type", "In", {"g5.xlarge"})},
                     {{"nvidia.com/gpu", 1'000'000'000}}));
  EXPECT_FALSE(p.bill().limits_are_bounded);
  EXPECT_EQ(
      p.said(),
      "COST001 pool vast has limits that do not bound it: they allow more than 100,000 nodes of g5.xlarge, and no "
      "cluster has so many\n");
}

TEST(NodePool, AStaticPoolCostsItsReplicas) {
  Platform p;
  auto fixed = node_pool("fixed",
                         {requirement("node.kubernetes.io/instance-type", "In", {"m5.large", "m5.xlarge"}),
                          requirement("karpenter.sh/capacity-type", "In", {"on-demand"})},
                         {});
  fixed.find("spec")->map()->set("replicas", 3);
  p.add(node_class()).add(std::move(fixed));
  const Line line = p.line();
  EXPECT_EQ(line.what, "3 × m5.large on-demand");
  ASSERT_EQ(line.nodes.size(), 2u);
  EXPECT_EQ(line.nodes[1].type, "m5.xlarge");
  EXPECT_EQ(line.nodes[1].count, (Counts{{0, 0, 0, 3}}));
  EXPECT_TRUE(line.bounded);
  EXPECT_EQ(p.said(), "");
}

TEST(NodePool, AutoModeAddsItsFeeToEachNodeAndItsOwnVolumes) {
  Platform p("us-east-1", "EKS Auto Mode");
  p.add(
      {{"apiVersion", "karpenter.sh/v1"},
       {"kind", "NodePool"},
       {"metadata", Map{{"name", "gpu"}}},
       {"spec",
        Map{{"limits", Map{{"cpu", "8"}}},
            {"template",
             Map{{"spec",
                  Map{{"nodeClassRef", Map{{"group", "eks.amazonaws.com"}, {"kind", "NodeClass"}, {"name", "default"}}},
                      {"requirements", List{requirement("eks.amazonaws.com/instance-family", "In", {"g5"}),
                                            requirement("eks.amazonaws.com/instance-size", "In", {"2xlarge"}),
                                            requirement("karpenter.sh/capacity-type", "In", {"on-demand"})}}}}}}}}});
  const Line line = p.line();
  // 7.8 % of 1.212 on G families
  EXPECT_EQ(arithmetic(line.at(Level::AtLimits)),
            "1 × 1.212 USD/hour × 730 h = 884.76\n1 × 0.094536 USD/hour × 730 h = 69.01128\n1 × 80 GB × 0.08 "
            "USD/GB-month = 6.4\n");
  EXPECT_TRUE(line.estimate);
}

TEST(NodePool, TheBuiltInPoolsOfAutoModeHaveNoLimit) {
  Platform p("us-east-1", "EKS Auto Mode");
  p.add("aws_eks_cluster", "main",
        {{"version", "1.35"}, {"compute_config", Map{{"enabled", true}, {"node_pools", List{"general-purpose"}}}}});
  p.add(deployment("web", 2, {{"cpu", "1"}}));
  const Bill bill = p.bill();
  EXPECT_FALSE(bill.limits_are_bounded);
  const Line line = p.line("pool general-purpose");
  EXPECT_GT(line.at(Level::Idle).per_month, Money{});
  EXPECT_TRUE(has_note(line, "EKS keeps this pool itself"));
}

TEST(NodePool, ARequirementThatNothingMeetsIsALineWithoutNodes) {
  Platform p;
  p.add(node_class())
      .add(node_pool("none", {requirement("karpenter.k8s.aws/instance-family", "In", {"g99"})}, {{"cpu", 8}}));
  EXPECT_EQ(p.line().what, "no type to be had");
}

TEST(NodePool, SaysWhichOfItsTypesTheRegionIsNotKnownToHave) {
  Platform p("eu-central-1");
  p.add(node_class())
      .add(node_pool("h100", {requirement("node.kubernetes.io/instance-type", "In", {"p5.48xlarge"})}, {{"cpu", 999}}));
  EXPECT_EQ(p.line().what, "no type to be had");
  EXPECT_EQ(p.said(), "COST008 eu-central-1 is not known to have instance type p5.48xlarge\n");
}

TEST(NodePool, ReservedCapacityIsTakenToBeThereAtTheOnDemandPrice) {
  Platform p;
  auto reserved = node_class();
  reserved.set("spec", Map{{"amiSelectorTerms", List{Map{{"alias", "al2023@latest"}}}},
                           {"capacityReservationSelectorTerms", List{Map{{"id", "cr-0123456789abcdef0"}}}}});
  p.add(std::move(reserved));
  p.add(node_pool("h100",
                  {requirement("karpenter.sh/capacity-type", "In", {"reserved"}),
                   requirement("node.kubernetes.io/instance-type", "In", {"p5.48xlarge"})},
                  {{"nvidia.com/gpu", 16}}));
  p.add(deployment("llm", 1, {{"nvidia.com/gpu", "8"}}));
  const Line line = p.line();
  EXPECT_EQ(line.what, "1 × p5.48xlarge reserved");
  EXPECT_EQ(line.at(Level::Declared).terms.front().text, "1 × 55.04 USD/hour × 730 h");
  EXPECT_EQ(line.at(Level::AtLimits).terms.front().text, "2 × 55.04 USD/hour × 730 h");
  EXPECT_TRUE(has_note(line, "whether it is used or not"));
  EXPECT_NE(p.said().find("MODEL006 how many instances are free in reservation cr-0123456789abcdef0 is not known: as "
                          "many as are needed are taken to be"),
            std::string::npos)
      << p.said();
}

TEST(Batch, FillsItsVcpusWithWhatCostsMostForOne) {
  Platform p;
  p.add(
      "aws_batch_compute_environment", "train",
      {{"compute_resources",
        Map{{"type", "EC2"}, {"instance_type", List{"g5.2xlarge", "m5.large"}}, {"min_vcpus", 0}, {"max_vcpus", 20}}}});
  const Line line = p.line();
  EXPECT_EQ(line.what, "g5.2xlarge on-demand, 0 to 20 vCPU");
  EXPECT_EQ(line.at(Level::AtLimits).terms.front().text, "3 × 1.212 USD/hour × 730 h");
  EXPECT_TRUE(has_note(line, "the cheapest for a vCPU is m5.large"));
}

TEST(Fargate, PodsAreBilledByTheSizeThatTheyAreGiven) {
  Platform p;
  p.add("aws_eks_fargate_profile", "karpenter", {{"selector", Map{{"namespace", "default"}}}});
  p.add(deployment("controller", 2, {{"cpu", "800m"}, {"memory", "2Gi"}}));
  const Line line = p.line();  // 1 vCPU; 2 GiB and the kubelet's 256 MiB make 3 GB
  EXPECT_EQ(
      arithmetic(line.at(Level::Idle)),
      "2 × 1 vCPU × 0.04048 USD/vCPU-hour × 730 h = 59.1008\n2 × 3 GB × 0.004445 USD/GB-hour × 730 h = 19.4691\n");
  EXPECT_EQ(p.said(), "") << "and need no node";
}

}  // namespace
}  // namespace slipway::cost
