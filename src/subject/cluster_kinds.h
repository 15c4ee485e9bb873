#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "kube/object.h"

namespace slipway::subject {

/// Which kinds stand in no namespace: those of Kubernetes itself and of projects that people put beside workloads, and
/// what definitions among the files say of theirs.
class ClusterKinds {
 public:
  /// Of a CustomResourceDefinition; all else says nothing. The first of a kind counts.
  void add(const kube::Object& object);
  /// Whether it surely stands in none: of ClusterGroups of Fleet nobody here knows it, and they stand in one.
  bool has(const kube::Object& object) const;
  /// The same of what is only called so, as most that is called Cluster… stands in none: a namespace that it does not
  /// name itself is not given to it.
  bool may_have(const kube::Object& object) const;

 private:
  std::map<std::pair<std::string, std::string>, bool> defined_;  // of group and kind: whether it stands in none
};

}  // namespace slipway::subject
