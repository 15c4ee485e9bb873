#include "catalog/chart_schemas.h"

#include <algorithm>

#include "base/text.h"
#include "catalog/component_versions.h"
#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {

bool ChartSchemaField::takes_a(std::string_view kind) const {
  return takes.empty() || std::ranges::count(split(takes, '|'), kind) > 0;
}

std::string member_path(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : std::string(path) + "." + std::string(key);
}

std::optional<ChartSchema> ChartSchema::of(std::string_view chart) {
  const ComponentVersion* known = find_chart(chart);
  if (!known) return std::nullopt;
  const std::string_view name = known->component.starts_with("ACK ") ? "ack" : chart;  // made by one generator
  const std::string_view rows = rows_starting_with(embedded::chart_schemas(), std::string(name) + ",");
  if (rows.empty()) return std::nullopt;
  ChartSchema out;
  out.version_ = known->version;
  for (const std::string_view line : split(rows, '\n')) {
    const std::vector<std::string_view> fields = csv_fields(line);
    if (fields.size() < 5) continue;
    const bool is_root = fields[1].empty();
    if (is_root && !fields[4].empty()) out.version_ = fields[4];  // the one that was read
    out.fields_.push_back({fields[1], fields[2], fields[3] == "closed", is_root ? std::string_view() : fields[4]});
  }
  std::ranges::sort(out.fields_, {}, &ChartSchemaField::path);
  return out;
}

const ChartSchemaField* ChartSchema::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(fields_, path, {}, &ChartSchemaField::path);
  return found != fields_.end() && found->path == path ? &*found : nullptr;
}

const ChartSchemaField* ChartSchema::member(std::string_view path, std::string_view key) const {
  const bool is_plain = key.find_first_of(".[]*") == key.npos;
  const ChartSchemaField* own = is_plain ? find(member_path(path, key)) : nullptr;
  return own ? own : find(member_path(path, "*"));
}

std::vector<std::string_view> ChartSchema::keys(std::string_view path) const {
  const std::string prefix = path.empty() ? std::string() : std::string(path) + ".";
  std::vector<std::string_view> out;
  for (auto field = std::ranges::lower_bound(fields_, prefix, {}, &ChartSchemaField::path);
       field != fields_.end() && field->path.starts_with(prefix); ++field) {
    const std::string_view key = field->path.substr(prefix.size());
    if (!key.empty() && key.find_first_of(".[*") == key.npos) out.push_back(key);
  }
  return out;
}

}  // namespace slipway::catalog
