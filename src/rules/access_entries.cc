#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "rules/plans/plan.h"
#include "rules/reading.h"
#include "rules/rule.h"

namespace slipway::rules {
namespace {

using subject::Subject;
using subject::TerraformItem;

bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '+' || c == '@' || c == '=';
}

/// Whether a text names a role: as a whole word, so that "Node" is not in "NodeRole".
bool names(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_name_letter(text[at - 1])) && (end == text.size() || !is_name_letter(text[end]))) return true;
  }
  return false;
}

/// Whether an item, or one inside of it, says something.
bool says(const TerraformItem& item, const std::function<bool(std::string_view)>& is_it) {
  std::vector<const TerraformItem*> waiting = {&item};
  while (!waiting.empty()) {
    const TerraformItem& one = *waiting.back();
    waiting.pop_back();
    if (is_it(one.text) || is_it(one.name)) return true;
    for (const TerraformItem& inner : one.items) waiting.push_back(&inner);
  }
  return false;
}

bool is_eks_module(const TerraformItem& module) {
  return module["source"] == "terraform-aws-modules/eks/aws" || module["source"].ends_with("terraform-aws-eks");
}

bool is_karpenter_module(std::string_view source) { return source.ends_with("//modules/karpenter"); }

/// Whether an expression has a value that is not known here: it may be any.
bool is_unknown(std::string_view text) {
  return text.find("${") != text.npos || text.starts_with("local.") || text.starts_with("var.") ||
         text.starts_with("module.") || text.starts_with("data.") || text.find('(') != text.npos;
}

/// Modules that let in the role which they make, or are given.
bool makes_nodes(std::string_view source) {
  return is_karpenter_module(source) || source.ends_with("//modules/eks-managed-node-group") ||
         source.ends_with("//modules/self-managed-node-group");
}

/// Whether an argument that names a role of nodes, at any depth, has a value that is not known here.
bool names_unknown_role(const TerraformItem& item) {
  constexpr std::string_view kNodes[] = {"node_iam_role_name", "node_iam_role_arn", "node_role_name", "node_role_arn",
                                         "principal_arn",      "access_entries",    "aws_auth_roles"};
  constexpr std::string_view kOfNodeGroup[] = {"iam_role_name", "iam_role_arn", "role_arn"};
  struct Waiting {
    const TerraformItem* item;
    bool is_node_group;  // elsewhere these are roles of other things: the cluster's, an add-on's
  };
  std::vector<Waiting> waiting = {{&item, item.name == "module" && makes_nodes(item["source"])}};
  while (!waiting.empty()) {
    const auto [one, is_node_group] = waiting.back();
    waiting.pop_back();
    for (const TerraformItem& inner : one->items) {
      const bool names_role = std::ranges::find(kNodes, inner.name) != std::end(kNodes) ||
                              (is_node_group && std::ranges::find(kOfNodeGroup, inner.name) != std::end(kOfNodeGroup));
      if (names_role && inner.items.empty() && is_unknown(inner.text)) return true;
      waiting.push_back({&inner, is_node_group || inner.name.find("node_group") != std::string::npos});
    }
  }
  return false;
}

/// Whether a role that Terraform makes may be of that name.
bool may_be_called(const TerraformItem& made, std::string_view role) {
  if (const TerraformItem* name = made.find("name")) return name->text == role || is_unknown(name->text);
  const TerraformItem* prefix = made.find("name_prefix");
  return prefix && (is_unknown(prefix->text) || role.starts_with(prefix->text));
}

/// What the Terraform here says of who may join: the role by name, or the resource that makes it.
bool is_let_in_by_text(const Subject& subject, std::string_view role) {
  std::vector<std::string> words = {std::string(role)};
  for (const subject::TerraformText& text : subject.configurations())
    for (const TerraformItem* made : text.resources("aws_iam_role"))
      if (made->labels.size() > 1 && may_be_called(*made, role)) words.push_back("aws_iam_role." + made->labels[1]);
  const auto is_it = [&](std::string_view text) {
    return std::ranges::any_of(words, [&](const std::string& word) {
      const std::size_t at = text.find(word);
      // A reference goes on with ".arn".
      return names(text, word) ||
             (at != text.npos && word.starts_with("aws_iam_role.") && text.substr(at + word.size()).starts_with("."));
    });
  };
  for (const subject::TerraformText& text : subject.configurations())
    for (const TerraformItem& item : text.items) {
      if (!item.is_block || item.labels.empty()) continue;
      const bool may_let_in = item.name == "module" || item.labels[0] == "aws_eks_access_entry" ||
                              item.labels[0] == "aws_eks_node_group" ||
                              item.labels[0].starts_with("kubernetes_config_map");
      if (may_let_in && (says(item, is_it) || names_unknown_role(item))) return true;
      // Of its own role the module knows the beginning of the name.
      if (item.name == "module" && is_karpenter_module(item["source"]) && !item.find("node_iam_role_name") &&
          role.starts_with("Karpenter-"))
        return true;
    }
  return false;
}

