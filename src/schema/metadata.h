#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "doc/draft.h"
#include "schema/object_meta.h"

namespace slipway::schema {

/// What a server chooses at random or by its clock is always the same here, as in the recorded cases.
inline constexpr std::string_view kUid = "00000000-0000-4000-8000-000000000001";
inline constexpr std::string_view kCreationTimestamp = "2026-01-01T00:00:00Z";

/// What the handler and the store do to `metadata` of an object before it is validated: equal owner references become
/// one, the namespace is filled in or dropped, fields that only the server sets are set, a name is generated.
/// Follows apiserver 0.36.3 pkg/registry/rest/{create.go,meta.go} and pkg/endpoints/handlers/create.go.
/// An object in storage also has a resourceVersion, which nothing looks at before, and from `generation` on, where its
/// kind counts (0: not), a generation.
void begin_metadata(doc::Draft& object, Scope scope, std::int64_t generation = 0);

/// Why a PUT does not go to the URL of the old object; empty when it does. Otherwise fills in the namespace and the
/// resourceVersion, as a client that patches sends them.
std::string target_mismatch(doc::Draft& object, const doc::Node& old, Scope scope);

/// What rest.BeforeUpdate carries over before (`generation`), and after the strategy has prepared the object.
void keep_generation(doc::Draft& object, const doc::Node& old);
void keep_system_fields(doc::Draft& object, const doc::Node& old);

}  // namespace slipway::schema
