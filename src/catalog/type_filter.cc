#include "catalog/type_filter.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "base/text.h"
#include "catalog/csv.h"
#include "catalog/embedded.h"
#include "catalog/on_demand_price.h"
#include "catalog/regions.h"
#include "catalog/spot_price.h"

namespace slipway::catalog {
namespace {

Money whole(std::int64_t number) { return Money::micros(1'000'000) * number; }
Money per_1024(std::int64_t number) { return whole(number).times(1, 1024); }
Money per_1000(std::int64_t number) { return whole(number).times(1, 1000); }

/// `pattern` with * for any letters, also none. Linear: the last star is the only one that is ever tried again.
bool matches(std::string_view name, std::string_view pattern) {
  std::size_t n = 0, p = 0, star = std::string_view::npos, after_star = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after_star = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++after_star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_one_of(std::string_view word, const std::vector<std::string>& words) {
  return words.empty() ||
         std::ranges::any_of(words, [&](const std::string& one) { return ascii_lower(one) == ascii_lower(word); });
}

/// By a name, a pattern or the name of the family.
bool is_named(const InstanceType& type, const std::vector<std::string>& patterns) {
  return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
           return matches(type.name, pattern) || type.family == pattern;
         });
}

template <class Scale>
bool in_range(const Range& range, std::optional<int> figure, Scale scale) {
  return range.is_open() || (figure && range.holds(scale(*figure)));
}

std::optional<int> total_gpu_memory(const InstanceType& type) {
  return type.gpu_name.empty() ? std::nullopt : std::optional<int>(type.total_gpu_memory_mib());
}

bool fits(const InstanceType& type, const TypeFilter& filter) {
  return is_named(type, filter.names) && is_one_of(type.family, filter.families) &&
         is_one_of(type.arch, filter.architectures) && is_one_of(type.gpu_name, filter.gpus_named) &&
         is_one_of(type.accelerator_name, filter.accelerators_named) && (!filter.efa || type.efa_interfaces > 0) &&
         (!filter.accelerated || type.is_accelerated()) && (filter.bare_metal || !type.bare_metal) &&
         filter.vcpus.holds(type.vcpus) && in_range(filter.memory_gib, type.memory_mib, per_1024) &&
         filter.gpus.holds(type.gpus) && in_range(filter.gpu_memory_gib, total_gpu_memory(type), per_1024) &&
         filter.accelerators.holds(type.accelerators) && filter.efa_interfaces.holds(type.efa_interfaces) &&
         in_range(filter.network_gbps, type.network_mbps, per_1000) && filter.local_nvme_gb.holds(type.local_nvme_gb);
}

const std::optional<Price>& price_of(const PricedType& row, Purchase purchase) {
  return purchase == Purchase::Spot ? row.spot : row.on_demand;
}

/// What a row is sorted by; empty when it has no such figure.
std::optional<Money> sort_figure(const PricedType& row, const TypeFilter& filter) {
  const auto number = [](std::optional<int> figure) {
    return figure ? std::optional<Money>(whole(*figure)) : std::nullopt;
  };
  switch (filter.order) {
    case TypeOrder::Name:
      return Money();
    case TypeOrder::Price: {
      const auto& price = price_of(row, filter.purchase);
      return price ? std::optional<Money>(price->amount) : std::nullopt;
    }
    case TypeOrder::Vcpus:
      return number(row.type->vcpus);
    case TypeOrder::Memory:
      return number(row.type->memory_mib);
    case TypeOrder::Gpus:
      return number(row.type->gpus);
    case TypeOrder::GpuMemory:
      return number(total_gpu_memory(*row.type));
    case TypeOrder::Network:
      return number(row.type->network_mbps);
  }
  return std::nullopt;
}

void sort_rows(std::vector<PricedType>& rows, const TypeFilter& filter) {
  struct Keyed {
    std::optional<Money> figure;
    PricedType row;
  };
  std::vector<Keyed> keyed;
  for (PricedType& row : rows) keyed.push_back({sort_figure(row, filter), std::move(row)});
  std::ranges::stable_sort(keyed, [&](const Keyed& a, const Keyed& b) {  // rows come by name
    if (a.figure.has_value() != b.figure.has_value()) return a.figure.has_value();
    return a.figure && (filter.descending ? *a.figure > *b.figure : *a.figure < *b.figure);
  });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = std::move(keyed[i].row);
  if (filter.order == TypeOrder::Name && filter.descending) std::ranges::reverse(rows);
}

void complain(std::string_view kind, const std::vector<std::string>& words, const std::set<std::string_view>& known,
              std::vector<std::string>& out) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (const std::string& word : words) {
    if (known.contains(word) || known.contains(ascii_lower(word))) continue;
    const auto near = near_miss(word, names);
    out.push_back(fmt::format("unknown {} '{}'{}", kind, printable(word),
                              near ? fmt::format(", did you mean {}?", *near) : std::string()));
  }
}

}  // namespace

