#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doc/node.h"
#include "schema/custom/structural.h"
#include "schema/object_meta.h"

namespace slipway::schema::custom {

struct Scale {
  std::string_view spec_replicas, status_replicas, label_selector;  // ".spec.replicas"; the last may be empty
};

/// One version of a kind that a CustomResourceDefinition defines.
struct CustomKind {
  std::string api_version, kind;  // "karpenter.sh/v1", "NodePool"
  Scope scope = Scope::Namespaced;
  bool has_status_subresource = false;
  std::optional<Scale> scale;
  const Structural* schema = nullptr;
};

/// The kinds of data/crds.jsonl.gz. Schemas are unpacked and read when first asked for.
class PackedKinds {
 public:
  PackedKinds();
  ~PackedKinds();
  bool knows(std::string_view api_version, std::string_view kind) const;
  /// Each as "keda.sh/v1alpha1" and "ScaledObject", in the order of the data.
  std::vector<std::pair<std::string_view, std::string_view>> names() const;
  /// nullptr when it is none of them.
  const CustomKind* find(std::string_view api_version, std::string_view kind);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slipway::schema::custom
