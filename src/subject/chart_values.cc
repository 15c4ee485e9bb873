#include "subject/chart_values.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "catalog/component_versions.h"
#include "doc/value.h"
#include "subject/values_files.h"

namespace slipway::subject {
namespace {

constexpr int kFirstLines = 10;

/// "1.14.1", and no range such as "~1.14" or "9.x.x".
bool is_one_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  const std::string_view numbers = text.substr(0, text.find_first_of("+-"));
  return std::ranges::count(numbers, '.') == 2 &&
         std::ranges::all_of(numbers, [](char c) { return c == '.' || (c >= '0' && c <= '9'); }) &&
         text.find_first_of(" |,") == std::string_view::npos;
}

struct Told {
  std::string_view chart, version;
  SourceRange where;  // of the version, else of the chart
};

/// `# chart: oci://public.ecr.aws/karpenter/karpenter 1.14.1`
std::optional<Told> told_by_comment(const SourceText& source) {
  for (int i = 0; i < kFirstLines; ++i) {
    const int number = source.first_line() + i;
    const std::string_view line = source.line(number);
    std::string_view rest = trim(line);
    if (rest.empty() || rest == "---") continue;
    if (!rest.starts_with('#')) return std::nullopt;
    rest = trim(rest.substr(1));
    if (!rest.starts_with("chart:")) continue;
    rest = trim(rest.substr(6));
    const std::string_view chart = rest.substr(0, rest.find_first_of(" \t"));
    if (chart.empty()) continue;
    rest = trim(rest.substr(chart.size()));
    const std::string_view version = rest.substr(0, rest.find_first_of(" \t"));
    const std::string_view last = version.empty() ? chart : version;
    return Told{chart.substr(chart.rfind('/') + 1),
                version,
                {&source, number, static_cast<int>(last.data() - line.data()) + 1, static_cast<int>(last.size())}};
  }
  return std::nullopt;
}

/// Of a path without its folders: "" when it is no YAML.
std::string_view stem_of(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  for (const std::string_view suffix : {".yaml", ".yml"})
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  return {};
}

/// "values", "values-prod", "values.prod"; no "valuesets".
bool is_values(std::string_view stem) {
  return stem.starts_with("values") && (stem.size() == 6 || stem[6] == '-' || stem[6] == '.' || stem[6] == '_');
}

/// The chart that a file's name or folder says; "" when it says none that we know.
std::string_view chart_of_name(std::string_view path) {
  const std::string_view stem = stem_of(path);
  const auto known = [](std::string_view name) { return is_known_chart(name) ? name : std::string_view(); };
  if (const std::size_t at = stem.find("-values"); at != stem.npos && is_values(stem.substr(at + 1)))
    if (is_known_chart(stem.substr(0, at))) return stem.substr(0, at);
  if (stem.ends_with(".values") && is_known_chart(stem.substr(0, stem.size() - 7)))
    return stem.substr(0, stem.size() - 7);
  if (stem.starts_with("values-") && is_known_chart(stem.substr(7))) return stem.substr(7);
  std::string_view folder = folder_of(path);
  if (!is_values(stem) || folder.empty()) return {};
  folder.remove_suffix(1);
  return known(folder.substr(folder.rfind('/') + 1));
}

}  // namespace

bool is_known_chart(std::string_view name) { return catalog::find_chart(name) != nullptr; }

ChartValues::ChartValues(const Subject& subject) {
  read_releases(subject);
  for (const SourceText* text : subject.texts()) {
    if (!text->name().ends_with("Chart.yaml") || text->name().size() != folder_of(text->name()).size() + 10) continue;
    Diagnostics unheard;
    doc::Document chart =
        doc::read_yaml_document(std::make_shared<const SourceText>(text->name(), text->text()), unheard);
    if (chart.root().is_map()) charts_.emplace(folder_of(plain_name(text->name())), std::move(chart));
  }
  std::set<std::string_view> once, again;  // of several documents none is values
  for (const doc::Document& file : subject.yaml_files())
    if (file.source() && !once.insert(file.source()->name()).second) again.insert(file.source()->name());
  for (const doc::Document& file : subject.yaml_files())
    if (file.source() && !again.contains(file.source()->name()) && !values_.contains(&file)) read_alone(file);
}

