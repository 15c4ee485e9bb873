#pragma once

#include <optional>

#include "doc/node.h"
#include "kube/quantity.h"
#include "spec/located.h"

namespace slipway::spec {

enum class Capacity { OnDemand, Spot, Reserved, CapacityBlock };
enum class AmiFamily { Al2023, Bottlerocket };
enum class NodeAutoscaler { Karpenter, ClusterAutoscaler, Auto, None };
enum class PodAutoscaler { Keda, Hpa, None };

/// Short form "key=value:Effect", "key:Effect" or "key" (value "true", NoSchedule), or a map.
struct Taint {
  Text key;
  Text value;
  Text effect = std::string("NoSchedule");
  SourceRange where;
};

struct Volume {
  Text type = std::string("gp3");
  Text size = std::string("50Gi");
  Number iops = 3000;
  Number throughput = 125;  // MiB/s
  Text kms_key;             // empty: the account's default key. Volumes are always encrypted.
  SourceRange where;
};

struct Volumes {
  Volume root;
  std::optional<Volume> data;
  SourceRange where;
};

/// What is installed on accelerated nodes beyond the AMI's own; empty: what the AMI brings.
struct Drivers {
  Text nvidia, efa, nccl;
  SourceRange where;
};

/// An EKS managed node group with its launch template.
struct NodeGroup {
  Texts instance_types;
  Located<Capacity> capacity = Capacity::OnDemand;
  Number min = 0;
  Number desired;  // default: min
  Number max = 1;
  Located<AmiFamily> ami_family = AmiFamily::Al2023;
  Text ami_version;  // "": the newest when the group is made
  Flag efa = false;  // derives interfaces, subnets, security group, placement group
  Text reservation;  // capacity reservation id; needed with reserved and capacityBlock
  Texts subnet_ids;  // default: all private subnets, with efa the first of them
  TextMap labels;
  std::vector<Taint> taints;
  Volumes volumes;
  Drivers drivers;
  Texts node_policies;  // further AWS managed policies of the node role
  Number metadata_hop_limit = 1;
  Flag instance_store_raid = false;
  TextMap sysctls;                          // kernel parameters set at boot
  Text max_unavailable = std::string("1");  // nodes or percent replaced at once
  const doc::Node* kubelet = nullptr;       // native KubeletConfiguration fields
  SourceRange where;
};

struct PoolBudget {
  Text nodes = std::string("10%");
  Text schedule;
  Text duration;
  Texts reasons;
  SourceRange where;
};

struct PoolDisruption {
  Text policy = std::string("WhenEmptyOrUnderutilized");
  Text after = std::string("30s");
  Text expire_after = std::string("720h");
  Text termination_grace_period;
  std::vector<PoolBudget> budgets;
  SourceRange where;
};

/// A Karpenter NodePool (with Auto Mode: the same, on EKS's NodeClass).
struct NodePool {
  Text node_class = std::string("default");
  Texts families, sizes, instance_types, zones;  // empty: no restriction
  Texts architectures = {std::string("amd64")};
  std::vector<Located<Capacity>> capacity = {Capacity::OnDemand};
  Number min_gpus, max_gpus;                // GPUs a type may have; 0: no restriction
  const doc::Node* requirements = nullptr;  // native, added to the above
  TextMap labels;
  std::vector<Taint> taints, startup_taints;
  Named<Located<kube::Quantity>> limits;
  PoolDisruption disruption;
  Number weight = 0;
  Number replicas;  // written: a static pool
  SourceRange where;
};

/// A Karpenter EC2NodeClass (with Auto Mode: EKS's NodeClass).
struct NodeClass {
  Located<AmiFamily> ami_family = AmiFamily::Al2023;
  Text ami_version = std::string("latest");
  Texts ami_ids;  // AMIs of one's own, in place of EKS's release
  Volumes volumes;
  TextMap subnet_tags;  // besides karpenter.sh/discovery
  TextMap tags;
  Number metadata_hop_limit = 1;
  Flag instance_store_raid = false;
  Flag efa = false;
  Text user_data;
  const doc::Node* kubelet = nullptr;
  Text reservation;
  SourceRange where;
};

struct Autoscaler {
  Located<NodeAutoscaler> nodes = NodeAutoscaler::Karpenter;
  Located<PodAutoscaler> pods = PodAutoscaler::Keda;
  SourceRange where;
};

}  // namespace slipway::spec
