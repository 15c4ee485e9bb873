#pragma once

#include <map>
#include <string>
#include <vector>

#include "cost/grow_groups.h"
#include "provision/outcome.h"

namespace slipway::cost {

/// Pods that have no place at one level or another, with the reasons that Karpenter has and the nearest fix.
class UnplacedPods {
 public:
  /// Remembers why pods wait; what is returned may still find room in groups that grow. REQUIRES: the model outlives
  /// what is returned.
  std::vector<WaitingPods> take(const provision::Outcome& outcome, const model::Model& model);
  /// Those that found none.
  void keep(const std::vector<WaitingPods>& waiting, Level level, bool groups_grow);
  /// COST006, once for each kind of pods: a warning when they wait at the declared replicas or fewer, else a note.
  void report(Diagnostics& diagnostics) const;

 private:
  struct Case {
    SourceRange where;
    std::string reason, fix;
    bool of_groups = false;  // no pool has a reason: it is the groups'
    Counts count;
  };
  std::map<std::string, Case> cases_;  // by title
  std::vector<std::string> in_order_;  // titles
};

}  // namespace slipway::cost
