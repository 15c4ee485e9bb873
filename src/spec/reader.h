#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/diagnostic.h"
#include "base/result.h"
#include "base/source.h"
#include "doc/node.h"
#include "spec/platform.h"

namespace slipway::spec {

/// The text of an included file. `path` is already resolved against the file that names it ("envs/../base.yaml" is
/// "base.yaml"); the SourceText's name is what diagnostics call it.
using ReadInclude = std::function<Result<std::shared_ptr<const SourceText>>(const std::string& path)>;

inline constexpr std::size_t kDeepestInclude = 16;
inline constexpr std::size_t kMostIncludes = 256;

/// platform.yaml, typed and defaulted; what follows from other fields is filled in (complete()), and all of it checked
/// (check.h). Says every mistake; a field that is wrong keeps its default. nullopt when there is no platform at all: an
/// empty text, no map at the top, another kind. What is returned is fit to go on with only when no error was said.
/// Files named by `spec.include` are read first and merged; without `read_include` naming one is an error.
std::optional<Platform> read_platform(doc::Document document, const ReadInclude& read_include,
                                      Diagnostics& diagnostics);
std::optional<Platform> read_platform(doc::Document document, Diagnostics& diagnostics);

/// Fills in what follows from other fields: the cluster's name, `desired`, names of queues, roles, charts,
/// registries and service accounts, the network to create and how many of the region's zones it has, EKS's own node
/// autoscaler in Auto Mode. Leaves `written` false.
void complete(Platform& platform);

}  // namespace slipway::spec
