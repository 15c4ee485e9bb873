#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "decide/karpenter/cluster.h"
#include "decide/karpenter/refusal.h"

namespace slipway::karpenter {

/// One entry of a NodeClaim's spec.requirements: In, NotIn, Exists, DoesNotExist, Gte, Lte. That of instance types
/// leaves its values out: they are the names of the claim's types, ascending.
struct ClaimRequirement {
  std::string key, op;
  std::vector<std::string> values;  // ascending
  std::optional<std::int64_t> min_values;
  friend bool operator==(const ClaimRequirement&, const ClaimRequirement&) = default;
};

/// A node that Karpenter would buy: the NodeClaim it would create, and who goes there.
struct NewClaim {
  std::string pool;
  std::vector<std::uint32_t> pods;             // indices of Cluster::pods, in order of placement
  std::vector<std::uint32_t> types;            // indices of Cluster::types, by price; 600 at most
  std::vector<ClaimRequirement> requirements;  // by key, then operator
  kube::ResourceList requests;                 // of its pods and, at least, of daemons
  kube::Labels labels, annotations;            // without the pool's hash
  std::vector<kube::Taint> taints, startup_taints;
};

/// Pods for a node that exists or is on its way.
struct ExistingPlacement {
  std::string node;  // its name; that of its claim while there is no node
  std::vector<std::uint32_t> pods;
};

/// Without a place after this run.
struct UnplacedPod {
  std::uint32_t pod = 0;
  PodRefusal refusal;
};

/// Kept out of the run by what it says of itself; the text of its FailedScheduling event. Pods that opt out of
/// Karpenter have none.
struct IgnoredPod {
  std::uint32_t pod = 0;
  std::string text;
};

/// No type of the pool meets its own requirements.
struct PoolWithoutTypes {
  std::string pool;
  bool for_min_values = false;
  std::string to_text() const;
};

struct Decision {
  std::vector<NewClaim> claims;  // in the order in which Karpenter hands them on
  std::vector<ExistingPlacement> existing;
  std::vector<UnplacedPod> unplaced;
  std::vector<IgnoredPod> ignored;
  std::vector<PoolWithoutTypes> pools_without_types;
  bool has_no_pool = false;  // none is ready: nothing is decided
};

/// One run of Karpenter's provisioner, v1.14.1, without its deadline of a minute: what it would do about the pods that
/// are pending and about those on nodes that go away. Where Karpenter takes whatever comes first out of a hash map we
/// take the lowest name.
Decision solve(const Cluster& cluster, const Options& options = {});

/// The same in three steps, as bench/ times them: the constructor looks up and numbers everything, place() decides, and
/// decision() writes the claims. The cluster must outlive it.
class Solver {
 public:
  Solver(const Cluster& cluster, const Options& options);
  ~Solver();
  /// Once.
  void place();
  Decision decision();

 private:
  struct Run;
  std::unique_ptr<Run> run_;
  Decision decision_;
};

}  // namespace slipway::karpenter
