#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ops/site.h"
#include "ops/steps.h"

namespace slipway::ops {

/// The tree while an apply or a destroy is planned: as platform.yaml says now, since Terraform reads it where it
/// stands, and then as it was, since `status` compares with what was applied. What it was lies meanwhile in
/// `tree-before.json` of the site's folder: who comes after a plan that was killed puts it back from there. REQUIRES:
/// the site's lock is held; the site outlives it.
class PlannedTree {
 public:
  explicit PlannedTree(Site& site) : site_(site) {}
  /// Puts it back, unless keep() was told.
  ~PlannedTree();
  PlannedTree(const PlannedTree&) = delete;
  PlannedTree& operator=(const PlannedTree&) = delete;

  /// Renders it as platform.yaml says now. Where nothing of a tree stood, or not all of it, the new one stays.
  std::optional<StepFailure> lay();
  std::optional<StepFailure> put_back();
  /// It is the tree from now on.
  std::optional<StepFailure> keep();
  /// What was planned is done: the first of the steps begins by making the tree that of the plan.
  void lay_with_first(std::vector<Step>& steps) const;

 private:
  Site& site_;
  bool is_laid_ = false;  // over another
};

/// Whether one lies over what was applied: somebody plans now, or was killed when planning.
bool is_planned_over(const Site& site);
/// What a plan that was killed left is put back; nothing, when none did. REQUIRES: the site's lock is held.
std::optional<StepFailure> put_back_tree(const Site& site);

}  // namespace slipway::ops
