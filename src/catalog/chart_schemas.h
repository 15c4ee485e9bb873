#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::catalog {

/// What the values.schema.json of a chart says of one place. Helm refuses to install, and to render, values that break
/// it.
struct ChartSchemaField {
  std::string_view path;   // "controller.image", "service.ipFamilies[]"; "" the root
  std::string_view takes;  // of several with | between: map, list, text, int, number, bool, null; "" anything
  bool is_closed;          // keys that have no field of their own are refused
  std::string_view words;  // with | between; "" any

  bool takes_a(std::string_view kind) const;
};

/// The schema that a chart of component_versions() ships. Of what else JSON Schema can say (required, ranges, patterns)
/// nothing is here: values that it takes may be refused all the same.
class ChartSchema {
 public:
  /// nullopt for charts that ship none.
  static std::optional<ChartSchema> of(std::string_view chart);

  std::string_view version() const { return version_; }  // of the chart
  const ChartSchemaField* find(std::string_view path) const;
  /// Of a member of the map at a path: its own field or that of any key; nullptr where nothing is said of it.
  const ChartSchemaField* member(std::string_view path, std::string_view key) const;
  /// Keys that the map at a path has fields for.
  std::vector<std::string_view> keys(std::string_view path) const;

 private:
  std::string_view version_;
  std::vector<ChartSchemaField> fields_;  // by path
};

/// The path of a member of the map at a path.
std::string member_path(std::string_view path, std::string_view key);

}  // namespace slipway::catalog
