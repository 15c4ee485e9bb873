#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/unread_groups.h"
#include "rules/view.h"
#include "subject/chart_values.h"
#include "subject/terraform_manifests.h"

/// NVIDIA's operator on machine images that hold what it would install.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// Whether the images of a pool hold NVIDIA's driver and container toolkit: those that Karpenter finds for GPU types by
/// an alias, and those of AWS that are called so. Auto Mode's do too.
bool has_driver(const Pool& pool) {
  if (pool.is_auto_mode) return true;
  if (!pool.node_class) return false;
  const Node& terms = (*pool.node_class->node)["spec"]["amiSelectorTerms"];
  return terms.size() > 0 && std::ranges::all_of(terms.items(), [](const Node& term) {
           const std::string_view alias = text_of(term["alias"]);
           const Node& name = term["name"].is_absent() ? term["ssmParameter"] : term["name"];
           return alias.starts_with("al2023@") || alias.starts_with("bottlerocket@") ||
                  text_of(name).find("nvidia") != std::string_view::npos;
         });
}

/// The images of all GPU nodes that are here, in words; "" where one of them may need a driver, or there are none.
std::string images_with_driver(const Subject& subject) {
  const View& view = view_of(subject);
  if (makes_unread_groups(subject) || subject::terraform_may_make(subject, "NodePool")) return {};
  std::string first;
  for (const Pool& pool : view.pools()) {
    if (!pool.is_gpu) continue;
    if (!has_driver(pool)) return {};
    if (first.empty()) first = fmt::format("NodePool {}", pool.name());
  }
  for (const NodeGroup& group : view.groups()) {
    if (!group.is_gpu) continue;
    if (!group.brings_plugin) return {};
    if (first.empty()) first = fmt::format("node group {}", group.name);
  }
  return first;
}

/// Whether a part of the operator is on; of what is not written `by_default`.
bool is_on(const Node& part, bool by_default) {
  const Node& enabled = part["enabled"];
  return enabled.is_null() ? by_default : is_true(enabled);
}

/// `values`: of the chart, or the spec of a ClusterPolicy, whose parts have the same names. `where`: of what is not
/// written there.
void judge(const Node& values, bool by_default, SourceRange where, const std::string& title, const std::string& nodes,
           Findings& findings) {
  std::string parts, fix;
  bool is_placed = false;
  for (const char* part : {"driver", "toolkit"}) {
    if (!is_on(values[part], by_default)) continue;
    parts += (parts.empty() ? "" : " and ") + std::string(part);
    fix += (fix.empty() ? "" : ", ") + fmt::format("{}.enabled: false", part);
    if (const SourceRange written = values[part]["enabled"].where(); written && !is_placed)
      where = written, is_placed = true;
  }
  if (parts.empty()) return;
  findings.say(where, fmt::format("{} installs {} where the image has its own", title, parts),
               fmt::format("all GPU nodes here run EKS's accelerated images: {}", nodes), fmt::format("write {}", fix));
}

void check(const Subject& subject, Findings& findings) {
  if (subject.platform()) return;  // its components know
  const auto& chart_values = subject.derived<subject::ChartValues>();
  const auto is_operator = [](const subject::Release& release) { return release.chart == "gpu-operator"; };
  const auto policies = subject.of_kind("ClusterPolicy", "nvidia.com");
  if (policies.empty() && std::ranges::none_of(subject.releases(), is_operator) &&
      std::ranges::none_of(chart_values.alone(), is_operator))
    return;
  const std::string nodes = images_with_driver(subject);
  if (nodes.empty()) return;
  for (const subject::Release& release : subject.releases())
    if (is_operator(release))
      judge(release.values.root(), !chart_values.has_more(release), release.where,
            fmt::format("release {} of gpu-operator", release.name), nodes, findings);
  const auto alone = chart_values.alone();
  for (std::size_t i = 0; i < alone.size(); ++i)
    if (is_operator(alone[i]))
      judge(*chart_values.alone_as_written()[i], false, alone[i].where, "gpu-operator", nodes, findings);
  for (const kube::Object* policy : policies)
    judge((*policy->node)["spec"], false, name_place(*policy), title_of(*policy), nodes, findings);
}

constexpr Rule kRules[] = {
    {"GPU027", "", Severity::Warning, "a GPU operator that installs a driver beside the image's",
     "EKS's accelerated images of AL2023 and Bottlerocket, and Auto Mode's, hold NVIDIA's driver and container "
     "toolkit. "
     "The operator's own, which its chart has on by default, find no image for Amazon Linux 2023 or configure "
     "containerd a second time; until they are ready its validator lets no device plugin start, and nodes offer no "
     "GPU.",
     "write driver.enabled: false and toolkit.enabled: false",
     "EKS user guide, EKS-optimized accelerated AMIs (with the NVIDIA GPU operator driver and toolkit must be "
     "disabled); "
     "gpu-operator 25.10, values.yaml",
     check},
};

}  // namespace

std::span<const Rule> operator_driver_rules() { return kRules; }

}  // namespace slipway::rules
