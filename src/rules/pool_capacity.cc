#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "catalog/spot_price.h"
#include "rules/pool_requirements.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/chart_values.h"

/// At what terms pools buy: Spot and reservations, prices, limits, and who may land on what was bought.
namespace slipway::rules {
namespace {

using subject::Subject;

/// Capacity that is reserved, asked of a class that names no reservation.
void check_reserved(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    if (!pool.node_class || pool.is_auto_mode || pool.node_class->version() != "v1" ||
        (*pool.node_class->node)["spec"]["capacityReservationSelectorTerms"].size() > 0)
      continue;
    const doc::Node& label = (*pool.node_labels)[kCapacityType];
    const doc::Node& requirement = pool.requirement(kCapacityType);
    const doc::Node* said = is_text(label, "reserved") ? &label : nullptr;
    if (!said && label.is_null() && is_in(requirement))
      for (const doc::Node& value : requirement["values"].items())
        if (is_text(value, "reserved")) said = &value;
    if (!said) continue;
    const bool is_all = said == &label || !(pool.names_spot || pool.names_on_demand);
    findings.say(is_all ? Severity::Error : Severity::Warning, said->where(),
                 fmt::format("NodePool {} asks for reserved capacity, and its class names no reservation", pool.name()),
                 fmt::format("EC2NodeClass {} has no capacityReservationSelectorTerms{}", pool.node_class->name,
                             is_all ? ": no node is ever made" : ""));
  }
}

void check_price_range(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  for (const Pool& pool : view.pools()) {
    if (!pool.is_gpu) continue;
    const catalog::InstanceType *cheapest = nullptr, *dearest = nullptr;
    Money least, most;
    for (const PoolType& type : pool.types) {
      const auto& price = type.price;
      if (!price) continue;
      if (!cheapest || *price < least) cheapest = type.type, least = *price;
      if (!dearest || *price > most) dearest = type.type, most = *price;
    }
    if (!cheapest || least.is_zero()) continue;
    const double ratio = most.approximate() / least.approximate();
    if (ratio < 20 || most.approximate() < 10) continue;
    const doc::Node& families = instance_requirement(pool, "family");
    const doc::Node& types = pool.requirement(kInstanceType);
    const SourceRange where = !families.is_absent() ? key_place(families, "values")
                              : !types.is_absent()  ? key_place(types, "values")
                                                    : key_place(*pool.node, "requirements");
    findings.say(where,
                 fmt::format("the dearest type of NodePool {} costs {:.0f} times its cheapest", pool.name(), ratio),
                 fmt::format("{} ${}/h, {} ${}/h in {}", dearest->name, most.to_string(2), cheapest->name,
                             least.to_string(4), view.region()));
  }
}

void check_gpu_limit(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  for (const Pool& pool : view.pools()) {
    if (!pool.is_gpu) continue;
    const doc::Node& limits = (*pool.spec)["limits"];
    if (limits.find("nvidia.com/gpu") || limits.find("amd.com/gpu") || (*pool.spec).find("replicas")) continue;
    std::string hint;
    if (const auto cpu = quantity_of(limits["cpu"]); cpu && !pool.types.empty()) {
      // What the CPU limit lets in at most: GPUs on the type with the fewest vCPUs for each.
      double fewest = 0;
      for (const PoolType& type : pool.types)
        if (type.type->gpus == 0)
          continue;
        else if (const double each = type.type->vcpus.value_or(0) / static_cast<double>(type.type->gpus); each > 0)
          fewest = fewest > 0 ? std::min(fewest, each) : each;
      // As tight as one machine of eight GPUs it is a limit.
      if (fewest > 0 && cpu->approximate() / fewest <= 8) continue;
      if (fewest > 0)
        hint = fmt::format("cpu: {} lets in up to {:.0f} GPUs", text_of(limits["cpu"]), cpu->approximate() / fewest);
    }
    findings.say(limits.is_absent() ? key_place(*pool.object->node, "spec") : key_place(*pool.spec, "limits"),
                 fmt::format("GPU pool {} has no limit on GPUs", pool.name()), hint);
  }
}

void check_pinned(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools())
    for (const doc::Member& label : pool.node_labels->members()) {
      const std::string_view key = label.key.text(), value = text_of(label.value);
      const doc::Node& requirement = pool.requirement(key);
      if (!is_in(requirement) || requirement["values"].size() < 2 || !holds(requirement["values"], value)) continue;
      std::string dead;
      for (const doc::Node& other : requirement["values"].items())
        if (text_of(other) != value) dead += (dead.empty() ? "" : ", ") + std::string(text_of(other));
      findings.say(label.key.where(), fmt::format("the template's label pins {} to {}", key, value),
                   fmt::format("{} of the requirement is dead", dead));
    }
}

