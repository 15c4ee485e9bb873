#include "cli/unrendered.h"

#include <fmt/core.h>

#include "doc/yaml.h"
#include "subject/patches.h"
#include "subject/sort.h"
#include "subject/values_files.h"

namespace slipway::cli {
namespace {

constexpr std::string_view kKustomizations[] = {"kustomization.yaml", "kustomization.yml", "Kustomization"};

std::string folder_of(const std::string& path) { return std::string(subject::folder_of(path)); }

std::string shown(const std::string& folder) { return folder.empty() ? "." : folder.substr(0, folder.size() - 1); }

}  // namespace

void Unrendered::read_kustomization(const std::string& path, const std::string& text) {
  if (!looked_at_.insert(folder_of(path)).second) return;
  Diagnostics unheard;
  const auto documents = doc::read_yaml(std::make_shared<const SourceText>(path, text), unheard);
  if (documents.empty()) return;
  const doc::Node& root = documents[0].root();
  kustomized_.insert(folder_of(path));
  for (const doc::Node& one : root["resources"].items())
    if (one.is_string()) resources_.insert(plain_path(io::beside(path, std::string(one.text()))));
  const auto take = [&](const doc::Node& name) {
    if (name.is_string() && name.text().find('\n') == std::string_view::npos)
      patches_.emplace(plain_path(io::beside(path, std::string(name.text()))), folder_of(path));
  };
  for (const char* field : {"patches", "patchesJson6902", "replacements"})
    for (const doc::Node& item : root[field].items()) take(item["path"]);
  for (const char* field :
       {"patchesStrategicMerge", "transformers", "generators", "validators", "configurations", "crds"})
    for (const doc::Node& item : root[field].items()) take(item);
}

void Unrendered::read_script(const std::string& path, const SourceText& source) {
  const subject::Script script = subject::read_script(std::make_shared<const SourceText>(source.name(), source.text()));
  const subject::Patches patches(script);
  for (const std::string& name : patches.files()) {
    given_.emplace(plain_path(io::beside(path, name)), path);
    given_.emplace(plain_path(name), path);
  }
}

void Unrendered::look_beside(const std::string& folder) {
  if (looked_at_.contains(folder)) return;
  for (const std::string_view name : kKustomizations)
    if (auto text = session_.files.read(folder + std::string(name))) {
      read_kustomization(folder + std::string(name), std::move(text).value());
      break;
    }
  looked_at_.insert(folder);
}

void Unrendered::add(const NamedFile& file, const SourceText& source) {
  if (file.path == "-") return;
  const std::string path = plain_path(file.path), folder = folder_of(path);
  for (const std::string_view name : kKustomizations)
    if (path == folder + std::string(name)) read_kustomization(path, source.text());
  if (subject::sort_of(source.name(), source.text()) == subject::Sort::Script &&
      source.text().find(" patch ") != std::string::npos)
    read_script(path, source);
}

/// The folder of the chart that a template belongs to.
std::string Unrendered::chart_of(const std::string& path) {
  for (std::size_t at = path.rfind("templates/"); at != std::string::npos && at > 0;
       at = path.rfind("templates/", at - 1)) {
    if (path[at - 1] != '/') continue;
    const std::string folder = path.substr(0, at);
    const auto [known, is_new] = charts_.emplace(folder, false);
    if (is_new) known->second = static_cast<bool>(session_.files.read(folder + "Chart.yaml"));
    if (known->second) return folder;
  }
  return "";
}

/// By its name a patch that a kustomization beside or above it may take, and does not at present: its folder with the
/// slash; "" of all else.
std::string Unrendered::kustomized_patch(const std::string& path) const {
  const std::string folder = folder_of(path), above = folder_of(folder.substr(0, folder.size() - !folder.empty()));
  if ((!subject::names_patch(path) && !folder.ends_with("/patches/")) || resources_.contains(path)) return "";
  for (const std::string& one : {folder, above})
    if (kustomized_.contains(one)) return one;
  return "";
}

bool Unrendered::takes(const NamedFile& file, const std::shared_ptr<const SourceText>& source) {
  if (file.path == "-") return false;
  const std::string path = plain_path(file.path);
  // Named by a hook, or in a folder of patches alone: the kustomization stands beside or above.
  const std::string here = folder_of(path);
  look_beside(here);
  if (!here.empty()) look_beside(folder_of(here.substr(0, here.size() - 1)));
  const auto left_out = [&](const std::string& by, std::string what, std::string instead) {
    Left& left = left_[by];
    if (left.files++ == 0) left = {source, std::move(what), std::move(instead), 1};
    return true;
  };
  const auto count = [&](const std::string& folder, std::string_view what, std::string_view instead) {
    return left_out(folder, fmt::format("{} of {}", what, shown(folder)),
                    fmt::format("{} {} | slipway lint -", instead, shown(folder)));
  };
  if (const auto found = patches_.find(path); found != patches_.end())
    return count(found->second, "patch", "kubectl kustomize");
  if (const std::string folder = kustomized_patch(path); !folder.empty())
    return count(folder, "patch", "kubectl kustomize");
  constexpr std::string_view kPatched = "kubectl patch … --dry-run=server -o yaml | slipway lint -";
  if (const auto found = given_.find(path); found != given_.end())
    return left_out(found->second, fmt::format("patch of {}", found->second), std::string(kPatched));
  if (subject::has_patch_directive(source->text()))
    return left_out("$patch in " + folder_of(path), "patch by its directives", std::string(kPatched));
  if (source->text().find("{{") == std::string::npos) return false;
  const std::string chart = chart_of(path);
  return !chart.empty() && count(chart, "template", "helm template");
}

void Unrendered::say(Diagnostics& findings) const {
  for (const auto& [folder, left] : left_)
    findings.note("SUBJ003", {left.first.get(), 0, 0, 0},
                  left.files == 1 ? fmt::format("a {}: nobody applies it as it is", left.what)
                                  : fmt::format("the first of {} files, each a {}: nobody applies them as they are",
                                                left.files, left.what),
                  fmt::format("judge what comes of it: {}", left.instead));
}

}  // namespace slipway::cli
