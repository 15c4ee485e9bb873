#include <fmt/core.h>

#include <algorithm>

#include "rules/node_agents.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/unread_groups.h"
#include "rules/view.h"
#include "subject/terraform_manifests.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// Pools whose nodes get GPUs from nobody but the plugin.
bool needs_plugin(const Pool& pool) { return pool.is_gpu && !pool.is_auto_mode && pool.family != "bottlerocket"; }

void say_taint(SourceRange where, const kube::Taint& taint, const std::string& nodes, std::string_view plugin,
               Findings& findings) {
  findings.say(
      where, fmt::format("{} does not tolerate the taint {} of {}", plugin, taint.to_string(), nodes),
      "without it the nodes have no nvidia.com/gpu: they are paid and take no GPU pod",
      fmt::format("add {{key: {}, operator: Exists, effect: {}}} to the plugin's tolerations{}", taint.key,
                  taint.effect, taint.key == "nvidia.com/gpu" ? "" : ", or taint with nvidia.com/gpu in its place"));
}

void check_taints(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.has_gpu_pools() && !view.has_gpu_groups()) return;
  const auto judge = [&](const NodeAgent& plugin) {
    for (const Pool& pool : view.pools())
      if (needs_plugin(pool))
        if (const auto* taint =
                kube::first_untolerated_hard(pool.taints, plugin.tolerations, kube::ComparisonOperators::Off))
          say_taint(key_place(*pool.node, "taints"), *taint, fmt::format("NodePool {}", pool.name()), plugin.title,
                    findings);
    for (const NodeGroup& group : view.groups())
      if (group.is_gpu && !group.brings_plugin)
        if (const auto* taint =
                kube::first_untolerated_hard(group.taints, plugin.tolerations, kube::ComparisonOperators::Off))
          say_taint(group.where, *taint, fmt::format("node group {}", group.name), plugin.title, findings);
  };
  const auto plugins = node_agents(subject, Agent::DevicePlugin);
  bool is_here = false;
  for (const NodeAgent& plugin : plugins)
    if (plugin.pod) {
      is_here = true;
      judge(plugin);
    }
  if (!is_here && !plugins.empty() && plugins.front().is_known) judge(plugins.front());
}

/// Labels that GPU feature discovery sets, as it finds what the node has.
bool is_of_discovery(const WantedLabel& wanted) {
  return wanted.key == "nvidia.com/mps.capable" || wanted.key.starts_with("nvidia.com/mig");
}

/// What of an agent's wishes nodes do not carry; nullptr when they carry all.
template <class Carries>
const WantedLabel* missing_of(const NodeAgent& agent, const Carries& carried) {
  for (const WantedLabel& one : agent.wants)
    if (!is_of_discovery(one) && !carried(one)) return &one;
  return nullptr;
}

/// A group of GPU nodes on which no plugin runs, though one is for others: the first of the plugins says why.
template <class Carries>
void say_left_out(const std::vector<NodeAgent>& plugins, SourceRange where, const std::string& nodes,
                  const Carries& carried, Findings& findings) {
  const WantedLabel* missing = nullptr;
  const NodeAgent* of = nullptr;
  for (const NodeAgent& plugin : plugins) {
    const WantedLabel* one = plugin.is_known ? missing_of(plugin, carried) : nullptr;
    if (!one) return;
    if (!missing) missing = one, of = &plugin;
  }
  if (!missing) return;
  findings.say(
      where, fmt::format("no device plugin runs on nodes of {}", nodes),
      fmt::format("{} selects {}, which other GPU nodes carry", of->title, missing->to_string()),
      fmt::format("set {} there too, or let the plugin select what all GPU nodes carry", missing->to_string()));
}

void check_selector(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  const bool has_places = view.has_gpu_pools() || view.has_gpu_groups();
  if (!has_places || subject::terraform_may_make(subject, "NodePool")) return;
  const std::vector<NodeAgent> plugins = node_agents(subject, Agent::DevicePlugin);
  bool is_for_some = !plugins.empty();
  for (const NodeAgent& plugin : plugins) {
    is_for_some = is_for_some && !plugin.is_chosen;
    if (plugin.is_chosen) continue;
    for (const WantedLabel& one : plugin.wants) {
      if (is_of_discovery(one)) continue;
      const bool in_pool =
          std::ranges::any_of(view.pools(), [&](const Pool& pool) { return pool.is_gpu && may_carry(pool, one); });
      const bool in_group = std::ranges::any_of(
          view.groups(), [&](const NodeGroup& group) { return group.is_gpu && carries(group, one); });
      if (in_pool || in_group) continue;
      is_for_some = false;
      findings.say(one.where, fmt::format("no GPU node carries {}, which {} selects", one.to_string(), plugin.title),
                   "neither a pool nor a node group sets the label");
    }
  }
  // Of examples nobody knows which pools stand beside which plugin; and a driver of DRA gives GPUs without one.
  if (!is_for_some || view.is_collection() || !subject.of_kind("DeviceClass").empty()) return;
  for (const Pool& pool : view.pools())
    if (needs_plugin(pool))
      say_left_out(
          plugins, name_place(*pool.object), fmt::format("NodePool {}", pool.name()),
          [&](const WantedLabel& one) { return may_carry(pool, one); }, findings);
  for (const NodeGroup& group : view.groups())
    if (group.is_gpu && !group.brings_plugin)
      say_left_out(
          plugins, group.where, fmt::format("node group {}", group.name),
          [&](const WantedLabel& one) { return carries(group, one); }, findings);
}

