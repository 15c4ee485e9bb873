#pragma once

#include "kube/label_selector.h"
#include "kube/node_selector.h"
#include "kube/objects/fields.h"
#include "kube/taints.h"

namespace slipway::kube {

/// Readers of the pieces by which objects choose one another.
LabelSelector read_label_selector(const Fields& fields);
NodeSelector read_node_selector(const Fields& fields);
NodeSelectorTerm read_node_selector_term(const Fields& fields);
NodeSelectorRequirement read_node_selector_requirement(const Fields& fields);
PreferredSchedulingTerm read_preferred_scheduling_term(const Fields& fields);
Taint read_taint(const Fields& fields);
Toleration read_toleration(const Fields& fields);

}  // namespace slipway::kube
