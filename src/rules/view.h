#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/money.h"
#include "catalog/instance_types.h"
#include "kube/taints.h"
#include "rules/wanted_labels.h"
#include "subject/subject.h"

namespace slipway::rules {

/// A type that a pool may buy, and what pods may ask of a node of it: without what the system keeps, daemons still to
/// come off. Cores and bytes; both 0 where the catalogue does not know.
struct PoolType {
  const catalog::InstanceType* type;
  double cpu = 0, memory = 0;
  std::optional<Money> price = {};  // of an hour on demand in the view's region; of GPU pools only
};

/// A Karpenter NodePool of any version, read loosely.
struct Pool {
  const kube::Object* object = nullptr;
  const doc::Node* spec = nullptr;           // of the pool; absent Nodes where something is missing
  const doc::Node* node_labels = nullptr;    // spec.template.metadata.labels
  const doc::Node* node = nullptr;           // spec.template.spec
  const doc::Node* requirements = nullptr;   // spec.template.spec.requirements
  const kube::Object* node_class = nullptr;  // EC2NodeClass or NodeClass; nullptr when it is not among the objects
  bool is_auto_mode = false;                 // its node class is of eks.amazonaws.com
  std::string family;                        // of its images: "al2023", "bottlerocket"; "" unknown
  bool names_spot = false, names_on_demand = false;  // requirement or label that says so
  std::vector<std::string_view> zones;               // that it is bound to; empty: any
  std::vector<kube::Taint> taints;
  std::vector<PoolType> types;  // by name
  // Nodes have GPUs, all of them; only then types have their amounts. Of a type that the catalogue has no more than the
  // name of nobody knows: it decides nothing beside others.
  bool is_gpu = false;

  /// As messages say it behind its kind: "NodePool gpu", "NodePool without a name".
  std::string_view name() const {
    return object->name.empty() ? std::string_view("without a name") : std::string_view(object->name);
  }
  /// The requirement on a key; an absent Node without one.
  const doc::Node& requirement(std::string_view key) const;
  std::int64_t most_gpus() const;
};

/// A managed node group: of a Terraform plan, an eksctl ClusterConfig or the platform.
struct NodeGroup {
  std::string name;
  std::map<std::string, std::string, std::less<>> labels;
  std::vector<kube::Taint> taints;
  std::vector<const catalog::InstanceType*> types;  // empty: not known
  bool is_gpu = false;
  bool brings_plugin = false;  // its image runs NVIDIA's device plugin itself: Bottlerocket
  bool is_autoscaled = false;  // tagged for Cluster Autoscaler
  SourceRange where;
};

/// What a pod asks for, of all its containers together. A limit without a request is a request.
struct PodNeeds {
  double cpu = 0, memory = 0;  // cores, bytes
  double memory_limit = 0;     // 0: one of the containers has none
  std::int64_t gpus = 0, efa = 0, neuron = 0;
  const doc::Node* gpu = nullptr;           // where the first says nvidia.com/gpu; requests before limits
  const doc::Node* cpu_place = nullptr;     // of the container that asks for most
  const doc::Node* memory_place = nullptr;  // the same
  const doc::Node* limit_place = nullptr;   // of the largest memory limit
};

/// A pod with what it asks for. Pools come from View::pools_of.
struct PodView {
  const subject::PodTemplate* pod;
  PodNeeds needs;
  std::vector<kube::Toleration> tolerations;
  std::vector<WantedLabel> wants;  // what its nodes must carry
  // Among its tolerations are some that stand elsewhere: of its queue's flavours. Or others add to them that nobody has
  // shown: that none of them tolerates a taint says nothing then.
  bool is_given_more = false, may_tolerate_more = false;

  /// Whether it asks for nodes of a kind: by a label that not every node has.
  bool is_aimed() const;
  bool is_daemon() const { return pod->owner->kind == "DaemonSet"; }
};

/// What several rules reckon from a subject and want once.
class View {
 public:
  explicit View(const subject::Subject& subject);

