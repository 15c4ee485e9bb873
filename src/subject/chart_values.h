#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "subject/subject.h"

namespace slipway::subject {

/// What values files say beyond the releases that name them. Ask for it by `subject.derived<ChartValues>()`.
class ChartValues {
 public:
  explicit ChartValues(const Subject& subject);

  /// Whether a release takes values that its `values` do not hold: from a file that nobody gave, or from a text that
  /// nobody evaluates. Of a key that is missing nothing can be said then.
  bool has_more(const Release& release) const;

  /// Values files that no release names and that say whose they are, each a Release without name and namespace: who
  /// installs it, and with what else, is not known. In this order:
  ///   a comment `# chart: NAME VERSION` in the first ten lines, before all else (VERSION may be left out);
  ///   `values*.yaml` beside a Chart.yaml: what stands below the name or alias of each dependency that we know;
  ///   CHART-values*.yaml, values-CHART.yaml, CHART.values.yaml; values*.yaml in a folder CHART.
  /// `where` is where the version is said, else the values; the version is "" unless it is one and no range.
  std::span<const Release> alone() const { return alone_; }
  /// Of each of these the values in the file itself, which places keys too.
  std::span<const doc::Node* const> alone_as_written() const { return alone_as_written_; }

  /// Whether it is values by any of these ways, also of a chart that we do not know.
  bool are_values(const doc::Document& file) const { return values_.contains(&file); }

 private:
  void read_releases(const Subject& subject);
  void read_alone(const doc::Document& file);
  void read_dependencies(const doc::Document& file, const doc::Document& chart);
  void add(std::string_view chart, std::string_view version, const doc::Node& values, SourceRange where);

  std::vector<SourceRange> more_;  // of releases
  std::set<const doc::Document*> values_;
  std::map<std::string, doc::Document, std::less<>> charts_;  // folders with their Chart.yaml
  std::vector<Release> alone_;
  std::vector<const doc::Node*> alone_as_written_;
};

/// Charts that rules know something of.
bool is_known_chart(std::string_view name);

}  // namespace slipway::subject
