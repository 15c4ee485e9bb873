#pragma once

#include <map>
#include <memory>
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
  std::string module;            // "module.eks", "" of the root; instance keys left out
  const doc::Node* resource;     // the entry of planned_values: address, type, values …
  const doc::Node* values;       // what is known before apply; an absent Node when nothing is
  const doc::Node* expressions;  // of the configuration: references, constants; an absent Node when not found
  const doc::Node* change;       // its resource_changes[].change; an absent Node where the plan has none

  const doc::Node& operator[](std::string_view value) const { return (*values)[value]; }
  SourceRange where() const { return (*resource)["address"].where(); }
};

/// A module call of the configuration.
struct ModuleCall {
  std::string address;  // "module.eks"
  std::string_view name, source, version;
  const doc::Node* call;         // source, version_constraint, expressions, module
  const doc::Node* expressions;  // its arguments
};

/// `terraform show -json` of a plan (format_version 1.x), also cut down to planned_values and configuration.
class TerraformPlan {
 public:
  static bool looks_like_one(const doc::Node& root);
  /// TF001 (error): looks like a plan but is none, or is of a format that is not known. REQUIRES: looks_like_one.
  TerraformPlan(doc::Document document, Diagnostics& diagnostics);

  const doc::Node& root() const { return document_.root(); }
  std::span<const PlannedResource> resources() const { return resources_; }
  std::span<const ModuleCall> module_calls() const { return module_calls_; }
  std::vector<const PlannedResource*> of_type(std::string_view type) const;
  const PlannedResource* find(std::string_view address) const;
  /// The resources that an argument's expression names, in the same module: {"references": ["aws_kms_key.eks.arn",
  /// "aws_kms_key.eks"]} gives all instances of aws_kms_key.eks once. `argument` may lead into a block:
  /// "vpc_config.subnet_ids"; lists on the way are all looked into.
  std::vector<const PlannedResource*> referred(const PlannedResource& from, std::string_view argument) const;
  /// Those whose expressions, anywhere, name the resource.
  std::vector<const PlannedResource*> referring(const PlannedResource& to) const;
  /// The region of the aws provider, where the configuration says it as a constant; "" otherwise.
  std::string_view region() const { return region_; }

 private:
  void read_modules(const doc::Node& planned, Diagnostics& diagnostics);
  void read_configuration();

  doc::Document document_;
  std::vector<PlannedResource> resources_;
  std::vector<ModuleCall> module_calls_;
  std::multimap<std::string, std::size_t> by_address_;  // without instance keys
  std::string_view region_;
};

}  // namespace slipway::subject
