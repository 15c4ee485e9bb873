#pragma once

#include <string>
#include <string_view>

#include "cluster/api.h"
#include "kube/object.h"

namespace slipway::cluster {

/// "Deployment ml/web", "NodePool gpu": an object as people name it.
std::string named(const kube::ObjectKey& key);

/// What a refusal to apply or delete this object means, and what is likely to help: conflicts by field, owner and
/// operation; values that are wrong or never change; rights that are missing; quotas, Pod Security, webhooks and
/// policies that refuse; namespaces that are missing or ending. The texts that it reads are those of kube-apiserver
/// 1.36; what it does not know stays as the server says it.
ApiFailure explained(ApiFailure failure, const kube::ObjectKey& key);

/// Whether it is a conflict, and all of the fields were set by tools in people's hands.
bool is_conflict_with_people(const ApiFailure& failure);

/// The server offers no such kind, or not in this version.
ApiFailure no_such_kind(const kube::ObjectKey& key, std::string_view api_version, bool has_other_versions);

}  // namespace slipway::cluster
