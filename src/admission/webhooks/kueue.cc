// Kueue 0.19.2, pkg/webhooks: clusterqueue_webhook.go, cohort_webhook.go, resourceflavor_webhook.go, common.go, and
// validateTolerations of workload_webhook.go. The webhooks are of v1beta2; the API server hands objects of v1beta1 over
// as such, with `cohort` called cohortName.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "admission/webhooks/webhooks.h"
#include "base/text.h"
#include "kube/names.h"
#include "kube/quantity.h"
#include "schema/object_meta.h"

namespace slipway::admission {
namespace {

using doc::Node;
using schema::Errors;
using schema::Path;

constexpr std::string_view kNegative = "must be greater than or equal to 0";

std::optional<kube::Quantity> quantity(const Node& node) {
  if (!node.is_scalar() || node.is_null()) return std::nullopt;
  auto read = kube::Quantity::parse(node.text());
  if (!read) return std::nullopt;
  return std::move(read).value();
}

struct Above {  // a cohort, of a queue and of a cohort
  bool is_there;
  std::string_view called;
};

void check_not_negative(const std::optional<kube::Quantity>& value, const Path& path, Errors& errors) {
  if (value && value->sign() < 0) errors.invalid(path, value->to_string(), kNegative);
}

void check_quota(const Node& quota, const Above& above, bool is_cohort, const Path& path, Errors& errors) {
  const auto nominal = quantity(quota["nominalQuota"]), lending = quantity(quota["lendingLimit"]),
             borrowing = quantity(quota["borrowingLimit"]);
  check_not_negative(nominal, Path(path, "nominalQuota"), errors);
  const auto check_limit = [&](const std::optional<kube::Quantity>& limit, std::string_view name) {
    if (limit && !above.is_there)
      errors.invalid(Path(path, name), limit->to_string(),
                     "must be nil when " + std::string(above.called) + " is empty");
    check_not_negative(limit, Path(path, name), errors);
  };
  check_limit(borrowing, "borrowingLimit");
  check_limit(lending, "lendingLimit");
  if (!is_cohort && lending && nominal && *lending > *nominal)
    errors.invalid(Path(path, "lendingLimit"), lending->to_string(), "must be less than or equal to the nominalQuota");
}

void check_resource_groups(const Node& groups, const Above& above, bool is_cohort, const Path& path, Errors& errors) {
  std::set<std::string_view> resources, flavors;
  std::size_t i = 0;
  for (const Node& group : groups.items()) {
    const Path at(path, i++);
    const auto covered = group["coveredResources"].items();
    const Path covered_path(at, "coveredResources");
    for (std::size_t j = 0; j < covered.size(); ++j) {
      if (!covered[j].is_string()) continue;
      errors.invalid(Path(covered_path, j), covered[j].text(), kube::check_label_key(covered[j].text()));
      if (!resources.insert(covered[j].text()).second) errors.duplicate(Path(covered_path, j), covered[j].text());
    }
    const Path flavors_path(at, "flavors");
    std::size_t j = 0;
    for (const Node& flavor : group["flavors"].items()) {
      const Path flavor_path(flavors_path, j++);
      const Path quotas(flavor_path, "resources");
      const auto written = flavor["resources"].items();
      for (std::size_t k = 0; k < std::min(written.size(), covered.size()); ++k) {
        const Path quota(quotas, k);
        const Node& name = written[k]["name"];
        if (name.is_string() && covered[k].is_string() && name.text() != covered[k].text())
          errors.invalid(Path(quota, "name"), name.text(), "must match the name in coveredResources");
        check_quota(written[k], above, is_cohort, quota, errors);
      }
      const Node& name = flavor["name"];
      if (name.is_string() && !flavors.insert(name.text()).second)
        errors.duplicate(Path(flavor_path, "name"), name.text());
    }
  }
}

void check_fair_sharing(const Node& sharing, const Path& path, Errors& errors) {
  const auto weight = quantity(sharing["weight"]);
  check_not_negative(weight, path, errors);
  if (weight && weight->sign() > 0 && *weight <= kube::Quantity::parse("1n").value())
    errors.invalid(path, weight->to_string(), "When not 0, weight must be > 10e-9");
}

/// onFlavors of spec.admissionChecksStrategy.
void check_admission_checks(const Node& spec, Errors& errors) {
  std::set<std::string_view> flavors;
  for (const Node& group : spec["resourceGroups"].items())
    for (const Node& flavor : group["flavors"].items()) flavors.insert(flavor["name"].text());
  const std::vector<std::string_view> known(flavors.begin(), flavors.end());
  const Path root("spec"), strategy(root, "admissionChecksStrategy"), checks(strategy, "admissionChecks");
  std::size_t i = 0;
  for (const Node& check : spec["admissionChecksStrategy"]["admissionChecks"].items()) {
    const Path at(checks, i++), on(at, "onFlavors");
    std::size_t j = 0;
    for (const Node& flavor : check["onFlavors"].items()) {
      const Path path(on, j++);
      if (flavor.is_string() && !flavors.contains(flavor.text())) errors.not_supported(path, flavor.text(), known);
    }
  }
}

void check_label_name(const Node& key, const Path& path, Errors& errors) {
  if (key.is_string()) errors.invalid(path, key.text(), kube::check_label_key(key.text()));
}

}  // namespace

void check_cluster_queue(const Node& queue, Errors& errors) {
  const Node& spec = queue["spec"];
  const bool has_cohort = !spec["cohort"].text().empty() || !spec["cohortName"].text().empty();
  const Path path("spec");
  check_resource_groups(spec["resourceGroups"], {has_cohort, "cohort"}, false, Path(path, "resourceGroups"), errors);
  schema::check_label_selector(spec["namespaceSelector"], {}, Path(path, "namespaceSelector"), errors);
  check_fair_sharing(spec["fairSharing"], Path(path, "fairSharing"), errors);
  check_admission_checks(spec, errors);
}

void check_cohort(const Node& cohort, Errors& errors) {
  const Node& spec = cohort["spec"];
  const bool has_parent = !spec["parent"].text().empty() || !spec["parentName"].text().empty();
  const Path path("spec");
  check_fair_sharing(spec["fairSharing"], Path(path, "fairSharing"), errors);
  check_resource_groups(spec["resourceGroups"], {has_parent, "parent"}, true, Path(path, "resourceGroups"), errors);
}

void check_resource_flavor(const Node& flavor, Errors& errors) {
  const Node& spec = flavor["spec"];
  const Path path("spec"), taints(path, "nodeTaints"), tolerations(path, "tolerations");
  schema::check_labels(spec["nodeLabels"], Path(path, "nodeLabels"), errors);
  std::set<std::pair<std::string_view, std::string_view>> known;
  std::size_t i = 0;
  for (const Node& taint : spec["nodeTaints"].items()) {
    const Path at(taints, i++);
    check_label_name(taint["key"], Path(at, "key"), errors);
    const std::string_view value = taint["value"].text();
    if (const kube::Messages wrong = kube::check_label_value(value); !wrong.empty())
      errors.invalid(Path(at, "value"), value, join(wrong, ";"));
    if (taint.is_map() && !known.emplace(taint["key"].text(), taint["effect"].text()).second)
      errors.invalid(at, taint["key"].text(), "taints must be unique by key and effect pair");
  }
  i = 0;
  for (const Node& toleration : spec["tolerations"].items()) {
    const Path at(tolerations, i++);
    if (!toleration["key"].text().empty()) check_label_name(toleration["key"], Path(at, "key"), errors);
  }
}

}  // namespace slipway::admission
