#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doc/node.h"
#include "kube/object.h"

namespace slipway::subject {

/// What a patch of a kustomization may change.
struct KustomizePatch {
  std::string kind, name;  // of the objects; "" of any
  /// Words of what it writes: keys of its maps, steps of its paths. nullopt where nobody sees it, or where a
  /// strategic patch replaces or takes away a whole.
  std::optional<std::set<std::string, std::less<>>> fields;
  /// Of a list of JSON patches: paths of what it puts something else in place of, or takes away, with all that is below
  /// in the object.
  std::vector<std::vector<std::string>> replaced = {};

  /// Whether it may change a field of this name, anywhere in the object; of any name: "".
  bool may_change(const kube::Object& object, std::string_view field) const;
};

/// The documents of the file at a path that a kustomization names; none where it is not here.
using FindDocuments = std::function<std::span<const doc::Node* const>(std::string_view path)>;

/// Those of one kustomization. Source: kustomize 5.8, api/types/patch.go, selector.go and replacement.go: kind and name
/// of a target are patterns, and a patch without a target says itself what it is of.
std::vector<KustomizePatch> patches_of(const doc::Node& kustomization, const FindDocuments& find);

}  // namespace slipway::subject
