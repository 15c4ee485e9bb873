#include "cli/named_files.h"

#include <fmt/core.h>

#include <map>

#include "base/text.h"
#include "cli/refusal.h"

namespace slipway::cli {
namespace {

/// "*.yaml, *.yml or *.json"
std::string listed(const std::vector<std::string>& suffixes) {
  std::string out;
  for (std::size_t i = 0; i < suffixes.size(); ++i)
    out += fmt::format("{}*{}", i == 0 ? "" : i + 1 == suffixes.size() ? " or " : ", ", suffixes[i]);
  return out;
}

/// No step of it is empty, "." or "..": nothing to shorten.
bool is_plain(std::string_view path) {
  if (path.empty()) return false;
  for (std::size_t at = 0; at <= path.size();) {
    const std::string_view step = path.substr(at, path.find('/', at) - at);
    if (step.empty() || step == "." || step == "..") return false;
    at += step.size() + 1;
  }
  return true;
}

}  // namespace

void complain_of_named_file(Session& session, const Failure& failure, const std::string& path) {
  const auto folder = path.substr(0, path.rfind('/') + 1);  // npos + 1 is 0
  std::string meant;
  if (failure.kind == FailureKind::NotFound)
    if (const auto files = session.files.glob(folder + "*")) {
      std::vector<std::string_view> names;
      for (const std::string_view file : *files) names.push_back(file.substr(file.rfind('/') + 1));
      if (const auto near = near_miss(path.substr(folder.size()), names))
        meant = fmt::format("did you mean {}{}?", folder, *near);
    }
  complain_of_file(session, failure, meant);
}

std::string plain_path(const std::string& path) { return is_plain(path) ? path : io::beside("./", path); }

FoundFiles find_files(Session& session, const std::vector<std::string>& paths,
                      const std::vector<std::string>& suffixes) {
  FoundFiles out;
  std::map<std::string, std::size_t> seen;  // as indices of files
  const auto add = [&](const std::string& path, bool is_named) {
    const auto [at, is_new] = seen.try_emplace(path == "-" ? path : plain_path(path), out.files.size());
    if (is_new)
      out.files.push_back({path, is_named});
    else if (is_named)
      out.files[at->second].is_named = true;
  };
  const auto add_all = [&](const Result<std::vector<std::string>>& files, const std::string& nothing) {
    if (!files || files->empty()) {
      if (files)
        session.complain(nothing, "name files that are there, or a folder that holds them");
      else
        complain_of_file(session, files.error());
      out.is_complete = false;
      return;
    }
    for (const std::string& file : *files) add(file, false);
  };
  for (const std::string& path : paths) {
    if (path != "-" && session.files.is_directory(path)) {
      add_all(session.files.list(path, suffixes), fmt::format("{} holds no {} file", path, listed(suffixes)));
    } else if (path.find_first_of("*?[") != std::string::npos) {
      add_all(session.files.glob(path), fmt::format("no file matches '{}'", path));
    } else {
      add(path, true);
    }
  }
  return out;
}

std::optional<std::vector<NamedFile>> files_of(Session& session, const std::vector<std::string>& paths,
                                               const std::vector<std::string>& suffixes) {
  FoundFiles found = find_files(session, paths, suffixes);
  if (!found.is_complete) return std::nullopt;
  return std::move(found.files);
}

}  // namespace slipway::cli
