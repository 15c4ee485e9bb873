#pragma once

#include <map>
#include <string>
#include <vector>

#include "decide/karpenter/cluster.h"

namespace slipway::karpenter {

/// How much of each capacity reservation is left. Follows Karpenter 1.14.1,
/// pkg/controllers/provisioning/scheduling/reservationmanager.go.
class Reservations {
 public:
  /// Of offerings that say different things of one reservation the least counts.
  void add(const Offering& offering);
  bool can_reserve(const Offering& offering, const std::vector<const Offering*>& held) const;
  /// A claim holds `held` from now on, no longer `before`.
  void exchange(const std::vector<const Offering*>& before, const std::vector<const Offering*>& held);

 private:
  std::map<std::string, std::int64_t> left_;
};

}  // namespace slipway::karpenter
