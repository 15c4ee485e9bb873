#pragma once

#include "rules/view.h"

namespace slipway::rules {

/// Whether no other rule says of a label that no pool's nodes have it: a zone, or a key that no pool's template sets
/// and that neither types nor Karpenter nor other makers of nodes decide.
bool is_unset_label(const View& view, const WantedLabel& wanted);

/// "topology.kubernetes.io/zone" and its like.
bool is_place_label(std::string_view key);

}  // namespace slipway::rules
