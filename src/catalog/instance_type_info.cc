#include "catalog/instance_type_info.h"

#include <algorithm>
#include <cctype>

namespace slipway::catalog {
namespace {

/// "trainium2-ultra" as EC2 would spell it, so that lower-casing and hyphenating give the label again.
std::string spaced(std::string_view label, bool upper) {
  std::string text(label);
  bool first = true;
  for (char& c : text) {
    if (c == '-') c = ' ';
    if (upper || first) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    first = c == ' ';
  }
  return text;
}

std::string cpu_maker(std::string_view label) {
  if (label == "aws") return "AWS";
  if (label == "amd") return "AMD";
  return label == "intel" ? "Intel" : std::string(label);
}

/// The provider counts GPUs by the manufacturer's exact spelling.
std::string gpu_maker(std::string_view label) {
  if (label == "nvidia") return "NVIDIA";
  if (label == "amd") return "AMD";
  return label == "habana" ? "Habana" : std::string(label);
}

/// EC2 sells these families in capacity blocks too.
bool has_capacity_blocks(const InstanceType& type) {
  return type.category == "trn" || type.family.starts_with("p4d") || type.family.starts_with("p5") ||
         type.family.starts_with("p6");
}

/// What EC2 gives an interface, largest first, of which whole interfaces make `addresses`.
int addresses_per_interface(int addresses) {
  for (const int each : {50, 30, 15, 10, 6, 4})
    if (addresses % (each - 1) == 0) return each;
  return 2;
}

void add_network(const InstanceType& type, InstanceTypeInfo& info) {
  int ipv4 = type.ipv4_per_eni.value_or(0), cards = type.network_cards.value_or(1),
      default_enis = type.enis_on_default_card.value_or(0), all_enis = type.max_enis.value_or(0);
  if (ipv4 == 0) {
    const int addresses = type.max_pods.value_or(2) - 2;
    ipv4 = addresses_per_interface(addresses);
    cards = 1;
    default_enis = all_enis = addresses / (ipv4 - 1);
  }
  info.ipv4_addresses_per_interface = ipv4;
  info.network_cards.push_back({0, default_enis});
  for (int card = 1; card < cards; ++card)
    info.network_cards.push_back({card, (all_enis - default_enis) / (cards - 1)});
  if (type.efa_interfaces > 0) info.maximum_efa_interfaces = type.efa_interfaces;
  info.encryption_in_transit = type.encryption_in_transit;
  info.network_bandwidth_mbps = type.network_mbps;
  if (type.branch_enis.value_or(0) > 0) info.branch_interfaces = type.branch_enis;
  if (type.in_vpc_limits) info.ipv4_per_interface_limit = type.ipv4_per_eni;
}

void add_accelerators(const InstanceType& type, InstanceTypeInfo& info) {
  if (!type.gpu_name.empty())
    info.gpus.push_back(
        {spaced(type.gpu_name, true), gpu_maker(type.gpu_manufacturer), type.gpus, type.gpu_memory_mib.value_or(0)});
  if (type.accelerators == 0) return;
  if (const int cores = type.neuron_cores.value_or(0); cores > 0) {
    info.neuron_devices.push_back({spaced(type.accelerator_name, false), type.accelerators, cores / type.accelerators});
  } else {
    info.inference_accelerators.push_back(
        {spaced(type.accelerator_name, false), spaced(type.accelerator_manufacturer, false), type.accelerators});
  }
}

std::vector<std::string> texts(const doc::Node& list) {
  std::vector<std::string> all;
  for (const doc::Node& item : list.items()) all.emplace_back(item.text());
  return all;
}

int integer(const doc::Node& node) { return node.kind() == doc::Kind::Int ? static_cast<int>(node.integer()) : 0; }
bool flag(const doc::Node& node) { return node.kind() == doc::Kind::Bool && node.boolean(); }
std::string text(const doc::Node& node) { return std::string(node.is_string() ? node.text() : std::string_view()); }
std::optional<int> maybe(const doc::Node& node) {
  return node.kind() == doc::Kind::Int ? std::optional<int>(static_cast<int>(node.integer())) : std::nullopt;
}

}  // namespace

std::optional<InstanceTypeInfo> info_of(const InstanceType& type) {
  const bool has_addresses = type.ipv4_per_eni.value_or(0) > 0 || type.max_pods.value_or(0) > 0;
  if (!type.vcpus || !type.memory_mib || type.arch.empty() || !has_addresses) return std::nullopt;
  InstanceTypeInfo info;
  info.name = type.name;
  info.bare_metal = type.bare_metal;
  info.supported_usage_classes = {"on-demand", "spot"};
  if (has_capacity_blocks(type)) info.supported_usage_classes.push_back("capacity-block");
  info.supported_architectures = {type.arch == "amd64" ? "x86_64" : std::string(type.arch)};
  info.cpu_manufacturer = cpu_maker(type.cpu_manufacturer);
  info.sustained_clock_speed_ghz = type.cpu_clock_mhz.value_or(0) / 1000.0;
  info.default_vcpus = *type.vcpus;
  info.memory_mib = *type.memory_mib;
  info.hypervisor = type.hypervisor;
  info.ebs_maximum_bandwidth_mbps = type.ebs_mbps;
  if (type.local_nvme_gb > 0) info.instance_storage_gb = type.local_nvme_gb;
  add_network(type, info);
  add_accelerators(type, info);
  return info;
}

InstanceTypeInfo read_instance_type_info(const doc::Node& from) {
  InstanceTypeInfo info;
  info.name = text(from["InstanceType"]);
  info.bare_metal = flag(from["BareMetal"]);
  info.supported_usage_classes = texts(from["SupportedUsageClasses"]);
  info.supported_architectures = texts(from["ProcessorInfo"]["SupportedArchitectures"]);
  info.cpu_manufacturer = text(from["ProcessorInfo"]["Manufacturer"]);
  const doc::Node& clock = from["ProcessorInfo"]["SustainedClockSpeedInGhz"];
  if (clock.kind() == doc::Kind::Int || clock.kind() == doc::Kind::Float)
    info.sustained_clock_speed_ghz = clock.number();
  info.default_vcpus = integer(from["VCpuInfo"]["DefaultVCpus"]);
  if (const doc::Node& memory = from["MemoryInfo"]["SizeInMiB"]; memory.kind() == doc::Kind::Int)
    info.memory_mib = memory.integer();
  info.hypervisor = text(from["Hypervisor"]);

  const doc::Node& network = from["NetworkInfo"];
  for (const doc::Node& card : network["NetworkCards"].items())
    info.network_cards.push_back({integer(card["NetworkCardIndex"]), integer(card["MaximumNetworkInterfaces"])});
  info.default_network_card_index = integer(network["DefaultNetworkCardIndex"]);
  info.ipv4_addresses_per_interface = integer(network["Ipv4AddressesPerInterface"]);
  info.encryption_in_transit = flag(network["EncryptionInTransitSupported"]);
  info.ena_unsupported = network["EnaSupport"].text() == "unsupported";
  info.maximum_efa_interfaces = maybe(network["EfaInfo"]["MaximumEfaInterfaces"]);

  const doc::Node& ebs = from["EbsInfo"];
  if (ebs["EbsOptimizedSupport"].text() == "default" && ebs["EbsOptimizedInfo"].is_map())
    info.ebs_maximum_bandwidth_mbps = integer(ebs["EbsOptimizedInfo"]["MaximumBandwidthInMbps"]);
  const doc::Node& storage = from["InstanceStorageInfo"];
  if (const doc::Node& size = storage["TotalSizeInGB"]; size.kind() == doc::Kind::Int)
    info.instance_storage_gb = size.integer();
  info.nvme_unsupported = storage["NvmeSupport"].text() == "unsupported";

  for (const doc::Node& gpu : from["GpuInfo"]["Gpus"].items()) {
    const doc::Node& memory = gpu["MemoryInfo"]["SizeInMiB"];
    info.gpus.push_back({text(gpu["Name"]), text(gpu["Manufacturer"]), integer(gpu["Count"]),
                         memory.kind() == doc::Kind::Int ? memory.integer() : 0});
  }
  for (const doc::Node& accelerator : from["InferenceAcceleratorInfo"]["Accelerators"].items())
    info.inference_accelerators.push_back(
        {text(accelerator["Name"]), text(accelerator["Manufacturer"]), integer(accelerator["Count"])});
  for (const doc::Node& device : from["NeuronInfo"]["NeuronDevices"].items())
    info.neuron_devices.push_back(
        {text(device["Name"]), integer(device["Count"]), integer(device["CoreInfo"]["Count"])});
  return info;
}

}  // namespace slipway::catalog
