#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/ascii.h"
#include "rules/plans/plan.h"
#include "rules/rule.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

constexpr std::string_view kInsights = "ContainerInsights";

/// GPU metrics under names that the CloudWatch agent does not use: those of DCGM and nvidia-smi, and any without what
/// they are of (node_gpu_…, pod_gpu_…).
bool is_unpublished(std::string_view name) {
  const std::string small = ascii_lower(name);
  if (small.starts_with("dcgm_") || small.starts_with("nvidia_smi_")) return true;
  constexpr std::string_view kOf[] = {"node_", "pod_", "container_", "cluster_", "namespace_", "service_"};
  return small.find("gpu") != std::string::npos &&
         std::ranges::none_of(kOf, [&](std::string_view of) { return name.starts_with(of); });
}

/// A metric of a dashboard, its shorthands put in.
struct MetricSaid {
  std::string ns, name;
  bool has_dimensions = false;
  SourceRange where;
};

struct Widget {
  std::vector<MetricSaid> metrics;
  std::set<std::string, std::less<>> ids;
  std::vector<const Node*> expressions;
};

/// `["Namespace", "Name", "Dimension", "value", …, {options}]`, where "." is what stands in the line above and "..."
/// all of it.
Widget read_widget(const Node& properties) {
  Widget widget;
  std::vector<std::string> above;
  for (const Node& metric : properties["metrics"].items()) {
    std::vector<std::string> words;
    bool takes_all = false;
    for (const Node& part : metric.items()) {
      if (part.is_map()) {
        if (const std::string_view id = part["id"].text(); !id.empty()) widget.ids.emplace(id);
        if (!part["expression"].is_absent()) widget.expressions.push_back(&part["expression"]);
      } else if (part.text() == "...") {
        takes_all = true;
      } else if (part.text() == "." && words.size() < above.size()) {
        words.push_back(above[words.size()]);
      } else {
        words.emplace_back(part.text());
      }
    }
    if (takes_all) {
      std::vector<std::string> whole = above;
      for (std::size_t i = 0; i < words.size() && i < whole.size(); ++i)
        whole[whole.size() - words.size() + i] = words[i];
      words = std::move(whole);
    }
    if (words.size() >= 2) {
      const Node* name = nullptr;
      for (const Node& part : metric.items())
        if (!name && part.is_string() && part.text() == words[1]) name = &part;
      widget.metrics.push_back({words[0], words[1], words.size() > 2, name ? name->where() : metric.where()});
    }
    if (!words.empty()) above = std::move(words);
  }
  return widget;
}

template <class Check>
void each_widget(const Subject& subject, const Check& check) {
  const auto read = [&](const Node& root, const SourceRange& instead) {
    for (const Node& widget : root["widgets"].items())
      if (!widget["properties"]["metrics"].is_absent()) check(read_widget(widget["properties"]), instead);
  };
  for (const doc::Document& file : subject.json_files()) read(file.root(), {});
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* dashboard : plan.of("aws_cloudwatch_dashboard")) {
      const Node& body = (*dashboard)["dashboard_body"];
      const doc::Document document = subject::embedded(body);
      read(document.root(), body.where());
    }
}

/// An alarm, of a script or a plan.
struct Alarm {
  std::string ns, name;
  SourceRange name_where;
  double threshold = 0;
  SourceRange threshold_where;  // none: not given
  bool has_dimensions = false;
};

std::vector<Alarm> alarms(const Subject& subject) {
  std::vector<Alarm> all;
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      if (!command.starts_with({"aws", "cloudwatch", "put-metric-alarm"})) continue;
      const subject::Word* name = command.flag("--metric-name");
      const subject::Word* ns = command.flag("--namespace");
      if (!name || !ns) continue;
      Alarm alarm{ns->text, name->text, name->where, 0, {}, command.flag("--dimensions") != nullptr};
      if (const subject::Word* threshold = command.flag("--threshold")) {
        std::from_chars(threshold->text.data(), threshold->text.data() + threshold->text.size(), alarm.threshold);
        alarm.threshold_where = threshold->where;
      }
      all.push_back(std::move(alarm));
    }
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* resource : plan.of("aws_cloudwatch_metric_alarm")) {
      const Node& name = (*resource)["metric_name"];
      const Node& threshold = (*resource)["threshold"];
      if (!name.is_string()) continue;
      all.push_back(
          {std::string((*resource)["namespace"].text()), std::string(name.text()), name.where(),
           threshold.kind() == doc::Kind::Int || threshold.kind() == doc::Kind::Float ? threshold.number() : 0,
           threshold.where(), (*resource)["dimensions"].size() > 0});
    }
  return all;
}

