#include "catalog/instance_types.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

#include "base/text.h"
#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {
namespace {

bool is_true(std::string_view field) { return field == "true"; }

/// Columns are found by their names, so that a refreshed table may order them anew; only the name comes first.
class Columns {
 public:
  explicit Columns(const CsvReader& table) : table_(table) {}

  void read(const std::vector<std::string_view>& row, InstanceType& type) const {
    const auto text = [&](std::size_t column) { return column < row.size() ? row[column] : std::string_view(); };
    const auto number = [&](std::size_t column) { return csv_int(text(column)); };
    type.family = text(family);
    type.size = text(size);
    type.category = text(category);
    type.generation = text(generation);
    type.arch = text(arch);
    type.hypervisor = text(hypervisor);
    type.bare_metal = is_true(text(metal));
    type.flex = is_true(text(flex));
    type.vcpus = number(vcpu);
    type.memory_mib = number(memory);
    type.gpus = number(gpus).value_or(0);
    type.gpu_name = text(gpu_name);
    type.gpu_manufacturer = text(gpu_maker);
    type.gpu_memory_mib = number(gpu_memory);
    type.accelerators = number(accelerators).value_or(0);
    type.accelerator_name = text(accelerator_name);
    type.accelerator_manufacturer = text(accelerator_maker);
    type.neuron_cores = number(cores);
    type.efa_interfaces = number(efa).value_or(0);
    type.network_cards = number(cards);
    type.max_enis = number(enis);
    type.enis_on_default_card = number(default_enis);
    type.ipv4_per_eni = number(ipv4);
    type.max_pods = number(pods);
    type.branch_enis = number(branches);
    type.network_mbps = number(network);
    type.ebs_mbps = number(ebs);
    type.local_nvme_gb = number(nvme).value_or(0);
    type.cpu_manufacturer = text(cpu_maker);
    type.cpu_clock_mhz = number(clock);
    type.encryption_in_transit = is_true(text(encryption));
    type.in_vpc_limits = is_true(text(limits));
  }

 private:
  std::size_t column(std::string_view name) const { return table_.column(name); }

  const CsvReader& table_;
  std::size_t family = column("family"), size = column("size"), generation = column("generation"),
              arch = column("arch"), hypervisor = column("hypervisor"), vcpu = column("vcpu"),
              memory = column("memory_mib"), gpus = column("gpu_count"), gpu_name = column("gpu_name"),
              gpu_maker = column("gpu_manufacturer"), gpu_memory = column("gpu_memory_mib"),
              accelerators = column("accelerator_count"), accelerator_name = column("accelerator_name"),
              efa = column("efa_interfaces"), cards = column("network_cards"), enis = column("max_enis"),
              default_enis = column("enis_on_default_card"), ipv4 = column("ipv4_per_eni"),
              pods = column("max_pods_eni"), network = column("network_mbps"), ebs = column("ebs_mbps"),
              nvme = column("local_nvme_gb"), metal = column("bare_metal"), category = column("category"),
              cpu_maker = column("cpu_manufacturer"), clock = column("cpu_clock_mhz"), flex = column("flex"),
              encryption = column("encryption_in_transit"), accelerator_maker = column("accelerator_manufacturer"),
              cores = column("neuron_cores"), branches = column("branch_enis"), limits = column("in_vpc_limits");
};

/// The table with its names; a row is made when somebody asks for it: few ask for many. Threads may ask at once.
class Table {
 public:
  Table() {
    assert(table_.column("instance_type") == 0);
    std::string_view rest = embedded::instance_types();
    constexpr std::size_t kRows = 1500;
    lines_.reserve(kRows);
    names_.reserve(kRows);
    for (rest.remove_prefix(rest.find('\n') + 1); !rest.empty();) {
      const std::size_t end = rest.find('\n');
      const std::string_view line = rest.substr(0, end);
      lines_.push_back(line);
      names_.push_back(line.substr(0, line.find(',')));
      rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    }
    memory_ = std::make_unique_for_overwrite<std::byte[]>(lines_.size() * sizeof(InstanceType));
    types_ = reinterpret_cast<InstanceType*>(memory_.get());
    is_read_ = std::make_unique<std::atomic<bool>[]>(lines_.size());
  }

  /// Sorted.
  std::span<const std::string_view> names() const { return names_; }
  /// Those from `first` on.
  std::span<const InstanceType> read(std::size_t first, std::size_t count) {
    for (std::size_t row = first; row < first + count; ++row) {
      if (is_read_[row].load(std::memory_order_acquire)) continue;
      const std::lock_guard lock(reading_);
      if (is_read_[row].load(std::memory_order_relaxed)) continue;
      InstanceType& made = *std::construct_at(types_ + row);
      made.name = names_[row];
      columns_.read(csv_fields(lines_[row]), made);
      is_read_[row].store(true, std::memory_order_release);
    }
    return {types_ + first, count};
  }

 private:
  CsvReader table_{embedded::instance_types()};
  Columns columns_{table_};
  std::vector<std::string_view> lines_, names_;
  std::unique_ptr<std::byte[]> memory_;  // of types_: pages of rows that nobody reads are never touched
  InstanceType* types_ = nullptr;
  std::unique_ptr<std::atomic<bool>[]> is_read_;
  std::mutex reading_;
};
static_assert(std::is_trivially_destructible_v<InstanceType>);

Table& table() {
  static Table all;
  return all;
}

/// The part before the first dot.
std::string_view family_part(std::string_view name) { return name.substr(0, name.find('.')); }

}  // namespace

std::span<const InstanceType> instance_types() {
  static const std::span<const InstanceType> all = table().read(0, table().names().size());
  return all;
}

const InstanceType* find_instance_type(std::string_view name) {
  constexpr std::size_t kLongest = 32;
  if (name.size() > kLongest || name.find('.') == name.npos) return nullptr;  // most of what people ask for is no name
  const auto all = table().names();
  const auto found = std::ranges::lower_bound(all, name);
  if (found == all.end() || *found != name) return nullptr;
  return &table().read(static_cast<std::size_t>(found - all.begin()), 1).front();
}

std::optional<std::string_view> instance_type_like(std::string_view written) {
  std::vector<std::string_view> names;
  for (const InstanceType& type : types_of_family(family_part(written))) names.push_back(type.name);
  if (const auto near = near_miss(written, names)) return near;
  return near_miss(written, table().names());
}

std::span<const InstanceType> types_of_family(std::string_view family) {
  // A family's names are "family." and a size, so they stand together; '.' sorts before letters and after '-'.
  const auto all = table().names();
  const auto is_one = [&](std::string_view name) {
    return name.size() > family.size() && name.starts_with(family) && name[family.size()] == '.';
  };
  auto begin = std::ranges::lower_bound(all, family);
  while (begin != all.end() && begin->starts_with(family) && !is_one(*begin)) ++begin;
  const auto end = std::find_if_not(begin, all.end(), is_one);
  return table().read(static_cast<std::size_t>(begin - all.begin()), static_cast<std::size_t>(end - begin));
}

std::optional<std::string_view> family_like(std::string_view written) {
  std::vector<std::string_view> families;
  for (const InstanceType& type : instance_types())
    if (families.empty() || families.back() != type.family) families.push_back(type.family);
  return near_miss(written, families);
}

}  // namespace slipway::catalog
