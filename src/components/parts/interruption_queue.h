#pragma once

#include <string>

#include "components/component.h"

namespace slipway::components {

struct InterruptionQueue {
  platform::ResourceId id;
  std::string name;  // in SQS
};

/// A queue that EventBridge fills with what is about to happen to instances: spot interruptions, rebalance
/// recommendations, state changes, scheduled maintenance, the end of interruptible reservations. Encrypted by SQS
/// itself (with a key of one's own EventBridge would need rights on it); messages that nobody took are worthless after
/// five minutes. `user`: who reads it ("karpenter").
InterruptionQueue add_interruption_queue(Expansion& in, const std::string& user);

}  // namespace slipway::components
