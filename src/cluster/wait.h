#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cluster/api.h"
#include "cluster/kinds.h"
#include "cluster/ready.h"
#include "kube/object.h"

namespace slipway::cluster {

struct Waited {
  kube::ObjectKey key;
  Readiness readiness;  // NotYet: time is over (or it was stopped), and why it is not there
};

struct WaitOptions {
  std::int64_t milliseconds = 300'000;
  std::function<bool()> stop = {};  // asked about each second
  /// Of wait_until_gone(): hears once, on the caller's thread, of those that are still there after so long.
  std::int64_t slow_milliseconds = 15'000;
  std::function<void(const std::vector<Waited>&)> on_slow = {};
  /// By what an object is judged; nullptr: readiness().
  std::function<Readiness(const doc::Node&)> judge = {};
};

/// What a PATCH answers may be judged at once, without a wait: readiness(applied.object).
///
/// Watches (one stream for each kind and namespace, at most kInFlight at once, resumed where they broke off) until each
/// object is Ready or Failed, or time is over; results in the order of the objects. `on_progress` hears of each object
/// whenever what is said of it changes, one at a time, from any thread. An object that is not there is NotYet.
/// Workloads that time runs out on say what their pods say (ImagePullBackOff …). A failure only when the server refuses
/// to be asked, or does not answer until time is over.
Result<std::vector<Waited>, ApiFailure> wait_until_ready(
    Api& api, Kinds& kinds, const std::vector<kube::ObjectKey>& objects, const WaitOptions& options,
    const std::function<void(std::size_t index, const Readiness&)>& on_progress = {});

/// The same until each is gone (Ready here); why: which finalizers hold it, or what is left in a Namespace. An object
/// that comes again under its name is not gone.
Result<std::vector<Waited>, ApiFailure> wait_until_gone(
    Api& api, Kinds& kinds, const std::vector<kube::ObjectKey>& objects, const WaitOptions& options,
    const std::function<void(std::size_t index, const Readiness&)>& on_progress = {});

}  // namespace slipway::cluster