void check_metric_names(const Subject& subject, Findings& findings) {
  each_widget(subject, [&](const Widget& widget, const SourceRange& instead) {
    for (const MetricSaid& metric : widget.metrics)
      if (metric.ns == kInsights && is_unpublished(metric.name))
        findings.say(instead ? instead : metric.where,
                     fmt::format("nothing publishes {}/{}: the graph stays empty", metric.ns, metric.name));
  });
  for (const Alarm& alarm : alarms(subject))
    if (alarm.ns == kInsights && is_unpublished(alarm.name))
      findings.say(alarm.name_where,
                   fmt::format("nothing publishes {}/{}: the alarm never has data", alarm.ns, alarm.name));
}

void check_dimensions(const Subject& subject, Findings& findings) {
  each_widget(subject, [&](const Widget& widget, const SourceRange& instead) {
    for (const MetricSaid& metric : widget.metrics)
      if (metric.ns == kInsights && !metric.has_dimensions && !is_unpublished(metric.name))
        findings.say(
            instead ? instead : metric.where,
            fmt::format("{} has dimensions, ClusterName at least: without them the graph stays empty", metric.name));
  });
  for (const Alarm& alarm : alarms(subject))
    if (alarm.ns == kInsights && !alarm.has_dimensions && !is_unpublished(alarm.name))
      findings.say(
          alarm.name_where,
          fmt::format("{} has dimensions, ClusterName at least: without them the alarm never has data", alarm.name));
}

void check_units(const Subject& subject, Findings& findings) {
  for (const Alarm& alarm : alarms(subject)) {
    const std::string small = ascii_lower(alarm.name);
    const bool is_mib = small.ends_with("fb_used") || small.ends_with("fb_free");
    const bool is_bytes = small.ends_with("gpu_memory_used") || small.ends_with("gpu_memory_total");
    if ((!is_mib && !is_bytes) || !alarm.threshold_where || alarm.threshold <= 0 || alarm.threshold > 100) continue;
    findings.say(alarm.threshold_where,
                 fmt::format("{} counts {}: {} of them are always exceeded, per cent is node_gpu_memory_utilization",
                             alarm.name, is_mib ? "MiB" : "bytes", alarm.threshold));
  }
}

/// Names in a metric math expression that are ids: they begin with a small letter, functions with a large one.
std::vector<std::string_view> ids_of(std::string_view expression) {
  std::vector<std::string_view> ids;
  bool in_quotes = false;
  for (std::size_t i = 0; i < expression.size();) {
    const char c = expression[i];
    if (c == '\'' || c == '"') in_quotes = !in_quotes;
    const auto is_letter = [](char x) {
      return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || (x >= '0' && x <= '9') || x == '_';
    };
    if (in_quotes || !is_letter(c)) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < expression.size() && is_letter(expression[end])) ++end;
    if (c >= 'a' && c <= 'z') ids.push_back(expression.substr(i, end - i));
    i = end;
  }
  return ids;
}

void check_expressions(const Subject& subject, Findings& findings) {
  each_widget(subject, [&](const Widget& widget, const SourceRange& instead) {
    for (const Node* expression : widget.expressions) {
      if (expression->text().starts_with("SELECT")) continue;  // Metrics Insights
      for (const std::string_view id : ids_of(expression->text()))
        if (!widget.ids.contains(id)) {
          findings.say(instead ? instead : expression->where(),
                       fmt::format("no metric of this widget has the id {}: the graph stays empty", id));
          break;
        }
    }
  });
}

const Rule kRules[] = {
    {"CW001", "X-004-67", Severity::Warning, "a metric that nothing publishes",
     "The CloudWatch agent publishes GPU metrics as node_gpu_utilization, pod_gpu_memory_utilization and the like, "
     "with dimensions. DCGM's names stand in Prometheus only.",
     "node_gpu_utilization, node_gpu_memory_utilization … with ClusterName",
     "CloudWatch user guide, Container Insights NVIDIA GPU metrics", check_metric_names},
    {"CW002", "X-004-67 X-004-68", Severity::Warning, "Container Insights without dimensions",
     "Every metric there has dimensions. CloudWatch adds nothing up: without them there is no such metric.",
     "add ClusterName (and what else the metric has)", "CloudWatch user guide, Container Insights metrics",
     check_dimensions},
    {"CW003", "X-004-68", Severity::Warning, "per cent where megabytes are counted",
     "Framebuffer metrics count MiB or bytes. A threshold meant as per cent is exceeded always, and the alarm is "
     "switched off by whoever it wakes.",
     "node_gpu_memory_utilization, which is per cent", "DCGM field identifiers, DCGM_FI_DEV_FB_USED", check_units},
    {"CW004", "X-004-69", Severity::Warning, "an expression of unknown ids",
     "A metric math expression works on the ids of its own widget. With another name the graph is empty, and the "
     "dashboard is accepted.",
     "give the metrics an id, and visible: false where they are not to be drawn",
     "CloudWatch user guide, dashboard body structure and metric math", check_expressions},
};

}  // namespace

std::span<const Rule> dashboard_rules() { return kRules; }

}  // namespace slipway::rules
