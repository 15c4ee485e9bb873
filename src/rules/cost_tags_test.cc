#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::hold;
using testing::planned;

TEST(CostTags, AreOnInstances) {
  const auto tag = [](const std::string& key) {
    return planned({{"aws_ce_cost_allocation_tag.t", "{\"tag_key\": \"" + key + "\"}"}});
  };
  hold({{"TF111", tag("karpenter.sh/capacity-type"), "nothing puts it on instances", tag("karpenter.sh/nodepool")},
        {"TF111", tag("karpenter.sh/capacity-type"), "is a label of nodes", tag("team")}});
}

}  // namespace
}  // namespace slipway::rules
