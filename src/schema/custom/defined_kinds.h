#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "schema/custom/kind.h"

namespace slipway::schema::custom {

/// The kinds of CustomResourceDefinitions that the user brought.
class DefinedKinds {
 public:
  /// Takes every served version. CRD001: what keeps a version from being used. `document` holds `crd`.
  void add(const doc::Document& document, const doc::Node& crd, Diagnostics& diagnostics);

  /// nullptr when none defines it; of several, the last does.
  const CustomKind* find(std::string_view api_version, std::string_view kind) const;

 private:
  struct Definition {
    std::unique_ptr<SchemaSource> schemas;
    std::vector<CustomKind> kinds;
  };
  std::vector<Definition> definitions_;
  std::map<std::pair<std::string_view, std::string_view>, const CustomKind*> by_name_;  // version and kind
};

}  // namespace slipway::schema::custom
