#include "schema/builtin/network/kinds.h"

#include <array>

namespace slipway::schema::builtin {

std::span<const BuiltinKind> networking_kinds() {
  static const std::array<BuiltinKind, 6> kKinds = {kService, kEndpoints,    kEndpointSlice,
                                                    kIngress, kIngressClass, kNetworkPolicy};
  return kKinds;
}

}  // namespace slipway::schema::builtin