void check_one_type(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  for (const Pool& pool : view.pools()) {
    if (!pool.names_spot || pool.names_on_demand || pool.types.size() != 1) continue;
    const catalog::InstanceType& type = *pool.types.front().type;
    const doc::Node& types = pool.requirement(kInstanceType);
    const auto advice = catalog::spot_advice(type.name, view.region());
    findings.say(
        types["values"].items().size() == 1 ? types["values"].items()[0].where()
                                            : key_place(*pool.node, "requirements"),
        fmt::format("spot pool {} has a single type, {}", pool.name(), type.name),
        advice && !advice->interruption_band.empty()
            ? fmt::format("{} of them are taken back each month in {}", advice->interruption_band, view.region())
            : "");
  }
}

bool has_queue(const doc::Node& values) {
  return !text_of(values["settings"]["interruptionQueue"]).empty() ||
         !text_of(values["settings"]["interruptionQueueName"]).empty() ||
         !text_of(values["settings"]["aws"]["interruptionQueueName"]).empty();
}

void check_queue(const Subject& subject, Findings& findings) {
  const subject::Release* karpenter = subject.release("karpenter");
  const bool is_known = karpenter || subject.context().fact("interruption-queue") == "none";
  if (!is_known || (karpenter && (has_queue(karpenter->values.root()) ||
                                  subject.derived<subject::ChartValues>().has_more(*karpenter))))
    return;
  const Pool* first = nullptr;
  for (const Pool& pool : view_of(subject).pools()) {
    if (!pool.names_spot || pool.is_auto_mode) continue;
    if (!first) first = &pool;
    const doc::Node& capacity = pool.requirement(kCapacityType);
    findings.say(capacity.is_absent() ? key_place(*pool.node_labels, kCapacityType) : key_place(capacity, "values"),
                 fmt::format("NodePool {} may run on Spot, and Karpenter has no interruption queue", pool.name()),
                 karpenter
                     ? fmt::format("installed without settings.interruptionQueue at {}", karpenter->where.to_string())
                     : "");
  }
  // Where it can be mended, too.
  if (first && karpenter)
    findings.say(karpenter->where, "Karpenter is installed without an interruption queue",
                 fmt::format("NodePool {} may run on Spot", first->name()));
}

void check_taint(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools())
    if (pool.is_gpu && !has_wrong_taint(pool) &&
        std::ranges::none_of(pool.taints, [](const kube::Taint& taint) { return taint.is_hard(); }))
      findings.say(key_place(*pool.spec, "template"), fmt::format("GPU pool {} has no taint", pool.name()),
                   "any pod may land on its nodes, and keeps them");
}

