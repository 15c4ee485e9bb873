#pragma once

#include "doc/arena.h"
#include "doc/node.h"

namespace slipway::admission {

/// What `kubectl apply` makes of an object in the cluster: what the file says; what only the server has stays (a pod's
/// node, the volume of a claim, labels that a Job's pods are found by); what an earlier file said and this one does not
/// goes. Lists whose items have a key (containers, env, volumes, tolerations …) are merged by it, others are replaced.
/// `last`: what was applied before; absent when nobody knows, then nothing goes. Follows kubectl 1.36, three-way
/// strategic merge of Pod, Job and PersistentVolumeClaim. What is made stands in `arena`.
doc::Node applied(const doc::Node& file, const doc::Node& live, const doc::Node& last, doc::Arena& arena);

}  // namespace slipway::admission
