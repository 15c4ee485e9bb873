#include "schema/builtin/resource_amounts.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/quote.h"
#include "kube/names.h"
#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kHugePages = "hugepages-";
constexpr std::string_view kRequests = "requests.";

constexpr std::array<std::string_view, 9> kCounts = {
    "pods",       "resourcequotas",         "services",           "replicationcontrollers", "secrets",
    "configmaps", "persistentvolumeclaims", "services.nodeports", "services.loadbalancers"};
constexpr std::array<std::string_view, 10> kAmounts = {
    "cpu",        "memory",        "ephemeral-storage",          "requests.cpu",     "requests.memory",
    "limits.cpu", "limits.memory", "requests.ephemeral-storage", "requests.storage", "limits.ephemeral-storage"};

bool has(auto& list, std::string_view name) { return std::ranges::find(list, name) != list.end(); }

bool is_divisible(std::string_view name, const kube::Quantity& amount) {
  const auto page = kube::Quantity::parse(name.substr(kHugePages.size()));
  if (!page || page->sign() <= 0 || page->milli_value() % 1000 != 0) return false;
  return page->value() != 0 && amount.value() % page->value() == 0;
}

struct Seen {
  bool compute = false, huge_pages = false;
};

/// One amount, of requests or limits.
void check_amount(std::string_view name, const kube::Quantity& amount, const RequirementsOptions& options,
                  const Path& path, Seen& seen, Errors& errors) {
  options.check_name(name, path, errors);
  check_resource_amount(name, amount, path, errors);
  if (name == "cpu" || name == "memory") seen.compute = true;
  if (!is_huge_page_resource(name)) return;
  seen.huge_pages = true;
  if (!options.allow_indivisible_huge_pages && !is_divisible(name, amount)) {
    const std::string text = amount.to_string();
    errors.invalid(path, text, text + " is not positive integer multiple of " + std::string(name));
  }
}

}  // namespace

bool is_huge_page_resource(std::string_view name) { return name.starts_with(kHugePages); }

bool is_native_resource(std::string_view name) {
  return name.find('/') == name.npos || name.find("kubernetes.io/") != name.npos;
}

bool is_extended_resource(std::string_view name) {
  if (is_native_resource(name) || name.starts_with(kRequests)) return false;
  return kube::check_label_key(std::string(kRequests) + std::string(name)).empty();
}

bool is_integer_resource(std::string_view name) { return has(kCounts, name) || is_extended_resource(name); }

bool is_standard_quota_resource(std::string_view name) {
  return has(kCounts, name) || has(kAmounts, name) || is_huge_page_resource(name) ||
         (name.starts_with(kRequests) && is_huge_page_resource(name.substr(kRequests.size())));
}

bool is_standard_resource(std::string_view name) { return name == "storage" || is_standard_quota_resource(name); }

bool is_standard_container_resource(std::string_view name) {
  return name == "cpu" || name == "memory" || name == "ephemeral-storage" || is_huge_page_resource(name);
}

void check_resource_name(std::string_view name, const Path& path, Errors& errors) {
  const std::size_t before = errors.size();
  check_text(name, kube::check_label_key, path, errors);
  if (errors.size() == before && name.find('/') == name.npos && !is_standard_resource(name))
    errors.invalid(path, name, "must be a standard resource type or fully qualified");
}

void check_container_resource_name(std::string_view name, const Path& path, Errors& errors) {
  check_resource_name(name, path, errors);
  if (name.find('/') == name.npos) {
    if (!is_standard_container_resource(name)) errors.invalid(path, name, "must be a standard resource for containers");
  } else if (!is_native_resource(name) && !is_extended_resource(name)) {
    errors.invalid(path, name, "doesn't follow extended resource name standard");
  }
}

void check_resource_amount(std::string_view name, const kube::Quantity& amount, const Path& path, Errors& errors) {
  check_quantity_not_negative(amount, path, errors);
  if (is_integer_resource(name) && amount.milli_value() % 1000 != 0)
    errors.invalid(path, amount.to_string(), "must be an integer");
}

void check_requirements(const doc::Node& limits, const doc::Node& requests, const RequirementsOptions& options,
                        const Path& path, Errors& errors) {
  Seen seen;
  const Path limits_path(path, "limits"), requests_path(path, "requests");
  for (const doc::Member& limit : limits.members()) {
    const std::string_view name = limit.key.text();
    check_amount(name, quantity_of(limit.value), options, Path::key(limits_path, name), seen, errors);
  }
  for (const doc::Member& request : requests.members()) {
    const std::string_view name = request.key.text();
    const kube::Quantity amount = quantity_of(request.value);
    check_amount(name, amount, options, Path::key(requests_path, name), seen, errors);
    if (const doc::Node* limit = limits.find(name)) {
      const kube::Quantity most = quantity_of(*limit);
      if (amount != most && !is_overcommit_allowed(name))
        errors.invalid(requests_path, amount.to_string(),
                       "must be equal to " + std::string(name) + " limit of " + most.to_string());
      else if (amount > most)
        errors.invalid(requests_path, amount.to_string(),
                       "must be less than or equal to " + std::string(name) + " limit of " + most.to_string());
    } else if (!is_overcommit_allowed(name)) {
      errors.required(limits_path, "Limit must be set for non overcommitable resources");
    }
  }
  if (seen.huge_pages && !seen.compute) errors.forbidden(path, "HugePages require cpu or memory");
}

}  // namespace slipway::schema::builtin
