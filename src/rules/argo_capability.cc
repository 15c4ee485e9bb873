#include <fmt/core.h>

#include <algorithm>

#include "rules/plans/plan.h"
#include "rules/reading.h"
#include "rules/rule.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// Whether Argo CD runs as a capability of EKS rather than in the cluster: somebody says so, or something makes it.
bool is_managed(const Subject& subject) {
  if (const std::string_view said = subject.context().fact("argo-cd"); !said.empty()) return said == "capability";
  if (subject.release("argo-cd")) return false;
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* capability : plan.of("aws_eks_capability"))
      if ((*capability)["type"].text() == "ARGOCD") return true;
  for (const subject::TerraformText& text : subject.configurations()) {
    for (const subject::TerraformItem* capability : text.resources("aws_eks_capability"))
      if ((*capability)["type"] == "ARGOCD") return true;
    for (const subject::TerraformItem* module : text.blocks("module"))
      if ((*module)["source"].ends_with("modules/capability") && (*module)["type"] == "ARGOCD") return true;
  }
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      if (!command.starts_with({"aws", "eks", "create-capability"})) continue;
      const subject::Word* type = command.flag("--type");
      if (type && type->text == "ARGOCD") return true;
    }
  return false;
}

void check_destination(const doc::Node& destination, const kube::Object& object, Findings& findings) {
  const doc::Node& server = destination["server"];
  const doc::Node& name = destination["name"];
  const std::string_view url = text_of(server);
  const bool is_here =
      url.starts_with("https://kubernetes.default.svc") || url.starts_with("https://kubernetes.default");
  if (is_here)
    findings.say(server.where(),
                 fmt::format("the Argo CD capability does not run in the cluster: {} is not there", url),
                 title_of(object));
  else if (text_of(name) == "in-cluster")
    findings.say(name.where(), "the Argo CD capability knows no cluster in-cluster before it is registered",
                 title_of(object));
}

void check_destinations(const Subject& subject, Findings& findings) {
  if (subject.of_kind("Application", "argoproj.io").empty() && subject.of_kind("ApplicationSet", "argoproj.io").empty())
    return;
  if (!is_managed(subject)) return;
  // A Secret of that name registers the cluster under it.
  const bool has_own = std::ranges::any_of(subject.of_kind("Secret", ""), [](const kube::Object* secret) {
    return is_text((*secret->node)["stringData"]["name"], "in-cluster");
  });
  const auto check = [&](const doc::Node& spec, const kube::Object& object) {
    const doc::Node& destination = spec["destination"];
    if (!has_own || !text_of(destination["server"]).empty()) check_destination(destination, object, findings);
  };
  for (const kube::Object* application : subject.of_kind("Application", "argoproj.io"))
    check((*application->node)["spec"], *application);
  for (const kube::Object* set : subject.of_kind("ApplicationSet", "argoproj.io"))
    check((*set->node)["spec"]["template"]["spec"], *set);
}

constexpr Rule kRules[] = {
    {"ARG003", "X-004-94", Severity::Error, "an in-cluster destination of the Argo CD capability",
     "As a capability Argo CD runs in accounts of AWS. It refuses kubernetes.default.svc: clusters are registered by "
     "the "
     "ARN of the EKS cluster, its own too. Right for an Argo CD that runs in the cluster.",
     "register the cluster with server: its ARN, and name that, or the name it is registered by, as destination",
     "EKS user guide, argocd-register-clusters and create-argocd-capability", check_destinations},
};

}  // namespace

std::span<const Rule> argo_capability_rules() { return kRules; }

}  // namespace slipway::rules
