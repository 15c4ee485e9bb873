#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <string>

#include "base/text.h"
#include "catalog/regions.h"
#include "kube/ip_address.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// Values of settings that nobody who reads them can take: regions, address ranges, counts.
namespace slipway::rules {
namespace {

using subject::Subject;
using subject::Variable;

/// What is filled in later, or by the shell.
bool is_filled_in(std::string_view text) { return text.find_first_of("$<{") != std::string_view::npos; }

/// "eu-west-1": words of small letters, the last a number.
bool has_form_of_region(std::string_view text) {
  const auto parts = split(text, '-');
  if (parts.size() < 3 || parts.back().empty() || parts.back().find_first_not_of("0123456789") != std::string::npos)
    return false;
  return std::all_of(parts.begin(), parts.end() - 1, [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
  });
}

void judge_region(std::string_view region, SourceRange where, Findings& findings) {
  if (region.empty() || is_filled_in(region) || catalog::find_region(region)) return;
  const auto like = catalog::region_like(region);
  // A new one may have come since: of the right form and near none that is known.
  const bool may_be_new = has_form_of_region(region) && !like;
  findings.say(may_be_new ? Severity::Warning : Severity::Error, where,
               fmt::format("AWS has no region '{}'", printable(region)),
               like ? fmt::format("did you mean {}?", *like) : "");
}

bool is_region(std::string_view name) {
  return name == "AWS_REGION" || name == "AWS_DEFAULT_REGION" || name == "CDK_DEFAULT_REGION" ||
         name == "AWS_REGION_PRIMARY" || name.ends_with("_AWS_REGION");
}

void check_regions(const Subject& subject, Findings& findings) {
  for (const Variable& one : subject.variables())
    if (is_region(one.name)) judge_region(one.value, one.value_where ? one.value_where : one.where, findings);
  for (const kube::Object* config : subject.of_kind("ClusterConfig", "eksctl.io"))
    if (const doc::Node& region = (*config->node)["metadata"]["region"]; !region.is_null())
      judge_region(text_of(region), region.where(), findings);
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* provider : text.blocks("provider"))
      if (const auto* region = provider->find("region");
          region && region->is_text && !provider->labels.empty() && provider->labels[0] == "aws")
        judge_region(region->text, region->value_where, findings);
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      for (const subject::Word& assignment : command.assignments) {
        const std::string_view text = assignment.text;
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos && is_region(text.substr(0, equals)))
          judge_region(text.substr(equals + 1), assignment.where, findings);
      }
      if (command.words.empty() || (command.words[0].text != "aws" && command.words[0].text != "eksctl")) continue;
      if (const subject::Word* region = command.flag("--region"); region && region->text != "--region")
        judge_region(region->text, region->where, findings);
    }
}

bool is_whole_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void check_counts(const Subject& subject, Findings& findings) {
  constexpr std::string_view kCounts[] = {"MIN_NODES", "MAX_NODES", "DESIRED_NODES", "MIN_REPLICAS", "MAX_REPLICAS"};
  constexpr std::string_view kSizes[] = {"MIN_SIZE", "MAX_SIZE", "DESIRED_SIZE"};
  constexpr std::string_view kOfGroups[] = {"GPU", "CPU", "NODE", "ASG"};  // sizes of other things have units
  const auto ends_in = [](std::string_view name, std::span<const std::string_view> ends) {
    return std::ranges::any_of(ends, [&](std::string_view end) { return name.ends_with(end); });
  };
  for (const Variable& one : subject.variables()) {
    const SourceRange where = one.value_where ? one.value_where : one.where;
    const std::string_view value = one.value;
    if (value.empty() || is_filled_in(value)) continue;
    const bool is_count =
        ends_in(one.name, kCounts) || (ends_in(one.name, kSizes) && std::ranges::any_of(kOfGroups, [&](auto of) {
                                         return one.name.find(of) != std::string::npos;
                                       }));
    if (is_count && !is_whole_number(value))
      findings.say(where, fmt::format("{} is a number of things, and '{}' is none", one.name, printable(value)));
    if ((one.name.ends_with("VPC_CIDR") || one.name.ends_with("SUBNET_CIDR") || one.name.ends_with("CIDR_BLOCK")) &&
        !kube::read_cidr(value))
      findings.say(where, fmt::format("'{}' is no range of addresses", printable(value)), "10.0.0.0/16 is one");
  }
}

constexpr Rule kRules[] = {
    {"ENV108", "", Severity::Error, "a region that AWS does not have",
     "Calls go to a host that does not exist, or to none: \"Could not connect to the endpoint URL\", after a while.",
     "write a region such as us-west-2", "AWS General Reference, service endpoints (catalog/data/regions.csv)",
     check_regions},
    {"ENV109", "", Severity::Error, "a setting that none of its readers can take",
     "A count that is no whole number and a range that is none are refused by eksctl, Terraform and EC2 alike, or "
     "break the script's arithmetic.",
     "write a whole number, or a range such as 10.0.0.0/16",
     "EKS API NodegroupScalingConfig; EC2 API CreateVpc; bash manual, arithmetic evaluation", check_counts},
};

}  // namespace

std::span<const Rule> setting_rules() { return kRules; }

}  // namespace slipway::rules
