#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kube/object.h"
#include "kube/quantity.h"

namespace slipway::kube {

/// Picks AWS things (subnets, security groups, images, reservations) that fit all it says; of several terms any may
/// fit.
struct AwsSelectorTerm {
  std::string id, name, owner;
  Labels tags;                 // a value "*" is any
  std::string alias;           // of images: "al2023@latest"
  std::string ssm_parameter;   // of images
  std::string match_criteria;  // of capacity reservations: open, targeted
  friend bool operator==(const AwsSelectorTerm&, const AwsSelectorTerm&) = default;
};

struct BlockDeviceMapping {
  std::string device_name;
  bool is_root = false;
  std::optional<Quantity> size;
  std::string type;  // gp3, io2, …
  std::optional<std::int64_t> iops, throughput;
  std::optional<bool> encrypted;
  std::string kms_key_id, snapshot_id;
};

struct NetworkInterfaceSpec {
  std::int32_t network_card = 0, device = 0;
  std::string type;  // interface, efa-only
  friend bool operator==(const NetworkInterfaceSpec&, const NetworkInterfaceSpec&) = default;
};

/// How the metadata service of an instance answers. Defaults are those of Karpenter's CRD.
struct MetadataOptions {
  std::string http_endpoint = "enabled", http_protocol_ipv6 = "disabled", http_tokens = "required";
  std::int64_t hop_limit = 1;
  friend bool operator==(const MetadataOptions&, const MetadataOptions&) = default;
};

/// karpenter.k8s.aws/v1, as written. (What it makes of instance types is the catalogue's business.)
struct Ec2NodeClass {
  Object object;
  std::string ami_family;  // "" : said by an image's alias
  std::vector<AwsSelectorTerm> amis, subnets, security_groups, capacity_reservations;
  std::string role, instance_profile;
  std::vector<BlockDeviceMapping> block_devices;
  std::optional<std::vector<NetworkInterfaceSpec>> network_interfaces;
  MetadataOptions metadata_options;
  std::string instance_store_policy;  // RAID0
  std::string user_data;
  Labels tags;
  std::optional<bool> associate_public_ip;
  bool detailed_monitoring = false;
  std::optional<std::int32_t> max_pods;  // of the kubelet
};

/// eks.amazonaws.com/v1: the node class of EKS Auto Mode, whose nodes run Bottlerocket images that AWS chooses. Its CRD
/// is not published; fields follow the EKS user guide (create-node-class, 2026-07).
struct AutoNodeClass {
  Object object;
  std::string role;
  std::vector<AwsSelectorTerm> subnets, security_groups, pod_subnets, pod_security_groups, capacity_reservations;
  std::string snat_policy = "Random";            // Disabled
  std::string network_policy = "DefaultAllow";   // DefaultDeny
  std::string network_policy_logs = "Disabled";  // Enabled
  Quantity storage_size;                         // 80Gi when left out
  std::int64_t storage_iops = 3000, storage_throughput = 125;
  std::string storage_kms_key_id;
  Labels tags;
};

Ec2NodeClass read_ec2_node_class(const doc::Node& object, Diagnostics& diagnostics);
AutoNodeClass read_auto_node_class(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
