#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cluster/api.h"
#include "doc/value.h"
#include "platform/graph.h"

namespace slipway::ops {

/// A pool or node group whose nodes have NVIDIA GPUs, as the graph has it.
struct GpuPool {
  std::string name, component;
  bool is_group = false;  // a managed node group; else a NodePool
  SourceRange origin = {};
  doc::Map node_selector = {};
  doc::List tolerations = {};
  int gpus = 0;  // of its largest type; 0: nobody knows
  bool has_efa = false;
};
std::vector<GpuPool> gpu_pools(const platform::Graph& graph);

/// A Job that runs on a node of one pool, and what its log must say. A pool without nodes buys one for it.
struct Probe {
  std::string job;                          // its name: "slipway-probe-gpu-h100"
  doc::Value manifest;                      // the whole Job, in namespace kProbeNamespace
  std::string command;                      // shows a person what the pool's nodes offer
  std::vector<platform::LiveCheck> checks;  // one or more lines; Contains, of the log
  std::string tells_way = {};               // the line of the log that has this says what was done instead
};
inline constexpr const char* kProbeNamespace = "default";

/// One that writes to a volume of the default StorageClass, made for it and gone with it; nullopt when there is no such
/// class, or its volumes stay.
std::optional<Probe> volume_probe(const platform::Graph& graph, std::int64_t milliseconds);

/// That one; and for each GPU pool one that sees its GPU (nvidia-smi), where it has EFA also one that sees the device
/// (fi_info) and, with two GPUs and more, lets NCCL use it (all_reduce_perf between two GPUs, shared memory and peer
/// access off).
std::vector<Probe> probes_of(const platform::Graph& graph, std::int64_t milliseconds);

struct ProbeOptions {
  std::int64_t milliseconds = 20 * 60'000;                        // for a node, the image and the run
  std::function<bool()> stop = {};                                // Ctrl-C
  std::function<void(const std::string& line)> on_progress = {};  // "slipway-probe-gpu-h100: it has not started"
};

/// Runs them, at most eight at once: removes what a killed run left, makes the Job, watches it, reads and judges its
/// log, removes it in any case. `on_result` hears of each check in their order; the results point into `probes`. What
/// may not be made, or was stopped, is Skipped.
std::vector<platform::CheckResult> run_probes(cluster::Api& api, const std::vector<Probe>& probes,
                                              const ProbeOptions& options,
                                              const std::function<void(const platform::CheckResult&)>& on_result);

}  // namespace slipway::ops
