#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace slipway::catalog {

/// What the catalogue knows of an EC2 instance type: a row of data/instance_types.csv (its columns are described in
/// README.md). An empty optional means that the sources do not say, which is not zero.
struct InstanceType {
  std::string_view name;          // "g4dn.xlarge"
  std::string_view family, size;  // "g4dn", "xlarge"
  std::string_view category;      // letters before the generation: "g"; empty where the name has no such form
  std::string_view generation;    // digits: "4"
  std::string_view arch;          // "amd64", "arm64"; empty: unknown
  std::string_view hypervisor;    // "nitro", "xen"; empty on bare metal and where unknown
  bool bare_metal = false;
  bool flex = false;
  std::optional<int> vcpus;
  std::optional<int> memory_mib;

  int gpus = 0;               // 0 also for the fractional g6f and gr6f, which have a GPU name and the slice's memory
  std::string_view gpu_name;  // lower case: "t4", "h100"
  std::string_view gpu_manufacturer;
  std::optional<int> gpu_memory_mib;  // of one GPU
  int accelerators = 0;               // Inferentia, Trainium and Qualcomm devices
  std::string_view accelerator_name, accelerator_manufacturer;
  std::optional<int> neuron_cores;

  int efa_interfaces = 0;
  std::optional<int> network_cards, max_enis, enis_on_default_card, ipv4_per_eni;
  std::optional<int> max_pods;        // by addresses: default card only, no prefixes
  std::optional<int> branch_enis;     // 0: no security groups for pods
  std::optional<int> network_mbps;    // sustained
  std::optional<int> ebs_mbps;        // highest; only where EBS-optimised is the default
  int local_nvme_gb = 0;              // decimal gigabytes, all disks
  std::string_view cpu_manufacturer;  // "intel", "amd", "aws"
  std::optional<int> cpu_clock_mhz;
  bool encryption_in_transit = false;
  bool in_vpc_limits = false;  // ENI figures are from the VPC limits, not reckoned back from pods

  /// GPUs, Inferentia or Trainium, whole or a slice.
  bool is_accelerated() const { return !gpu_name.empty() || accelerators > 0; }
  /// GPU memory of all GPUs together.
  int total_gpu_memory_mib() const { return gpu_memory_mib.value_or(0) * (gpus > 0 ? gpus : gpu_name.empty() ? 0 : 1); }
};

/// All types, by name. Read from the embedded table on first use.
std::span<const InstanceType> instance_types();

/// nullptr when there is no such type.
const InstanceType* find_instance_type(std::string_view name);

/// What was most likely meant by an unknown name: a size of the same family first.
std::optional<std::string_view> instance_type_like(std::string_view written);

/// All types of a family ("g4dn"), by name; empty for an unknown one.
std::span<const InstanceType> types_of_family(std::string_view family);
std::optional<std::string_view> family_like(std::string_view written);

}  // namespace slipway::catalog
