#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalog/instance_types.h"
#include "doc/node.h"

namespace slipway::catalog {

/// What EC2's DescribeInstanceTypes says of a type, as far as Karpenter's AWS provider reads it, and the three figures
/// that the provider has compiled in. Fields are named as EC2 names them. One shape for two sources: EC2's own answer
/// (read_instance_type_info) and this catalogue (info_of).
struct InstanceTypeInfo {
  std::string name;
  bool bare_metal = false;
  std::vector<std::string> supported_usage_classes;  // "on-demand", "spot", "capacity-block"
  std::vector<std::string> supported_architectures;  // EC2's words: "x86_64", "arm64", "i386"
  std::string cpu_manufacturer;                      // "Intel", "AMD", "AWS"
  double sustained_clock_speed_ghz = 0;              // 0: EC2 does not say
  int default_vcpus = 0;
  std::int64_t memory_mib = 0;
  std::string hypervisor;  // "" on bare metal

  struct NetworkCard {
    int index = 0;
    int maximum_network_interfaces = 0;
  };
  std::vector<NetworkCard> network_cards;
  int default_network_card_index = 0;
  int ipv4_addresses_per_interface = 0;
  bool encryption_in_transit = false;
  bool ena_unsupported = false;
  std::optional<int> maximum_efa_interfaces;

  std::optional<int> ebs_maximum_bandwidth_mbps;  // only of types EBS-optimised by default
  std::optional<std::int64_t> instance_storage_gb;
  bool nvme_unsupported = false;

  struct Gpu {
    std::string name, manufacturer;  // "T4", "NVIDIA"
    int count = 0;
    std::int64_t memory_mib = 0;  // of one
  };
  std::vector<Gpu> gpus;

  struct Accelerator {
    std::string name, manufacturer;
    int count = 0;
  };
  std::vector<Accelerator> inference_accelerators;

  struct NeuronDevice {
    std::string name;
    int count = 0;
    int cores = 0;  // of one device
  };
  std::vector<NeuronDevice> neuron_devices;

  // The provider's own tables (zz_generated.bandwidth.go, zz_generated.vpclimits.go).
  std::optional<int> network_bandwidth_mbps;    // empty: no label
  std::optional<int> branch_interfaces;         // empty: not capable of trunking
  std::optional<int> ipv4_per_interface_limit;  // of the VPC limits, for Windows; empty: not in them
};

/// The catalogue's row as EC2 would describe the type. nullopt when the sources lack what a node needs: vCPUs, memory,
/// architecture or addresses. Types missing from the VPC limits get interfaces reckoned back from their pod count.
std::optional<InstanceTypeInfo> info_of(const InstanceType& type);

/// From one element of DescribeInstanceTypes' InstanceTypes, in the JSON of the AWS CLI. Absent fields keep defaults.
InstanceTypeInfo read_instance_type_info(const doc::Node& description);

}  // namespace slipway::catalog
