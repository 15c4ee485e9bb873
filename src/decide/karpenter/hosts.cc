#include "decide/karpenter/hosts.h"

#include <fmt/core.h>

namespace slipway::karpenter {

HostId Hosts::of_node(std::string_view name, Symbols& symbols) {
  symbols.intern(name);
  const auto [at, is_new] = by_name_.emplace(name, static_cast<HostId>(hosts_.size()));
  if (is_new) hosts_.push_back({std::string(name), 0});
  return at->second;
}
HostId Hosts::placeholder(std::uint32_t number) {
  hosts_.push_back({{}, number});
  return static_cast<HostId>(hosts_.size() - 1);
}
std::string Hosts::name(HostId host) const {
  const Host& one = hosts_[host];
  return one.number > 0 ? fmt::format("hostname-placeholder-{:04}", one.number) : one.name;
}

}  // namespace slipway::karpenter
