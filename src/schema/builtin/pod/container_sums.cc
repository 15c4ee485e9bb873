#include "schema/builtin/pod/container_sums.h"

#include <string>

#include "schema/builtin/fields.h"
#include "schema/builtin/resource_amounts.h"

namespace slipway::schema::builtin {
namespace {

kube::ResourceList amounts_of(const doc::Node& container, std::string_view amounts) {
  kube::ResourceList out;
  for (const doc::Member& amount : container["resources"][amounts].members())
    out.insert_or_assign(std::string(amount.key.text()), quantity_of(amount.value));
  return out;
}

}  // namespace

kube::ResourceList sum_of_containers(const doc::Node& pod_spec, std::string_view amounts) {
  kube::ResourceList sum, sidecars, most_at_start;
  for (const doc::Node& container : pod_spec["containers"].items()) kube::add(sum, amounts_of(container, amounts));
  for (const doc::Node& container : pod_spec["initContainers"].items()) {
    kube::ResourceList needed = amounts_of(container, amounts);
    if (text_of(container["restartPolicy"]) == "Always") {
      kube::add(sum, needed);
      kube::add(sidecars, needed);
      needed = sidecars;
    } else {
      kube::add(needed, sidecars);
    }
    kube::raise_to(most_at_start, needed);
  }
  kube::raise_to(sum, most_at_start);
  return sum;
}

bool is_pod_resource(std::string_view name) { return name == "cpu" || name == "memory" || is_huge_page_resource(name); }

}  // namespace slipway::schema::builtin
