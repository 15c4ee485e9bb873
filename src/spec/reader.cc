#include "spec/reader.h"

#include <fmt/core.h>

#include "base/text.h"
#include "spec/check.h"
#include "spec/ids.h"
#include "spec/include.h"
#include "spec/root.h"
#include "spec/rows.h"
#include "spec/say.h"

namespace slipway::spec {
namespace {

/// Whether a file is a Platform; says so when it is something else. One that forgets to say what it is, is taken for
/// one.
bool is_platform(const doc::Node& root, Diagnostics& diagnostics) {
  const doc::Node& kind = root["kind"];
  if (!kind.is_string() || kind.text() == kKind) return true;
  say::no_such(id::kOtherKind, fmt::format("this is a {}, not a {}", printable(kind.text().substr(0, 60)), kKind),
               kind.text(), kind.where(), {kKind}, diagnostics);
  return false;
}

}  // namespace

std::optional<Platform> read_platform(doc::Document document, const ReadInclude& read_include,
                                      Diagnostics& diagnostics) {
  const doc::Node& root = document.root();
  if (!root.is_map()) {
    if (root.is_null() && diagnostics.has_errors()) return std::nullopt;  // it could not even be parsed
    diagnostics.error(
        id::kNoPlatform, root.is_null() ? SourceRange{document.source()} : root.where(),
        root.is_null() ? "the file is empty" : fmt::format("a platform is a map, found {}", say::found(root)),
        "start with `slipway init`");
    return std::nullopt;
  }
  if (!is_platform(root, diagnostics)) return std::nullopt;

  IncludedFiles files = follow_includes(document, read_include, diagnostics);
  std::vector<Layer> layers;
  for (std::size_t i = 0; i < files.documents.size(); ++i) {
    const doc::Node& top = files.documents[i].root();
    if (i + 1 < files.documents.size() && !is_platform(top, diagnostics)) continue;
    layers.push_back({&top, top.where(), i});
  }
  Root read;
  read_struct(type_of(static_cast<const Root*>(nullptr)), &read, "", layers, files.order, diagnostics);
  Platform platform = std::move(read.spec);
  platform.name = read.metadata.name;
  platform.document = std::move(document);
  files.documents.pop_back();
  platform.included = std::move(files.documents);
  complete(platform);
  check(platform, diagnostics);
  return platform;
}

std::optional<Platform> read_platform(doc::Document document, Diagnostics& diagnostics) {
  return read_platform(std::move(document), {}, diagnostics);
}

}  // namespace slipway::spec
