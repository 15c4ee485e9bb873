#pragma once

#include <map>
#include <vector>

#include "decide/karpenter/scheduler.h"
#include "decide/karpenter/solve.h"

namespace slipway::karpenter {

/// Writes claims as Karpenter creates them: reserved capacity pinned, types by price and cut to 600, capacity types
/// that are left, custom labels drawn from requirements (where Karpenter draws at random: the lowest). Follows
/// Karpenter 1.14.1, pkg/cloudprovider/types.go and
/// pkg/controllers/provisioning/scheduling/{nodeclaim,nodeclaimtemplate}.go.
class ClaimWriter {
 public:
  explicit ClaimWriter(Scheduler& scheduler) : scheduler_(scheduler), sets_(scheduler.sets()) {}
  /// Into the decision's claims or, where the cheapest 600 types offer too little choice, its pods without a place.
  void write(const Claim& claim, Decision& decision);

 private:
  using Offers = std::vector<std::uint32_t>;  // what a set says of the keys of offerings
  struct Ranking {
    std::uint32_t node_template;
    Offers offers;
    std::vector<std::uint64_t> types;
    friend auto operator<=>(const Ranking&, const Ranking&) = default;
  };
  SetId pinned_to_reservations(const Claim& claim) const;
  /// The claim's types by their cheapest offering, as Go's unstable sort leaves equal ones.
  struct Ranked {
    std::vector<Slot> types;                  // 600 at most
    std::vector<std::string> capacity_types;  // of offerings that they have and the claim may take
  };
  const Ranked& by_price(const Claim& claim, SetId set);
  const std::vector<double>& prices(const Claim& claim, SetId set);
  std::vector<std::string> capacity_types(NodeTemplate& of, const std::vector<Slot>& types, SetId set) const;
  kube::ResourceList requests(const Claim& claim, NodeTemplate& of) const;
  std::vector<ClaimRequirement> requirements(SetId set) const;  // save that of instance types
  void add_custom_labels(SetId set, kube::Labels& labels) const;

  Scheduler& scheduler_;
  RequirementSets& sets_;
  std::map<Ranking, Ranked> rankings_;
  std::map<std::pair<std::uint32_t, Offers>, std::vector<double>> prices_;
};

}  // namespace slipway::karpenter
