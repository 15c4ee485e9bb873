#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::catalog {

/// One network interface of a launch template or EC2NodeClass.
struct EfaInterface {
  int network_card = 0;
  int device = 0;
  std::string_view type;  // "interface" (takes addresses), "efa-only" (takes none), "efa" (both)
  friend bool operator==(const EfaInterface&, const EfaInterface&) = default;
};

struct EfaLayout {
  std::vector<EfaInterface> interfaces;
  std::string confidence;  // where it is from and how sure: "confirmed by EKS guide example"
};

/// Recommended: one interface with addresses, all EFA devices efa-only beside it, so that only card 0 takes addresses
/// from the subnet (EC2 guide of 2026). EfaOnCardZero: what terraform-aws-modules/eks v21 renders.
enum class EfaLayoutKind { Recommended, EfaOnCardZero };

/// The data's layout for the type; for other types with EFA one made by the same rule from its cards and EFA limit, and
/// said to be. nullopt: no EFA, unknown type, or the layout is not possible.
std::optional<EfaLayout> efa_layout(std::string_view instance_type, EfaLayoutKind kind);

}  // namespace slipway::catalog
