#include "ops/planned_tree.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/shell_word.h"
#include "doc/json.h"
#include "ops/kept_tree.h"
#include "ops/said.h"

namespace slipway::ops {
namespace {

std::string file_before(const Site& site) { return site.folder + "/tree-before.json"; }

/// None when not all of it stands as it was written: half of one is none, and what a person edited is never written
/// back as slipway's own.
std::vector<render::File> standing_tree(const Site& site) {
  auto standing = KeptTree(site.doors.files, site.tree()).standing();
  if (!standing || !standing->missing.empty() || !standing->edited.empty()) return {};
  return std::move(standing).value().files;
}

std::string text_of(const std::vector<render::File>& tree) {
  doc::Map files;
  for (const auto& [path, text] : tree) files.set(path, text);
  return doc::write_json(doc::Value(std::move(files)), doc::JsonLayout::Indented);
}

std::vector<render::File> tree_of(const std::string& file, const std::string& text) {
  Diagnostics mistakes;
  const auto document = doc::read_json(std::make_shared<const SourceText>(file, text), mistakes);
  std::vector<render::File> tree;
  for (const auto& [path, content] : document.root().members())
    tree.push_back({std::string(path.text()), std::string(content.text())});
  return tree;
}

std::optional<StepFailure> forget(const Site& site) {
  if (const auto gone = site.doors.files.remove(file_before(site)); !gone) return disk_failure(gone.error());
  return std::nullopt;
}

}  // namespace

bool is_planned_over(const Site& site) { return site.doors.files.look_at(file_before(site)) == io::Entry::File; }

std::optional<StepFailure> put_back_tree(const Site& site) {
  if (!is_planned_over(site)) return std::nullopt;
  const auto text = site.doors.files.read(file_before(site));
  if (!text) return disk_failure(text.error());
  const auto tree = tree_of(file_before(site), *text);
  if (tree.empty())
    return StepFailure{
        fmt::format("{} is damaged: the tree that was applied before a plan that was killed", file_before(site)),
        fmt::format("rm {} takes the tree of that plan for what was applied; `slipway apply` then makes it so",
                    shell_word(file_before(site)))};
  if (auto failed = write_tree(site, tree)) return failed;
  return forget(site);
}

PlannedTree::~PlannedTree() { [[maybe_unused]] const auto failed = put_back(); }

std::optional<StepFailure> PlannedTree::lay() {
  if (is_laid_) return write_tree(site_);  // of outputs more is known
  if (auto failed = put_back_tree(site_)) return failed;
  const auto before = standing_tree(site_);
  auto wanted = rendered_tree(site_);
  std::ranges::sort(wanted, {}, &render::File::path);
  if (!before.empty() && before != wanted) {
    const auto written = site_.doors.files.write(file_before(site_), text_of(before));
    if (!written) return disk_failure(written.error());
    is_laid_ = true;
  }
  return write_tree(site_, wanted);
}

std::optional<StepFailure> PlannedTree::put_back() {
  if (!is_laid_) return std::nullopt;
  is_laid_ = false;
  return put_back_tree(site_);
}

std::optional<StepFailure> PlannedTree::keep() {
  if (!is_laid_) return std::nullopt;
  is_laid_ = false;
  return forget(site_);
}

void PlannedTree::lay_with_first(std::vector<Step>& steps) const {
  auto& first = steps.front().run;
  first = [&site = site_, run = std::move(first)](const auto& told) -> Result<std::string, StepFailure> {
    if (auto failed = write_tree(site)) return *std::move(failed);
    return run(told);
  };
}

}  // namespace slipway::ops
