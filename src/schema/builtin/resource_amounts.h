#pragma once

#include <string_view>

#include "doc/node.h"
#include "kube/quantity.h"
#include "schema/errors.h"
#include "schema/path.h"

/// Names of resources ("cpu", "nvidia.com/gpu", "requests.memory") and how much of each. Follows Kubernetes 1.36.3
/// pkg/apis/core/helper/helpers.go and pkg/apis/core/validation/validation.go.
namespace slipway::schema::builtin {

bool is_huge_page_resource(std::string_view name);
bool is_native_resource(std::string_view name);    // of Kubernetes: without a slash, or with "kubernetes.io/"
bool is_extended_resource(std::string_view name);  // "nvidia.com/gpu"
bool is_integer_resource(std::string_view name);
bool is_standard_resource(std::string_view name);
bool is_standard_quota_resource(std::string_view name);
bool is_standard_container_resource(std::string_view name);
inline bool is_overcommit_allowed(std::string_view name) {
  return is_native_resource(name) && !is_huge_page_resource(name);
}

void check_resource_name(std::string_view name, const Path& path, Errors& errors);
void check_container_resource_name(std::string_view name, const Path& path, Errors& errors);
/// ValidateResourceQuantityValue: not negative, and whole where only whole ones exist.
void check_resource_amount(std::string_view name, const kube::Quantity& amount, const Path& path, Errors& errors);

/// validateResourceRequirements without `claims`. `path` is the whole's.
struct RequirementsOptions {
  void (*check_name)(std::string_view name, const Path& path, Errors& errors) = check_container_resource_name;
  bool allow_indivisible_huge_pages = false;
};
void check_requirements(const doc::Node& limits, const doc::Node& requests, const RequirementsOptions& options,
                        const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
