#include "components/component.h"
#include "components/parts/capability.h"
#include "components/parts/chart_values.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"

/// Argo CD as a chart. AWS runs it as a capability of the cluster: component eks-capabilities.
namespace slipway::components {

namespace {

/// Without it Argo CD takes every Application for healthy, and the sync waves of an application of applications wait
/// for nothing.
constexpr const char* kHealthOfApplications =
    "local health = obj.status and obj.status.health or {}\n"
    "return {status = health.status or \"Progressing\", message = health.message or \"\"}\n";

void expand(Expansion& in) {
  add_namespace_of_chart(in, "argocd", "restricted");
  doc::Map values{{"global", doc::Map{{"tolerations", chart_values::on_system_nodes(in.platform)}}}};
  if (chart_values::has_prometheus(in))
    values.set("controller",
               doc::Map{{"metrics", doc::Map{{"enabled", true}, {"serviceMonitor", doc::Map{{"enabled", true}}}}}});
  values.set(
      "configs",
      doc::Map{{"cm", doc::Map{{"resource.customizations.health.argoproj.io_Application", kHealthOfApplications}}}});
  in.add_release("argo-cd", "argocd", std::move(values)).brings = {"argoproj.io"};
  check_deployments_of_release(in, "argo-cd", "argocd");
}

bool wanted(const spec::Platform& platform) {
  return !platform.applications.empty() && !is_capability(platform, "argocd");
}

}  // namespace

extern const Component argo_cd = {
    "argo-cd", "GitOps: the cluster follows a Git repository", Stage::Controllers, {}, wanted, nullptr, expand};

}  // namespace slipway::components
