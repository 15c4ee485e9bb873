#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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

/// Something that is wrong with a platform, and what is read in its place.
struct Mended {
  std::string path;                // "spec.workloads.llm.image"
  std::vector<SourceRange> heads;  // of it and all around it: keys, or where items begin; its own last
  /// What was left out, as if it had not been written; nullptr where it is read as what was surely meant.
  const doc::Node* left_out = nullptr;
};

/// What is left of a platform with mistakes: for whoever judges the rest of it, never to be planned, rendered or
/// applied.
struct SoundPart {
  std::optional<Platform> platform;    // nullopt: without what is wrong there is none
  std::vector<Mended> mended;          // nothing: the platform is as it was written
  std::shared_ptr<const void> memory;  // of what `mended` and the platform's native parts point into
};

/// Says the same as read_platform(), and what `more` says of the platform. Then whatever was wrong is taken out of the
/// trees, and they are read again, until nothing is. `lint.allow` stays as it was written.
SoundPart read_sound_part(doc::Document document, const ReadInclude& read_include,
                          const std::function<void(const Platform&, Diagnostics&)>& more, Diagnostics& diagnostics);

/// Fills in what follows from other fields: the cluster's name, `desired`, names of queues, roles, charts,
/// registries and service accounts, the network to create and how many of the region's zones it has, EKS's own node
/// autoscaler in Auto Mode. Leaves `written` false.
void complete(Platform& platform);

}  // namespace slipway::spec
