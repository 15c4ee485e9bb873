#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/instance_types.h"
#include "doc/node.h"

namespace slipway::rules {

/// What nodes of an EC2 type are labelled with under a well-known key of Karpenter or EKS Auto Mode
/// ("karpenter.k8s.aws/instance-family", "eks.amazonaws.com/instance-gpu-name", "kubernetes.io/arch" …). "" when nodes
/// of the type do not carry it. Follows karpenter-provider-aws 1.14.1, pkg/providers/instancetype/types.go.
std::string type_label(const catalog::InstanceType& type, std::string_view key);
/// All values of a key among EC2's types, but "". Looks at every type: once for a key, not once for an object.
std::set<std::string> type_labels(std::string_view key);
/// Whether the key is one whose value the type decides.
bool is_type_label(std::string_view key);
/// "karpenter.k8s.aws/instance-family" and "eks.amazonaws.com/instance-family": "family"; "" for what is neither.
std::string_view instance_word(std::string_view key);

/// Of the values that a label has, the one that was most likely meant: by what others call the same (x86_64 is amd64),
/// or by its letters; "" where none is near.
std::string_view meant_value(std::string_view written, std::span<const std::string_view> known);

/// Whether a requirement ({key, operator, values}) of a NodePool leaves a type of these. Keys that the type does not
/// decide leave all.
bool admits(const doc::Node& requirement, const catalog::InstanceType& type);

/// The types that all requirements of a list leave, by name.
std::vector<const catalog::InstanceType*> admitted_types(const doc::Node& requirements);

}  // namespace slipway::rules
