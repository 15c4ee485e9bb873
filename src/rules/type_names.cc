#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <string>

#include "base/text.h"
#include "catalog/instance_types.h"
#include "rules/plans/plan.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// Names of EC2 types wherever machines are asked for. Those of NodePools are KRP020's.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::ShellCommand;
using subject::Subject;
using subject::TerraformItem;
using subject::Word;

/// "g5.xlarge": a family with its generation, a dot, a size. Not "ml.g5.xlarge", "optimal", "$TYPE".
bool has_form(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos || dot + 1 == name.size() || name.empty() || name[0] < 'a' || name[0] > 'z')
    return false;
  const std::string_view family = name.substr(0, dot), size = name.substr(dot + 1);
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return family.find_first_not_of(kLetters) == std::string_view::npos &&
         size.find_first_not_of(kLetters) == std::string_view::npos &&
         family.find_first_of("0123456789") != std::string_view::npos;
}

void judge(std::string_view name, SourceRange where, Findings& findings) {
  if (!has_form(name) || catalog::find_instance_type(name)) return;
  const auto like = catalog::instance_type_like(name);
  findings.say(where, fmt::format("there is no instance type '{}'", name),
               like ? fmt::format("did you mean {}?", *like) : "slipway catalog types lists them");
}

void judge(const Node& node, Findings& findings) {
  for (const Node& one : node.items()) judge(text_of(one), one.where(), findings);
  judge(text_of(node), node.where(), findings);
}

bool is_of_types(std::string_view name) { return name.ends_with("instance_type") || name.ends_with("instance_types"); }

/// The place of an offset of an expression that may go over several lines.
SourceRange place_of(const TerraformItem& item, std::size_t offset, std::size_t length) {
  SourceRange where = item.value_where;
  const std::string_view before = std::string_view(item.text).substr(0, offset);
  const auto line_breaks = static_cast<int>(std::ranges::count(before, '\n'));
  where.line += line_breaks;
  where.column = line_breaks ? static_cast<int>(offset - before.rfind('\n')) : where.column + static_cast<int>(offset);
  where.length = static_cast<int>(length);
  return where;
}

/// A plain string, or the strings of a list; nothing of what is reckoned.
void judge_value(const TerraformItem& item, Findings& findings) {
  if (item.is_block || !item.items.empty()) return;
  if (item.is_text) return judge(item.text, item.value_where, findings);
  const std::string_view text = item.text;
  if (!text.starts_with('[')) return;
  for (std::size_t open = text.find('"'); open != std::string_view::npos;) {
    const std::size_t close = text.find('"', open + 1);
    if (close == std::string_view::npos) return;
    judge(text.substr(open + 1, close - open - 1), place_of(item, open + 1, close - open - 1), findings);
    open = text.find('"', close + 1);
  }
}

void judge_text(const TerraformItem& item, Findings& findings) {
  if (!item.is_block && is_of_types(item.name)) judge_value(item, findings);
  for (const TerraformItem& inner : item.items) judge_text(inner, findings);
}

void judge_plan(const subject::TerraformPlan& plan, Findings& findings) {
  for (const PlannedResource* group : plan.of_type("aws_eks_node_group")) judge((*group)["instance_types"], findings);
  for (const std::string_view type : {"aws_launch_template", "aws_instance"})
    for (const PlannedResource* made : plan.of_type(type)) judge((*made)["instance_type"], findings);
  for (const PlannedResource* made : plan.of_type("aws_batch_compute_environment"))
    for (const Node& resources : blocks(*made->values, "compute_resources"))
      judge(resources["instance_type"], findings);
}

/// Texts that may name several, separated by commas.
void judge_list(std::string_view text, SourceRange where, Findings& findings) {
  for (const std::string_view name : split(text, ',')) judge(trim(name), where, findings);
}

void judge_command(const ShellCommand& command, Findings& findings) {
  for (const Word& assignment : command.assignments) {
    const std::string_view text = assignment.text;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && text.substr(0, equals).ends_with("INSTANCE_TYPE"))
      judge(text.substr(equals + 1), assignment.where, findings);
  }
  const bool is_eksctl = command.starts_with({"eksctl", "create"});
  if (!is_eksctl && !command.starts_with({"aws", "eks", "create-nodegroup"}) &&
      !command.starts_with({"aws", "ec2", "run-instances"}))
    return;
  for (const std::string_view flag : {"--node-type", "--instance-type", "--instance-types", "-t"}) {
    if (flag == "-t" && !is_eksctl) continue;
    const Word* value = command.flag(flag);
    if (!value) continue;
    judge_list(value->text, value->where, findings);
    // "--instance-types g5.xlarge g5.2xlarge"
    if (value < command.words.data() || value >= command.words.data() + command.words.size()) continue;
    for (const Word* next = value + 1; next != command.words.data() + command.words.size(); ++next) {
      if (next->text.starts_with('-')) break;
      judge(next->text, next->where, findings);
    }
  }
}

void check_types(const Subject& subject, Findings& findings) {
  for (const subject::TerraformPlan& plan : subject.plans()) judge_plan(plan, findings);
  for (const subject::TerraformText& text : subject.configurations())
    for (const TerraformItem& top : text.items) {
      if (top.is_block && top.name == "variable" && !top.labels.empty() && is_of_types(top.labels[0])) {
        if (const TerraformItem* usual = top.find("default")) judge_value(*usual, findings);
        continue;
      }
      judge_text(top, findings);
    }
  for (const kube::Object* config : subject.of_kind("ClusterConfig", "eksctl.io"))
    for (const std::string_view field : {"managedNodeGroups", "nodeGroups"})
      for (const Node& group : (*config->node)[field].items()) {
        judge(group["instanceType"], findings);
        judge(group["instanceTypes"], findings);
        judge(group["instancesDistribution"]["instanceTypes"], findings);
      }
  for (const subject::Script& script : subject.scripts())
    for (const ShellCommand& command : script.commands) judge_command(command, findings);
  for (const subject::Variable& variable : subject.variables())
    if (variable.name.ends_with("INSTANCE_TYPE") || variable.name.ends_with("INSTANCE_TYPES"))
      judge_list(variable.value, variable.value_where ? variable.value_where : variable.where, findings);
}

constexpr Rule kRules[] = {
    {"NG016", "", Severity::Error, "an instance type that does not exist",
     "EC2 knows no such type: CreateNodegroup, CreateLaunchTemplate and RunInstances refuse it, or the group never "
     "gets a node.",
     "write a type of EC2's list (slipway catalog types)", "the catalogue: EC2's types as of its date", check_types},
};

}  // namespace

std::span<const Rule> type_name_rules() { return kRules; }

}  // namespace slipway::rules
