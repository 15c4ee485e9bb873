#include "catalog/instance_types.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {
namespace {

bool is_true(std::string_view field) { return field == "true"; }

/// One pass over the table; columns are found by their names, so that a refreshed table may order them anew.
std::vector<InstanceType> read_types() {
  CsvReader table(embedded::instance_types());
  const auto column = [&](std::string_view name) { return table.column(name); };
  const auto name = column("instance_type"), family = column("family"), size = column("size"),
             generation = column("generation"), arch = column("arch"), hypervisor = column("hypervisor"),
             vcpu = column("vcpu"), memory = column("memory_mib"), gpus = column("gpu_count"),
             gpu_name = column("gpu_name"), gpu_maker = column("gpu_manufacturer"),
             gpu_memory = column("gpu_memory_mib"), accelerators = column("accelerator_count"),
             accelerator_name = column("accelerator_name"), efa = column("efa_interfaces"),
             cards = column("network_cards"), enis = column("max_enis"), default_enis = column("enis_on_default_card"),
             ipv4 = column("ipv4_per_eni"), pods = column("max_pods_eni"), network = column("network_mbps"),
             ebs = column("ebs_mbps"), nvme = column("local_nvme_gb"), metal = column("bare_metal"),
             category = column("category"), cpu_maker = column("cpu_manufacturer"), clock = column("cpu_clock_mhz"),
             flex = column("flex"), encryption = column("encryption_in_transit"),
             accelerator_maker = column("accelerator_manufacturer"), cores = column("neuron_cores"),
             branches = column("branch_enis"), limits = column("in_vpc_limits");
  std::vector<InstanceType> all;
  all.reserve(1500);
  while (table.next()) {
    InstanceType& type = all.emplace_back();
    type.name = table[name];
    type.family = table[family];
    type.size = table[size];
    type.category = table[category];
    type.generation = table[generation];
    type.arch = table[arch];
    type.hypervisor = table[hypervisor];
    type.bare_metal = is_true(table[metal]);
    type.flex = is_true(table[flex]);
    type.vcpus = csv_int(table[vcpu]);
    type.memory_mib = csv_int(table[memory]);
    type.gpus = csv_int(table[gpus]).value_or(0);
    type.gpu_name = table[gpu_name];
    type.gpu_manufacturer = table[gpu_maker];
    type.gpu_memory_mib = csv_int(table[gpu_memory]);
    type.accelerators = csv_int(table[accelerators]).value_or(0);
    type.accelerator_name = table[accelerator_name];
    type.accelerator_manufacturer = table[accelerator_maker];
    type.neuron_cores = csv_int(table[cores]);
    type.efa_interfaces = csv_int(table[efa]).value_or(0);
    type.network_cards = csv_int(table[cards]);
    type.max_enis = csv_int(table[enis]);
    type.enis_on_default_card = csv_int(table[default_enis]);
    type.ipv4_per_eni = csv_int(table[ipv4]);
    type.max_pods = csv_int(table[pods]);
    type.branch_enis = csv_int(table[branches]);
    type.network_mbps = csv_int(table[network]);
    type.ebs_mbps = csv_int(table[ebs]);
    type.local_nvme_gb = csv_int(table[nvme]).value_or(0);
    type.cpu_manufacturer = table[cpu_maker];
    type.cpu_clock_mhz = csv_int(table[clock]);
    type.encryption_in_transit = is_true(table[encryption]);
    type.in_vpc_limits = is_true(table[limits]);
  }
  return all;
}

/// The part before the first dot.
std::string_view family_part(std::string_view name) { return name.substr(0, name.find('.')); }

}  // namespace

std::span<const InstanceType> instance_types() {
  static const std::vector<InstanceType> all = read_types();
  return all;
}

const InstanceType* find_instance_type(std::string_view name) {
  const auto all = instance_types();
  const auto found = std::ranges::lower_bound(all, name, {}, &InstanceType::name);
  return found != all.end() && found->name == name ? &*found : nullptr;
}

std::optional<std::string_view> instance_type_like(std::string_view written) {
  std::vector<std::string_view> names;
  for (const InstanceType& type : types_of_family(family_part(written))) names.push_back(type.name);
  if (const auto near = near_miss(written, names)) return near;
  names.clear();
  for (const InstanceType& type : instance_types()) names.push_back(type.name);
  return near_miss(written, names);
}

std::span<const InstanceType> types_of_family(std::string_view family) {
  // A family's names are "family." and a size, so they stand together; '.' sorts before letters and after '-'.
  const auto all = instance_types();
  const auto starts = [&](const InstanceType& type) {
    return type.name.size() > family.size() && type.name.starts_with(family) && type.name[family.size()] == '.';
  };
  auto begin = std::ranges::lower_bound(all, family, {}, &InstanceType::name);
  while (begin != all.end() && begin->name.starts_with(family) && !starts(*begin)) ++begin;
  auto end = begin;
  while (end != all.end() && starts(*end)) ++end;
  return {begin, end};
}

std::optional<std::string_view> family_like(std::string_view written) {
  std::vector<std::string_view> families;
  for (const InstanceType& type : instance_types())
    if (families.empty() || families.back() != type.family) families.push_back(type.family);
  return near_miss(written, families);
}

}  // namespace slipway::catalog
