#include <map>

#include "doc/write_yaml.h"
#include "render/delivery.h"
#include "render/kubernetes_order.h"
#include "render/kubernetes_text.h"
#include "render/origins.h"
#include "render/outputs.h"
#include "render/tree.h"

namespace slipway::render {

namespace {

constexpr std::size_t kLongestName = 120;

/// A name that a manifest gives, as part of a file's name.
std::string file_name(std::string_view name) {
  std::string text;
  for (const char c : name.substr(0, kLongestName)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    const bool inner_dot = c == '.' && !text.empty() && text.back() != '.';
    text += plain || inner_dot ? c : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : '-';
  }
  return text.empty() ? "unnamed" : text;
}

std::string name_space_of(const platform::Object& object) {
  if (auto written = object.namespace_(); !written.empty()) return file_name(written);
  const auto* known = find_kind(group_of(object.root()["apiVersion"].text()), object.root()["kind"].text());
  return known && known->namespaced ? "default" : "";
}

/// Which file of its part an object stands in: "ai-platform.llm-code.yaml".
std::string file_of(const platform::Object& object, const PartInfo& part) {
  const auto name_space = name_space_of(object);
  if (part.spread == Spread::One) return std::string(part.folder.substr(3)) + ".yaml";
  if (part.spread == Spread::PerNamespace) return (name_space.empty() ? "cluster" : name_space) + ".yaml";
  const auto& metadata = object.root()["metadata"];
  const auto name = metadata["name"].text().empty() ? metadata["generateName"].text() : metadata["name"].text();
  return (name_space.empty() ? "" : name_space + ".") + file_name(name) + ".yaml";
}

class Tree {
 public:
  Tree(const platform::Graph& graph, const Options& options)
      : graph_(graph),
        options_(options),
        is_open_(!open_outputs(graph, options).empty()),
        filler_(options.output_values, is_flux() && is_open_ ? Filler::By::Flux : Filler::By::Envsubst) {}

  std::vector<File> files() {
    const auto steps = steps_of(graph_);
    const Delivered delivered{graph_, steps, options_, is_open_};
    for (const auto& step : steps) {
      if (!step.release)
        add_objects(step);
      else if (is_flux())
        add("charts/" + step.name + "/release.yaml",
            comment(step.release->component, step.release->origin) + flux_release(delivered, step, filler_));
      else
        add_chart(step);
    }
    add("order.yaml", order(steps));
    if (is_flux()) add_all(flux(delivered));
    if (options_.delivery == Delivery::ArgoCd) add_all(argo_cd(delivered));
    std::vector<File> all;
    for (auto& [path, text] : files_) all.push_back({path, std::move(text)});
    return all;
  }

 private:
  bool is_flux() const { return options_.delivery == Delivery::Flux; }
  void add_all(std::vector<File> more) {
    for (auto& file : more) files_[std::move(file.path)] = std::move(file.text);
  }
  void add(const std::string& path, std::string text) { files_["kubernetes/" + path] = std::move(text); }

  std::string comment(std::string_view component, SourceRange origin) {
    return "# " + origins_.comment(component, origin) + '\n';
  }

  void add_objects(const Step& step) {
    std::map<std::string, std::string> texts;
    for (const auto* object : step.objects) {
      auto& text = texts[step.name + '/' + file_of(*object, info_of(step.part))];
      if (!text.empty()) text += "---\n";
      text += comment(object->component, object->origin) + filler_.yaml(object->root());
    }
    for (auto& [path, text] : texts) add(path, std::move(text));
  }

  void add_chart(const Step& step) {
    const auto& release = *step.release;
    const auto origin = comment(release.component, release.origin);
    add("charts/" + step.name + "/values.yaml", origin + filler_.yaml(release.values));
    doc::Map chart{{"release", release.name},
                   {"namespace", release.namespace_},
                   {"repository", release.repository},
                   {"chart", release.chart},
                   {"version", release.version}};
    if (release.skip_crds) chart.set("skipCrds", true);
    doc::List brings;
    for (const auto& group : release.brings) brings.add(group);
    if (!brings.empty()) chart.set("brings", std::move(brings));
    add("charts/" + step.name + "/chart.yaml", origin + doc::write_yaml(doc::Value(std::move(chart))));
  }

  std::string order(const std::vector<Step>& steps) {
    doc::List list;
    for (const auto& step : steps) {
      if (step.part == Part::OnDemand) continue;
      doc::Map one{{step.release ? "chart" : "objects", step.name}};
      doc::List needs;
      for (const auto need : step.needs) needs.add(steps[need].name);
      if (!needs.empty()) one.set("needs", std::move(needs));
      list.add(std::move(one));
    }
    doc::Map order{{"steps", std::move(list)}};
    doc::List elsewhere, outputs;
    for (const auto& group : groups_from_elsewhere(graph_)) elsewhere.add(group);
    if (!elsewhere.empty()) order.set("groupsFromElsewhere", std::move(elsewhere));
    for (const auto& name : open_outputs(graph_, options_)) outputs.add(name);
    if (!outputs.empty()) order.set("outputs", std::move(outputs));
    return "# How a cluster takes what is in this folder: step by step, each a chart of charts/ or a folder of "
           "objects.\n"
           "# groupsFromElsewhere: API groups that none of the charts brings. outputs: names of Terraform's output\n"
           "# `kubernetes` that stand as ${name} in files here.\n" +
           doc::write_yaml(doc::Value(std::move(order)));
  }

  const platform::Graph& graph_;
  const Options& options_;
  const bool is_open_;
  Filler filler_;
  Origins origins_;
  std::map<std::string, std::string> files_;
};

}  // namespace

std::vector<File> kubernetes(const platform::Graph& graph, const Options& options) {
  return Tree(graph, options).files();
}

}  // namespace slipway::render