void check_limit_too_small(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    const doc::Node& limits = (*pool.spec)["limits"];
    const auto smallest = [&](auto figure) {
      double least = -1;
      for (const PoolType& type : pool.types)
        if (const double each = figure(*type.type); each > 0) least = least < 0 ? each : std::min(least, each);
      return least;
    };
    const auto compare = [&](std::string_view name, double least, double unit) {
      const auto limit = quantity_of(limits[name]);
      if (!limit || least <= 0 || limit->sign() <= 0 || limit->approximate() >= least * unit) return;
      findings.say(limits[name].where(), fmt::format("NodePool {} can never have a node", pool.name()),
                   fmt::format("its smallest type alone has {} {}", short_number(least), name));
    };
    compare("cpu", smallest([](const auto& type) { return static_cast<double>(type.vcpus.value_or(0)); }), 1);
    compare("nvidia.com/gpu",
            pool.is_gpu ? smallest([](const auto& type) { return static_cast<double>(type.gpus); }) : -1, 1);
  }
}

constexpr Rule kRules[] = {
    {"KRP023", "X-004-32", Severity::Warning, "a GPU pool whose types differ in price beyond reason",
     "Karpenter takes the cheapest type that fits and is to be had. When small ones are short, or a pod asks a little "
     "more, the same pool buys a machine that costs a multiple, without a word.",
     "split the pool by GPU, or bound it: instance-gpu-count, instance-gpu-name, instance-size",
     "the catalogue's prices", check_price_range},
    {"KRP024", "X-004-33", Severity::Warning, "a GPU pool without a limit on GPUs",
     "limits count what they name. CPU and memory say little of GPUs: a large CPU limit lets in dozens of them.",
     "add `nvidia.com/gpu` to limits", "karpenter docs, concepts/nodepools (spec.limits)", check_gpu_limit},
    {"KRP025", "X-004-28", Severity::Warning, "a template label that takes away choices of a requirement",
     "Labels of the template are requirements too: with karpenter.sh/capacity-type: spot as a label the pool never "
     "falls "
     "back to on-demand.",
     "remove the label: Karpenter sets it on each node", "karpenter 1.14.1, pkg/apis/v1/nodepool.go; pkg/scheduling",
     check_pinned},
    {"KRP026", "", Severity::Warning, "a Spot pool of one type",
     "Spot capacity comes and goes by type and zone. A pool that takes one type only waits when it is short, and loses "
     "all "
     "nodes at once.",
     "allow several types, and on-demand behind them",
     "EKS best practices, Karpenter; EC2 user guide, Spot best practices", check_one_type},
    {"KRP027", "X-004-43", Severity::Warning, "Spot nodes and no interruption queue",
     "Without settings.interruptionQueue Karpenter does not hear EC2's two-minute notice: nodes vanish with what runs "
     "on "
     "them.",
     "make an SQS queue with EventBridge rules and set settings.interruptionQueue",
     "karpenter docs, concepts/disruption (interruption)", check_queue},
    {"KRP028", "", Severity::Warning, "a GPU pool without a taint",
     "Without a taint pods that need no GPU land on GPU nodes, fill them and keep them from being consolidated.",
     "add the taint nvidia.com/gpu=true:NoSchedule",
     "EKS best practices, AI/ML compute; karpenter docs, concepts/nodepools", check_taint},
    {"KRP029", "", Severity::Error, "a limit below the smallest node of the pool",
     "Karpenter counts a node before it makes it: under such a limit it makes none.", "raise the limit",
     "karpenter 1.14.1, pkg/controllers/provisioning/scheduling (filterByRemainingResources)", check_limit_too_small},
    {"KRP038", "", Severity::Warning, "reserved capacity of a class without reservations",
     "capacity-type reserved is what EC2NodeClasses with capacityReservationSelectorTerms offer. Without them a pool "
     "of "
     "reserved alone makes no node; beside others the word does nothing and the reservation is paid unused.",
     "add capacityReservationSelectorTerms to the EC2NodeClass",
     "karpenter-provider-aws 1.14.1, docs/tasks/odcrs.md; pkg/providers/instancetype/offering", check_reserved},
};

}  // namespace

std::span<const Rule> pool_capacity_rules() { return kRules; }

}  // namespace slipway::rules
