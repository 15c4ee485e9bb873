#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"

/// kro as a chart; as a capability of the cluster: component eks-capabilities.
namespace slipway::components {

namespace {

void expand(Expansion& in) {
  add_namespace_of_chart(in, "kro-system", "restricted");
  in.add_release("kro", "kro-system",
                 {{"deployment", doc::Map{{"tolerations", chart_values::on_system_nodes(in.platform)}}}})
      .brings = {"kro.run"};
  check_deployments_of_release(in, "kro", "kro-system");
}

}  // namespace

extern const Component kro = {
    "kro", "several resources as one, by ResourceGraphDefinitions", Stage::Controllers, {}, nullptr, nullptr, expand};

}  // namespace slipway::components
