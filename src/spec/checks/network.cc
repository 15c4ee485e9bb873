#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "kube/ip_address.h"
#include "spec/checks/checks.h"
#include "spec/ids.h"
#include "spec/say.h"

namespace slipway::spec::checks {
namespace {

struct Range {
  std::uint32_t first = 0, last = 0;
  int prefix = 0;
};

std::optional<Range> range(const Text& text) {
  const auto read = kube::read_cidr(text.value);
  if (!read || !read->cidr.is_v4) return std::nullopt;
  Range found{0, 0, read->cidr.prefix};
  for (std::size_t i = 12; i < 16; ++i) found.first = found.first << 8 | read->cidr.network.bytes[i];
  found.last = found.first + (found.prefix == 0 ? ~0u : (1u << (32 - found.prefix)) - 1);
  return found;
}

bool overlap(const Range& a, const Range& b) { return a.first <= b.last && b.first <= a.last; }

void size_of_vpc_range(std::string_view name, const Text& text, SourceRange owner, Diagnostics& diagnostics) {
  const auto found = range(text);
  if (found && (found->prefix < 16 || found->prefix > 28))
    diagnostics.error(id::kAddresses, place(text, owner),
                      fmt::format("{} {} is no range for a VPC: AWS takes /16 to /28", name, text.value));
}

void created(const CreatedNetwork& network, Diagnostics& diagnostics) {
  size_of_vpc_range("cidr", network.cidr, network.where, diagnostics);
  size_of_vpc_range("podCidr", network.pod_cidr, network.where, diagnostics);
  const auto nodes = range(network.cidr), pods = range(network.pod_cidr);
  if (nodes && pods && overlap(*nodes, *pods))
    diagnostics.error(id::kAddresses, network.pod_cidr.where,
                      fmt::format("podCidr {} overlaps with cidr {}", network.pod_cidr.value, network.cidr.value));
}

void existing(const ExistingNetwork& network, Diagnostics& diagnostics) {
  std::map<std::string, SourceRange, std::less<>> seen;
  for (const Texts* ids : {&network.private_subnet_ids, &network.public_subnet_ids})
    for (const Text& id : *ids)
      if (const auto [first, is_new] = seen.emplace(id.value, id.where); !is_new)
        say::twice("subnet " + id.value, id.where, first->second, diagnostics);
}

}  // namespace

void network(const Platform& platform, Diagnostics& diagnostics) {
  const Network& network = platform.network;
  if (network.create && network.existing)
    diagnostics.error(id::kExclusive, network.existing->where, "a network is either created or an existing one",
                      fmt::format("take out one of them; create is at {}", network.create->where.to_string()));
  if (network.create) created(*network.create, diagnostics);
  if (network.existing) existing(*network.existing, diagnostics);
  if (network.node_egress_https.written && network.node_egress.empty())
    diagnostics.warning(id::kNeeds, network.node_egress_https.where,
                        "nodeEgressHttps says nothing without nodeEgress: nodes may reach everything");
}

}  // namespace slipway::spec::checks
