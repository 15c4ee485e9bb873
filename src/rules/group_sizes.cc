#include <fmt/core.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "rules/plans/managed_group.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// How many nodes a group is to have, wherever that is written.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::ShellCommand;
using subject::Subject;
using subject::TerraformItem;
using subject::Variable;

struct Size {
  std::optional<std::int64_t> value = {};  // nullopt: not said, or not known
  SourceRange where = {};
};
struct Sizes {
  Size min = {}, desired = {}, max = {};
};

void judge(const Sizes& sizes, Findings& findings) {
  const auto &min = sizes.min.value, &max = sizes.max.value, &desired = sizes.desired.value;
  if (min && max && *min > *max) {
    findings.say(sizes.min.where, fmt::format("the least size, {}, is above the largest, {}", *min, *max));
  } else if (desired && ((min && *desired < *min) || (max && *desired > *max))) {
    findings.say(sizes.desired.where,
                 min && max ? fmt::format("desired size {} is not between {} and {}", *desired, *min, *max)
                 : min      ? fmt::format("desired size {} is below the least, {}", *desired, *min)
                            : fmt::format("desired size {} is above the largest, {}", *desired, *max));
  }
}

Size size_of(const Node& node) { return {whole_number(text_of(node)), node.where()}; }

Size size_of(const TerraformItem& block, std::string_view name) {
  const TerraformItem* item = block.find(name);
  return item && !item->is_block ? Size{whole_number(item->text), item->where} : Size{};
}

/// Blocks of a node group, and maps of a module's node groups.
void judge_text(const TerraformItem& item, Findings& findings) {
  if (item.find("min_size") || item.find("max_size"))
    judge({size_of(item, "min_size"), size_of(item, "desired_size"), size_of(item, "max_size")}, findings);
  for (const TerraformItem& inner : item.items)
    if (!inner.items.empty()) judge_text(inner, findings);
}

Size size_of(const ShellCommand& command, std::string_view flag) {
  const subject::Word* value = command.flag(flag);
  return value ? Size{whole_number(value->text), value->where} : Size{};
}

/// "minSize=1,maxSize=3,desiredSize=2"
Sizes of_scaling_config(const subject::Word& word) {
  Sizes sizes;
  for (const std::string_view part : split(word.text, ',')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = trim(part.substr(0, equals));
    const Size size{whole_number(trim(part.substr(equals + 1))), word.where};
    if (name == "minSize") sizes.min = size;
    if (name == "maxSize") sizes.max = size;
    if (name == "desiredSize") sizes.desired = size;
  }
  return sizes;
}

void judge_command(const ShellCommand& command, Findings& findings) {
  if (command.starts_with({"eksctl", "create"}) || command.starts_with({"eksctl", "scale"}))
    judge({size_of(command, "--nodes-min"), size_of(command, "--nodes"), size_of(command, "--nodes-max")}, findings);
  if (command.starts_with({"aws", "eks", "create-nodegroup"}) ||
      command.starts_with({"aws", "eks", "update-nodegroup-config"}))
    if (const subject::Word* config = command.flag("--scaling-config")) judge(of_scaling_config(*config), findings);
}

/// Variables of one file by what they end in; the prefix is the group's.
void judge_variables(const Subject& subject, Findings& findings) {
  std::map<std::pair<const SourceText*, std::string_view>, const Variable*> by_name;
  for (const Variable& one : subject.variables()) by_name[{one.where.source, one.name}] = &one;
  const auto size_named = [&](const Variable& beside, const std::string& name) {
    const auto found = by_name.find({beside.where.source, name});
    if (found == by_name.end()) return Size{};
    const Variable& one = *found->second;
    return Size{whole_number(one.value), one.value_where ? one.value_where : one.where};
  };
  for (const Variable& one : subject.variables())
    for (const std::string_view unit : {"SIZE", "NODES", "COUNT"}) {
      const std::string end = "MAX_" + std::string(unit);
      if (!one.name.ends_with(end)) continue;
      const std::string prefix = one.name.substr(0, one.name.size() - end.size());
      judge({size_named(one, prefix + "MIN_" + std::string(unit)),
             size_named(one, prefix + "DESIRED_" + std::string(unit)), size_named(one, one.name)},
            findings);
    }
}

void check_sizes(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* group : plan.of("aws_eks_node_group")) {
      const Node& scaling = block(*group->values, "scaling_config");
      judge({size_of(scaling["min_size"]), size_of(scaling["desired_size"]), size_of(scaling["max_size"])}, findings);
    }
  for (const subject::TerraformText& text : subject.configurations())
    for (const TerraformItem& top : text.items)
      if (top.is("resource", "aws_eks_node_group") || top.is("resource", "aws_autoscaling_group") ||
          (top.is_block && top.name == "module"))
        judge_text(top, findings);
  for (const kube::Object* config : subject.of_kind("ClusterConfig", "eksctl.io"))
    for (const std::string_view field : {"managedNodeGroups", "nodeGroups"})
      for (const Node& group : (*config->node)[field].items())
        judge({size_of(group["minSize"]), size_of(group["desiredCapacity"]), size_of(group["maxSize"])}, findings);
  for (const subject::Script& script : subject.scripts())
    for (const ShellCommand& command : script.commands) judge_command(command, findings);
  judge_variables(subject, findings);
}

constexpr Rule kRules[] = {
    {"NG015", "", Severity::Error, "sizes of a node group that contradict one another",
     "CreateNodegroup, CreateAutoScalingGroup and eksctl refuse them.", "min <= desired <= max",
     "EKS API NodegroupScalingConfig; eksctl at 99984ad, pkg/apis/eksctl.io/v1alpha5/validation.go", check_sizes},
};

}  // namespace

std::span<const Rule> group_size_rules() { return kRules; }

}  // namespace slipway::rules
