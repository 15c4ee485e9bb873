#include "decide/karpenter/reservations.h"

#include <algorithm>
#include <set>

namespace slipway::karpenter {

void Reservations::add(const Offering& offering) {
  if (offering.capacity_type != "reserved") return;
  const auto [at, is_new] = left_.emplace(offering.reservation_id, offering.reservation_capacity);
  if (!is_new) at->second = std::min(at->second, offering.reservation_capacity);
}

bool Reservations::can_reserve(const Offering& offering, const std::vector<const Offering*>& held) const {
  if (std::any_of(held.begin(), held.end(),
                  [&](const Offering* one) { return one->reservation_id == offering.reservation_id; }))
    return true;
  const auto found = left_.find(offering.reservation_id);
  return found != left_.end() && found->second != 0;
}

void Reservations::exchange(const std::vector<const Offering*>& before, const std::vector<const Offering*>& held) {
  std::set<std::string> old, now;
  for (const Offering* one : before) old.insert(one->reservation_id);
  for (const Offering* one : held) now.insert(one->reservation_id);
  for (const std::string& id : now)
    if (!old.contains(id)) --left_[id];
  for (const std::string& id : old)
    if (!now.contains(id)) ++left_[id];
}

}  // namespace slipway::karpenter
