#include "catalog/chart_keys.h"

#include <algorithm>

#include "base/text.h"
#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {

bool ChartKey::takes_a(std::string_view kind) const { return std::ranges::count(split(takes, '|'), kind) > 0; }

std::optional<ChartKeys> ChartKeys::of(std::string_view chart) {
  const std::string_view rows = rows_starting_with(embedded::chart_keys(), std::string(chart) + ",");
  if (chart.empty() || rows.empty()) return std::nullopt;
  ChartKeys out;
  for (const std::string_view line : split(rows, '\n')) {
    const std::vector<std::string_view> fields = csv_fields(line);
    if (fields.size() < 4) continue;
    if (fields[1].empty())
      out.version_ = fields[3];
    else
      out.keys_.push_back({fields[1], fields[2], fields[3]});
  }
  std::ranges::sort(out.keys_, {}, &ChartKey::path);
  return out;
}

const ChartKey* ChartKeys::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(keys_, path, {}, &ChartKey::path);
  return found != keys_.end() && found->path == path ? &*found : nullptr;
}

std::vector<const ChartKey*> ChartKeys::below(std::string_view path) const {
  const std::string prefix = path.empty() ? std::string() : std::string(path) + ".";
  std::vector<const ChartKey*> out;
  for (auto key = std::ranges::lower_bound(keys_, prefix, {}, &ChartKey::path);
       key != keys_.end() && key->path.starts_with(prefix); ++key)
    if (key->path.find('.', prefix.size()) == std::string_view::npos) out.push_back(&*key);
  return out;
}

std::vector<const ChartKey*> ChartKeys::named(std::string_view name) const {
  std::vector<const ChartKey*> out;
  for (const ChartKey& key : keys_)
    if (key.name() == name) out.push_back(&key);
  return out;
}

}  // namespace slipway::catalog
