#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::catalog {

/// A place in a chart's values.
struct ChartKey {
  std::string_view path;  // "settings.clusterName"
  /// What the chart can use there, of several with | between:
  ///   map   the keys that the table has below it, and no others
  ///   open  a map whose keys are the user's, or that goes to Kubernetes as it is
  ///   list, int (a field of Kubernetes that takes a whole number)
  ///   bool  the templates ask whether it is true: to them any text is
  ///   text  any scalar
  ///   any   nothing can be said
  std::string_view takes;
  std::string_view last;  // the last version that has it; "" where the newest has

  bool takes_a(std::string_view kind) const;
  std::string_view name() const { return path.substr(path.rfind('.') + 1); }  // the last step of its path
};

/// The keys that a chart's own values.yaml and templates know: of the version that was read, and those that earlier
/// ones had and it has no more.
class ChartKeys {
 public:
  /// nullopt for charts that were not read.
  static std::optional<ChartKeys> of(std::string_view chart);

  std::string_view version() const { return version_; }  // the one that was read
  const ChartKey* find(std::string_view path) const;
  /// What stands one step below a path ("" the root), by name.
  std::vector<const ChartKey*> below(std::string_view path) const;
  /// All places whose path ends in the name.
  std::vector<const ChartKey*> named(std::string_view name) const;

 private:
  std::string_view version_;
  std::vector<ChartKey> keys_;  // by path
};

}  // namespace slipway::catalog
