#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "spec/describe.h"

namespace slipway::spec {

/// What one file says about a struct. Files that include others give several layers, the later winning: maps are
/// merged, lists and scalars replaced.
struct Layer {
  const doc::Node* node = nullptr;
  SourceRange where;     // of the struct: its key, or the node itself
  std::size_t file = 0;  // index of the file, for `may_refine`
};

/// Whether `later` may change what `earlier` defines: it is the same file, or includes it. Two files that know nothing
/// of each other may not define the same name.
struct FileOrder {
  std::vector<std::vector<bool>> includes;  // [later][earlier]; empty: one file
  bool may_refine(std::size_t later, std::size_t earlier) const {
    return later == earlier || includes.empty() || includes[later][earlier];
  }
};

/// Reads maps into `owner`, a struct that `type` describes, saying every mistake; what is wrong keeps its default.
/// `path`: what diagnostics call the struct. Native nodes point into the layers' documents.
void read_struct(const StructType& type, void* owner, std::string_view path, std::span<const Layer> layers,
                 const FileOrder& order, Diagnostics& diagnostics);

/// One map on its own, such as a component's options. An absent or null node leaves all defaults (and what is required
/// is said to be missing at `where`).
template <class T>
T read_options(const doc::Node& node, std::string_view path, SourceRange where, Diagnostics& diagnostics) {
  T value;
  const Layer layer{&node, where, 0};
  read_struct(type_of(static_cast<const T*>(nullptr)), &value, path, {&layer, 1}, FileOrder{}, diagnostics);
  return value;
}

}  // namespace slipway::spec
