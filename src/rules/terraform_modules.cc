#include <fmt/core.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/plans/plan.h"
#include "rules/rule.h"
#include "rules/terraform_folders.h"
#include "subject/values_files.h"

/// Calls of modules: of the files beside, and of the registry.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;
using subject::TerraformItem;
using subject::TerraformText;

void check_module_paths(const Subject& subject, Findings& findings) {
  if (subject.configurations().empty()) return;
  std::set<std::string> present;
  for (const SourceText* text : subject.texts()) present.insert(folder_of(*text));
  for (const TerraformText& text : subject.configurations())
    for (const TerraformItem* module : text.blocks("module")) {
      const TerraformItem* source = module->find("source");
      if (!source || !source->is_text || (!source->text.starts_with("./") && !source->text.starts_with("../")))
        continue;
      const std::string path = folder_of(*text.source) + source->text + "/";
      if (path.find("${") != std::string::npos) continue;
      if (!present.contains(std::string(subject::plain_name(path))))
        findings.say(source->where, fmt::format("nothing among these files is in {}", source->text));
    }
}

/// A call of a module, in a plan or in text.
struct Call {
  std::string_view source;
  SourceRange source_where;
  const Node* planned = nullptr;        // its expressions
  const TerraformItem* text = nullptr;  // its block
};

std::vector<Call> calls(const Subject& subject) {
  std::vector<Call> all;
  for (const subject::TerraformPlan& plan : subject.plans())
    for (const subject::ModuleCall& call : plan.module_calls())
      all.push_back({call.source, (*call.call)["source"].where(), call.expressions, nullptr});
  for (const TerraformText& text : subject.configurations())
    for (const TerraformItem* module : text.blocks("module"))
      if (const TerraformItem* source = module->find("source"))
        all.push_back({source->text, source->where, nullptr, module});
  return all;
}

void check_old_iam_module(const Subject& subject, Findings& findings) {
  for (const Call& call : calls(subject))
    if (call.source.find("terraform-aws-modules/iam/") != std::string_view::npos &&
        call.source.ends_with("//modules/iam-role-for-service-accounts-eks"))
      findings.say(call.source_where,
                   "version 6 of the module has this as iam-role-for-service-accounts; version 5 lags behind what "
                   "controllers need");
}

bool sets_true(const Call& call, std::string_view argument) {
  if (call.planned)
    return is_on((*call.planned)[argument]["constant_value"]) || !(*call.planned)[argument]["references"].is_absent();
  const TerraformItem* item = call.text->find(argument);
  return item && item->text != "false";
}

bool gives(const Call& call, std::string_view argument) {
  return call.planned ? !(*call.planned)[argument].is_absent() : call.text->find(argument) != nullptr;
}

void check_karpenter_module(const Subject& subject, Findings& findings) {
  const bool has_pools = !subject.of_kind("NodePool").empty();
  for (const Call& call : calls(subject)) {
    if (call.source.find("terraform-aws-modules/eks/") == std::string_view::npos ||
        !call.source.ends_with("//modules/karpenter"))
      continue;
    if (has_pools && !subject.release("karpenter"))
      findings.say(call.source_where,
                   "this module makes roles, a queue and rules; nothing here installs Karpenter itself, and NodePools "
                   "wait for it");
    if (gives(call, "irsa_namespace_service_accounts") && !sets_true(call, "enable_irsa")) {
      SourceRange where = call.source_where;
      if (call.planned)
        where = (*call.planned)["irsa_namespace_service_accounts"].where();
      else if (const TerraformItem* item = call.text->find("irsa_namespace_service_accounts"))
        where = item->where;
      findings.say(where, "without enable_irsa = true the module makes no role for these accounts");
    }
  }
}

const Rule kRules[] = {
    {"TF103", "X-004-74", Severity::Warning, "a local module that is not there",
     "terraform init stops at a module whose folder does not exist.", "add the module",
     "Terraform language, module sources", check_module_paths},
    {"TF105", "X-004-75", Severity::Warning, "a module of an old name",
     "Version 6 of terraform-aws-modules/iam renamed it; the policies that version 5 holds, the load balancer "
     "controller's above all, are "
     "behind what today's controllers call.",
     "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts, version 6",
     "terraform-aws-modules/terraform-aws-iam, modules", check_old_iam_module},
    {"TF106", "X-004-104", Severity::Warning, "Karpenter's module, taken for Karpenter",
     "The submodule makes a node role, a controller role, a queue and its rules. The controller is a chart that "
     "something else must install; "
     "its IRSA role is made with enable_irsa = true only.",
     "install oci://public.ecr.aws/karpenter/karpenter too",
     "terraform-aws-eks v20.37.2 modules/karpenter/variables.tf", check_karpenter_module},
};

}  // namespace

std::span<const Rule> terraform_module_rules() { return kRules; }

}  // namespace slipway::rules
