#include "admission/project_groups.h"

#include <map>
#include <string>

#include "admission/embedded.h"
#include "base/text.h"
#include "catalog/csv.h"

namespace slipway::admission {
namespace {

std::map<std::string_view, std::string> read_projects() {
  std::map<std::string_view, std::string> out;
  catalog::CsvReader csv(embedded::project_groups());
  const auto group = csv.column("group"), project = csv.column("project"), version = csv.column("version");
  while (csv.next()) out.emplace(csv[group], std::string(csv[project]).append(" ").append(csv[version]));
  return out;
}

std::vector<KindWithoutSchema> read_kinds() {
  std::vector<KindWithoutSchema> out;
  catalog::CsvReader csv(embedded::kinds_without_schema());
  const auto group = csv.column("group"), kind = csv.column("kind"), versions = csv.column("versions");
  while (csv.next()) out.push_back({csv[group], csv[kind], split(csv[versions], ' ')});
  return out;
}

}  // namespace

std::string_view project_of(std::string_view group) {
  static const auto projects = read_projects();
  const auto found = projects.find(group);
  return found == projects.end() ? std::string_view() : std::string_view(found->second);
}

std::span<const KindWithoutSchema> kinds_without_schema() {
  static const auto kinds = read_kinds();
  return kinds;
}

}  // namespace slipway::admission
