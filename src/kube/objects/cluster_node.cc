#include "kube/objects/cluster_node.h"

#include <algorithm>

#include "kube/objects/fields.h"
#include "kube/objects/selection.h"

namespace slipway::kube {

Node read_node(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields fields(object, diagnostics);
  const Fields spec = fields.map("spec"), status = fields.map("status");
  const auto conditions = status.items("conditions");
  return {.object = read_object(object, diagnostics),
          .provider_id = spec.text("providerID"),
          .unschedulable = spec.boolean("unschedulable").value_or(false),
          .taints = spec.list("taints", read_taint),
          .capacity = status.resources("capacity"),
          .allocatable = status.resources("allocatable"),
          .is_ready = std::ranges::any_of(conditions, [](const doc::Node& condition) {
            return condition["type"].text() == "Ready" && condition["status"].text() == "True";
          })};
}

Namespace read_namespace(const doc::Node& object, Diagnostics& diagnostics) {
  return {read_object(object, diagnostics), Fields(object, diagnostics).map("status").text("phase")};
}

}  // namespace slipway::kube
