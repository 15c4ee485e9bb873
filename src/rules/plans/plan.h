#pragma once

#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doc/node.h"
#include "subject/subject.h"

namespace slipway::rules {

using subject::PlannedResource;

/// A Terraform plan as rules look at it: its resources by type, what they refer to, the entries of its configuration.
/// Made in one walk over the plan; lives no longer than it.
class Plan {
 public:
  explicit Plan(const subject::TerraformPlan& plan);

  const doc::Node& root() const { return plan_->root(); }
  std::span<const PlannedResource> resources() const { return plan_->resources(); }
  /// Managed resources of this type, in the plan's order.
  std::span<const PlannedResource* const> of(std::string_view type) const;

  /// Its entry in the configuration (address, expressions, depends_on); an absent Node when there is none.
  const doc::Node& configured(const PlannedResource& resource) const;
  std::span<const subject::ModuleCall> module_calls() const { return plan_->module_calls(); }

  /// Resources that an argument leads to, each once: by the references of its expression, and by literal ids, ARNs and
  /// names that another resource of the plan is known by. `path` goes through nested blocks:
  /// linked(cluster, {"vpc_config", "subnet_ids"}).
  std::vector<const PlannedResource*> linked(const PlannedResource& from,
                                             std::initializer_list<std::string_view> path) const;
  /// The references of an argument as written: "aws_eks_cluster.main.vpc_config[0].cluster_security_group_id".
  static std::vector<std::string_view> references(const PlannedResource& from,
                                                  std::initializer_list<std::string_view> path);

  /// Of the aws provider, when it is a constant; "" else.
  std::string_view region() const { return plan_->region(); }
  /// The managed resource of that type, when there is exactly one.
  const PlannedResource* only(std::string_view type) const;

 private:
  std::string key_of_reference(const PlannedResource& from, std::string_view reference) const;

  const subject::TerraformPlan* plan_;
  std::map<std::string_view, std::vector<const PlannedResource*>> by_type_;
  std::map<std::string, std::vector<const PlannedResource*>, std::less<>> by_address_;  // without indexes
  std::map<std::string_view, std::vector<const PlannedResource*>> by_identity_;         // id, arn, name
  std::map<std::string, const doc::Node*, std::less<>> configured_;                     // without indexes
};

/// The plans of a subject.
std::vector<Plan> plans(const subject::Subject& subject);

/// Where one of its values stands; the resource when it has none such.
SourceRange place(const PlannedResource& resource, const doc::Node& value);

/// A nested block: Terraform writes blocks as lists. The first one; an absent Node without any.
const doc::Node& block(const doc::Node& values, std::string_view name);
/// block() several times: at(values, {"scaling_config", "max_size"}).
const doc::Node& at(const doc::Node& values, std::initializer_list<std::string_view> path);
/// All of them.
std::span<const doc::Node> blocks(const doc::Node& values, std::string_view name);

bool is_on(const doc::Node& value);   // true, "true"
bool is_off(const doc::Node& value);  // written false; an absent value is not
/// A whole number, also written as a string; `otherwise` for anything else.
long long number_or(const doc::Node& value, long long otherwise);

/// What an address is without the indexes of count and for_each: "module.a[0].aws_subnet.b[\"x\"]" is
/// "module.a.aws_subnet.b".
std::string without_indexes(std::string_view address);

}  // namespace slipway::rules
