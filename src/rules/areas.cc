#include "rules/areas.h"

#include <algorithm>
#include <vector>

namespace slipway::rules {
namespace {

std::vector<const Rule*> sorted() {
  std::vector<const Rule*> rules;
  for (const auto area : {node_pool_rules, disruption_rules, pool_type_rules, node_class_rules, user_data_rules,
                          eksctl_rules, gpu_pod_rules})
    for (const Rule& rule : area()) rules.push_back(&rule);
  std::ranges::sort(rules, {}, [](const Rule* rule) { return rule->id; });
  return rules;
}

}  // namespace

std::span<const Rule* const> all() {
  static const std::vector<const Rule*> rules = sorted();
  return rules;
}

}  // namespace slipway::rules
