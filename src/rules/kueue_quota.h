#pragma once

#include <optional>
#include <string_view>

#include "kube/quantity.h"
#include "subject/subject.h"

namespace slipway::rules {

/// What an empty ClusterQueue may give of one resource in one flavour.
struct MostOfFlavor {
  kube::Quantity nominal;
  kube::Quantity most;                    // with all that its cohort, as the files show it, may lend
  std::optional<kube::Quantity> ceiling;  // that no cohort lifts: nominal and borrowingLimit
  bool has_cohort = false;
  bool is_cohort_known = false;  // the files show it, up to a Cohort without a parent
  SourceRange where;             // of the flavour's resource, or of the flavour
};

/// Reckoned once for a subject. Of cohorts nested deeper than anybody has them, and of circles, which Kueue refuses,
/// not all is added up: they are not known. Follows Kueue 0.19.2 pkg/cache/scheduler/resource_node.go
/// (potentialAvailable). `flavor` is an item of the queue's resourceGroups.
MostOfFlavor most_of_flavor(const subject::Subject& subject, const kube::Object& cluster_queue, const doc::Node& flavor,
                            std::string_view resource);

}  // namespace slipway::rules
