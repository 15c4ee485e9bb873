#include "spec/reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"
#include "spec/check.h"
#include "spec/ids.h"
#include "spec/include.h"
#include "spec/mended_trees.h"
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

/// Whether the text holds a platform at all; says so when not.
bool holds_platform(const doc::Document& document, Diagnostics& diagnostics) {
  const doc::Node& root = document.root();
  if (root.is_map()) return is_platform(root, diagnostics);
  if (root.is_null() && diagnostics.has_errors()) return false;  // it could not even be parsed
  diagnostics.error(
      id::kNoPlatform, root.is_null() ? SourceRange{document.source()} : root.where(),
      root.is_null() ? "the file is empty" : fmt::format("a platform is a map, found {}", say::found(root)),
      "start with `slipway init`");
  return false;
}

/// The message without the fields that it names by their whole path.
std::string without_paths(std::string_view message) {
  std::string out;
  for (const auto word : split(message, ' '))
    if (!word.starts_with("spec.")) out += std::string(word) + ' ';
  return out;
}

/// What stands behind an anchor is read for each alias of it, and a mistake there is one mistake: of findings at one
/// place that say the same of different fields the first is said.
void add_once(Diagnostics said, Diagnostics& diagnostics) {
  std::set<std::tuple<const SourceText*, int, int, std::string, std::string>> known;
  for (Diagnostic& one : said.take()) {
    const bool is_new =
        !one.where ||
        known.emplace(one.where.source, one.where.line, one.where.column, one.id, without_paths(one.message)).second;
    if (is_new) diagnostics.add(std::move(one));
  }
}

/// `tops`: of the files' documents, the file itself last; nullptr for what is passed over.
Platform read_tops(std::span<const doc::Node* const> tops, const FileOrder& order, Diagnostics& diagnostics) {
  std::vector<Layer> layers;
  for (std::size_t i = 0; i < tops.size(); ++i)
    if (tops[i]) layers.push_back({tops[i], tops[i]->where(), i});
  Root read;
  Diagnostics said;
  read_struct(type_of(static_cast<const Root*>(nullptr)), &read, "", layers, order, said);
  Platform platform = std::move(read.spec);
  platform.name = read.metadata.name;
  complete(platform);
  check(platform, said);
  add_once(std::move(said), diagnostics);
  return platform;
}

std::vector<const doc::Node*> tops_of(const IncludedFiles& files, Diagnostics& diagnostics) {
  std::vector<const doc::Node*> tops;
  for (const doc::Document& document : files.documents) {
    const bool is_last = &document == &files.documents.back();
    tops.push_back(is_last || is_platform(document.root(), diagnostics) ? &document.root() : nullptr);
  }
  return tops;
}

/// What seems to be missing may stand in a file that could not be read: of that nothing is said but why it could not.
void add_known(Diagnostics wrong, const IncludedFiles& files, Diagnostics& diagnostics) {
  for (Diagnostic& one : wrong.take())
    if (files.is_whole || (one.id != id::kMissing && one.id != id::kNothingOfThatName)) diagnostics.add(std::move(one));
}

void keep(IncludedFiles files, Platform& platform) {
  platform.document = std::move(files.documents.back());
  files.documents.pop_back();
  platform.included = std::move(files.documents);
}

}  // namespace

std::optional<Platform> read_platform(doc::Document document, const ReadInclude& read_include,
                                      Diagnostics& diagnostics) {
  if (!holds_platform(document, diagnostics)) return std::nullopt;
  IncludedFiles files = follow_includes(std::move(document), read_include, diagnostics);
  Diagnostics wrong;
  Platform platform = read_tops(tops_of(files, diagnostics), files.order, wrong);
  add_known(std::move(wrong), files, diagnostics);
  keep(std::move(files), platform);
  return platform;
}

std::optional<Platform> read_platform(doc::Document document, Diagnostics& diagnostics) {
  return read_platform(std::move(document), {}, diagnostics);
}

SoundPart read_sound_part(doc::Document document, const ReadInclude& read_include,
                          const std::function<void(const Platform&, Diagnostics&)>& more, Diagnostics& diagnostics) {
  SoundPart out;
  if (!holds_platform(document, diagnostics)) return out;
  IncludedFiles files = follow_includes(std::move(document), read_include, diagnostics);
  std::vector<const doc::Node*> tops = tops_of(files, diagnostics);
  Diagnostics wrong;
  Platform platform = read_tops(tops, files.order, wrong);
  more(platform, wrong);
  const Lint as_written = platform.lint;
  std::vector<Diagnostic> mistakes = wrong.all();
  add_known(std::move(wrong), files, diagnostics);
  MendedTrees trees(tops);
  while (trees.mend(mistakes)) {
    Diagnostics again;
    platform = read_tops(trees.tops(), files.order, again);
    more(platform, again);
    mistakes = again.take();
  }
  out.mended = trees.mended();
  using Memory = std::pair<std::vector<doc::Document>, std::shared_ptr<doc::Arena>>;
  out.memory = std::make_shared<const Memory>(files.documents, trees.memory());
  if (std::ranges::none_of(mistakes, [](const Diagnostic& one) { return one.severity == Severity::Error; })) {
    platform.lint = as_written;
    keep(std::move(files), platform);
    out.platform = std::move(platform);
  }
  return out;
}

}  // namespace slipway::spec
