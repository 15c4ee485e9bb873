#include <array>

#include "schema/builtin/apps/workload.h"
#include "schema/builtin/kind.h"

namespace slipway::schema::builtin {

std::span<const BuiltinKind> apps_kinds() {
  static const std::array<BuiltinKind, 4> kinds = {kDeployment, kStatefulSet, kDaemonSet, kReplicaSet};
  return kinds;
}

}  // namespace slipway::schema::builtin
