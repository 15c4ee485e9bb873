#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/labels.h"
#include "kube/node_selector.h"

namespace slipway::cost {

/// Labels that a node may carry: any of the values; without values, that it does not carry the label.
using LabelValues = std::map<std::string, std::vector<std::string>, std::less<>>;

/// One requirement of a NodePool, a node selector term or a nodeSelector entry: also Gte and Lte, as NodePools have
/// them.
using LabelRequirement = kube::NodeSelectorRequirement;

/// Each of the labels must have its value.
std::vector<LabelRequirement> equalities(const kube::Labels& labels);

/// Whether a node whose label has this value (nullopt: has no such label) meets it. An operator that does not exist is
/// met by nothing.
bool meets(std::optional<std::string_view> value, const LabelRequirement& requirement);
/// Whether a node that may carry any of these values (none: does not carry the label) can meet it.
bool can_meet(const std::vector<std::string>& values, const LabelRequirement& requirement);

}  // namespace slipway::cost
