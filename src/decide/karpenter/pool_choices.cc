#include "decide/karpenter/pool_choices.h"

#include "decide/karpenter/node_template.h"
#include "decide/karpenter/symbols.h"

namespace slipway::karpenter {

struct PoolChoices::Numbers {
  explicit Numbers(const Cluster& of) {
    OfferSets offers(sets);
    for (const InstanceType& type : of.types) types.push_back(facts_of(type, sets, offers, columns));
  }

  Symbols symbols;
  RequirementSets sets{symbols};
  Columns columns;
  std::vector<TypeFacts> types;
};

PoolChoices::PoolChoices(const Cluster& cluster) : numbers_(std::make_unique<Numbers>(cluster)) {}
PoolChoices::~PoolChoices() = default;

std::vector<PoolChoice> PoolChoices::of(const NodePool& pool) {
  std::vector<PoolChoice> out;
  NodeTemplate made(pool, numbers_->sets, numbers_->columns);
  bool for_min_values = false;
  made.choose_types(numbers_->types, MinValuesPolicy::BestEffort, for_min_values);
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
