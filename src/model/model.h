#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "decide/karpenter/cluster.h"
#include "decide/karpenter/pool_choices.h"
#include "model/offers.h"
#include "model/replicas.h"

namespace slipway::model {

/// Nodes that stand beside those of the objects: what a managed node group of the platform will be made of.
struct StandingNodes {
  std::string name;  // "group system"
  std::int64_t count = 0;
  std::string type;  // of EC2
  catalog::NodeClass node_class = {};
  kube::Labels labels = {};  // besides those of the type and the place
  std::vector<kube::Taint> taints = {};
  std::vector<std::string> zones = {};  // empty: those of the place
};

/// What objects do not say of the place they are for.
struct Setting {
  Place place;
  Replicas replicas = Replicas::Declared;
  std::vector<StandingNodes> nodes;
  std::int64_t now = 0;  // seconds since 1970
  /// Names of EC2's types that are looked at; empty: all. Those that no pool may buy change no decision, but what there
  /// is to choose from where pods spread over labels of types.
  std::set<std::string_view> only_types = {};
};

/// What a pod comes from.
struct Source {
  std::string title;  // "Deployment default/llm", "RayCluster ml/ray head", "Pod default/shell"
  std::string kind, ns, name;
  SourceRange where;                  // of the object
  const doc::Node* object = nullptr;  // nullptr when it is not among the objects
};

/// The cluster that decisions look at, and what report writers want to know of its parts.
struct Model {
  karpenter::Cluster cluster;
  std::vector<TypePrices> prices;              // by cluster.types
  std::vector<Source> sources;                 // by title
  std::vector<std::uint32_t> source_of;        // by cluster.pods: index of sources
  std::vector<const doc::Node*> pool_objects;  // by cluster.pools
};

/// Reads native objects as the API server and its controllers would: pods out of Deployments, StatefulSets, Jobs, ray
/// clusters …; claims of StatefulSets; instance types with prices for each NodePool by its EC2NodeClass. What is
/// written (an object without a uid) and what is live (read from a cluster) may be mixed: a written object takes the
/// place of the live one, and a written workload that of all its live pods, as when its rollout is over; live workloads
/// make no pods where live pods are among the objects. A written NodePool is ready. DaemonSets stay what they are.
///
/// Besides those of workloads_of() and the readers of kube and catalog:
/// MODEL001 (error)   more than kMostPods in all: workloads from there on make none
/// MODEL003 (error)   a NodePool's EC2NodeClass is not among the objects: the pool makes no nodes
/// MODEL004 (warning) two objects of one name
/// MODEL006 (note)    reserved capacity of which nobody says how much is free
/// MODEL007 (note)    what was assumed of claims and storage classes that are not among the objects
/// MODEL008 (note)    a NodePool that is not Karpenter's own: those of EKS Auto Mode are decided as if they were
/// MODEL009 (warning) an instance type of standing nodes that the catalogue does not know
/// MODEL010 (error)   a requirement of a NodePool that the API server would refuse
/// MODEL011 (note)    a reservation that somebody counted and that no NodePool's class is of
/// REQUIRES: the objects outlive the model.
Model read(Objects objects, const Setting& setting, Diagnostics& diagnostics);

/// The same at one level after another, for less: instance types and what stands are made once.
class Reading {
 public:
  /// As read() with this setting, whose `replicas` do not matter. REQUIRES: the diagnostics outlive it.
  Reading(Objects objects, Setting setting, Diagnostics& diagnostics);
  ~Reading();
  /// Valid until the next call. Says nothing twice. With `Types::OfPools` pools only have the types that they may buy,
  /// which takes less time and changes no decision: only what is told of refusals, and what changes to a pool could do.
  enum class Types : std::uint8_t { All, OfPools };
  const Model& at(Replicas level, Types types = Types::All);
  /// What each pool may buy, by pool: whatever pods ask for.
  const std::vector<std::vector<karpenter::PoolChoice>>& choices();
  const Setting& setting() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace slipway::model
