#include "schema/builtin/core/kinds.h"

#include <array>

namespace slipway::schema::builtin {

std::span<const BuiltinKind> core_kinds() {
  static const std::array<BuiltinKind, 9> kKinds = {kConfigMap, kSecret,      kServiceAccount, kNamespace, kNode,
                                                    kEvent,     kEventsEvent, kResourceQuota,  kLimitRange};
  return kKinds;
}

}  // namespace slipway::schema::builtin
