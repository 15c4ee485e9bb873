#include "catalog/resolved_labels.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/text.h"

namespace slipway::catalog {
namespace {

using Values = std::vector<std::string>;

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Generation {
  std::string category, number;
};

/// The groups 1 and 3 of `(^[a-z]+)(\-[0-9]+tb)?([0-9]+).*\.`
std::optional<Generation> generation_of(std::string_view name) {
  std::size_t at = 0;
  while (at < name.size() && is_letter(name[at])) ++at;
  const std::size_t letters = at;
  if (at + 1 < name.size() && name[at] == '-' && is_digit(name[at + 1])) {
    std::size_t end = at + 1;
    while (end < name.size() && is_digit(name[end])) ++end;
    if (name.substr(end, 2) == "tb") at = end + 2;
  }
  const std::size_t digits = at;
  while (at < name.size() && is_digit(name[at])) ++at;
  if (letters == 0 || at == digits || name.find('.', at) == std::string_view::npos) return std::nullopt;
  return Generation{std::string(name.substr(0, letters)), std::string(name.substr(digits, at - digits))};
}

std::string label_text(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// The first architecture that Kubernetes has a word for; else EC2's list, which no node will ever match.
std::string architecture(const InstanceTypeInfo& info) {
  for (const std::string& name : info.supported_architectures) {
    if (name == "x86_64") return "amd64";
    if (name == "arm64") return name;
  }
  return "[" + join(info.supported_architectures, " ") + "]";
}

Values operating_systems(const InstanceTypeInfo& info, const NodeClass& node_class) {
  if (!is_windows(node_class.ami_family)) return {"linux"};
  return architecture(info) == "amd64" ? Values{"windows"} : Values{};
}

class Labels {
 public:
  void add(std::string_view key, Values values = {}) {
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
    labels_.push_back({key, std::move(values)});
  }
  void add(std::string_view key, std::optional<std::string> value) {
    add(key, value ? Values{*std::move(value)} : Values{});
  }
  void add(std::string_view key, std::optional<std::int64_t> number) {
    add(key, number ? Values{std::to_string(*number)} : Values{});
  }
  std::vector<TypeLabel> sorted() && {
    std::ranges::sort(labels_, {}, &TypeLabel::key);
    return std::move(labels_);
  }

 private:
  std::vector<TypeLabel> labels_;
};

void add_place(const NodeClass& node_class, const ResolveOptions& options, Labels& labels) {
  Values zones, ids;
  for (const NodeClass::Zone& zone : node_class.zones) {
    if (std::ranges::find(options.offering_zones, zone.name) == options.offering_zones.end()) continue;
    zones.push_back(zone.name);
    ids.push_back(zone.id);
  }
  labels.add("topology.kubernetes.io/zone", zones);
  labels.add("topology.kubernetes.io/region", Values{options.region});
  if (!ids.empty()) labels.add("topology.k8s.aws/zone-id", ids);
}

void add_purchase(const InstanceTypeInfo& info, const NodeClass& node_class, Labels& labels) {
  Values capacity_types, ids, types, interruptible;
  for (const std::string& usage : info.supported_usage_classes)
    if (usage == "on-demand" || usage == "spot") capacity_types.push_back(usage);
  for (const NodeClass::Reservation& reservation : node_class.reservations) {
    if (!reservation.instance_type.empty() && reservation.instance_type != info.name) continue;
    ids.push_back(reservation.id);
    types.push_back(reservation.type);
    interruptible.push_back(reservation.interruptible ? "true" : "false");
  }
  if (!ids.empty()) capacity_types.push_back("reserved");
  labels.add("karpenter.sh/capacity-type", capacity_types);
  labels.add("karpenter.k8s.aws/capacity-reservation-id", ids);
  labels.add("karpenter.k8s.aws/capacity-reservation-type", types);
  labels.add("karpenter.k8s.aws/capacity-reservation-interruptible", interruptible);
  labels.add("karpenter.k8s.aws/instance-tenancy", Values{"default", "dedicated"});
}

void add_name(const InstanceTypeInfo& info, Labels& labels) {
  const std::string_view name = info.name;
  const auto parts = split(name, '.');
  const auto generation = generation_of(name);
  const bool has_size = parts.size() == 2;
  labels.add("node.kubernetes.io/instance-type", Values{info.name});
  labels.add("karpenter.k8s.aws/instance-family", has_size ? Values{std::string(parts[0])} : Values{});
  labels.add("karpenter.k8s.aws/instance-size", has_size ? Values{std::string(parts[1])} : Values{});
  labels.add("karpenter.k8s.aws/instance-category", generation ? Values{generation->category} : Values{});
  labels.add("karpenter.k8s.aws/instance-generation", generation ? Values{generation->number} : Values{});
  const bool flex = parts[0].find("-flex") != std::string_view::npos;
  labels.add("karpenter.k8s.aws/instance-capability-flex", Values{flex ? "true" : "false"});
}

void add_hardware(const InstanceTypeInfo& info, Labels& labels) {
  labels.add("karpenter.k8s.aws/instance-cpu", std::optional<std::int64_t>(info.default_vcpus));
  labels.add("karpenter.k8s.aws/instance-cpu-manufacturer", Values{label_text(info.cpu_manufacturer)});
  labels.add("karpenter.k8s.aws/instance-cpu-sustained-clock-speed-mhz",
             std::optional<std::int64_t>(std::llround(info.sustained_clock_speed_ghz * 1000)));
  labels.add("karpenter.k8s.aws/instance-memory", std::optional<std::int64_t>(info.memory_mib));
  labels.add("karpenter.k8s.aws/instance-ebs-bandwidth", std::optional<std::int64_t>(info.ebs_maximum_bandwidth_mbps));
  labels.add("karpenter.k8s.aws/instance-network-bandwidth", std::optional<std::int64_t>(info.network_bandwidth_mbps));
  labels.add("karpenter.k8s.aws/instance-local-nvme",
             info.nvme_unsupported ? std::nullopt : std::optional<std::int64_t>(info.instance_storage_gb));
  labels.add("karpenter.k8s.aws/instance-hypervisor", Values{info.hypervisor});
  labels.add("karpenter.k8s.aws/instance-encryption-in-transit-supported",
             Values{info.encryption_in_transit ? "true" : "false"});
}

/// Only what there is one kind of can be said in one label.
void add_accelerators(const InstanceTypeInfo& info, Labels& labels) {
  std::optional<std::string> name, maker, accelerator, accelerator_maker;
  std::optional<std::int64_t> count, memory, accelerators;
  if (info.gpus.size() == 1) {
    const auto& gpu = info.gpus.front();
    name = label_text(gpu.name);
    maker = label_text(gpu.manufacturer);
    count = gpu.count;
    memory = gpu.memory_mib;
  }
  if (info.neuron_devices.size() == 1) {
    accelerator = label_text(info.neuron_devices.front().name);
    accelerator_maker = "aws";
    accelerators = info.neuron_devices.front().count;
  } else if (info.neuron_devices.empty() && info.inference_accelerators.size() == 1) {
    accelerator = label_text(info.inference_accelerators.front().name);
    accelerator_maker = label_text(info.inference_accelerators.front().manufacturer);
    accelerators = info.inference_accelerators.front().count;
  }
  labels.add("karpenter.k8s.aws/instance-gpu-name", name);
  labels.add("karpenter.k8s.aws/instance-gpu-manufacturer", maker);
  labels.add("karpenter.k8s.aws/instance-gpu-count", count);
  labels.add("karpenter.k8s.aws/instance-gpu-memory", memory);
  labels.add("karpenter.k8s.aws/instance-accelerator-name", accelerator);
  labels.add("karpenter.k8s.aws/instance-accelerator-manufacturer", accelerator_maker);
  labels.add("karpenter.k8s.aws/instance-accelerator-count", accelerators);
}

}  // namespace

std::vector<TypeLabel> labels_of(const InstanceTypeInfo& info, const NodeClass& node_class,
                                 const ResolveOptions& options) {
  Labels labels;
  add_name(info, labels);
  labels.add("kubernetes.io/arch", Values{architecture(info)});
  labels.add("kubernetes.io/os", operating_systems(info, node_class));
  const std::string_view build = traits_of(node_class.ami_family).windows_build;
  labels.add("node.kubernetes.io/windows-build", build.empty() ? Values{} : Values{std::string(build)});
  add_place(node_class, options, labels);
  add_purchase(info, node_class, labels);
  add_hardware(info, labels);
  add_accelerators(info, labels);
  return std::move(labels).sorted();
}

}  // namespace slipway::catalog