bool is_let_in_by_plan(const Subject& subject, std::string_view role) {
  for (const Plan& plan : plans(subject))
    for (const std::string_view type : {"aws_eks_access_entry", "aws_eks_node_group"})
      for (const PlannedResource* entry : plan.of(type)) {
        const std::string_view argument = type == "aws_eks_access_entry" ? "principal_arn" : "node_role_arn";
        if (names((*entry)[argument].text(), role)) return true;
        for (const PlannedResource* made : plan.linked(*entry, {argument}))
          if ((*made)["name"].text() == role ||
              ((*made)["name"].text().empty() && role.starts_with((*made)["name_prefix"].text())))
            return true;
      }
  return false;
}

bool is_let_in_elsewhere(const Subject& subject, std::string_view role) {
  for (const kube::Object* map : subject.of_kind("ConfigMap", ""))
    if (map->name == "aws-auth" && names(text_of((*map->node)["data"]["mapRoles"]), role)) return true;
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      const bool lets_in = command.starts_with({"aws", "eks", "create-access-entry"}) ||
                           command.starts_with({"eksctl", "create", "iamidentitymapping"}) ||
                           command.starts_with({"eksctl", "create", "accessentry"});
      if (lets_in && std::ranges::any_of(command.words, [&](const subject::Word& word) {
            return names(word.text, role) || word.text.find("$") != std::string::npos;
          }))
        return true;
    }
  return false;
}

/// Whether what makes the cluster is here, so that an entry that is missing is missing.
bool has_cluster(const Subject& subject) {
  for (const Plan& plan : plans(subject))
    if (!plan.of("aws_eks_cluster").empty()) return true;
  for (const subject::TerraformText& text : subject.configurations()) {
    if (!text.resources("aws_eks_cluster").empty()) return true;
    if (std::ranges::any_of(text.blocks("module"), [](const TerraformItem* module) { return is_eks_module(*module); }))
      return true;
  }
  return false;
}

void check_node_roles(const Subject& subject, Findings& findings) {
  if (subject.platform() || !has_cluster(subject)) return;
  for (const kube::Object* node_class : subject.of_kind("EC2NodeClass", "karpenter.k8s.aws")) {
    const doc::Node& role = (*node_class->node)["spec"]["role"];
    std::string_view name = text_of(role);
    if (name.starts_with("arn:")) name = name.substr(name.rfind('/') + 1);  // NCL014 says that it is to be a name
    if (name.empty() || name.find('$') != name.npos || name.find('{') != name.npos) continue;
    if (is_let_in_by_text(subject, name) || is_let_in_by_plan(subject, name) || is_let_in_elsewhere(subject, name))
      continue;
    findings.say(role.where(), fmt::format("nothing lets nodes of role {} into the cluster", name),
                 fmt::format("{}; the Terraform here has no access entry for it", title_of(*node_class)));
  }
}

constexpr Rule kRules[] = {
    {"ENTRY001", "X-004-76", Severity::Warning, "a node role without an access entry",
     "Nodes of Karpenter are no managed group, for which EKS makes the entry itself. Without one the kubelet is "
     "Unauthorized: instances start, are paid for, never join, and are replaced after 15 minutes. The Karpenter module "
     "makes the entry for its own role alone.",
     "an aws_eks_access_entry of type EC2_LINUX for the role, or name the role that has one",
     "terraform-aws-eks v20.37.2 modules/karpenter; EKS user guide, creating access entries; karpenter registration "
     "TTL",
     check_node_roles},
};

}  // namespace

std::span<const Rule> access_entry_rules() { return kRules; }

}  // namespace slipway::rules
