#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "rules/rule.h"
#include "rules/terraform_folders.h"

/// Network interfaces of launch templates, as Terraform text has them; of plans `launch_templates` speaks.
namespace slipway::rules {
namespace {

using subject::Subject;
using subject::TerraformItem;
using subject::TerraformText;

/// `network_interfaces` blocks of a launch template as text, plain and dynamic.
struct InterfaceText {
  const TerraformItem* block;              // with device_index and the like
  const TerraformItem* dynamic = nullptr;  // around it
};

std::vector<InterfaceText> interface_texts(const TerraformItem& top) {
  std::vector<InterfaceText> all;
  walk(top, [&](const TerraformItem& item) {
    if (!item.is_block) return;
    if (item.name == "network_interfaces") all.push_back({&item});
    if (item.name == "dynamic" && !item.labels.empty() && item.labels[0] == "network_interfaces")
      if (const TerraformItem* content = item.find("content")) all.push_back({content, &item});
  });
  return all;
}

std::vector<InterfaceText> interface_texts(const TerraformText& text) {
  std::vector<InterfaceText> all;
  for (const TerraformItem& top : text.items)
    for (const InterfaceText& one : interface_texts(top)) all.push_back(one);
  return all;
}

/// Whether an expression is the turn of a dynamic block, or that and a number: `card.key`, `card.value + 1`.
bool grows_with(std::string_view expression, std::string_view iterator) {
  const std::string_view it = expression.substr(0, expression.find_first_of(" +-"));
  if (it != std::string(iterator) + ".key" && it != std::string(iterator) + ".value") return false;
  return std::ranges::all_of(expression.substr(it.size()),
                             [](char c) { return c == ' ' || c == '+' || c == '-' || (c >= '0' && c <= '9'); });
}

/// How many times a dynamic block comes, where `for_each` is a range of numbers.
std::optional<int> turns_of(const TerraformItem& dynamic) {
  std::string_view text = dynamic["for_each"];
  if (!text.starts_with("range(") || !text.ends_with(")")) return std::nullopt;
  text = text.substr(6, text.size() - 7);
  const auto number = [](std::string_view digits) -> std::optional<int> {
    digits = trim(digits);
    if (digits.empty() || digits.size() > 6 ||
        !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }))
      return std::nullopt;
    return std::stoi(std::string(digits));
  };
  const auto parts = split(text, ',');
  const auto first = parts.size() == 2 ? number(parts[0]) : std::optional(0);
  const auto end = number(parts.back());
  if (parts.size() > 2 || !first || !end) return std::nullopt;
  return *end - *first;
}

bool has_efa(const InterfaceText& interface) { return (*interface.block)["interface_type"].starts_with("efa"); }

void check_text_device_index(const Subject& subject, Findings& findings) {
  for (const TerraformText& text : subject.configurations())
    for (const InterfaceText& interface : interface_texts(text)) {
      if (!interface.dynamic || !has_efa(interface)) continue;
      const TerraformItem* device = interface.block->find("device_index");
      const TerraformItem* card = interface.block->find("network_card_index");
      const TerraformItem* iterator = interface.dynamic->find("iterator");
      const std::string_view turn = iterator ? std::string_view(iterator->text) : interface.dynamic->labels[0];
      constexpr int kMostOfOneCard = 2;  // a card takes two at least
      const bool is_few = turns_of(*interface.dynamic).value_or(kMostOfOneCard + 1) <= kMostOfOneCard;
      if (device && card && !is_few && grows_with(device->text, turn) && grows_with(card->text, turn))
        findings.say(device->where, "device_index grows with the cards: it counts within one card, which takes 2 to 4");
    }
}

void check_text_addresses(const Subject& subject, Findings& findings) {
  for (const TerraformText& text : subject.configurations())
    for (const InterfaceText& interface : interface_texts(text))
      if (const TerraformItem* type = interface.block->find("interface_type");
          interface.dynamic && type && type->text == "efa")
        findings.say(type->where, "interfaces of type efa take an address each, on every node");
}

