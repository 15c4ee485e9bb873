#include "report/catalog_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <set>

#include "base/text.h"
#include "catalog/on_demand_price.h"
#include "catalog/regions.h"
#include "catalog/service_prices.h"
#include "catalog/spot_price.h"
#include "doc/json.h"
#include "doc/value.h"
#include "report/text_columns.h"

namespace slipway::report {
namespace {

using catalog::InstanceType;
using catalog::Price;
using catalog::PricedType;
using doc::List;
using doc::Map;

std::string number(std::optional<int> figure) { return figure ? std::to_string(*figure) : std::string(); }
std::string count(int figure) { return figure > 0 ? std::to_string(figure) : std::string(); }

/// 16384 MiB is "16", 512 MiB "0.5".
std::string gibibytes(std::optional<int> mebibytes) {
  if (!mebibytes) return {};
  return *mebibytes % 1024 == 0 ? std::to_string(*mebibytes / 1024) : fmt::format("{:.1f}", *mebibytes / 1024.0);
}

/// "8 h100", "12 inferentia2"; part of a GPU is "l4 slice".
std::string devices(const InstanceType& type) {
  if (type.gpus > 0) return fmt::format("{} {}", type.gpus, type.gpu_name);
  if (!type.gpu_name.empty()) return fmt::format("{} slice", type.gpu_name);
  return type.accelerators > 0 ? fmt::format("{} {}", type.accelerators, type.accelerator_name) : std::string();
}

std::string gigabits(std::optional<int> megabits) {
  if (!megabits) return {};
  return *megabits % 1000 == 0 ? std::to_string(*megabits / 1000) : fmt::format("{:.2f}", *megabits / 1000.0);
}

std::string shown(const std::optional<Price>& price) {
  if (!price) return "-";
  return (price->is_estimate ? "~" : "") + price->amount.to_string(4);
}

/// "SOURCE, DATE" of each row used, each once.
std::string cited(const std::set<std::pair<std::string, std::string>>& sources) {
  std::vector<std::string> texts;
  for (const auto& [source, date] : sources) texts.push_back(source + ", " + date);
  return join(texts, "; ");
}

std::string footnote(std::string_view mark, const std::string& text, int width) {
  return wrapped(fmt::format("{} {}", mark, text), 2, static_cast<std::size_t>(width));
}

/// The notes below a table of types: what ~ and ? mean here, and where the figures are from.
std::string type_footnotes(std::span<const PricedType> rows, const catalog::TypeFilter& filter, int width) {
  std::set<std::pair<std::string, std::string>> listed, estimated, spot;
  bool any_unseen = false;
  for (const PricedType& row : rows) {
    any_unseen |= !row.seen;
    if (row.on_demand)
      (row.on_demand->is_estimate ? estimated : listed)
          .emplace(std::string(catalog::short_source(row.on_demand->source)), row.on_demand->date);
    if (row.spot) spot.emplace(std::string(catalog::short_source(row.spot->source)), row.spot->date);
  }
  std::string out;
  if (!listed.empty()) out += footnote("on demand:", cited(listed), width);
  if (!estimated.empty())
    out += footnote("~ on demand:",
                    fmt::format("estimate for {}: the us-east-1 price times what a like type costs in {} over "
                                "us-east-1 ({})",
                                filter.region, filter.region, cited(estimated)),
                    width);
  if (!spot.empty()) out += footnote("~ spot:", fmt::format("estimate; spot prices move ({})", cited(spot)), width);
  if (any_unseen)
    out += footnote(
        "?", fmt::format("no price or spot list of {} names the type: it may not be offered there", filter.region),
        width);
  return out;
}

constexpr std::size_t kAnyWidth = std::numeric_limits<std::size_t>::max();

std::string type_table(std::span<const PricedType> rows, const catalog::TypeFilter& filter, ListFormat format,
                       int width) {
  std::vector<Column> columns = {{"TYPE"},
                                 {"VCPU", Align::Right},
                                 {"MEM GIB", Align::Right},
                                 {"GPUS"},
                                 {"GPU GIB", Align::Right, 4},
                                 {"ARCH", Align::Left, 1},
                                 {"GBIT/S", Align::Right, 2},
                                 {"EFA", Align::Right, 3},
                                 {"ON DEMAND/H", Align::Right},
                                 {"SPOT/H", Align::Right}};
  for (const PricedType& row : rows) {
    const InstanceType& type = *row.type;
    const std::string cells[] = {std::string(type.name) + (row.seen ? "" : " ?"),
                                 number(type.vcpus),
                                 gibibytes(type.memory_mib),
                                 devices(type),
                                 type.gpu_name.empty() ? "" : gibibytes(type.total_gpu_memory_mib()),
                                 std::string(type.arch),
                                 gigabits(type.network_mbps),
                                 count(type.efa_interfaces),
                                 shown(row.on_demand),
                                 shown(row.spot)};
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].cells.push_back(cells[i]);
  }
  if (rows.empty()) return fmt::format("no instance type in {} fits\n", filter.region);
  const auto table =
      text_columns(std::move(columns), format == ListFormat::Wide ? kAnyWidth : static_cast<std::size_t>(width));
  std::string about =
      fmt::format("{} {} in {}, US dollars an hour", rows.size(), rows.size() == 1 ? "type" : "types", filter.region);
  if (!table.left_out.empty()) about += "; no room for " + join(table.left_out, ", ") + ": -o wide";
  return table.text + wrapped(about, 0, static_cast<std::size_t>(width)) + type_footnotes(rows, filter, width);
}

doc::Value price_json(const std::optional<Price>& price) {
  if (!price) return nullptr;
  Map map{{"usd", price->amount.to_exact_string()}, {"per", price->unit},      {"estimate", price->is_estimate},
          {"listedRegion", price->listed_region},   {"source", price->source}, {"date", price->date}};
  if (!price->how.empty()) map.set("how", price->how);
  if (!price->note.empty()) map.set("note", price->note);
  return map;
}

doc::Value maybe(std::optional<int> figure) { return figure ? doc::Value(*figure) : doc::Value(nullptr); }

std::string type_json(std::span<const PricedType> rows, const catalog::TypeFilter& filter) {
  List list;
  for (const PricedType& row : rows) {
    const InstanceType& type = *row.type;
    Map map{{"instanceType", type.name},           {"family", type.family},     {"vcpus", maybe(type.vcpus)},
            {"memoryMib", maybe(type.memory_mib)}, {"architecture", type.arch}, {"bareMetal", type.bare_metal}};
    if (!type.gpu_name.empty())
      map.set("gpus", Map{{"count", type.gpus}, {"name", type.gpu_name}, {"memoryMib", maybe(type.gpu_memory_mib)}});
    if (type.accelerators > 0)
      map.set("accelerators", Map{{"count", type.accelerators}, {"name", type.accelerator_name}});
    map.set("efaInterfaces", type.efa_interfaces).set("networkCards", maybe(type.network_cards));
    map.set("networkMbps", maybe(type.network_mbps)).set("localNvmeGb", type.local_nvme_gb);
    map.set("maxPods", maybe(type.max_pods)).set("seenInRegion", row.seen);
    map.set("onDemand", price_json(row.on_demand)).set("spot", price_json(row.spot));
    list.add(std::move(map));
  }
  return doc::write_json(Map{{"region", filter.region}, {"types", std::move(list)}}, doc::JsonLayout::Indented);
}

std::string price_csv(const std::optional<Price>& price) {
  if (!price) return ",,,,";
  return fmt::format(",{},{},{},{}", price->amount.to_exact_string(), price->is_estimate ? "true" : "false",
                     csv_field(price->source), price->date);
}

std::string type_csv(std::span<const PricedType> rows, const catalog::TypeFilter& filter) {
  std::string out =
      "instance_type,family,vcpus,memory_mib,architecture,gpus,gpu,gpu_memory_mib,accelerators,accelerator,"
      "efa_interfaces,network_mbps,local_nvme_gb,max_pods,region,seen_in_region,on_demand_usd_per_hour,"
      "on_demand_estimate,on_demand_source,on_demand_date,spot_usd_per_hour,spot_estimate,spot_source,spot_date\n";
  for (const PricedType& row : rows) {
    const InstanceType& type = *row.type;
    out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", type.name, type.family, number(type.vcpus),
                       number(type.memory_mib), type.arch, type.gpus, type.gpu_name, number(type.gpu_memory_mib),
                       type.accelerators, type.accelerator_name, type.efa_interfaces, number(type.network_mbps),
                       type.local_nvme_gb, number(type.max_pods), filter.region, row.seen ? "true" : "false");
    out += price_csv(row.on_demand) + price_csv(row.spot) + '\n';
  }
  return out;
}