  std::span<const Pool> pools() const { return pools_; }
  bool has_gpu_pools() const { return has_gpu_pools_; }
  std::span<const NodeGroup> groups() const { return groups_; }
  bool has_gpu_groups() const;
  std::span<const PodView> pods() const { return pods_; }
  /// Pools whose labels and taints let the pod in, whatever it asks for. By the pool's order. REQUIRES: one of pods().
  const std::vector<const Pool*>& pools_of(const PodView& pod) const;
  /// Of a pool those that carry what the pod wants and hold what it asks for.
  std::vector<const PoolType*> types_for(const Pool& pool, const PodView& pod) const;

  /// The region that prices are for: of the context or the platform, else of a zone that a pool names; us-east-1 when
  /// nothing says one.
  const std::string& region() const { return region_; }

  /// Whether so much is here that what is missing is missing: a platform.yaml, or at least a dozen objects of several
  /// kinds, of no collection. Of one file alone nobody can say that a claim does not exist, nor of a collection of
  /// examples.
  bool is_whole() const { return is_whole_; }
  /// Whether the objects lie in more than eight folders, a twentieth of them or more under a name that another folder
  /// has too, and that of more than two folders: examples or clusters beside each other, never with a platform.yaml.
  bool is_collection() const { return is_collection_; }

 private:
  void read_pools(const subject::Subject& subject);
  void find_region(const subject::Subject& subject);
  void fill_types();
  void read_pods(const subject::Subject& subject);

  std::vector<Pool> pools_;
  std::vector<NodeGroup> groups_;
  std::vector<PodView> pods_;
  // As they are asked for: by what pods select and tolerate, and by pod.
  mutable std::unordered_map<std::string, std::vector<const Pool*>> pools_by_wish_;
  mutable std::vector<const std::vector<const Pool*>*> pools_of_;
  std::string region_;
  bool has_gpu_pools_ = false, is_whole_ = false, is_collection_ = false;
};

/// The view of a subject, made on the first asking.
const View& view_of(const subject::Subject& subject);

/// The image family of an EC2NodeClass's spec in lower case, of an alias or amiFamily: "al2023". "" when the images are
/// somebody's own.
std::string image_family(const doc::Node& node_class_spec);

/// Whether nodes of the pool may carry the label: by its template, its requirements and what its types are labelled.
bool may_carry(const Pool& pool, std::string_view key, std::string_view value);
bool may_carry(const Pool& pool, const WantedLabel& wanted);
/// Whether a type carries what is wanted, as far as types decide it.
bool carries(const catalog::InstanceType& type, const WantedLabel& wanted);
/// Whether another finding says of a taint of the pool that it is wrong: an effect that there is none of, or what an
/// agent takes away (KRP034), which does not count among the pool's taints. What would wait for it is not told again.
bool has_wrong_taint(const Pool& pool);
/// A taint that somebody takes away once the node is ready: "ebs.csi.aws.com/agent-not-ready".
bool is_taken_away(std::string_view taint_key);
/// The same of a pod's tolerations: an effect or an operator that there is none of.
bool has_wrong_toleration(const PodView& pod);
/// Whether nodes of the group may carry the label: what EKS, the kubelet and device plugins put there may have any
/// value.
bool carries(const NodeGroup& group, const WantedLabel& wanted);
bool carries(const NodeGroup& group, std::string_view key, std::string_view value);
/// Whether the group lets the pod in: it carries all that the pod wants, none of its taints is in the way.
bool takes(const NodeGroup& group, const PodView& pod);

/// Managed node groups of all sources.
std::vector<NodeGroup> node_groups(const subject::Subject& subject);

std::vector<kube::Toleration> tolerations_of(const doc::Node& list);

PodNeeds needs_of(const doc::Node& pod_spec);
/// The GPUs that a container is given: its limit, by which the kubelet gives them; where it has none, its request.
std::int64_t given_gpus(const doc::Node& container);

}  // namespace slipway::rules
