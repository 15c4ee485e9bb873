#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/text.h"
#include "catalog/ebs_volume_types.h"
#include "catalog/instance_types.h"
#include "catalog/on_demand_price.h"
#include "rules/bash_variables.h"
#include "rules/plans/images.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "spec/dotenv/dotenv.h"

namespace slipway::rules {

namespace {

using subject::Subject;
using subject::Variable;

SourceRange place(const Variable& variable) { return variable.value_where ? variable.value_where : variable.where; }

const Variable* find(const Subject& subject, std::string_view name, const Variable& beside) {
  for (const Variable& variable : subject.variables())
    if (variable.name == name && variable.where.source == beside.where.source) return &variable;
  return nullptr;
}

/// An accelerated instance type that a variable names, and the prefix that its group's other variables share: "GPU_".
struct GroupSaid {
  const Variable* variable;
  const catalog::InstanceType* type;
  std::string prefix;
};

std::vector<GroupSaid> accelerated_groups(const Subject& subject) {
  std::vector<GroupSaid> all;
  constexpr std::string_view kEnd = "INSTANCE_TYPE";
  for (const Variable& variable : subject.variables()) {
    if (!variable.name.ends_with(kEnd)) continue;
    const catalog::InstanceType* type = catalog::find_instance_type(variable.value);
    if (type && type->is_accelerated())
      all.push_back({&variable, type, variable.name.substr(0, variable.name.size() - kEnd.size())});
  }
  return all;
}

/// Quotes around the value go with it.
std::vector<FixIt> true_in_place(const Variable& variable) {
  if (!variable.value_where) return {};
  return {{variable.value_where, "true"}};
}

/// Whether a script here asks if the variable is one of some words, and `value` is none of them:
/// `[ "$INSTALL_X" = true ]`, `[[ ${INSTALL_X,,} == yes ]]`.
bool is_compared_with_others(const Subject& subject, const std::string& name, std::string_view value) {
  const auto is_variable = [&](std::string_view word) {
    if (!word.starts_with('$')) return false;
    word.remove_prefix(word.starts_with("${") ? 2 : 1);
    const std::string_view behind = word.starts_with(name) ? word.substr(name.size()) : "_";
    return behind.empty() || std::string_view("}:,-").find(behind.front()) != std::string_view::npos;
  };
  bool is_compared = false;
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      if (!command.starts_with({"["}) && !command.starts_with({"[["}) && !command.starts_with({"test"})) continue;
      if (std::ranges::none_of(command.words, is_variable, &subject::Word::text)) continue;
      for (const std::string& word : {std::string("true"), std::string("yes"), std::string("1")})
        is_compared = is_compared || command.word(word);
      for (const subject::Word& word : command.words)
        if (ascii_lower(word.text) == value) return false;
    }
  return is_compared;
}

void check_booleans(const Subject& subject, Findings& findings) {
  constexpr std::string_view kBooleans[] = {"true", "false", "yes", "no", "on", "off", "1", "0", "y", "n", ""};
  constexpr std::string_view kLikely[] = {"true", "false", "yes", "no", "on", "off"};
  for (const Variable& variable : subject.variables()) {
    if (!variable.name.starts_with("INSTALL_") && !variable.name.starts_with("ENABLE_") &&
        !variable.name.ends_with("_ENABLED"))
      continue;
    const std::string value = ascii_lower(variable.value);
    // Which words switch it on is for whoever reads it to say.
    if (value == "on" || value == "y") {
      if (is_compared_with_others(subject, variable.name, value))
        findings.say(place(variable),
                     fmt::format("{} is taken for false: a script here asks for other words", variable.value), {}, {},
                     true_in_place(variable));
      continue;
    }
    if (std::ranges::find(kBooleans, value) != std::end(kBooleans)) continue;
    const auto meant = near_miss(value, kLikely);
    const bool is_word = std::ranges::all_of(value, [](char c) { return c >= 'a' && c <= 'z'; }) &&
                         value.size() <= (variable.name.starts_with("INSTALL_") ? 12u : 6u);
    if (!meant && !is_word) continue;
    std::vector<FixIt> fixes;
    if (meant && variable.value_where) fixes.push_back({variable.value_where, std::string(*meant)});
    findings.say(place(variable), fmt::format("{} is no boolean: a script takes it for false", variable.value),
                 meant ? fmt::format("did you mean {}?", *meant) : std::string(), {}, std::move(fixes));
  }
}

void check_iops(const Subject& subject, Findings& findings) {
  for (const Variable& variable : subject.variables()) {
    if (!variable.name.ends_with("IOPS")) continue;
    const std::string name = ascii_lower(variable.name);
    for (const catalog::EbsVolumeType& type : catalog::ebs_volume_types()) {
      if (!type.takes_iops() || name.find(type.name) == std::string::npos) continue;
      const auto number = whole_number(variable.value);
      if (number && type.least_iops <= *number && *number <= type.most_iops) continue;
      findings.say(place(variable), fmt::format("{} is not between {} and {}, what {} volumes take", variable.value,
                                                type.least_iops, type.most_iops, type.name));
    }
  }
}

void check_driver(const Subject& subject, Findings& findings) {
  for (const GroupSaid& group : accelerated_groups(subject)) {
    const Variable* driver = find(subject, "NVIDIA_DRIVER_VERSION", *group.variable);
    if (!driver) continue;
    int branch = 0;
    std::from_chars(driver->value.data(), driver->value.data() + driver->value.size(), branch);
    const int first = first_driver_branch(group.type->gpu_name);
    const OldGpu* old = find_old_gpu(group.type->gpu_name);
    if (branch > 0 && first > branch)
      findings.say(place(*driver), fmt::format("driver branch {} does not run the GPUs of {}: they need {} or later",
                                               branch, group.type->name, first));
    if (branch > 0 && old && branch > old->last_branch)
      findings.say(place(*driver), fmt::format("driver branch {} no longer runs the GPUs of {}: {} is the last", branch,
                                               group.type->name, old->last_branch));
  }
}

void check_host_versions(const Subject& subject, Findings& findings) {
  constexpr std::pair<std::string_view, std::string_view> kOfImage[] = {
      {"NVIDIA_DRIVER_VERSION", "the driver comes with the accelerated EKS image"},
      {"EFA_DRIVER_VERSION", "the EFA module comes with the accelerated EKS image"},
      {"EFA_INSTALLER_VERSION", "the EFA module comes with the accelerated EKS image"},
      {"NCCL_VERSION", "NCCL comes with the container image that uses it"},
      {"CUDA_VERSION", "CUDA comes with the container image that uses it"}};
  if (accelerated_groups(subject).empty()) return;
  for (const Variable& variable : subject.variables())
    for (const auto& [name, why] : kOfImage)
      if (variable.name == name)
        findings.say(place(variable),
                     fmt::format("{}: a version here is for nothing, or for an install at each boot", why));
}

/// Lines of a file that give a variable whose name begins so, whether its value could be read or not.
std::vector<SourceRange> lines_that_set(const SourceText& text, std::string_view prefix) {
  std::vector<SourceRange> all;
  int number = 0;
  for (std::string_view line : split(text.text(), '\n')) {
    ++number;
    std::size_t indent = line.find_first_not_of(" \t");
    if (indent == std::string_view::npos) continue;
    if (line.substr(indent).starts_with("export ")) indent = line.find_first_not_of(" \t", indent + 7);
    if (indent == std::string_view::npos) continue;
    line.remove_prefix(indent);
    const std::size_t equals = line.find('=');
    if (line.starts_with(prefix) && equals != std::string_view::npos)
      all.push_back({&text, number, static_cast<int>(indent) + 1, static_cast<int>(equals)});
  }
  return all;
}

void check_subnets(const Subject& subject, Findings& findings) {
  for (const GroupSaid& group : accelerated_groups(subject)) {
    if (group.type->efa_interfaces == 0 || group.prefix.empty() || !group.variable->where) continue;
    const auto subnets = lines_that_set(*group.variable->where.source, group.prefix + "SUBNET_");
    if (subnets.size() < 2) continue;
    findings.say(subnets.front(),
                 fmt::format("{} subnets for the interfaces of {}: all interfaces of an instance are in its one zone",
                             subnets.size(), group.type->name));
  }
}

/// References of one file that neither it nor another .env file here answers.
void check_references(const Subject& subject, Findings& findings) {
  for (const SourceText* text : subject.texts()) {
    const std::string_view name = text->name();
    if (!name.ends_with(".env") && name.find(".env.") == std::string_view::npos) continue;
    Diagnostics said;
    spec::read_dotenv(std::shared_ptr<const SourceText>(std::shared_ptr<void>(), text), said);
    for (const Diagnostic& one : said.all()) {
      if (one.id != "ENV002") continue;
      const std::string missing = one.message.substr(0, one.message.find(' '));
      if (is_set_by_bash(missing)) continue;
      const bool is_elsewhere =
          std::ranges::any_of(subject.variables(), [&](const Variable& variable) { return variable.name == missing; });
      if (!is_elsewhere)
        findings.say(
            one.where,
            fmt::format("{} is defined nowhere here: bash puts in nothing, and other readers keep the text", missing),
            one.hint);
    }
  }
}

void check_largest_bill(const Subject& subject, Findings& findings) {
  for (const GroupSaid& group : accelerated_groups(subject)) {
    const Variable* most = nullptr;
    for (const std::string_view end : {"MAX_SIZE", "MAX_NODES", "MAX_COUNT"})
      if (!most) most = find(subject, group.prefix + std::string(end), *group.variable);
    if (!most) continue;
    bool is_reserved = false;
    for (const Variable& variable : subject.variables())
      is_reserved |=
          variable.name.starts_with(group.prefix) && (variable.name.find("CAPACITY_BLOCK") != std::string::npos ||
                                                      variable.name.find("RESERVATION") != std::string::npos);
    int number = 0;
    std::from_chars(most->value.data(), most->value.data() + most->value.size(), number);
    const std::string_view region =
        subject.context().region.empty() ? std::string_view("us-east-1") : std::string_view(subject.context().region);
    const auto price = catalog::on_demand_price(group.type->name, region);
    if (is_reserved || number <= 2 || !price || price->amount * number < Money::micros(100'000'000)) continue;
    findings.say(place(*most),
                 fmt::format("{} {} on demand cost up to ${} an hour, ${} a month", number, group.type->name,
                             (price->amount * number).to_string(0), (price->amount * number * 730).to_string(0)));
  }
}

const Rule kRules[] = {
    {"ENV101", "X-001-42", Severity::Error, "a switch that is no boolean",
     "Scripts compare with \"true\" and take anything else for false: the component is not installed, and nothing says "
     "so.",
     "true or false", "seed 001, normalize_bool of its scripts", check_booleans},
    {"ENV102", "X-001-33", Severity::Error, "IOPS that the volume type does not take",
     "The EBS driver cuts too large a number down without a word, and refuses each claim for too small a one.",
     "a number within the type's limits", "EC2 API EbsBlockDevice; aws-ebs-csi-driver docs/parameters.md", check_iops},
    {"ENV103", "X-001-03", Severity::Error, "a driver that does not run the GPU",
     "Each GPU architecture needs a driver branch of its time or later. With an older one, or one that left it out, "
     "nodes start without usable GPUs.",
     "leave the driver to the EKS accelerated image",
     "NVIDIA data centre driver release notes; awslabs/amazon-eks-ami doc/usage/g7-ami.md", check_driver},
    {"ENV104", "X-001-02", Severity::Warning, "versions of what the node image holds",
     "The accelerated EKS images bring driver, fabric manager, container toolkit and the EFA module. To replace them "
     "at boot takes minutes a node, may leave "
     "kernel and libraries apart, and fails with the repository.",
     "drop it; pin the AMI's release version",
     "awslabs/amazon-eks-ami templates/al2023; EKS user guide, ml-eks-optimized-ami", check_host_versions},
    {"ENV105", "X-001-05", Severity::Warning, "several subnets for one EFA node group",
     "The interfaces of an instance are all in its zone, and EFA traffic stays within one. Subnets of several zones "
     "make EC2 refuse the launch.",
     "one subnet", "EC2 user guide, network-interface-attachments; ParallelCluster efa-v3", check_subnets},
    {"ENV106", "X-001-20", Severity::Warning, "a large maximum of dear types on demand",
     "A mistake in a workload can buy the whole maximum within minutes. And the largest GPU types are seldom there on "
     "demand.",
     "a smaller maximum; Capacity Blocks or a reservation", "AWS price list (catalog/data/prices_on_demand.csv)",
     check_largest_bill},
    {"ENV107", "X-001-44", Severity::Warning, "a reference to a variable that is defined nowhere",
     "Only bash expands ${NAME}, and only when it sources the file; Docker, Terraform and most libraries keep the "
     "text. A name that nothing sets is empty.",
     "write the value, or ${NAME:?} in the script that needs it", "bash manual, shell parameter expansion",
     check_references},
};

}  // namespace

std::span<const Rule> environment_rules() { return kRules; }

}  // namespace slipway::rules