void add_type_prices(std::string_view type, const std::string& region, std::vector<PriceLine>& lines) {
  const auto add = [&](std::string_view kind, std::optional<Price> price) {
    if (price) lines.push_back({fmt::format("{} {}", type, kind), region, *std::move(price)});
  };
  add("on demand", catalog::on_demand_price(type, region));
  add("spot", catalog::spot_price(type, region));
  add("EKS Auto Mode fee", catalog::auto_mode_fee(type, region));
}

std::optional<std::string_view> like(const std::string& word, const std::vector<std::string_view>& services) {
  if (const auto near = near_miss(word, services)) return near;
  return catalog::instance_type_like(word);
}

}  // namespace

std::string type_list(std::span<const PricedType> rows, const catalog::TypeFilter& filter, ListFormat format,
                      int width) {
  switch (format) {
    case ListFormat::Table:
    case ListFormat::Wide:
      return type_table(rows, filter, format, width);
    case ListFormat::Json:
      return type_json(rows, filter);
    case ListFormat::Csv:
      return type_csv(rows, filter);
  }
  return {};
}

std::vector<PriceLine> price_lines(std::span<const std::string> types_and_services,
                                   std::span<const std::string> regions, std::vector<std::string>& unknown) {
  std::vector<PriceLine> lines;
  const auto services = catalog::services();
  for (const std::string& word : types_and_services) {
    const bool is_type = catalog::find_instance_type(word) != nullptr;
    const auto keys = catalog::service_keys(word);
    if (!is_type && keys.empty()) {
      const auto near = like(word, services);
      unknown.push_back(fmt::format("'{}' is neither an instance type nor a priced service{}", printable(word),
                                    near ? fmt::format(", did you mean {}?", *near) : std::string()));
    }
    for (const std::string& region : regions) {
      if (is_type) add_type_prices(word, region, lines);
      for (const std::string_view key : keys)
        if (auto price = catalog::service_price(word, key, region))
          lines.push_back({fmt::format("{} {}", word, key), region, *std::move(price)});
    }
  }
  return lines;
}

