#include "components/parts/cost_meter_files.h"

#include <set>

#include "catalog/instance_types.h"
#include "catalog/on_demand_price.h"
#include "catalog/spot_price.h"

namespace slipway::components {

namespace {

void take_types(const spec::Texts& types, std::set<std::string_view>& names) {
  for (const auto& written : types)
    if (const auto* type = catalog::find_instance_type(written.value)) names.insert(type->name);
}

std::set<std::string_view> types_of(const spec::Platform& platform) {
  std::set<std::string_view> names;
  for (const auto& [name, group] : platform.node_groups) take_types(group.instance_types, names);
  for (const auto& [name, pool] : platform.node_pools) {
    take_types(pool.instance_types, names);
    for (const auto& family : pool.families)
      for (const auto& type : catalog::types_of_family(family.value)) names.insert(type.name);
  }
  return names;
}

/// Without fractions: bash reckons in whole numbers.
std::string micro_dollars(Money amount) {
  std::string digits;
  for (const char c : amount.to_string(6))
    if (c >= '0' && c <= '9') digits += c;
  const auto first = digits.find_first_not_of('0');
  return first == std::string::npos ? "0" : digits.substr(first);
}

}  // namespace

std::string cost_meter_prices(const spec::Platform& platform, std::string_view region) {
  std::string lines;
  const auto add = [&](std::string_view type, std::string_view capacity, const std::optional<catalog::Price>& price) {
    if (price) lines += std::string(type) + " " + std::string(capacity) + " " + micro_dollars(price->amount) + "\n";
  };
  for (const auto type : types_of(platform)) {
    add(type, "on-demand", catalog::on_demand_price(type, region));
    add(type, "spot", catalog::spot_price(type, region));
  }
  return lines;
}

std::string cost_meter_script() {
  return R"sh(#!/bin/bash
# What the running instances of $CLUSTER cost an hour, by pool and by capacity, to CloudWatch.
set -euo pipefail
declare -A price pools capacities
while read -r type capacity micros; do price[$type/$capacity]=$micros; done </etc/cost-meter/prices.txt

instances() { # TAG-OF-CLUSTER TAG-OF-POOL
  aws ec2 describe-instances --output text \
    --filters "Name=tag:$1,Values=$CLUSTER" Name=instance-state-name,Values=running \
    --query "Reservations[].Instances[].[InstanceType, InstanceLifecycle || 'on-demand', Tags[?Key=='$2'].Value | [0]]"
}
add() { # SUFFIX: what EKS puts behind the name of a group
  while read -r type capacity pool; do
    [ -n "$type" ] && [ "$pool" != None ] || continue
    pool=${pool%$1}
    micros=${price[$type/$capacity]:-}
    if [ -z "$micros" ]; then
      echo "no price for $type $capacity" >&2
      continue
    fi
    pools[$pool]=$((${pools[$pool]:-0} + micros))
    capacities[$capacity]=$((${capacities[$capacity]:-0} + micros))
  done
}
add '' < <(instances eks:eks-cluster-name karpenter.sh/nodepool)
add '-20*' < <(instances eks:cluster-name eks:nodegroup-name)

put() { # DIMENSION VALUE MICRO-DOLLARS
  aws cloudwatch put-metric-data --namespace "$METRICS_NAMESPACE" --metric-name InstanceCost --unit None \
    --dimensions "$1=$2" --value "$(printf '%d.%06d' $(($3 / 1000000)) $(($3 % 1000000)))"
}
for pool in "${!pools[@]}"; do put NodePool "$pool" "${pools[$pool]}"; done
for capacity in "${!capacities[@]}"; do put CapacityType "$capacity" "${capacities[$capacity]}"; done
)sh";
}

}  // namespace slipway::components