void check_built_in(const Subject& subject, Findings& findings, bool auto_mode) {
  const View& view = view_of(subject);
  if (makes_unread_groups(subject)) return;
  std::string holder;
  for (const Pool& pool : view.pools()) {
    if (!pool.is_gpu) continue;
    const bool holds_it = auto_mode ? pool.is_auto_mode : pool.family == "bottlerocket" && !pool.is_auto_mode;
    if (!holds_it) return;  // another pool needs the plugin
    holder = fmt::format("NodePool {} runs {}", pool.name(), auto_mode ? "EKS Auto Mode" : "Bottlerocket");
  }
  for (const NodeGroup& group : view.groups()) {
    if (!group.is_gpu) continue;
    if (auto_mode || !group.brings_plugin) return;
    holder = fmt::format("node group {} runs Bottlerocket", group.name);
  }
  if (holder.empty()) return;
  for (const NodeAgent& plugin : node_agents(subject, Agent::DevicePlugin))
    if (!plugin.is_chosen)
      findings.say(plugin.where, fmt::format("{} beside images that hold the plugin themselves", plugin.title), holder);
}
void check_bottlerocket(const Subject& subject, Findings& findings) { check_built_in(subject, findings, false); }
void check_auto_mode(const Subject& subject, Findings& findings) { check_built_in(subject, findings, true); }

constexpr std::int64_t kAutoModeDays = 21;

void check_long_job(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (std::ranges::none_of(view.pools(), &Pool::is_auto_mode)) return;
  for (const PodView& pod : view.pods()) {
    const kube::Object& owner = *pod.pod->owner;
    if (owner.kind != "Job" && owner.kind != "CronJob") continue;
    const doc::Node& job = owner.kind == "Job" ? (*owner.node)["spec"] : (*owner.node)["spec"]["jobTemplate"]["spec"];
    const auto deadline = integer_of(job["activeDeadlineSeconds"]);
    if (!deadline || *deadline <= kAutoModeDays * 86'400) continue;
    const auto& pools = view.pools_of(pod);
    if (pools.empty() || !std::ranges::all_of(pools, &Pool::is_auto_mode)) continue;
    findings.say(key_place(job, "activeDeadlineSeconds"),
                 fmt::format("{} may run for {} days on nodes that live for {}", title_of(owner), *deadline / 86'400,
                             kAutoModeDays),
                 fmt::format("NodePool {} is of EKS Auto Mode", pools.front()->name()));
  }
}

void check_missing(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.is_whole() || !view.has_gpu_pools() || subject::terraform_may_make(subject, "DaemonSet")) return;
  const auto pool = std::ranges::find_if(view.pools(), needs_plugin);
  if (pool == view.pools().end()) return;
  if (!node_agents(subject, Agent::DevicePlugin).empty()) return;
  if (subject.platform()) return;  // its components know
  const auto more = std::ranges::count_if(view.pools(), needs_plugin) - 1;
  findings.say(name_place(*pool->object), "GPU pools, and nothing here brings NVIDIA's device plugin",
               more == 0 ? fmt::format("NodePool {}", pool->name())
                         : fmt::format("NodePool {} and {} more pool{}", pool->name(), more, more == 1 ? "" : "s"));
}

constexpr Rule kRules[] = {
    {"GPU010", "X-004-35", Severity::Warning, "a device plugin that does not tolerate a GPU pool's taint",
     "The plugin's DaemonSet tolerates nvidia.com/gpu and little else. On nodes with another taint it does not run, so "
     "they "
     "never offer GPUs: Karpenter makes them, the pod does not start, and more nodes follow.",
     "give the plugin the toleration; its own list holds nvidia.com/gpu alone",
     "NVIDIA/k8s-device-plugin 0.17, deployments/static/nvidia-device-plugin.yml", check_taints},
    {"GPU011", "X-000-09 X-001-24", Severity::Warning,
     "a device plugin that selects nodes by a label that GPU nodes lack",
     "Without a node that carries the label the DaemonSet runs nowhere. Where one GPU pool sets it and another does "
     "not, nodes of the other never offer a GPU: Karpenter makes them for the pods that wait, takes them away as "
     "empty, and makes them again.",
     "set the label in the pool's template or on the node group, or drop the nodeSelector: tolerations do",
     "kubernetes docs, DaemonSet; NVIDIA/k8s-device-plugin", check_selector},
    {"GPU012", "X-000-20", Severity::Warning, "NVIDIA's device plugin on Bottlerocket",
     "Bottlerocket's NVIDIA variants run the plugin as a service: a second one registers the same devices again and "
     "fights "
     "with the first.",
     "remove the DaemonSet, or keep it from these nodes", "bottlerocket-os/bottlerocket, NVIDIA variants",
     check_bottlerocket},
    {"GPU013", "X-004-04", Severity::Warning, "NVIDIA's device plugin on EKS Auto Mode",
     "Nodes of Auto Mode hold driver and plugin.", "remove the DaemonSet", "EKS user guide, auto-accelerated",
     check_auto_mode},
    {"GPU014", "X-004-04", Severity::Warning, "a job longer than nodes of EKS Auto Mode live",
     "Auto Mode replaces each node after 21 days at most, whatever runs there and whatever it is annotated with.",
     "write checkpoints and restart from them, or run it on nodes of your own",
     "EKS user guide, auto-mode node lifetime", check_long_job},
    {"GPU015", "X-003-12", Severity::Warning, "GPU pools without a device plugin",
     "AL2023's images hold the driver, not the plugin: without it nodes offer no nvidia.com/gpu.",
     "install the chart nvidia-device-plugin", "amazon-eks-ami, doc; EKS user guide, ml-eks-k8s-device-plugin",
     check_missing},
};

}  // namespace

std::span<const Rule> device_plugin_rules() { return kRules; }

}  // namespace slipway::rules
