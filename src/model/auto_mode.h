#pragma once

#include "catalog/instance_types.h"
#include "catalog/node_class.h"
#include "decide/karpenter/cluster.h"

namespace slipway::model {

/// EKS Auto Mode runs Karpenter for its own NodePools, whose node classes are of eks.amazonaws.com and whose labels say
/// eks.amazonaws.com/instance-… where Karpenter's say karpenter.k8s.aws/instance-…. Its code is not published: it is
/// taken to decide as Karpenter itself does. So its pools, and pods that name its labels, are put into Karpenter's
/// words. Follows the EKS user guide ("Create a Node Pool for EKS Auto Mode", 2026).

bool is_auto_mode(const kube::NodePool& pool);
/// Larger than one vCPU; no nano, micro or small; no bare metal.
bool is_for_auto_mode(const catalog::InstanceType& type);
/// Bottlerocket with 110 pods; the disk of the NodeClass object, 80 GiB without one.
catalog::NodeClass auto_mode_class(const doc::Node* object);

/// The pool in Karpenter's words, its nodes labelled as Auto Mode labels them.
void put_into_karpenters_words(karpenter::NodePool& pool);
/// The same of what a pod asks of nodes. Where pools of Karpenter's own are there too, a pod that names labels of one
/// of them keeps away from the other's nodes, as these do not carry such labels.
void put_into_karpenters_words(kube::PodSpec& pod, bool has_other_pools);

}  // namespace slipway::model
