// validatePodResources: what a pod as a whole asks for.
#include <fmt/core.h>

#include <string>

#include "schema/builtin/fields.h"
#include "schema/builtin/pod/container_sums.h"
#include "schema/builtin/pod/pod_parts.h"
#include "schema/builtin/resource_amounts.h"

namespace slipway::schema::builtin {
namespace {

void check_pod_resource_name(std::string_view name, const Path& path, Errors& errors) {
  const std::size_t before = errors.size();
  check_resource_name(name, path, errors);
  if (errors.size() == before && !is_pod_resource(name))
    errors.not_supported(path, name, {"cpu", "hugepages-", "memory"});
}

void check_sums(const doc::Node& spec, const Path& path, Errors& errors) {
  const doc::Node &requests = spec["resources"]["requests"], &limits = spec["resources"]["limits"];
  const Path requests_path(path, "requests"), limits_path(path, "limits");
  if (requests.size() > 0)
    for (const auto& [name, sum] : sum_of_containers(spec, "requests")) {
      const doc::Node* own = requests.find(name);
      if (own && sum > quantity_of(*own))
        errors.invalid(Path::key(requests_path, name), quantity_of(*own).to_string(),
                       "must be greater than or equal to aggregate container requests of " + sum.to_string());
    }
  if (limits.size() == 0) return;
  for (const auto& [name, sum] : sum_of_containers(spec, "limits")) {
    const doc::Node* own = limits.find(name);
    if (own && is_huge_page_resource(name) && sum > quantity_of(*own))
      errors.invalid(Path::key(limits_path, name), quantity_of(*own).to_string(),
                     "must be greater than or equal to aggregate container limits of " + sum.to_string());
  }
  const Path containers(path, "containers");
  std::size_t index = 0;
  for (const doc::Node& container : spec["containers"].items()) {
    const Path at(containers, index++);
    for (const doc::Member& limit : container["resources"]["limits"].members()) {
      const doc::Node* own = limits.find(limit.key.text());
      if (!own || quantity_of(limit.value) <= quantity_of(*own)) continue;
      const Path resource = Path::key(at, limit.key.text());
      errors.invalid(Path(resource, "limits"), quantity_of(limit.value).to_string(),
                     "must be less than or equal to pod limits of " + quantity_of(*own).to_string());
    }
  }
}

}  // namespace

void check_pod_resources(const PodScope& pod, const Path& spec_path, Errors& errors) {
  const doc::Node& resources = pod.spec["resources"];
  if (resources.is_null()) return;
  const Path path(spec_path, "resources"), claims_path(path, "claims");
  if (text_of(pod.spec["os"]["name"]) == "windows") return errors.forbidden(path, "may not be set for a windows pod");
  if (!resources["claims"].is_null()) errors.forbidden(claims_path, "claims may not be set for Resources at pod-level");
  check_requirements(resources["limits"], resources["requests"], {.check_name = check_pod_resource_name}, path, errors);
  check_resource_claims(resources["claims"], pod.claims, claims_path, errors);
  check_sums(pod.spec, path, errors);
}

}  // namespace slipway::schema::builtin
