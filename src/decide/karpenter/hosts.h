#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "decide/karpenter/symbols.h"

namespace slipway::karpenter {

/// A host name by number: of nodes that exist and of claims that got one for the run.
using HostId = std::uint32_t;

/// All host names of a run, in the order in which they became known.
class Hosts {
 public:
  HostId of_node(std::string_view name, Symbols& symbols);
  HostId placeholder(std::uint32_t number);
  bool is_placeholder(HostId host) const { return hosts_[host].number > 0; }
  std::string name(HostId host) const;
  Symbol symbol(HostId host, Symbols& symbols) const { return symbols.intern(name(host)); }

 private:
  struct Host {
    std::string name;          // of a node
    std::uint32_t number = 0;  // of a placeholder
  };
  std::vector<Host> hosts_;
  std::unordered_map<std::string, HostId> by_name_;
};

}  // namespace slipway::karpenter
