#pragma once

#include <vector>

#include "spec/read_struct.h"
#include "spec/reader.h"

namespace slipway::spec {

/// A platform's files in the order in which they count: what is included before what includes it, the file itself last.
struct IncludedFiles {
  std::vector<doc::Document> documents;
  FileOrder order;
  bool is_whole = true;  // false: a file that is named was left out, or is not read to its end
};

/// Follows `spec.include` from `document` on. Cycles, files that cannot be read, and nesting beyond kDeepestInclude are
/// said at the line that names the file, which is then left out.
IncludedFiles follow_includes(doc::Document document, const ReadInclude& read_include, Diagnostics& diagnostics);

/// `path` as named in the file `from`: "envs/prod.yaml" and "../base.yaml" make "base.yaml".
std::string resolve_path(std::string_view from, std::string_view path);

}  // namespace slipway::spec
