#pragma once

#include <string>

#include "doc/node.h"

namespace slipway::cluster {

/// Why a pod is not ready or has failed, in one line: "container web: ImagePullBackOff: …", "no node takes it: 0/3
/// nodes are available …", "container web ended with 137 (OOMKilled)". The most telling of its containers.
std::string pod_trouble(const doc::Node& pod);

/// How much pod_trouble() tells: 0 nothing ("it is starting"), more for what a person must mend.
int pod_trouble_rank(const doc::Node& pod);

}  // namespace slipway::cluster
