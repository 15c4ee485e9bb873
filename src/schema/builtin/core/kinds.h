#pragma once

#include "schema/builtin/kind.h"

/// Kinds of the core group but for pods, volumes and services (their own folders), and events.k8s.io. A file each;
/// core_kinds() lists them.
namespace slipway::schema::builtin {

extern const BuiltinKind kConfigMap, kSecret, kServiceAccount, kNamespace, kNode, kEvent, kEventsEvent, kResourceQuota,
    kLimitRange;

/// Data of ConfigMaps and Secrets, in all.
inline constexpr std::size_t kMostDataBytes = 1 << 20;

/// reflect.DeepEqual of a map that was sent with a stored one (in which an empty map has become none).
bool is_other_map(const doc::Node& now, const doc::Node& old);

}  // namespace slipway::schema::builtin
