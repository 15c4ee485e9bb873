#include "spec/include.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "doc/yaml.h"
#include "spec/ids.h"
#include "spec/text_format.h"

namespace slipway::spec {
namespace {

class Follower {
 public:
  Follower(const ReadInclude& read_include, Diagnostics& diagnostics)
      : read_include_(read_include), diagnostics_(diagnostics) {}

  /// Returns the file's index among documents.
  std::size_t follow(const doc::Document& document, const std::string& path) {
    stack_.push_back(path);
    std::vector<bool> below;
    for (const doc::Node& item : document.root()["spec"]["include"].items()) {
      if (!item.is_string() || format::kFilePattern.check(item.text())) continue;  // said when the field is read
      if (const auto index = include(item, resolve_path(path, item.text()))) {
        merge(below, includes_[*index]);
        set(below, *index);
      }
    }
    stack_.pop_back();
    documents_.push_back(document);
    includes_.push_back(std::move(below));
    return documents_.size() - 1;
  }

  IncludedFiles take() {
    IncludedFiles files;
    for (auto& row : includes_) row.resize(documents_.size());
    files.documents = std::move(documents_);
    files.order.includes = std::move(includes_);
    return files;
  }

 private:
  std::optional<std::size_t> include(const doc::Node& item, const std::string& path) {
    const auto refuse = [&](const char* what, std::string message, std::string fix) {
      diagnostics_.error(what, item.where(), std::move(message), std::move(fix));
      return std::nullopt;
    };
    if (std::ranges::find(stack_, path) != stack_.end())
      return refuse(id::kIncludeCycle, fmt::format("files include each other in a circle: {}", circle(path)),
                    "take one of these lines out");
    if (const auto known = read_.find(path); known != read_.end()) return known->second;
    if (stack_.size() >= kDeepestInclude)
      return refuse(id::kIncludeTooDeep, fmt::format("files include each other more than {} deep", kDeepestInclude),
                    "put what the deepest of them say into those above");
    if (read_.size() >= kMostIncludes)
      return refuse(id::kIncludeTooDeep, fmt::format("more than {} files are included", kMostIncludes),
                    "put several of them into one");
    if (!read_include_)
      return refuse(id::kIncludeUnreadable, fmt::format("{} cannot be included here", printable(path)),
                    "write what it says here");
    const auto text = read_include_(path);
    if (!text)
      return refuse(id::kIncludeUnreadable, printable(text.error().message),
                    text.error().kind == FailureKind::Denied
                        ? "chmod u+r it as its owner, or remove the line"
                        : "name files relative to the file that holds this line, or remove the line");
    const int before = diagnostics_.count(Severity::Error);
    const doc::Document document = doc::read_yaml_document(*text, diagnostics_);
    std::optional<std::size_t> index;
    if (document.root().is_map()) {
      index = follow(document, path);
    } else if (diagnostics_.count(Severity::Error) == before) {
      refuse(id::kIncludeUnreadable, fmt::format("{} holds no platform: its top is no map", printable(path)),
             "give it apiVersion, kind, metadata and spec, or remove the line");
    }
    read_.emplace(path, index);
    return index;
  }

  std::string circle(const std::string& path) const {
    std::vector<std::string> names(std::ranges::find(stack_, path), stack_.end());
    names.push_back(path);
    return printable(join(names, " -> "));
  }

  static void set(std::vector<bool>& row, std::size_t index) {
    if (row.size() <= index) row.resize(index + 1);
    row[index] = true;
  }
  static void merge(std::vector<bool>& row, const std::vector<bool>& other) {
    for (std::size_t i = 0; i < other.size(); ++i)
      if (other[i]) set(row, i);
  }

  const ReadInclude& read_include_;
  Diagnostics& diagnostics_;
  std::vector<std::string> stack_;                          // files being followed
  std::map<std::string, std::optional<std::size_t>> read_;  // by path; empty: not usable
  std::vector<doc::Document> documents_;
  std::vector<std::vector<bool>> includes_;
};

}  // namespace

std::string resolve_path(std::string_view from, std::string_view path) {
  std::vector<std::string_view> parts;
  const auto slash = from.rfind('/');
  const bool absolute = from.starts_with('/');
  if (slash != std::string_view::npos) parts = split(from.substr(0, slash), '/');
  for (const auto part : split(path, '/')) parts.push_back(part);
  std::vector<std::string> kept;
  for (const auto part : parts) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !kept.empty() && kept.back() != "..")
      kept.pop_back();
    else if (part != ".." || !absolute)
      kept.emplace_back(part);
  }
  return (absolute ? "/" : "") + join(kept, "/");
}

IncludedFiles follow_includes(doc::Document document, const ReadInclude& read_include, Diagnostics& diagnostics) {
  const int errors = diagnostics.count(Severity::Error);
  Follower follower(read_include, diagnostics);
  const std::string name = document.source() ? resolve_path("", document.source()->name()) : "";
  follower.follow(document, document.source() && document.source()->name().starts_with('/') ? "/" + name : name);
  IncludedFiles files = follower.take();
  files.is_whole = diagnostics.count(Severity::Error) == errors;
  return files;
}

}  // namespace slipway::spec
