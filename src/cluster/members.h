#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "cluster/api.h"
#include "kube/object.h"

namespace slipway::cluster {

inline constexpr std::string_view kPartOf = "applyset.kubernetes.io/part-of";

/// A live object that bears an apply set's label. Cheap to copy: the page it stands in is shared.
struct Member {
  kube::ObjectKey key;
  std::string uid;
  ApiResource resource;
  doc::Document page;
  const doc::Node* object = nullptr;  // in `page`
};

/// Live objects by key.
using Members = std::map<kube::ObjectKey, Member>;

/// All objects of these kinds, in all namespaces, with this value of the label kPartOf: one list a kind, at most eight
/// at once. A kind that the server no longer offers (404), or does not list (405), has none. The first failure
/// otherwise.
Result<Members, ApiFailure> members_of(Api& api, const std::vector<ApiResource>& kinds, const std::string& set_id);

}  // namespace slipway::cluster
