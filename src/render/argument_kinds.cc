#include "render/argument_kinds.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <vector>

#include "base/text.h"
#include "catalog/csv.h"
#include "render/embedded.h"

namespace slipway::render {

namespace {

struct Row {
  ArgumentKind kind = ArgumentKind::Block;
  std::vector<std::string_view> only_at, not_at;  // both empty: wherever the name stands
};

ArgumentKind kind_named(std::string_view word) {
  return word == "map" ? ArgumentKind::Object : word == "json" ? ArgumentKind::Json : ArgumentKind::Base64;
}

std::multimap<std::string_view, Row> read_rows() {
  std::multimap<std::string_view, Row> rows;
  catalog::CsvReader csv(embedded::terraform_attributes());
  const auto name = csv.column("name"), kind = csv.column("kind"), where = csv.column("where");
  while (csv.next()) {
    Row row{kind_named(csv[kind]), {}, {}};
    if (!csv[where].empty())
      for (const auto path : split(csv[where], ' '))
        path.starts_with('!') ? row.not_at.push_back(path.substr(1)) : row.only_at.push_back(path);
    rows.emplace(csv[name], std::move(row));
  }
  return rows;
}

}  // namespace

ArgumentKind kind_of_argument(std::string_view path) {
  static const auto rows = read_rows();
  const auto [first, last] = rows.equal_range(path.substr(path.rfind('.') + 1));
  for (auto row = first; row != last; ++row) {
    const auto& [kind, only_at, not_at] = row->second;
    if (!only_at.empty() ? std::ranges::count(only_at, path) > 0 : std::ranges::count(not_at, path) == 0) return kind;
  }
  return ArgumentKind::Block;
}

}  // namespace slipway::render
