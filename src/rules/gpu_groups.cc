#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"
#include "rules/plans/managed_group.h"
#include "rules/rule.h"

/// Managed groups of GPU and accelerator nodes in plans: what they are bought as, their disk, their placement.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// From so many EFA interfaces on a machine is bought for its network: p4d and later, trn1.
constexpr int kManyCards = 4;

bool is_large(const ManagedGroup::Type& type) {
  return type.known && type.known->is_accelerated() && type.known->efa_interfaces >= kManyCards;
}

void check_spot(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const ManagedGroup& group : managed_groups(plan, subject)) {
      if (!group.is_spot() || group.types.empty() || !std::ranges::all_of(group.types, is_large)) continue;
      findings.say((*group.resource)["capacity_type"].where(),
                   fmt::format("group {} waits for Spot capacity of {}", group.name(), group.types.front().known->name),
                   "there seldom is any");
    }
}

/// Below this the image of the node and one of a model server leave no room.
constexpr long long kLeastGib = 50;

void check_disk(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const ManagedGroup& group : managed_groups(plan, subject)) {
      if (!group.has_nvidia_gpus()) continue;
      const auto say = [&](SourceRange where, long long gib, std::string_view how) {
        findings.say(where, fmt::format("GPU nodes of group {} have a volume of {} GiB", group.name(), gib),
                     std::string(how));
      };
      const Node& own = (*group.resource)["disk_size"];
      if (const long long size = number_or(own, 0); size > 0 && size < kLeastGib) say(own.where(), size, "");
      if (!group.launch_template) continue;
      // Bottlerocket has images and logs on its second volume.
      const std::string_view device = group.ami_type.starts_with("BOTTLEROCKET") ? "/dev/xvdb" : "/dev/xvda";
      for (const Node& mapping : blocks(*group.launch_template->values, "block_device_mappings")) {
        const Node& size = block(mapping, "ebs")["volume_size"];
        const long long gib = number_or(size, 0);
        if (mapping["device_name"].text() == device && gib > 0 && gib < kLeastGib)
          say(size.where(), gib, "its launch template says so");
      }
    }
}

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const auto is_letter = [&](std::size_t i) {
      return i < text.size() && ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z'));
    };
    if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + word.size())) return true;
  }
  return false;
}

void check_strategy(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* placement : plan.of("aws_placement_group")) {
      const Node& strategy = (*placement)["strategy"];
      if (strategy.text() != "spread" && strategy.text() != "partition") continue;
      bool is_used = false, is_of_efa = false;
      for (const PlannedResource* lt : plan.of("aws_launch_template"))
        for (const PlannedResource* named : plan.linked(*lt, {"placement", "group_name"})) {
          if (named != placement) continue;
          is_used = true;
          for (const Node& interface : blocks(*lt->values, "network_interfaces"))
            is_of_efa = is_of_efa || interface["interface_type"].text().starts_with("efa");
          const auto* type = catalog::find_instance_type((*lt)["instance_type"].text());
          is_of_efa = is_of_efa || (type && type->efa_interfaces >= kManyCards);
        }
      // Whoever is to use it does not stand here: its name says what it is for.
      if (!is_used) is_of_efa = has_word((*placement)["name"].text(), "efa") || has_word(placement->name, "efa");
      if (is_of_efa)
        findings.say(
            strategy.where(),
            fmt::format("the placement group {} keeps EFA nodes apart", printable((*placement)["name"].text())),
            strategy.text() == "spread" ? "each on a rack of its own, and at most seven in a zone" : "");
    }
}

constexpr Rule kRules[] = {
    {"LT013", "", Severity::Warning, "a placement group that keeps EFA nodes apart",
     "spread and partition put instances on different racks: traffic between them takes more hops, and spread takes "
     "seven instances in a zone. cluster is the strategy that EFA is made for.",
     "strategy = \"cluster\"", "EC2 user guide, placement groups; EKS user guide, node-efa", check_strategy},
    {"NG017", "", Severity::Note, "a Spot group of machines that Spot seldom has",
     "Of the largest GPU and Trainium machines there is hardly ever Spot capacity, and what there is goes with two "
     "minutes' notice: the group stays without nodes, or a training run loses all of them.",
     "capacity_type = \"CAPACITY_BLOCK\" with a reservation, ON_DEMAND, or smaller types beside it",
     "EC2 user guide, Capacity Blocks for ML; EKS best practices guide, ai-ml compute", check_spot},
    {"NG018", "", Severity::Note, "GPU nodes with a small volume",
     "The image of the node with its driver takes a good part of it, one image with CUDA and a framework 10 GiB and "
     "more. Logs and emptyDirs share the rest: pulls fail with \"no space left on device\", or pods are evicted for "
     "disk pressure, on nodes that are paid for.",
     "100 GiB and more", "EKS user guide, launch templates (block devices); NCL012 of Karpenter's classes", check_disk},
};

}  // namespace

std::span<const Rule> gpu_group_rules() { return kRules; }

}  // namespace slipway::rules
