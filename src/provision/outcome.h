#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "decide/karpenter/solve.h"
#include "model/model.h"

namespace slipway::provision {

/// What one run of Karpenter would do, priced, summed up and explained: plain values, alike things together.

/// Cores in thousandths, memory in bytes, devices (GPUs, Neuron, Gaudi) in units.
struct Amounts {
  std::int64_t cpu_milli = 0, memory_bytes = 0, gpus = 0;

  Amounts& add(const Amounts& more, std::int64_t times);
  friend auto operator<=>(const Amounts&, const Amounts&) = default;
};

/// Pods of one source: an index of Outcome::sources, and how many.
using PodsOf = std::pair<std::uint32_t, std::int64_t>;

/// Nodes to be bought that are alike.
struct NewNodes {
  std::int64_t count = 1;
  std::string pool;
  std::vector<std::string> types;         // the shortlist, by price; the first is what is priced
  std::string capacity_type;              // of the cheapest offering: spot, on-demand, reserved
  std::vector<std::string> zones;         // where that offering is to be had at that price
  std::optional<model::HourPrice> price;  // of one node; empty: reserved, which is paid for already, or not known
  std::vector<PodsOf> pods;               // on each, by source
  Amounts used, allocatable;              // of one: used by pods and daemons

  const std::string& type() const { return types.front(); }
};

/// Nodes that exist (or are on their way) and get alike pods.
struct OldNodes {
  std::vector<std::string> names;
  std::vector<PodsOf> pods;  // on each
};

/// Why one pool makes no node.
struct PoolReason {
  std::string pool;
  std::string kind;       // "taints", "requirements", "limit", "topology", "types", …
  std::string text;       // a sentence without a full stop
  std::size_t types = 0;  // of types: how many were looked at
  std::vector<std::pair<std::string, std::size_t>>
      losses;  // "cpu", "topology.kubernetes.io/zone", "offering", "limit": types lost
};

/// A change that was tried: with it pods of the group have a place.
struct Fix {
  std::vector<std::string> changes;  // one, rarely more: "tolerate gpu:NoSchedule"
  std::string pool;                  // that would make the node
  std::string type;                  // the cheapest then; "" when an existing node takes them
  std::optional<model::HourPrice> price;
  std::optional<std::int64_t> frees;  // how many of the group, all who wait tried at once; empty: too many wait
};

/// Pods of one source that stay without a place for one reason.
struct Pending {
  std::uint32_t source = 0;
  std::int64_t count = 0;
  std::string text;               // the reason where it is not the pools'; else ""
  std::vector<PoolReason> pools;  // in the order in which Karpenter asks them
  std::string karpenter;          // Karpenter's own words; "" when it says nothing
  std::vector<Fix> fixes;         // the smallest first, two at most
  bool counts = true;             // false: its owner keeps it from Karpenter, which is no fault
};

struct Outcome {
  std::string region;
  std::vector<std::string> zones;
  model::Replicas replicas = model::Replicas::Declared;
  std::vector<model::Source> sources;
  std::int64_t pods = 0;  // that wanted a place
  std::int64_t placed_new = 0, placed_old = 0, pending_pods = 0;
  std::vector<NewNodes> nodes;  // by pool, then dearest first
  std::vector<OldNodes> existing;
  std::vector<Pending> pending;
  std::vector<std::string> notes;  // of pools that take no part

  std::int64_t node_count = 0;
  Money per_hour;
  bool is_estimate = false, has_unpriced = false;
  std::string price_date;  // the oldest among those used; "" when nothing is bought
  Amounts used, allocatable;
};

struct Settings {
  karpenter::Options karpenter;
  bool find_fixes = true;
};

/// Runs the provisioner on the model. The model is as before afterwards.
Outcome run(const model::Model& model, const model::Setting& setting, const Settings& settings);

}  // namespace slipway::provision
