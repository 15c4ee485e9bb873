#include "rules/node_agents.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "rules/reading.h"
#include "subject/chart_values.h"

namespace slipway::rules {
namespace {

using subject::Subject;

bool runs(const PodView& pod, std::string_view image) {
  return std::ranges::any_of((*pod.pod->spec)["containers"].items(), [&](const doc::Node& container) {
    return text_of(container["image"]).find(image) != std::string_view::npos;
  });
}

bool is_agent(const PodView& pod, Agent kind) {
  switch (kind) {
    case Agent::DevicePlugin:  // AWS's plugin for EFA has a name like it
      return pod.is_daemon() && runs(pod, "k8s-device-plugin") && !runs(pod, "efa-k8s-device-plugin");
    case Agent::DcgmExporter:
      return pod.is_daemon() && runs(pod, "dcgm-exporter");
    case Agent::TerminationHandler:
      return runs(pod, "aws-node-termination-handler");
  }
  return false;
}

/// A chart that brings one, and where its values say what of it. Follows the charts' values.yaml: nvidia-device-plugin
/// 0.20, gpu-operator 25.10, dcgm-exporter 4.8, aws-node-termination-handler 0.27.
struct Chart {
  Agent agent;
  std::string_view chart, part;              // below `part`: enabled, nodeSelector, affinity; "" the top
  std::string_view shared;                   // where tolerations stand, "" beside nodeSelector
  std::vector<kube::Toleration> by_default;  // while the values have no tolerations
};

const std::vector<Chart>& charts() {
  static const kube::Toleration kGpu{"nvidia.com/gpu", "Exists", "", "NoSchedule", std::nullopt};
  static const std::vector<Chart> kCharts = {
      {Agent::DevicePlugin, "gpu-operator", "devicePlugin", "daemonsets", {kGpu}},
      {Agent::DevicePlugin,
       "nvidia-device-plugin",
       "",
       "",
       {{"CriticalAddonsOnly", "Exists", "", "", std::nullopt}, kGpu}},
      {Agent::DcgmExporter, "gpu-operator", "dcgmExporter", "daemonsets", {kGpu}},
      {Agent::DcgmExporter, "dcgm-exporter", "", "", {}},
      {Agent::TerminationHandler, "aws-node-termination-handler", "", "", {{"", "Exists", "", "", std::nullopt}}},
  };
  return kCharts;
}

const doc::Node& below(const doc::Node& values, std::string_view part) { return part.empty() ? values : values[part]; }

bool is_chosen(const Subject& subject, const subject::Release& release) {
  return subject.graph() && std::ranges::any_of(subject.graph()->releases(), [&](const platform::Release& own) {
           return own.component != "charts" && own.chart == release.chart && own.origin == release.where;
         });
}

}  // namespace

std::vector<NodeAgent> node_agents(const Subject& subject, Agent kind) {
  std::vector<NodeAgent> all;
  for (const PodView& pod : view_of(subject).pods())
    if (is_agent(pod, kind))
      all.push_back({title_of(*pod.pod->owner), name_place(*pod.pod->owner), pod.wants, pod.tolerations, &pod});
  for (const subject::Release& release : subject.releases())
    for (const Chart& chart : charts()) {
      if (chart.agent != kind || chart.chart != release.chart) continue;
      const doc::Node& values = release.values.root();
      const doc::Node& own = below(values, chart.part);
      if (own["enabled"].kind() == doc::Kind::Bool && !own["enabled"].boolean()) continue;
      // A list takes the place of the chart's own, an empty one too.
      const doc::Node& list = (chart.shared.empty() ? own : values[chart.shared])["tolerations"];
      all.push_back({fmt::format("the chart {}", chart.chart), release.where, wanted_labels(own),
                     list.is_null() ? chart.by_default : tolerations_of(list), nullptr,
                     !subject.derived<subject::ChartValues>().has_more(release), is_chosen(subject, release)});
    }
  return all;
}

}  // namespace slipway::rules
