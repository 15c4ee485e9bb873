#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"

namespace slipway::subject {

/// One resource of a plan: what Terraform knows it will be, and how the configuration says so.
struct PlannedResource {
  std::string_view address;  // "module.eks.aws_eks_cluster.this[0]"
  std::string_view type, name;
  std::string_view mode;         // "managed", "data"
  const doc::Node* resource;     // the entry of planned_values: address, type, values …
  const doc::Node* values;       // what is known before apply; an absent Node when nothing is
  const doc::Node* expressions;  // of the configuration: references, constants; an absent Node when not found
  const doc::Node* change;       // its resource_changes[].change; an absent Node where the plan has none
};

/// `terraform show -json` of a plan (format_version 1.x), also cut down to planned_values and configuration.
class TerraformPlan {
 public:
  /// TF001 (error): looks like a plan but is none.
  static bool looks_like_one(const doc::Node& root);
  TerraformPlan(doc::Document document, Diagnostics& diagnostics);

  const doc::Node& root() const { return document_.root(); }
  std::span<const PlannedResource> resources() const { return resources_; }
  std::vector<const PlannedResource*> of_type(std::string_view type) const;
  const PlannedResource* find(std::string_view address) const;
  /// Addresses that an expression names: {"references": ["aws_kms_key.eks.arn", "aws_kms_key.eks"]} gives
  /// aws_kms_key.eks once.
  std::vector<const PlannedResource*> referred(const PlannedResource& from, std::string_view argument) const;

 private:
  doc::Document document_;
  std::vector<PlannedResource> resources_;
};

}  // namespace slipway::subject
