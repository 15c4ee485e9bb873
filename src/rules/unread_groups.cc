#include "rules/unread_groups.h"

#include <algorithm>

namespace slipway::rules {

bool makes_unread_groups(const subject::Subject& subject) {
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands)
      if (command.starts_with({"eksctl", "create", "nodegroup"}) ||
          command.starts_with({"aws", "eks", "create-nodegroup"}))
        return true;
  return std::ranges::any_of(subject.configurations(), [](const subject::TerraformText& text) {
    if (!text.resources("aws_eks_node_group").empty() || !text.resources("aws_autoscaling_group").empty()) return true;
    return std::ranges::any_of(text.blocks("module"), [](const subject::TerraformItem* module) {
      for (const std::string_view name : {"eks_managed_node_groups", "self_managed_node_groups", "managed_node_groups"})
        if (module->find(name)) return true;
      return (*module)["source"].find("managed-node-group") != std::string_view::npos;
    });
  });
}

}  // namespace slipway::rules
