#include "decide/karpenter/validation.h"

#include <optional>
#include <vector>

#include "base/text.h"
#include "decide/karpenter/daemons.h"
#include "decide/karpenter/requirement_validation.h"
#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

/// Its requirements leave no value for the pool's label (and do not merely exclude some).
bool opts_out(const kube::PodSpec& spec) {
  const bool is_plain = !spec.affinity.required_nodes && spec.affinity.preferred_nodes.empty();
  if (is_plain && spec.node_selector.size() < 2) return false;  // one value for it at most
  Symbols symbols;
  RequirementSets sets(symbols);
  const SetId required = pod_requirements(sets, constraints_of(spec), Wishes::Counted);
  const Requirement* pool = sets.find(required, symbols.intern(labels::kNodePool));
  return pool && pool->op() == Operator::DoesNotExist;
}

}  // namespace

Verdict validate(const Pod& pod, const Storage& storage) {
  const kube::PodSpec& spec = pod.pod.spec;
  Verdict out;
  out.opts_out = opts_out(spec);

  std::vector<std::string> problems;
  for (const auto& [key, value] : spec.node_selector) check_requirement({key, "In", {value}}, std::nullopt, problems);
  if (spec.affinity.required_nodes)
    for (const kube::NodeSelectorTerm& term : spec.affinity.required_nodes->terms) {
      if (!term.match_fields.empty()) problems.emplace_back("node selector term with matchFields is not supported");
      for (const auto& one : term.match_expressions) check_requirement(one, std::nullopt, problems);
    }
  if (std::string text = storage.problem(pod.pod); !text.empty()) problems.push_back(std::move(text));
  out.problem = join(problems, "; ");
  return out;
}

}  // namespace slipway::karpenter
