#pragma once

#include <span>

#include "rules/rule.h"

namespace slipway::rules {

/// The rows of files of this folder that their tests ask for. all() needs no list: the build finds them (table.cmake).
std::span<const Rule> node_pool_rules();
std::span<const Rule> disruption_rules();
std::span<const Rule> pool_type_rules();
std::span<const Rule> node_class_rules();
std::span<const Rule> user_data_rules();
std::span<const Rule> eksctl_rules();
std::span<const Rule> gpu_pod_rules();

}  // namespace slipway::rules
