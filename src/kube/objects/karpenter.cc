#include "kube/objects/karpenter.h"

#include "kube/objects/fields.h"
#include "kube/objects/selection.h"

namespace slipway::kube {
namespace {

PoolRequirement read_requirement(const Fields& fields) {
  return {read_node_selector_requirement(fields), fields.integer32("minValues")};
}

NodeTemplate read_template(const Fields& spec) {
  const Fields reference = spec.map("nodeClassRef");
  return {.node_class = {reference.text("group"), reference.text("kind"), reference.text("name")},
          .requirements = spec.list("requirements", read_requirement),
          .taints = spec.list("taints", read_taint),
          .startup_taints = spec.list("startupTaints", read_taint),
          .expire_after = spec.nillable_duration("expireAfter", "720h"),
          .termination_grace_period = spec.duration("terminationGracePeriod")};
}

/// Reports a schedule that is none (KUBE005), and leaves such a budget out.
std::optional<PoolBudget> read_budget(const Fields& fields) {
  const doc::Node* schedule = fields.find("schedule");
  const auto written = schedule == nullptr ? std::nullopt : read_text(*schedule, fields.diagnostics());
  auto budget = DisruptionBudget::read(fields.text_or("nodes", "10%"), written, fields.duration("duration"));
  if (budget) return PoolBudget{*std::move(budget), fields.texts("reasons")};
  const SourceRange where = schedule == nullptr ? fields.node().where() : schedule->where();
  fields.diagnostics().error("KUBE005", where, budget.error().message,
                             "write five fields such as 0 9 * * mon-fri (UTC), with a duration beside them");
  return std::nullopt;
}

std::vector<PoolBudget> read_budgets(const Fields& disruption) {
  std::vector<PoolBudget> out;
  for (auto& budget : disruption.list("budgets", read_budget))
    if (budget) out.push_back(*std::move(budget));
  if (!disruption.has("budgets"))
    if (auto usual = DisruptionBudget::read("10%", std::nullopt, std::nullopt)) out.push_back({*std::move(usual), {}});
  return out;
}

}  // namespace

NodePool read_node_pool(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  const Fields disruption = spec.map("disruption"), nodes = spec.map("template"), meta = nodes.map("metadata");
  return {.object = read_object(object, diagnostics),
          .node_labels = meta.labels("labels"),
          .node_annotations = meta.labels("annotations"),
          .nodes = read_template(nodes.map("spec")),
          .consolidation_policy = disruption.text_or("consolidationPolicy", "WhenEmptyOrUnderutilized"),
          .consolidate_after = disruption.nillable_duration("consolidateAfter", "0s"),
          .budgets = read_budgets(disruption),
          .limits = spec.resources("limits"),
          .weight = spec.integer32_or("weight", 0),
          .replicas = spec.integer("replicas")};
}

NodeClaim read_node_claim(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields fields(object, diagnostics);
  const Fields spec = fields.map("spec"), status = fields.map("status");
  return {.object = read_object(object, diagnostics),
          .node = read_template(spec),
          .requests = spec.map("resources").resources("requests"),
          .provider_id = status.text("providerID"),
          .node_name = status.text("nodeName"),
          .capacity = status.resources("capacity"),
          .allocatable = status.resources("allocatable")};
}

}  // namespace slipway::kube
