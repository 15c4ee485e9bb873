#include "rules/unset_labels.h"

#include <algorithm>

#include "rules/type_labels.h"

namespace slipway::rules {
namespace {

/// Labels of nodes that others than Karpenter make.
bool is_of_other_nodes(std::string_view key) {
  constexpr std::string_view kDomains[] = {"eks.amazonaws.com/", "alpha.eksctl.io/", "node-role.kubernetes.io/",
                                           "sagemaker.amazonaws.com/"};
  return std::ranges::any_of(kDomains, [&](std::string_view domain) { return key.starts_with(domain); });
}

}  // namespace

bool is_place_label(std::string_view key) { return key.starts_with("topology."); }

bool is_unset_label(const View& view, const WantedLabel& wanted) {
  if (is_place_label(wanted.key)) return true;
  if (is_type_label(wanted.key) || wanted.key.starts_with("karpenter.") || is_of_other_nodes(wanted.key)) return false;
  return std::ranges::none_of(view.pools(),
                              [&](const Pool& pool) { return pool.node_labels->find(wanted.key) != nullptr; });
}

}  // namespace slipway::rules
