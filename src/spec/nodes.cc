#include "spec/nodes.h"

#include "spec/read_scalar.h"
#include "spec/rows.h"

namespace slipway::spec {

std::span<const Word> words_of(Capacity) {
  static constexpr Word kWords[] = {
      {"onDemand", "at the list price, while AWS has some", int(Capacity::OnDemand)},
      {"spot", "spare capacity, taken back with two minutes' notice", int(Capacity::Spot)},
      {"reserved", "an On-Demand Capacity Reservation", int(Capacity::Reserved)},
      {"capacityBlock", "a Capacity Block for ML, for days booked ahead", int(Capacity::CapacityBlock)},
  };
  return kWords;
}

std::span<const Word> words_of(AmiFamily) {
  static constexpr Word kWords[] = {
      {"al2023", "EKS optimized Amazon Linux 2023; the accelerated one on accelerated types", int(AmiFamily::Al2023)},
      {"bottlerocket", "Bottlerocket; the NVIDIA variant on accelerated types", int(AmiFamily::Bottlerocket)},
  };
  return kWords;
}

std::span<const Word> words_of(NodeAutoscaler) {
  static constexpr Word kWords[] = {
      {"karpenter", "Karpenter buys what pending pods need", int(NodeAutoscaler::Karpenter)},
      {"clusterAutoscaler", "Cluster Autoscaler grows and shrinks node groups", int(NodeAutoscaler::ClusterAutoscaler)},
      {"auto", "EKS Auto Mode's own Karpenter", int(NodeAutoscaler::Auto)},
      {"none", "node groups stay as they are", int(NodeAutoscaler::None)},
  };
  return kWords;
}

std::span<const Word> words_of(PodAutoscaler) {
  static constexpr Word kWords[] = {
      {"keda", "KEDA: scales on queues, streams and metrics, to zero as well", int(PodAutoscaler::Keda)},
      {"hpa", "HorizontalPodAutoscaler on CPU and metrics", int(PodAutoscaler::Hpa)},
      {"none", "replicas stay as they are", int(PodAutoscaler::None)},
  };
  return kWords;
}

namespace {

/// "key=value:Effect", "key:Effect" (no value), "key=value" (NoSchedule), "key" ("true", NoSchedule).
void read_taint(void* owner, std::string_view path, const doc::Node& node, Diagnostics& diagnostics) {
  const StructType& type = type_of(static_cast<const Taint*>(nullptr));
  auto& taint = *static_cast<Taint*>(owner);
  if (!node.is_string()) return refuse_short(type, path, node, diagnostics);
  std::string_view rest = node.text();
  const auto read = [&](std::string_view name, std::string_view text, Text& out) {
    read_part(type, name, path, text, node, out, diagnostics);
  };
  const auto colon = rest.rfind(':');
  if (colon != std::string_view::npos) {
    read("effect", rest.substr(colon + 1), taint.effect);
    rest = rest.substr(0, colon);
  }
  const auto equals = rest.find('=');
  if (equals != std::string_view::npos)
    read("value", rest.substr(equals + 1), taint.value);
  else if (colon == std::string_view::npos)
    taint.value.value = "true";
  read("key", rest.substr(0, equals), taint.key);
}

void read_volume(void* owner, std::string_view path, const doc::Node& node, Diagnostics& diagnostics) {
  read_part(type_of(static_cast<const Volume*>(nullptr)), "size", path, node.text(), node,
            static_cast<Volume*>(owner)->size, diagnostics);
}

void read_budget(void* owner, std::string_view path, const doc::Node& node, Diagnostics& diagnostics) {
  read_part(type_of(static_cast<const PoolBudget*>(nullptr)), "nodes", path, node.text(), node,
            static_cast<PoolBudget*>(owner)->nodes, diagnostics);
}

}  // namespace

const StructType& type_of(const Taint*) {
  static const StructType type =
      Rows(Of<Taint>{}, "Taint", "Keeps pods off a node that do not tolerate it.")
          .field("key", &Taint::key, "Its key.")
          .is(format::kLabelKey)
          .required()
          .field("value", &Taint::value, "Its value.")
          .is(format::kLabelValue)
          .field("effect", &Taint::effect, "What it does to pods.")
          .one_of({{"NoSchedule", "new ones stay off"},
                   {"PreferNoSchedule", "new ones stay off while there is room elsewhere"},
                   {"NoExecute", "those already there must leave too"}})
          .or_short("key, key:Effect, key=value or key=value:Effect (a bare key has the value true; NoSchedule)",
                    "^[^=:]+(=[^:]*)?(:(NoSchedule|PreferNoSchedule|NoExecute))?$", read_taint);
  return type;
}

const StructType& type_of(const Volume*) {
  static const StructType type =
      Rows(Of<Volume>{}, "Volume", "A node's EBS volume. Always encrypted.")
          .field("type", &Volume::type, "EBS volume type.")
          .one_of({{"gp3"}, {"gp2"}, {"io1"}, {"io2"}})
          .field("size", &Volume::size, "Its size.")
          .is(format::kSize)
          .known_as({"volumeSize"})
          .field("iops", &Volume::iops, "Operations a second: gp3 3000 to 80000, io2 100 to 256000, io1 100 to 64000.")
          .at_least(0)
          .field("throughput", &Volume::throughput, "MiB a second, of gp3: 125 to 2000.")
          .at_least(0)
          .field("kmsKey", &Volume::kms_key, "ARN of the key that encrypts it; without it the account's default key.")
          .is(format::kKeyArn)
          .known_as({"kmsKeyId", "kmsKeyArn", "encrypted"})
          .or_short("its size", format::kSize.pattern, read_volume);
  return type;
}

const StructType& type_of(const Volumes*) {
  static const StructType type = Rows(Of<Volumes>{}, "Volumes", "The volumes of each node.")
                                     .field("root", &Volumes::root, "System, images and logs.")
                                     .field("data", &Volumes::data, "A further volume, for models and datasets.");
  return type;
}

const StructType& type_of(const Drivers*) {
  static const StructType type =
      Rows(
          Of<Drivers>{}, "Drivers",
          "Versions of what EKS's accelerated AMIs already bring. Naming one asks for a check against the AMI, not for "
          "an installation at boot.")
          .field("nvidia", &Drivers::nvidia, "NVIDIA driver, such as 580.126.09.")
          .is(format::kVersion)
          .field("efa", &Drivers::efa, "EFA installer.")
          .is(format::kVersion)
          .field("nccl", &Drivers::nccl, "NCCL; it belongs in the container image.")
          .is(format::kVersion);
  return type;
}

const StructType& type_of(const NodeGroup*) {
  static const StructType type =
      Rows(Of<NodeGroup>{}, "NodeGroup", "An EKS managed node group with its launch template.")
          .field("instanceTypes", &NodeGroup::instance_types, "EC2 instance types, best first.")
          .required()
          .at_least(1)
          .known_as({"instanceType", "type"})
          .field("capacity", &NodeGroup::capacity, "How the nodes are bought.")
          .known_as({"capacityType"})
          .field("min", &NodeGroup::min, "Fewest nodes.")
          .at_least(0)
          .known_as({"minSize", "min_size"})
          .field("desired", &NodeGroup::desired, "Nodes at creation; afterwards the autoscaler decides.")
          .at_least(0)
          .default_is("min")
          .known_as({"desiredSize", "desiredCapacity", "desired_size"})
          .field("max", &NodeGroup::max, "Most nodes.")
          .at_least(1)
          .known_as({"maxSize", "max_size"})
          .field("amiFamily", &NodeGroup::ami_family, "The nodes' operating system.")
          .field("amiVersion", &NodeGroup::ami_version,
                 "Release of EKS's image, such as 1.35.0-20260714, and with it the versions of drivers; without it the "
                 "newest when the group is made.")
          .known_as({"ami", "amiType"})
          .field("efa", &NodeGroup::efa,
                 "Elastic Fabric Adapter: network cards and interface types follow from the instance type; one subnet, "
                 "a placement group, the security group's rules and the device plugin come with it.")
          .known_as({"efaEnabled"})
          .field("reservation", &NodeGroup::reservation,
                 "Id of the capacity reservation or Capacity Block; needed with capacity reserved and capacityBlock.")
          .is(format::kReservationId)
          .known_as({"capacityReservationId"})
          .field("subnetIds", &NodeGroup::subnet_ids,
                 "Subnets of the nodes; without it all private ones, with efa the first of them.")
          .is(format::kSubnetId)
          .known_as({"subnets"})
          .field("labels", &NodeGroup::labels, "Labels of the nodes.")
          .is(format::kLabelValue)
          .names_are(format::kLabelKey)
          .field("taints", &NodeGroup::taints, "Taints of the nodes.")
          .field("volumes", &NodeGroup::volumes, "EBS volumes of each node.")
          .known_as({"volumeSize", "diskSize", "disk"})
          .field("drivers", &NodeGroup::drivers, "Driver versions the workloads rely on.")
          .field("nodePolicies", &NodeGroup::node_policies,
                 "Further policies of the nodes' role: names of AWS managed policies, or ARNs.")
          .field("metadataHopLimit", &NodeGroup::metadata_hop_limit,
                 "How far answers of the instance metadata service travel: 1 keeps pods away from the node's role.")
          .between(1, 64)
          .known_as({"hopLimit", "httpPutResponseHopLimit"})
          .field("instanceStoreRaid", &NodeGroup::instance_store_raid,
                 "Whether local NVMe disks become one volume for pods, images and scratch.")
          .known_as({"instanceStorePolicy", "localStorage"})
          .field("sysctls", &NodeGroup::sysctls,
                 "Kernel parameters that are set when a node starts, such as net.ipv4.tcp_congestion_control: bbr.")
          .names_are(format::kSysctlName)
          .field("maxUnavailable", &NodeGroup::max_unavailable, "Nodes, or percent of them, replaced at once.")
          .is(format::kCountOrPercent)
          .field("kubelet", &NodeGroup::kubelet, "Native KubeletConfiguration fields.");
  return type;
}

const StructType& type_of(const PoolBudget*) {
  static const StructType type =
      Rows(Of<PoolBudget>{}, "PoolBudget", "How many nodes of a pool Karpenter may disrupt at once.")
          .field("nodes", &PoolBudget::nodes, "A count or a percentage; 0 for none.")
          .is(format::kCountOrPercent)
          .field("schedule", &PoolBudget::schedule, "When it begins to hold, as a cron schedule in UTC; with duration.")
          .is(format::kCron)
          .field("duration", &PoolBudget::duration, "How long it then holds, in minutes and hours.")
          .is(format::kDuration)
          .field("reasons", &PoolBudget::reasons, "Which disruptions it limits; without it all.")
          .one_of({{"Underutilized"}, {"Empty"}, {"Drifted"}})
          .or_short("a count or percentage of nodes", format::kCountOrPercent.pattern, read_budget);
  return type;
}

const StructType& type_of(const PoolDisruption*) {
  static const StructType type =
      Rows(Of<PoolDisruption>{}, "PoolDisruption", "When Karpenter takes nodes away.")
          .field("policy", &PoolDisruption::policy, "Which nodes it may take for cost's sake.")
          .one_of({{"WhenEmptyOrUnderutilized", "also busy ones whose pods fit elsewhere, or on a cheaper node"},
                   {"WhenEmpty", "only those without pods of their own"}})
          .known_as({"consolidationPolicy"})
          .field("after", &PoolDisruption::after, "How long pods must have left it alone before.")
          .is(format::kDurationOrNever)
          .known_as({"consolidateAfter"})
          .field("expireAfter", &PoolDisruption::expire_after, "Age at which a node is replaced, drained or not.")
          .is(format::kDurationOrNever)
          .field("terminationGracePeriod", &PoolDisruption::termination_grace_period,
                 "How long a node may drain, whatever its pods and their budgets say; without it, for ever.")
          .is(format::kDuration)
          .field(
              "budgets", &PoolDisruption::budgets,
              "How many nodes may go at once; without any, 10% of the pool. The strictest of those that hold counts.");
  return type;
}

const StructType& type_of(const NodePool*) {
  static const StructType type =
      Rows(Of<NodePool>{}, "NodePool", "A Karpenter NodePool: what may be bought for pending pods.")
          .field("nodeClass", &NodePool::node_class, "One of nodeClasses; `default` is always there.")
          .known_as({"nodeClassRef"})
          .field("families", &NodePool::families, "Instance families such as g5, g6e; without it all.")
          .known_as({"instanceFamilies", "instanceFamily", "family"})
          .field("sizes", &NodePool::sizes, "Instance sizes such as xlarge, 12xlarge; without it all.")
          .known_as({"instanceSizes", "instanceSize", "size"})
          .field("instanceTypes", &NodePool::instance_types, "Instance types, where families and sizes say too much.")
          .known_as({"instanceType"})
          .field("architectures", &NodePool::architectures, "Processor architectures.")
          .one_of({{"amd64"}, {"arm64"}})
          .one_or_list()
          .at_least(1)
          .known_as({"arch", "architecture"})
          .field("zones", &NodePool::zones, "Availability zones such as us-west-2a; without it all of the network's.")
          .field("capacity", &NodePool::capacity,
                 "How nodes are bought; of several, Karpenter takes reserved, then spot, then onDemand.")
          .one_or_list()
          .at_least(1)
          .known_as({"capacityType", "capacityTypes"})
          .field("minGpus", &NodePool::min_gpus, "Fewest GPUs an instance type may have; 0: no matter.")
          .between(0, 64)
          .known_as({"instance-gpu-count"})
          .field("maxGpus", &NodePool::max_gpus, "Most GPUs an instance type may have; 0: no matter.")
          .between(0, 64)
          .field("requirements", &NodePool::requirements, "Further requirements, as a NodePool has them.")
          .native_list()
          .field("labels", &NodePool::labels, "Labels of the nodes.")
          .is(format::kLabelValue)
          .names_are(format::kLabelKey)
          .field("taints", &NodePool::taints, "Taints of the nodes.")
          .field("startupTaints", &NodePool::startup_taints, "Taints that something takes away when the node is ready.")
          .field("limits", &NodePool::limits, "Most of each resource that the pool's nodes may have together.")
          .names_are(format::kLabelKey)
          .field("disruption", &NodePool::disruption, "When nodes are taken away.")
          .known_as({"consolidation"})
          .field("weight", &NodePool::weight, "Pools of higher weight are asked first; 0: last.")
          .between(0, 100)
          .field("replicas", &NodePool::replicas,
                 "Makes it a static pool: that many nodes, whether pods need them or not.")
          .at_least(0)
          .default_is("");
  return type;
}

const StructType& type_of(const NodeClass*) {
  static const StructType type =
      Rows(Of<NodeClass>{}, "NodeClass", "A Karpenter EC2NodeClass: how a pool's nodes are set up.")
          .field("amiFamily", &NodeClass::ami_family, "The nodes' operating system.")
          .known_as({"ami"})
          .field("amiVersion", &NodeClass::ami_version, "Release of the AMI, such as v20260714; latest follows AWS's.")
          .is(format::kVersion)
          .field("amiIds", &NodeClass::ami_ids,
                 "AMIs of one's own, made from amiFamily's, in place of a release: with models or agents in them. The "
                 "newest that fits a type is taken.")
          .is(format::kAmiId)
          .known_as({"amiSelectorTerms"})
          .field("volumes", &NodeClass::volumes, "EBS volumes of each node.")
          .known_as({"blockDeviceMappings"})
          .field("subnetTags", &NodeClass::subnet_tags, "Tags that subnets must have besides karpenter.sh/discovery.")
          .field("tags", &NodeClass::tags, "Tags of instances and volumes, besides aws.tags.")
          .field("metadataHopLimit", &NodeClass::metadata_hop_limit,
                 "How far answers of the instance metadata service travel: 1 keeps pods away from the node's role.")
          .between(1, 64)
          .known_as({"hopLimit", "httpPutResponseHopLimit"})
          .field("instanceStoreRaid", &NodeClass::instance_store_raid,
                 "Whether local NVMe disks become one volume for pods, images and scratch.")
          .known_as({"instanceStorePolicy"})
          .field("efa", &NodeClass::efa, "Elastic Fabric Adapter on types that have it, with a placement group.")
          .field("userData", &NodeClass::user_data,
                 "Further user data, MIME multipart or TOML as the AMI family has it.")
          .field("kubelet", &NodeClass::kubelet, "Native kubelet settings of an EC2NodeClass.")
          .field("reservation", &NodeClass::reservation,
                 "Id of the capacity reservation or Capacity Block; needed by pools with capacity reserved.")
          .is(format::kReservationId);
  return type;
}

const StructType& type_of(const Autoscaler*) {
  static const StructType type = Rows(Of<Autoscaler>{}, "Autoscaler", "What grows and shrinks the platform.")
                                     .field("nodes", &Autoscaler::nodes, "For nodes.")
                                     .field("pods", &Autoscaler::pods, "For pods.");
  return type;
}

}  // namespace slipway::spec
