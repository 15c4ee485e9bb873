#include "kube/resource_list.h"

namespace slipway::kube {

void add(ResourceList& list, const ResourceList& more) {
  for (const auto& [name, amount] : more)
    if (const auto [at, is_new] = list.try_emplace(name, amount); !is_new) at->second += amount;
}

void raise_to(ResourceList& list, const ResourceList& other) {
  for (const auto& [name, amount] : other) {
    const auto [at, is_new] = list.try_emplace(name, amount);
    if (is_new || amount <= at->second) continue;
    Quantity larger = amount;
    if (at->second.has_long_form()) larger.promote();  // comparing does that in apimachinery, and the form shows later
    at->second = std::move(larger);
  }
}

}  // namespace slipway::kube