bool Range::holds(std::optional<int> figure) const { return is_open() || (figure && holds(whole(*figure))); }

Result<Range, ParseError> parse_range(std::string_view text) {
  const auto bad = [](std::size_t at) { return ParseError{at, "expected a number or a range such as 4-8, 4- or -8"}; };
  const std::size_t dash = text.find('-');
  Range range;
  if (const auto low = text.substr(0, dash); !low.empty()) {
    range.least = Money::parse(low);
    if (!range.least) return bad(0);
  }
  if (dash == std::string_view::npos) {
    range.most = range.least;
  } else if (const auto high = text.substr(dash + 1); !high.empty()) {
    range.most = Money::parse(high);
    if (!range.most || high.front() == '-') return bad(dash + 1);
  }
  if (range.is_open()) return bad(0);
  if (range.least && range.most && *range.most < *range.least) return ParseError{0, "the range ends before it begins"};
  return range;
}

std::vector<PricedType> select(const TypeFilter& filter) {
  std::vector<PricedType> rows;
  for (const InstanceType& type : instance_types()) {
    if (!fits(type, filter)) continue;
    PricedType row{&type, on_demand_price(type.name, filter.region), spot_price(type.name, filter.region),
                   seen_in_region(type.name, filter.region)};
    const auto& price = price_of(row, filter.purchase);
    if (!filter.price.is_open() && !(price && filter.price.holds(price->amount))) continue;
    if (filter.only_seen && !row.seen) continue;
    rows.push_back(std::move(row));
  }
  sort_rows(rows, filter);
  if (filter.at_most > 0 && rows.size() > filter.at_most) rows.resize(filter.at_most);
  return rows;
}

std::vector<std::string> unknown_words(const TypeFilter& filter) {
  std::set<std::string_view> families, architectures, gpus, accelerators;
  for (const InstanceType& type : instance_types()) {
    families.insert(type.family);
    if (!type.arch.empty()) architectures.insert(type.arch);
    if (!type.gpu_name.empty()) gpus.insert(type.gpu_name);
    if (!type.accelerator_name.empty()) accelerators.insert(type.accelerator_name);
  }
  std::vector<std::string> found;
  if (find_region(filter.region) == nullptr) {
    const auto near = region_like(filter.region);
    found.push_back(fmt::format("unknown region '{}'{}", printable(filter.region),
                                near ? fmt::format(", did you mean {}?", *near) : std::string()));
  }
  complain("family", filter.families, families, found);
  complain("architecture", filter.architectures, architectures, found);
  complain("GPU", filter.gpus_named, gpus, found);
  complain("accelerator", filter.accelerators_named, accelerators, found);
  for (const std::string& name : filter.names) {
    if (name.find('*') != std::string::npos || find_instance_type(name) != nullptr || families.contains(name)) continue;
    const auto near = instance_type_like(name);
    found.push_back(fmt::format("unknown instance type '{}'{}", printable(name),
                                near ? fmt::format(", did you mean {}?", *near) : std::string()));
  }
  return found;
}

bool is_family(std::string_view name) {
  return std::ranges::find(instance_types(), name, &InstanceType::family) != instance_types().end();
}

bool seen_in_region(std::string_view instance_type, std::string_view region) {
  const std::string key = fmt::format("{},{},", region, instance_type);
  for (const std::string_view table :
       {embedded::spot_discount(), embedded::prices_on_demand(), embedded::prices_on_demand_regions(),
        embedded::prices_on_demand_p_family_regions()})
    if (!rows_starting_with(table, key).empty()) return true;
  return false;
}

}  // namespace slipway::catalog
