#pragma once

#include <set>
#include <tuple>

#include "base/source.h"
#include "kube/object.h"
#include "subject/subject.h"

namespace slipway::subject {

/// Which objects are the `manifest` of a kubernetes_manifest, in Terraform's text or in a plan: of their scalars its
/// provider makes what the API wants. Ask subject.derived<ProviderManifests>().
class ProviderManifests {
 public:
  explicit ProviderManifests(const Subject& subject);
  bool has(const kube::Object& object) const;

 private:
  void add(const SourceRange& where) { begin_.emplace(where.source, where.line, where.column); }
  std::set<std::tuple<const SourceText*, int, int>> begin_;
};

}  // namespace slipway::subject