void ChartValues::read_releases(const Subject& subject) {
  const ValuesFiles files(subject.yaml_files(), subject.json_files());
  const auto take = [&](const ValuesNames& names, SourceRange where, std::string_view named_in) {
    bool has_more = names.has_more;
    for (const std::string& name : names.files) {
      if (name == "-") continue;
      if (const doc::Document* file = files.find(name, named_in))
        values_.insert(file);
      else
        has_more = true;
    }
    if (has_more) more_.push_back(where);
  };
  const auto in = [](SourceRange where) {
    return where.source ? std::string_view(where.source->name()) : std::string_view();
  };
  for (const doc::Document& file : subject.yaml_files())
    if (is_rendered_chart(file)) {
      values_.insert(&file);
      take(rendered_values_names(), file.root()["chart"].where(), file.source()->name());
    }
  for (const Script& script : subject.scripts())
    for (const ShellCommand& command : script.commands)
      if (command.starts_with({"helm", "install"}) || command.starts_with({"helm", "upgrade"}))
        take(values_names(command), command.where, script.name);
  for (const TerraformPlan& plan : subject.plans())
    for (const PlannedResource* release : plan.of_type("helm_release"))
      take(values_names(*release), release->where(), "");
  for (const TerraformText& text : subject.configurations())
    for (const TerraformItem* release : text.resources("helm_release"))
      take(values_names(*release), release->where, in(release->where));
  for (const kube::Object* object : subject.of_kind("HelmRelease", "helm.toolkit.fluxcd.io"))
    take(values_names_of_flux((*object->node)["spec"]), object->node->where(), "");
  for (const kube::Object* object : subject.of_kind("Application", "argoproj.io")) {
    const doc::Node& spec = (*object->node)["spec"];
    const auto take_source = [&](const doc::Node& source) {
      take(values_names_of_source(source), source.where(), in(source.where()));
    };
    take_source(spec["source"]);
    for (const doc::Node& source : spec["sources"].items()) take_source(source);
  }
  std::ranges::sort(more_, comes_before);
}

void ChartValues::read_alone(const doc::Document& file) {
  const doc::Node& root = file.root();
  if (const auto told = told_by_comment(*file.source())) {
    values_.insert(&file);
    add(told->chart, told->version, root, told->where);
    return;
  }
  const std::string path = plain_name(file.source()->name());
  if (const auto chart = charts_.find(folder_of(path)); chart != charts_.end() && is_values(stem_of(path))) {
    values_.insert(&file);
    read_dependencies(file, chart->second);
    return;
  }
  const std::string_view chart = chart_of_name(path);
  if (chart.empty()) return;
  values_.insert(&file);
  add(chart, "", root, root.where());
}

void ChartValues::read_dependencies(const doc::Document& file, const doc::Document& chart) {
  std::set<std::string_view> seen;
  for (const doc::Node& dependency : chart.root()["dependencies"].items()) {
    const std::string_view name = dependency["name"].text(), alias = dependency["alias"].text();
    const std::string_view key = alias.empty() ? name : alias;
    const doc::Node& values = file.root()[key];
    if (!values.is_map() || !seen.insert(key).second) continue;
    const doc::Node& version = dependency["version"];
    add(name, version.text(), values, is_one_version(version.text()) ? version.where() : values.where());
  }
}

void ChartValues::add(std::string_view chart, std::string_view version, const doc::Node& values, SourceRange where) {
  if (!is_known_chart(chart)) return;
  alone_.push_back({"", std::string(chart), "", std::string(is_one_version(version) ? version : std::string_view()), "",
                    doc::freeze(doc::Value(values), values.where()), where});
  alone_as_written_.push_back(&values);
}

bool ChartValues::has_more(const Release& release) const {
  return std::ranges::any_of(std::ranges::equal_range(more_, release.where, comes_before),
                             [&](const SourceRange& one) { return one == release.where; });
}

}  // namespace slipway::subject
