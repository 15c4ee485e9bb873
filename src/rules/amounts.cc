#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "base/text.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/unread_groups.h"
#include "rules/view.h"

/// What containers ask for: units that nobody means, devices that nobody offers, more than any node has.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// Calls `say(pod, resource, amount)` for each request and each limit.
template <class Say>
void each_amount(const Subject& subject, Say say) {
  for (const subject::PodTemplate& pod : subject.pods())
    each_container(*pod.spec, [&](const Node& container) {
      const Node& resources = container["resources"];
      for (const char* of : {"requests", "limits"})
        for (const doc::Member& one : resources[of].members()) say(pod, one.key, one.value);
    });
}

/// With less memory no process starts: runc alone takes some. (Of storage a few bytes may be what is meant.)
constexpr double kLeastBytes = 1 << 20;
/// Above what the largest of EC2's types has.
constexpr double kMostCores = 2048;

void check_units(const Subject& subject, Findings& findings) {
  each_amount(subject, [&](const subject::PodTemplate& pod, const Node& key, const Node& amount) {
    const std::string_view name = key.text(), text = text_of(amount);
    const bool is_cpu = name == "cpu";
    if (!is_cpu && name != "memory" && name != "ephemeral-storage") return;
    const auto read = quantity_of(amount);
    if (!read) return;
    const double value = read->approximate();
    if (is_cpu && value > kMostCores)
      findings.say(amount.where(), fmt::format("{} of CPU are {:.0f} cores, which no machine has", text, value),
                   text.ends_with('M') ? "thousandths are written with a small m" : title_of(*pod.owner));
    else if (!is_cpu && value > 0 && value < kLeastBytes && (name == "memory" || text.ends_with('m')))
      findings.say(amount.where(), fmt::format("{} of {} are {} bytes", text, name, short_number(value)),
                   text.ends_with('m')
                       ? fmt::format("m is a thousandth; did you mean {}Mi?", text.substr(0, text.size() - 1))
                       : title_of(*pod.owner));
  });
}

/// Devices that pods ask for by plugins of EKS's platforms.
constexpr std::string_view kDevices[] = {"nvidia.com/gpu", "amd.com/gpu", "aws.amazon.com/neuron",
                                         "vpc.amazonaws.com/efa", "aws.amazon.com/neuroncore"};
/// Names that are near one of those and are others' own.
constexpr std::string_view kOthers[] = {"nvidia.com/gpu.shared", "nvidia.com/pgpu", "aws.amazon.com/neurondevice",
                                        "vpc.amazonaws.com/pod-eni"};

bool is_near(std::string_view written, std::string_view meant) {
  return near_miss(written, std::span(&meant, 1)).has_value();
}

/// The device that was meant: one half of the name is right, the other nearly so. "" for a name of its own.
std::string_view device_like(std::string_view written) {
  if (std::ranges::count(kDevices, written) > 0 || std::ranges::count(kOthers, written) > 0) return {};
  const std::size_t slash = written.find('/');
  const std::string_view domain = written.substr(0, slash), name = written.substr(slash + 1);
  for (const std::string_view device : kDevices) {
    const std::string_view right_domain = device.substr(0, device.find('/'));
    const std::string_view right_name = device.substr(device.find('/') + 1);
    const bool is_domain_near = is_near(domain, right_domain) || right_domain.starts_with(std::string(domain) + ".");
    const bool is_name_near = is_near(name, right_name);
    if ((domain == right_domain && is_name_near) || (name == right_name && is_domain_near) ||
        (is_domain_near && is_name_near))
      return device;
  }
  return {};
}

void check_devices(const Subject& subject, Findings& findings) {
  each_amount(subject, [&](const subject::PodTemplate&, const Node& key, const Node&) {
    const std::string_view name = key.text();
    if (name.find('/') == std::string_view::npos) return;
    if (const std::string_view device = device_like(name); !device.empty())
      findings.say(key.where(), fmt::format("no node offers {}", printable(name)),
                   fmt::format("did you mean {}?", device), {}, {{key.where(), std::string(device)}});
  });
}

/// More than the largest type that a pool may buy has; only where no nodes but the pools' are known of.
void check_largest(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.pools().empty() || !view.is_whole() || !view.groups().empty() || makes_unread_groups(subject)) return;
  double most_cpu = 0, most_memory = 0;
  for (const Pool& pool : view.pools()) {
    if (pool.types.empty()) return;
    for (const PoolType& type : pool.types) {
      if (!type.type->vcpus || !type.type->memory_mib) return;
      most_cpu = std::max(most_cpu, static_cast<double>(*type.type->vcpus));
      most_memory = std::max(most_memory, static_cast<double>(*type.type->memory_mib) * (1 << 20));
    }
  }
  for (const PodView& pod : view.pods()) {
    // Of GPU pods GPU003 says it, and says what the system keeps.
    if (pod.is_daemon() || pod.needs.gpus > 0 || (pod.needs.cpu <= most_cpu && pod.needs.memory <= most_memory))
      continue;
    const bool is_cpu = pod.needs.cpu > most_cpu;
    const Node* place = is_cpu ? pod.needs.cpu_place : pod.needs.memory_place;
    if (!place || pod.needs.cpu > kMostCores) continue;  // check_units says that
    findings.say(
        place->where(), fmt::format("{} is larger than every type of every pool", title_of(*pod.pod->owner)),
        is_cpu ? fmt::format("asks for {} CPU, the largest type has {}", short_number(pod.needs.cpu),
                             short_number(most_cpu))
               : fmt::format("asks for {}Gi, the largest type has {}Gi", gib(pod.needs.memory), gib(most_memory)));
  }
}

constexpr Rule kRules[] = {
    {"POD011", "", Severity::Warning, "an amount in a unit that nobody means",
     "Memory without a unit is in bytes, and m is a thousandth, of memory too: 512m is half a byte. A limit of it lets "
     "no process start, a request of it reserves nothing. Cores in M are millions, for which no node is ever bought.",
     "write Mi or Gi for memory, and m for thousandths of a core",
     "kubernetes docs, resource management for pods (units); kubernetes 1.36.3, pkg/api/pod/warnings.go", check_units},
    {"GPU016", "", Severity::Error, "a device that nobody offers",
     "Extended resources are names: a device plugin offers nvidia.com/gpu, and nothing else by another spelling. The "
     "pod waits for ever, and no pool is asked.",
     "write the device's name", "NVIDIA k8s-device-plugin, README; kubernetes docs, device plugins", check_devices},
    {"FIT002", "", Severity::Warning, "a pod larger than every type of every pool",
     "A pod runs on one node. No pool may buy one that large, and no managed node group is known.",
     "ask for less, or let a pool buy larger types", "the catalogue; karpenter 1.14.1, scheduling", check_largest},
};

}  // namespace

std::span<const Rule> amount_rules() { return kRules; }

}  // namespace slipway::rules
