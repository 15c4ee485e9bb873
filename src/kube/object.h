#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "kube/labels.h"

namespace slipway::kube {

/// Which object: no two of a cluster have the same. The version is no part of it.
struct ObjectKey {
  std::string kind, group;  // "Deployment", "apps"; the group of Pods is ""
  std::string ns;           // "" for what stands in no namespace, and where the manifest leaves it to the command
  std::string name;

  /// "Deployment.apps/ml/web", "Pod/ml/web-0", "NodePool.karpenter.sh//gpu"
  std::string to_string() const;
  friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};

/// What every Kubernetes object says of itself. The node is the whole object, with all that we do not know; it must not
/// outlive its document.
struct Object {
  std::string api_version, kind;
  std::string ns, name, generate_name;
  Labels labels, annotations;
  const doc::Node* node = nullptr;

  /// Of "apps/v1": "apps" and "v1"; of "v1": "" and "v1".
  std::string_view group() const;
  std::string_view version() const;
  ObjectKey key() const { return {kind, std::string(group()), ns, name}; }
  bool is(std::string_view kind_name, std::string_view group_name) const {
    return kind == kind_name && group() == group_name;
  }
};

/// Reports what an object cannot be without: KUBE006 apiVersion, kind or name is missing. (A name may be generated.)
Object read_object(const doc::Node& node, Diagnostics& diagnostics);

/// The object, or those that a list of them holds ("List" of v1, "PodList", … in lists too), in written order. Items of
/// a typed list that do not say their kind have the list's. A null document holds none.
std::vector<Object> read_objects(const doc::Node& root, Diagnostics& diagnostics);

}  // namespace slipway::kube
