#include "decide/karpenter/pool_choices.h"

#include <algorithm>
#include <numeric>

#include "decide/karpenter/node_template.h"
#include "decide/karpenter/symbols.h"

namespace slipway::karpenter {

struct PoolChoices::Numbers {
  explicit Numbers(const Cluster& of) : cluster(of), types(of.types.size()) {}

  const Cluster& cluster;
  Symbols symbols;
  RequirementSets sets{symbols};
  OfferSets offers{sets};
  Columns columns;
  std::vector<TypeFacts> types;  // of the cluster's, made when they are asked for
};

namespace {

/// What the whole algebra would refuse too, told at a glance: none of the listed values is the type's.
bool is_excluded(const InstanceType& type, const kube::NodeSelectorRequirement& requirement) {
  if (requirement.op != "In") return false;
  const catalog::TypeLabel* label = type.type.label(requirement.key);
  return label && std::ranges::none_of(label->values, [&](const std::string& value) {
           return std::ranges::find(requirement.values, value) != requirement.values.end();
         });
}

}  // namespace

PoolChoices::PoolChoices(const Cluster& cluster) : numbers_(std::make_unique<Numbers>(cluster)) {}
PoolChoices::~PoolChoices() = default;

NodeTemplate PoolChoices::template_of(const NodePool& pool) {
  NodePool likely = pool;
  std::erase_if(likely.types, [&](std::uint32_t index) {
    return std::ranges::any_of(pool.pool.nodes.requirements, [&](const kube::PoolRequirement& one) {
      return is_excluded(numbers_->cluster.types[index], one.requirement);
    });
  });
  for (const std::uint32_t index : likely.types)
    if (TypeFacts& facts = numbers_->types[index]; !facts.type)
      facts = facts_of(numbers_->cluster.types[index], numbers_->sets, numbers_->offers, numbers_->columns);
  NodeTemplate made(likely, numbers_->sets, numbers_->columns);
  bool for_min_values = false;
  made.choose_types(numbers_->types, MinValuesPolicy::BestEffort, for_min_values);
  return made;
}

std::map<std::string, std::int64_t, std::less<>> PoolChoices::too_few_values(const NodePool& pool) {
  const NodeTemplate made = template_of(pool);
  std::vector<Slot> all(made.slots());
  std::iota(all.begin(), all.end(), Slot{0});
  const auto few = made.check_min_values(made.requirements(), all).short_keys;
  return {few.begin(), few.end()};
}

std::vector<PoolChoice> PoolChoices::of(const NodePool& pool) {
  std::vector<PoolChoice> out;
  const NodeTemplate made = template_of(pool);
  for (Slot slot = 0; slot < made.slots(); ++slot) {
    const TypeFacts& type = made.type(slot);
    PoolChoice choice{static_cast<std::uint32_t>(&type - numbers_->types.data()), {}};
    for (std::uint32_t i = 0; i < type.offers.size(); ++i)
      if (type.offers[i].offering->available &&
          numbers_->sets.compatible(made.requirements(), type.offers[i].requirements, Undefined::WellKnownAllowed))
        choice.offerings.push_back(i);
    out.push_back(std::move(choice));
  }
  return out;
}

}  // namespace slipway::karpenter
