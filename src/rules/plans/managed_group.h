#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/instance_types.h"
#include "rules/plans/plan.h"

namespace slipway::rules {

/// A managed node group of a plan with its launch template.
struct ManagedGroup {
  const PlannedResource* resource = nullptr;
  const PlannedResource* launch_template = nullptr;  // nullptr: none, or not in this plan
  struct Type {
    const doc::Node* node;               // the text in the plan
    const catalog::InstanceType* known;  // nullptr: the catalogue has no such type
  };
  std::vector<Type> types;    // its own, else that of its template
  std::string_view ami_type;  // "" unknown: EKS chooses by the first type
  std::string kubernetes;     // version of its cluster, "" unknown
  long long min_size = 0, max_size = 0;
  bool is_scaled_by_cluster_autoscaler = false;  // something says that it is there
  bool has_own_image = false;                    // a custom AMI: EKS adds nothing to its user data

  std::string_view name() const;
  bool is_spot() const { return (*resource)["capacity_type"].text() == "SPOT"; }
  bool has_nvidia_gpus() const;  // of any of its types, or by its AMI
  bool has_nvidia_image() const {
    return ami_type.find("NVIDIA") != std::string_view::npos || ami_type.ends_with("_GPU");
  }
  /// The user data of its template, decoded; nullopt without any.
  std::optional<std::string> user_data() const;
  const doc::Node& user_data_node() const;
};

std::vector<ManagedGroup> managed_groups(const Plan& plan, const subject::Subject& subject);

/// Whether Cluster Autoscaler is what adds nodes: its release, its role, or its tags are in the plan.
bool has_cluster_autoscaler(const Plan& plan);

/// The version of the plan's cluster; what the context states when the plan has none; "" when nobody says.
std::string kubernetes_of(const Plan& plan, const subject::Subject& subject);

/// The region that prices are looked up for: the plan's, else the context's, else us-east-1.
std::string_view region_of(const Plan& plan, const subject::Subject& subject);

}  // namespace slipway::rules
