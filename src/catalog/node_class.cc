#include "catalog/node_class.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"
#include "base/text.h"

namespace slipway::catalog {
namespace {

constexpr std::array<AmiFamilyTraits, 7> kFamilies = {{
    {"AL2", true, true, true, "/dev/xvda", "20Gi", ""},
    {"AL2023", true, true, true, "/dev/xvda", "20Gi", ""},
    {"Bottlerocket", true, false, false, "/dev/xvdb", "20Gi", ""},
    {"Windows2019", false, false, true, "/dev/sda1", "50Gi", "10.0.17763"},
    {"Windows2022", false, false, true, "/dev/sda1", "50Gi", "10.0.20348"},
    {"Windows2025", false, false, true, "/dev/sda1", "50Gi", "10.0.26100"},
    {"Custom", true, true, true, "", "20Gi", ""},
}};

std::optional<AmiFamily> family_named(std::string_view name) {
  for (std::size_t i = 0; i < kFamilies.size(); ++i)
    if (kFamilies[i].name == name) return static_cast<AmiFamily>(i);
  return std::nullopt;
}

/// The family of an alias "al2023@latest"; Custom has none.
std::optional<AmiFamily> family_of_alias(std::string_view alias) {
  const std::string_view name = alias.substr(0, alias.find('@'));
  for (std::size_t i = 0; i < kFamilies.size(); ++i) {
    const auto family = static_cast<AmiFamily>(i);
    if (family != AmiFamily::Custom && ascii_lower(kFamilies[i].name) == name) return family;
  }
  return std::nullopt;
}

void report_family(const doc::Node& written, std::vector<std::string> known, Diagnostics& diagnostics) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  const auto near = near_miss(written.text(), names);
  diagnostics.error("NODECLASS001", written.where(), fmt::format("unknown AMI family '{}'", printable(written.text())),
                    near ? fmt::format("did you mean {}?", *near) : fmt::format("one of {}", join(known, ", ")));
}

/// spec.amiFamily, else that of the alias, else Custom.
AmiFamily read_family(const doc::Node& spec, Diagnostics& diagnostics) {
  std::vector<std::string> names, aliases;
  for (const AmiFamilyTraits& family : kFamilies) {
    names.emplace_back(family.name);
    if (!family.ephemeral_device.empty()) aliases.push_back(ascii_lower(family.name) + "@latest");
  }
  const doc::Node& written = spec["amiFamily"];
  if (written.is_string()) {
    if (const auto family = family_named(written.text())) return *family;
    report_family(written, names, diagnostics);
    return AmiFamily::Custom;
  }
  for (const doc::Node& term : spec["amiSelectorTerms"].items()) {
    const doc::Node& alias = term["alias"];
    if (!alias.is_string() || alias.text().empty()) continue;
    if (const auto family = family_of_alias(alias.text())) return *family;
    report_family(alias, aliases, diagnostics);
  }
  return AmiFamily::Custom;
}

std::optional<kube::Quantity> read_quantity(const doc::Node& node, Diagnostics& diagnostics) {
  if (node.is_null()) return std::nullopt;
  auto parsed = kube::Quantity::parse(node.text());
  if (!parsed) {
    diagnostics.error("NODECLASS002", node.where(), parsed.error().message);
    return std::nullopt;
  }
  return *std::move(parsed);
}

void read_reserved(const doc::Node& map, std::map<std::string, kube::Quantity, std::less<>>& out,
                   Diagnostics& diagnostics) {
  for (const doc::Member& member : map.members())
    if (auto quantity = read_quantity(member.value, diagnostics))
      out.insert_or_assign(std::string(member.key.text()), *std::move(quantity));
}

std::optional<std::string> read_threshold(const doc::Node& node, Diagnostics& diagnostics) {
  if (node.is_null()) return std::nullopt;
  const bool is_percentage = node.text().ends_with('%');
  if (is_percentage ? percentage(node.text()).has_value() : kube::Quantity::parse(node.text()).has_value())
    return std::string(node.text());
  diagnostics.error("NODECLASS002", node.where(),
                    fmt::format("'{}' is neither a quantity nor a percentage", printable(node.text())),
                    "write 200Mi or 5%");
  return std::nullopt;
}

int small_integer(const doc::Node& node) {
  if (node.kind() != doc::Kind::Int) return 0;
  return static_cast<int>(std::clamp<std::int64_t>(node.integer(), 0, 1'000'000'000));
}

void read_kubelet(const doc::Node& kubelet, NodeClass& node_class, Diagnostics& diagnostics) {
  if (kubelet["maxPods"].kind() == doc::Kind::Int) node_class.max_pods = small_integer(kubelet["maxPods"]);
  node_class.pods_per_core = small_integer(kubelet["podsPerCore"]);
  read_reserved(kubelet["kubeReserved"], node_class.kube_reserved, diagnostics);
  read_reserved(kubelet["systemReserved"], node_class.system_reserved, diagnostics);
  node_class.evict_below_memory = read_threshold(kubelet["evictionHard"]["memory.available"], diagnostics);
  node_class.evict_below_storage = read_threshold(kubelet["evictionHard"]["nodefs.available"], diagnostics);
}

bool is_true(const doc::Node& node) { return node.kind() == doc::Kind::Bool && node.boolean(); }

}  // namespace

const AmiFamilyTraits& traits_of(AmiFamily family) { return kFamilies[static_cast<std::size_t>(family)]; }
bool is_windows(AmiFamily family) { return !traits_of(family).windows_build.empty(); }

std::optional<double> percentage(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  double number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const bool whole = status == std::errc{} && end == text.data() + text.size();
  return whole && number >= 0 && number <= 100 ? std::optional<double>(number) : std::nullopt;
}

NodeClass read_node_class(const doc::Node& object, Diagnostics& diagnostics) {
  const doc::Node &spec = object["spec"], &status = object["status"];
  NodeClass node_class;
  node_class.ami_family = read_family(spec, diagnostics);
  for (const doc::Node& mapping : spec["blockDeviceMappings"].items())
    node_class.block_devices.push_back({std::string(mapping["deviceName"].text()),
                                        read_quantity(mapping["ebs"]["volumeSize"], diagnostics),
                                        is_true(mapping["rootVolume"])});
  node_class.instance_store_raid0 = spec["instanceStorePolicy"].text() == "RAID0";
  if (const doc::Node& interfaces = spec["networkInterfaces"]; interfaces.is_list()) {
    node_class.network_interfaces.emplace();
    for (const doc::Node& interface : interfaces.items())
      node_class.network_interfaces->push_back({small_integer(interface["networkCardIndex"]),
                                                small_integer(interface["deviceIndex"]),
                                                interface["interfaceType"].text() == "efa-only"});
  }
  node_class.connection_tracking = spec["connectionTracking"].is_map();
  read_kubelet(spec["kubelet"], node_class, diagnostics);
  for (const doc::Node& subnet : status["subnets"].items())
    node_class.zones.push_back({std::string(subnet["zone"].text()), std::string(subnet["zoneID"].text())});
  for (const doc::Node& reservation : status["capacityReservations"].items())
    node_class.reservations.push_back(
        {std::string(reservation["id"].text()), std::string(reservation["instanceType"].text()),
         std::string(reservation["reservationType"].text()), is_true(reservation["interruptible"]),
         std::string(reservation["availabilityZone"].text())});
  return node_class;
}

}  // namespace slipway::catalog
