#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "doc/yaml.h"
#include "subject/script.h"
#include "subject/terraform_plan.h"
#include "subject/terraform_text.h"

namespace slipway::subject {

/// Where a release takes its values from, besides those that are written where it is installed.
struct ValuesNames {
  /// Files as they are written ("../keda/values.yaml", "$DIR/v.yaml"), "-" for standard input; a later one wins.
  std::vector<std::string> files;
  bool has_more = false;  // what nobody reads here: --set-json, templatefile(), valuesFrom, a text that is no YAML
};

ValuesNames values_names(const ShellCommand& helm);           // -f, --values
ValuesNames values_names(const TerraformItem& helm_release);  // file("…") in its values
ValuesNames values_names(const PlannedResource& helm_release);
ValuesNames values_names_of_source(const doc::Node& source);  // valueFiles of an Application of Argo CD
ValuesNames values_names_of_flux(const doc::Node& spec);      // valuesFrom of a HelmRelease

/// A chart as `slipway render` writes it: charts/NAME/chart.yaml with its release, repository and version; its values
/// stand beside it (render/kubernetes.cc).
bool is_rendered_chart(const doc::Document& file);
ValuesNames rendered_values_names();

/// "./a//b/../c" and "a/c" are one file.
std::string plain_name(std::string_view path);
/// With its slash; "" of a file that stands in the working directory.
std::string_view folder_of(std::string_view path);
/// Of the file that a place is in; "" of none.
inline std::string_view folder_of(const SourceRange& place) {
  return place ? folder_of(std::string_view(place.source->name())) : std::string_view();
}

/// Files that may be values, by their names.
class ValuesFiles {
 public:
  /// REQUIRES: both outlive this. A file of several documents is none.
  ValuesFiles(std::span<const doc::Document> yaml, std::span<const doc::Document> json);

  /// The file that `name` means where `named_in` says it: beside that file or from the working directory; what starts
  /// with a variable ("$DIR/", "${path.module}/", Argo CD's "$values/") from there; else the only one whose path ends
  /// so, folder and name. nullptr when there is none, when several may be meant, and when a variable remains in it.
  const doc::Document* find(std::string_view name, std::string_view named_in) const;

 private:
  void add(const doc::Document& document);
  const doc::Document* at(const std::string& path) const;

  std::map<std::string, const doc::Document*, std::less<>> by_path_;          // nullptr: several documents
  std::map<std::string, std::vector<std::string_view>, std::less<>> by_end_;  // "folder/name", paths
};

}  // namespace slipway::subject