void check_text_subnets(const Subject& subject, Findings& findings) {
  for (const TerraformText& text : subject.configurations()) {
    const auto all = interface_texts(text);
    if (std::ranges::none_of(all, has_efa)) continue;
    const TerraformItem* first = nullptr;
    for (const InterfaceText& interface : all)
      if (const TerraformItem* subnet = interface.block->find("subnet_id")) {
        if (first && first->text != subnet->text) {
          findings.say(
              Severity::Warning, subnet->where,
              fmt::format("another subnet than {}: all interfaces of an instance are in its one zone", first->text));
          break;
        }
        if (!first) first = subnet;
      }
  }
}

/// Names of the launch templates that resources of these types name: `aws_launch_template.gpu.id`, also `gpu[0].id`.
std::set<std::string> templates_taken_by(const Subject& subject, std::initializer_list<std::string_view> types) {
  constexpr std::string_view kStart = "aws_launch_template.";
  std::set<std::string> names;
  for (const TerraformText& text : subject.configurations())
    for (const TerraformItem& taker : text.items) {
      if (std::ranges::none_of(types, [&](std::string_view type) { return taker.is("resource", type); })) continue;
      walk(taker, [&](const TerraformItem& item) {
        if (item.is_block) return;
        for (std::size_t at = item.text.find(kStart); at != std::string::npos; at = item.text.find(kStart, at + 1)) {
          const std::size_t from = at + kStart.size();
          std::size_t end = from;
          while (end < item.text.size() && is_of_terraform_name(item.text[end])) ++end;
          names.insert(item.text.substr(from, end - from));
        }
      });
    }
  return names;
}

void check_text_subnets_of_managed(const Subject& subject, Findings& findings) {
  struct Named {
    const TerraformItem* made;
    const TerraformItem* subnet;
  };
  std::vector<Named> all;  // subnets of interfaces with EFA
  for (const TerraformText& text : subject.configurations())
    for (const TerraformItem& made : text.items)
      for (const InterfaceText& interface : interface_texts(made))
        if (const TerraformItem* subnet = interface.block->find("subnet_id"); subnet && has_efa(interface))
          all.push_back({&made, subnet});
  if (all.empty()) return;
  const auto of_groups = templates_taken_by(subject, {"aws_eks_node_group"});
  // What else takes templates may name subnets in them.
  const auto of_others = templates_taken_by(subject, {"aws_autoscaling_group", "aws_batch_compute_environment",
                                                      "aws_instance", "aws_ec2_fleet", "aws_spot_fleet_request"});
  for (const auto& [made, subnet] : all) {
    const bool is_template = made->is("resource", "aws_launch_template") && made->labels.size() > 1;
    const std::string name = is_template ? made->labels[1] : std::string();
    const bool is_of_group = of_groups.contains(name);
    if (of_others.contains(name) && !is_of_group) continue;
    findings.say(is_of_group ? Severity::Error : Severity::Warning, subnet->where,
                 "an EKS managed node group takes no template that names subnets",
                 is_of_group ? "" : "no file here says which group takes it");
  }
}

const Rule kRules[] = {
    {"TF107", "X-001-07", Severity::Error, "a device_index that grows with the cards",
     "device_index counts the interfaces of one network card, network_card_index the cards. A card takes two to four.",
     "device_index = network_interfaces.value == 0 ? 1 : 0", "EC2 user guide, efa-acc-inst-types",
     check_text_device_index},
    {"TF108", "X-001-08", Severity::Warning, "EFA interfaces that take addresses",
     "An interface of type efa is one for IP traffic too and takes an address from the subnet; efa-only takes none.",
     "interface_type = \"efa-only\"", "EC2 API InterfaceType; EKS user guide, node-efa", check_text_addresses},
    {"TF109", "X-001-05", Severity::Error, "network interfaces in several subnets",
     "All interfaces of an instance are in its own Availability Zone. More subnets give neither bandwidth nor fault "
     "tolerance.",
     "one subnet for all interfaces", "EC2 user guide, network-interface-attachments", check_text_subnets},
    {"TF110", "X-001-06", Severity::Error, "subnets in a launch template for EFA nodes",
     "The subnets of a managed node group are its own: with a template that names any, making it fails.",
     "leave subnet_id out and give the node group its subnet", "EKS API LaunchTemplateSpecification",
     check_text_subnets_of_managed},
};

}  // namespace

std::span<const Rule> interface_text_rules() { return kRules; }

}  // namespace slipway::rules
