#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace slipway::ops {

/// How long a step waits before it says what is not there yet, and fails. docs/guide/apply.md shows the same table.
struct Wait {
  std::string_view verb, what;
  int minutes;
  constexpr std::int64_t milliseconds() const { return std::int64_t{minutes} * 60'000; }
};

inline constexpr Wait kTerraformsLock{"all", "another Terraform to let go of the state", 15};
inline constexpr Wait kServerUp{"apply", "the API server to answer, after AWS has made the cluster", 10};
inline constexpr Wait kObjectsReady{"apply", "objects of a step: definitions, NodePools, workloads in it", 10};
inline constexpr Wait kChartDone{"apply, destroy", "a chart: `helm --wait`", 15};
inline constexpr Wait kAllWell{"apply", "workloads and checks of `verify`; `--no-wait` asks once", 10};
inline constexpr Wait kObjectsGone{"apply, destroy", "deleted objects to go, finalizers and load balancers with them",
                                   10};
inline constexpr Wait kNodesGone{"apply, destroy", "NodePools and nodes of Karpenter to go: pods may take their time",
                                 30};
inline constexpr Wait kVolumesGone{"destroy", "volumes of claims to go", 10};

inline constexpr std::array kWaits = {kTerraformsLock, kServerUp,    kObjectsReady, kChartDone,
                                      kAllWell,        kObjectsGone, kNodesGone,    kVolumesGone};

}  // namespace slipway::ops
