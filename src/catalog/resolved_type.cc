#include "catalog/resolved_type.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "catalog/resolved_labels.h"

namespace slipway::catalog {
namespace {

using kube::Quantity;

constexpr std::int64_t kMebi = 1 << 20;

Quantity mebibytes(std::int64_t count) { return Quantity(count * kMebi, Quantity::Format::BinarySI); }
Quantity parsed(std::string_view text) {
  auto quantity = Quantity::parse(text);
  return quantity ? *std::move(quantity) : Quantity();
}

/// EC2's figure, less what Graviton keeps for contiguous memory, less the share that the hypervisor is thought to take.
Quantity memory(const InstanceTypeInfo& info, double overhead_percent) {
  const bool is_graviton = !info.supported_architectures.empty() && info.supported_architectures.front() == "arm64";
  const std::int64_t mib = info.memory_mib - (is_graviton ? 64 : 0);
  const double overhead = std::ceil(static_cast<double>(mib * kMebi) * overhead_percent / 1024 / 1024);
  return mebibytes(mib - static_cast<std::int64_t>(overhead));
}

/// The disk pods write to. The order of the answers is the provider's.
Quantity ephemeral_storage(const InstanceTypeInfo& info, const NodeClass& node_class) {
  if (node_class.instance_store_raid0 && info.instance_storage_gb)
    return Quantity::scaled(*info.instance_storage_gb, kube::Scale::Giga);
  const AmiFamilyTraits& family = traits_of(node_class.ami_family);
  const auto& devices = node_class.block_devices;
  if (devices.empty()) return parsed(family.default_volume);
  const auto root = std::ranges::find(devices, true, &NodeClass::BlockDevice::is_root);
  if (root != devices.end() && root->volume_size) return *root->volume_size;
  if (node_class.ami_family == AmiFamily::Custom)
    return devices.back().volume_size ? *devices.back().volume_size : parsed(family.default_volume);
  const auto own = std::ranges::find(devices, family.ephemeral_device, &NodeClass::BlockDevice::device_name);
  return own != devices.end() && own->volume_size ? *own->volume_size : parsed(family.default_volume);
}

/// Addresses of the default card, the only one that the VPC CNI takes addresses from.
std::int64_t eni_limited_pods(const InstanceTypeInfo& info, const NodeClass& node_class, int reserved_enis) {
  std::int64_t interfaces = 0;
  const auto card = static_cast<std::size_t>(std::max(info.default_network_card_index, 0));
  if (card < info.network_cards.size()) interfaces = info.network_cards[card].maximum_network_interfaces;
  interfaces -= reserved_enis;
  if (node_class.network_interfaces)
    interfaces -= std::ranges::count_if(*node_class.network_interfaces, [](const NodeClass::NetworkInterface& nic) {
      return nic.network_card == 0 && nic.efa_only;
    });
  return interfaces <= 0 ? 0 : interfaces * (info.ipv4_addresses_per_interface - 1) + 2;
}

std::int64_t pods(const InstanceTypeInfo& info, const NodeClass& node_class, int reserved_enis) {
  const AmiFamilyTraits& family = traits_of(node_class.ami_family);
  std::int64_t count = 110;
  if (node_class.max_pods) {
    count = *node_class.max_pods;
  } else if (family.eni_limited_pods) {
    count = eni_limited_pods(info, node_class, reserved_enis);
  }
  if (node_class.pods_per_core > 0 && family.pods_per_core)
    count = std::min(count, std::int64_t{node_class.pods_per_core} * info.default_vcpus);
  return count;
}

std::int64_t gpus_of(const InstanceTypeInfo& info, std::string_view manufacturer) {
  std::int64_t count = 0;
  for (const auto& gpu : info.gpus)
    if (gpu.manufacturer == manufacturer) count += gpu.count;
  return count;
}

std::int64_t efa_devices(const InstanceTypeInfo& info, const NodeClass& node_class) {
  if (node_class.network_interfaces)
    return std::ranges::count(*node_class.network_interfaces, true, &NodeClass::NetworkInterface::efa_only);
  return info.maximum_efa_interfaces.value_or(0);
}

Resources capacity(const InstanceTypeInfo& info, const NodeClass& node_class, const ResolveOptions& options) {
  std::int64_t neuron_devices = 0, neuron_cores = 0;
  for (const auto& device : info.neuron_devices) neuron_devices += device.count;
  if (!info.neuron_devices.empty())
    neuron_cores = std::int64_t{info.neuron_devices.front().count} * info.neuron_devices.front().cores;
  Resources all = {
      {"cpu", Quantity(info.default_vcpus)},
      {"memory", memory(info, options.vm_memory_overhead_percent)},
      {"ephemeral-storage", ephemeral_storage(info, node_class)},
      {"pods", Quantity(pods(info, node_class, options.reserved_enis))},
      {"vpc.amazonaws.com/pod-eni", Quantity(info.branch_interfaces.value_or(0))},
      {"nvidia.com/gpu", Quantity(gpus_of(info, "NVIDIA"))},
      {"amd.com/gpu", Quantity(gpus_of(info, "AMD"))},
      {"habana.ai/gaudi", Quantity(gpus_of(info, "Habana"))},
      {"aws.amazon.com/neuron", Quantity(neuron_devices)},
      {"aws.amazon.com/neuroncore", Quantity(neuron_cores)},
      {"vpc.amazonaws.com/efa", Quantity(efa_devices(info, node_class))},
  };
  return all;
}

/// 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest; each part cut to millicores.
std::int64_t reserved_millicores(std::int64_t millicores) {
  struct Part {
    std::int64_t from, to;
    double share;
  };
  constexpr Part kParts[] = {
      {0, 1000, 0.06}, {1000, 2000, 0.01}, {2000, 4000, 0.005}, {4000, std::int64_t{1} << 31, 0.0025}};
  std::int64_t reserved = 0;
  for (const Part& part : kParts)
    if (millicores >= part.from)
      reserved +=
          static_cast<std::int64_t>(static_cast<double>(std::min(millicores, part.to) - part.from) * part.share);
  return reserved;
}

Resources kube_reserved(const InstanceTypeInfo& info, const NodeClass& node_class, const ResolveOptions& options) {
  const std::int64_t count = traits_of(node_class.ami_family).eni_limited_memory_overhead
                                 ? eni_limited_pods(info, node_class, 0)
                                 : pods(info, node_class, options.reserved_enis);
  Resources all = {{"cpu", Quantity::milli(reserved_millicores(std::int64_t{info.default_vcpus} * 1000))},
                   {"memory", mebibytes(11 * count + 255)},
                   {"ephemeral-storage", parsed("1Gi")}};
  for (const auto& [name, quantity] : node_class.kube_reserved) all.insert_or_assign(name, quantity);
  return all;
}

/// A percentage is of the capacity; 100 % switches the threshold off.
Quantity threshold(const Quantity& whole, std::string_view signal) {
  const auto percent = percentage(signal);
  if (!percent) return parsed(signal);
  const double share = *percent == 100 ? 0 : *percent;
  return Quantity(static_cast<std::int64_t>(std::ceil(whole.approximate() / 100 * share)));
}

Resources eviction_threshold(const Resources& capacity, const NodeClass& node_class) {
  const Quantity &memory = capacity.at("memory"), &storage = capacity.at("ephemeral-storage");
  const double tenth = std::ceil(static_cast<double>(storage.value()) / 100 * 10);
  Resources all = {{"memory", mebibytes(100)}, {"ephemeral-storage", Quantity(static_cast<std::int64_t>(tenth))}};
  if (node_class.evict_below_memory) all.insert_or_assign("memory", threshold(memory, *node_class.evict_below_memory));
  if (node_class.evict_below_storage)
    all.insert_or_assign("ephemeral-storage", threshold(storage, *node_class.evict_below_storage));
  return all;
}

}  // namespace

Resources ResolvedType::allocatable() const {
  Resources rest = capacity;
  for (auto& [resource, quantity] : rest)
    for (const Resources* overhead : {&kube_reserved, &system_reserved, &eviction_threshold})
      if (const auto taken = overhead->find(resource); taken != overhead->end()) quantity -= taken->second;
  return rest;
}

const TypeLabel* ResolvedType::label(std::string_view key) const {
  const auto found = std::ranges::lower_bound(labels, key, {}, &TypeLabel::key);
  return found != labels.end() && found->key == key ? &*found : nullptr;
}

ResolvedType resolve(const InstanceTypeInfo& info, const NodeClass& node_class, const ResolveOptions& options) {
  ResolvedType type;
  type.name = info.name;
  type.labels = labels_of(info, node_class, options);
  type.capacity = capacity(info, node_class, options);
  type.kube_reserved = kube_reserved(info, node_class, options);
  type.system_reserved = Resources(node_class.system_reserved.begin(), node_class.system_reserved.end());
  type.eviction_threshold = eviction_threshold(type.capacity, node_class);
  if (const TypeLabel* os = type.label("kubernetes.io/os");
      os != nullptr && os->values == std::vector<std::string>{"windows"})
    type.capacity.emplace("vpc.amazonaws.com/PrivateIPv4Address",
                          Quantity(std::max(info.ipv4_per_interface_limit.value_or(1) - 1, 0)));
  return type;
}

std::optional<std::string> incompatibility(const InstanceTypeInfo& info, const NodeClass& node_class) {
  if (node_class.ami_family == AmiFamily::Al2023 && info.name.starts_with("a1."))
    return "a1 types cannot run Amazon Linux 2023";
  if (node_class.connection_tracking && info.hypervisor != "nitro")
    return "connection tracking settings need the Nitro hypervisor";
  if (!node_class.network_interfaces) return std::nullopt;
  if (info.network_cards.empty() || info.ena_unsupported) return "network interfaces need an ENA type";
  int efas = 0;
  for (const NodeClass::NetworkInterface& wanted : *node_class.network_interfaces) {
    const auto card = std::ranges::find(info.network_cards, wanted.network_card, &InstanceTypeInfo::NetworkCard::index);
    if (wanted.network_card >= static_cast<int>(info.network_cards.size()) || card == info.network_cards.end())
      return fmt::format("it has {} network cards, the class uses card {}", info.network_cards.size(),
                         wanted.network_card);
    if (card->maximum_network_interfaces <= wanted.device)
      return fmt::format("card {} takes {} interfaces, the class uses device {}", wanted.network_card,
                         card->maximum_network_interfaces, wanted.device);
    efas += wanted.efa_only;
  }
  if (efas > info.maximum_efa_interfaces.value_or(0))
    return fmt::format("it has {} EFA devices, the class asks for {}", info.maximum_efa_interfaces.value_or(0), efas);
  return std::nullopt;
}

}  // namespace slipway::catalog
