#pragma once

#include "base/diagnostic.h"
#include "decide/karpenter/cluster.h"
#include "model/objects.h"

namespace slipway::model {

/// Does to claims that are written what the controllers would do before pods are scheduled: the default class, a bound
/// volume's mark, a volume that waits for one. What is not among the objects (a class, a claim, a volume), and not
/// known to be missing either because no live object of its kind was read, is taken to be there and to bind anywhere;
/// said in notes (MODEL007).
void complete_storage(const Entries& entries, karpenter::Cluster& cluster, Diagnostics& diagnostics);

}  // namespace slipway::model
