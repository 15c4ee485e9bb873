#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "doc/value.h"
#include "platform/graph.h"
#include "spec/describe.h"
#include "spec/platform.h"

namespace slipway::rules {
struct Rule;
}

namespace slipway::components {

/// Order of expansion, and of creation afterwards (components.md section 1): each stage may refer to resources of
/// those before it. Within a stage by name.
enum class Stage { Foundation, Network, Cluster, Nodes, Addons, Data, Controllers, Workloads, Watching };

enum class ChartPart { Main, Companion };

/// A Helm chart in one version.
struct Chart {
  std::string_view name, repository, version;  // repository: https://… or oci://…
};

/// What a component sees while it expands.
struct Expansion {
  const spec::Platform& platform;
  platform::Graph& graph;
  Diagnostics& diagnostics;
  /// The options under this component's name in `components:`; a shared absent Node when it has none.
  const doc::Node& options;
  /// Where the user asked for it: the line in `components:`, else the part of the spec that brought it.
  SourceRange where;
  std::string_view component;
  const std::set<std::string, std::less<>>& active;  // names of all active components
  /// The user's own objects, which join the graph after the last component.
  std::span<const doc::Document> manifests;

  /// Adds to the graph in this component's name; without an origin, `where` is it. Two things that the user named so
  /// alike that they would be one resource are a diagnostic (CMP006), and the first is kept.
  platform::ResourceId add(std::string_view type, std::string_view name, doc::Map arguments, SourceRange origin = {});
  /// A data source: `add_data("aws_iam_policy", …)` is read as `data.aws_iam_policy.…`. The same one again is no
  /// mistake: the first is kept.
  platform::ResourceId add_data(std::string_view type, std::string_view name, doc::Map arguments);
  /// A text in it that is known only after AWS has made something is written as Terraform writes it:
  /// ResourceId::interpolated(). An object that is there already is a diagnostic (CMP007), and the first is kept.
  void add_object(doc::Map object, SourceRange origin = {});
  /// A chart of the catalogue's component versions; the version is the catalogue's unless the options name one. The
  /// options' `values` are laid over those of the component's main chart; a companion (its CRDs) is of the same
  /// version. Say of the Release what it `brings`.
  platform::Release& add_release(std::string_view chart, std::string_view namespace_name, doc::Map values,
                                 ChartPart part = ChartPart::Main);
  /// The same of a chart that the component itself knows, with no row in the catalogue.
  platform::Release& add_release(const Chart& chart, std::string_view namespace_name, doc::Map values,
                                 ChartPart part = ChartPart::Main);
  /// What must be true once it runs; parts/live_checks.h has the usual ones.
  void add_check(std::string claim, platform::KubernetesQuestion asks, platform::Expectation expects);
  void add_check(std::string claim, platform::AwsQuestion asks, platform::Expectation expects);

  bool is_active(std::string_view name) const { return active.contains(name); }
  /// The resource as a component before added it; nullptr when nobody did.
  platform::Resource* find(std::string_view type, std::string_view name) const;

  /// The options as type_of(const Options*) describes them, every mistake said. `version` and `values`, which
  /// add_release() takes by itself, are known beside them and need not be described.
  template <class Options>
  Options read_options() const {
    struct WithChart : Options {
      spec::Text chart_version;
      const doc::Node* chart_values = nullptr;
    };
    static const spec::StructType type =
        joined(type_of(static_cast<const Options*>(nullptr)),
               spec::Rows(spec::Of<WithChart>{}, "", "")
                   .field("version", &WithChart::chart_version, "Version of the chart that it releases.")
                   .field("values", &WithChart::chart_values, "Native values of the chart, laid over slipway's."));
    WithChart read;
    read_options_into(&read, type);
    return read;
  }

 private:
  static spec::StructType joined(spec::StructType type, const spec::StructType& more);
  void read_options_into(void* owner, const spec::StructType& type) const;
};

/// One platform component: its part of the spec becomes resources and native objects. One file each in this folder:
/// `name_of_it.cc` defines `extern const Component name_of_it`; the build lists the files, so that adding a component
/// touches no other. What several components share is in parts/.
struct Component {
  std::string_view name;     // as in `components:`: "nvidia-device-plugin"
  std::string_view summary;  // its line in `slipway components`
  Stage stage;
  /// Components it cannot work without; they become active with it.
  std::span<const std::string_view> needs;
  /// On because of the rest of the spec, without being named; nullptr: only when named.
  bool (*wanted)(const spec::Platform& platform);
  /// Describes its options (for `slipway schema`); it reads them with read_options(). nullptr: it has none but
  /// `version` and `values`, and these only when it releases a chart.
  const spec::StructType& (*options)();
  void (*expand)(Expansion& in);
  /// The field of the spec that wants it, for what it makes to point at; nullptr: the cluster's.
  SourceRange (*because)(const spec::Platform& platform) = nullptr;
  /// What lint knows to be wrong with this component alone: its chart's values, its rights, its own kinds.
  std::span<const rules::Rule> (*rules)() = nullptr;
};

/// All components, by name.
std::span<const Component* const> all();

/// What can be said of `components:` alone (CMP001 to CMP004), for a platform that is not fit to be expanded.
void check_names(const spec::Platform& platform, Diagnostics& diagnostics);

/// The whole graph of a platform: active components in order of stage, then the user's manifests (already read).
/// Errors: CMP001 unknown component, CMP002 named twice, CMP003 options that are no map, CMP004 an option of a
/// component that takes none such, CMP006 two resources of one name, CMP007 two objects of one name, CMP008 a Secret
/// with its values, and the components' own.
platform::Graph expand(const spec::Platform& platform, std::span<const doc::Document> manifests,
                       Diagnostics& diagnostics);

}  // namespace slipway::components
