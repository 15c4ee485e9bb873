#pragma once

#include <map>
#include <string>
#include <utility>

#include "base/source.h"

namespace slipway::render {

/// Where in platform.yaml something comes from, in words that stay true when lines are put in above it:
/// "platform.yaml network.create.natGateways", "platform.yaml components[karpenter]". Reads each source once.
class Origins {
 public:
  /// The path below `spec` of the field at (or last before) the place; items of lists by their `name` or, when they are
  /// words, by themselves. "" for nowhere.
  std::string of(SourceRange where);
  /// What a rendered block's comment says: "karpenter · platform.yaml components[karpenter]".
  std::string comment(std::string_view component, SourceRange where);

 private:
  using Place = std::pair<int, int>;  // line, column
  using Paths = std::map<Place, std::string>;
  const Paths& paths_of(const SourceText& source);

  std::map<const SourceText*, Paths> read_;
};

}  // namespace slipway::render