std::string price_list(std::span<const PriceLine> lines, ListFormat format, int width) {
  if (format == ListFormat::Json) {
    List list;
    for (const PriceLine& line : lines)
      list.add(Map{{"what", line.what}, {"region", line.region}, {"price", price_json(line.price)}});
    return doc::write_json(Map{{"prices", std::move(list)}}, doc::JsonLayout::Indented);
  }
  if (format == ListFormat::Csv) {
    std::string out = "what,region,usd,unit,estimate,listed_region,source,date,how,note\n";
    for (const auto& [what, region, price] : lines)
      out += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", csv_field(what), region, price.amount.to_exact_string(),
                         csv_field(price.unit), price.is_estimate ? "true" : "false", price.listed_region,
                         csv_field(price.source), price.date, csv_field(price.how), csv_field(price.note));
    return out;
  }
  if (lines.empty()) return "no price\n";
  // Each source once, below; the arithmetic of estimates under their rows, where there is room for it.
  std::vector<std::string> sources;
  const std::string& shared = lines.front().region;
  const bool one_region = std::ranges::all_of(lines, [&](const PriceLine& line) { return line.region == shared; });
  std::vector<Column> columns = {
      {"WHAT", Align::Left, 0, {}, true}, {"REGION"}, {"USD", Align::Right}, {"PER"}, {"SOURCE", Align::Right}};
  for (const auto& [what, region, price] : lines) {
    const std::string source = price.source + ", " + price.date;
    auto known = std::ranges::find(sources, source);
    if (known == sources.end()) known = sources.insert(sources.end(), source);
    const std::string cells[] = {what, one_region ? "" : region,
                                 (price.is_estimate ? "~" : "") + price.amount.to_exact_string(), price.unit,
                                 fmt::format("[{}]", known - sources.begin() + 1)};
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].cells.push_back(cells[i]);
  }
  std::string out =
      text_columns(std::move(columns), format == ListFormat::Wide ? kAnyWidth : static_cast<std::size_t>(width)).text;
  out += fmt::format("{} {}{}, US dollars\n", lines.size(), lines.size() == 1 ? "price" : "prices",
                     one_region ? " in " + shared : "");
  for (const auto& [what, region, price] : lines)
    if (price.is_estimate) out += footnote("~", fmt::format("{} in {}: {}", what, region, price.how), width);
  for (std::size_t i = 0; i < sources.size(); ++i) out += footnote(fmt::format("[{}]", i + 1), sources[i], width);
  return out;
}

}  // namespace slipway::report
