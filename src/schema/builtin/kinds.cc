#include <string_view>

#include "schema/builtin/kind.h"

namespace slipway::schema::builtin {

const BuiltinKind* find_builtin(std::string_view api_version, std::string_view kind) {
  static constexpr std::span<const BuiltinKind> (*kGroups[])() = {
      admission_kinds,  apps_kinds, autoscaling_kinds, batch_kinds, core_kinds,     extension_kinds,
      networking_kinds, pod_kinds,  policy_kinds,      rbac_kinds,  resource_kinds, storage_kinds,
  };
  for (const auto group : kGroups)
    for (const BuiltinKind& row : group())
      if (row.kind == kind && row.api_version == api_version) return &row;
  return nullptr;
}

}  // namespace slipway::schema::builtin
