#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "catalog/on_demand_price.h"
#include "catalog/resolved_type.h"
#include "kube/taints.h"
#include "kube/version.h"
#include "rules/plans/images.h"
#include "rules/plans/managed_group.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/wanted_labels.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

template <class Check>
void each_group(const Subject& subject, const Check& check) {
  for (const Plan& plan : plans(subject))
    for (const ManagedGroup& group : managed_groups(plan, subject)) check(plan, group);
}

bool is_at_least(std::string_view version, std::uint64_t major, std::uint64_t minor) {
  const auto parsed = kube::Version::parse_generic(version);
  return parsed &&
         (parsed.value().major() > major || (parsed.value().major() == major && parsed.value().minor() >= minor));
}

void check_al2(const Subject& subject, Findings& findings) {
  each_group(subject, [&](const Plan&, const ManagedGroup& group) {
    if (!group.ami_type.starts_with("AL2_")) return;
    const Node& node = (*group.resource)["ami_type"];
    const std::string_view instead = group.ami_type == "AL2_x86_64_GPU" ? "AL2023_x86_64_NVIDIA"
                                     : group.ami_type == "AL2_ARM_64"   ? "AL2023_ARM_64_STANDARD"
                                                                        : "AL2023_x86_64_STANDARD";
    const std::string fix = fmt::format("take {}; arguments of bootstrap.sh become a NodeConfig", instead);
    if (is_at_least(group.kubernetes, 1, 33)) {
      findings.say(node.where(), fmt::format("there is no Amazon Linux 2 image for Kubernetes {}", group.kubernetes),
                   {}, fix);
    } else {
      findings.say(Severity::Warning, node.where(), "Amazon Linux 2 images get no updates since 2025-11-26", {}, fix);
    }
  });
}

void check_reserved_labels(const Subject& subject, Findings& findings) {
  each_group(subject, [&](const Plan&, const ManagedGroup& group) {
    for (const doc::Member& label : (*group.resource)["labels"].members()) {
      const std::string_view key = label.key.text();
      const std::string_view domain = key.substr(0, key.find('/'));
      if (domain.size() == key.size()) continue;
      for (const std::string_view reserved : {"kubernetes.io", "k8s.io", "eks.amazonaws.com"})
        if (domain == reserved || (domain.ends_with(reserved) && domain[domain.size() - reserved.size() - 1] == '.'))
          findings.say(
              label.key.where(),
              fmt::format("label {} is reserved: EKS takes no node group with a key under {}/", key, reserved));
    }
  });
}

void check_replaced_name(const Subject& subject, Findings& findings) {
  // Types whose names AWS keeps unique, and the argument that holds the name.
  constexpr std::pair<std::string_view, std::string_view> kNamed[] = {
      {"aws_eks_node_group", "node_group_name"},
      {"aws_eks_cluster", "name"},
      {"aws_launch_template", "name"},
      {"aws_iam_role", "name"},
      {"aws_security_group", "name"},
      {"aws_batch_compute_environment", "compute_environment_name"},
      {"aws_placement_group", "name"}};
  for (const Plan& plan : plans(subject))
    for (const auto& [type, argument] : kNamed)
      for (const PlannedResource* resource : plan.of(type)) {
        const auto actions = (*resource->change)["actions"].items();
        if (actions.size() != 2 || actions[0].text() != "create" || actions[1].text() != "delete") continue;
        const Node& before = (*resource->change)["before"][argument];
        const Node& after = (*resource->change)["after"][argument];
        if (after.text().empty() || before.text() != after.text()) continue;
        findings.say(after.where(),
                     fmt::format("the new one is made while the old one still has the name {}", after.text()));
      }
}

/// A managed group as money and Cluster Autoscaler see it, of a plan or of platform.yaml.
struct BoughtGroup {
  struct Type {
    SourceRange where;
    const catalog::InstanceType* known;
  };
  std::vector<Type> types;  // those that the catalogue knows
  std::int64_t max_size = 0;
  SourceRange max_where;
  bool is_on_demand = true;  // neither Spot nor paid for already
  bool is_scaled_by_cluster_autoscaler = false;
  bool is_of_platform = false;  // platform.yaml's own words
  std::string region;
};

/// Reserved capacity is paid whether it is used or not, and is there when it is asked for.
bool is_reserved(const ManagedGroup& group) {
  return (*group.resource)["capacity_type"].text() == "CAPACITY_BLOCK" ||
         (group.launch_template && !(*group.launch_template)["capacity_reservation_specification"].is_absent());
}

std::vector<BoughtGroup> bought_groups(const Subject& subject) {
  std::vector<BoughtGroup> all;
  each_group(subject, [&](const Plan& plan, const ManagedGroup& group) {
    BoughtGroup& made = all.emplace_back();
    for (const ManagedGroup::Type& type : group.types)
      if (type.known) made.types.push_back({type.node->where(), type.known});
    made.max_size = group.max_size;
    made.max_where = place(*group.resource, at(*group.resource->values, {"scaling_config", "max_size"}));
    made.is_on_demand = !group.is_spot() && !is_reserved(group);
    made.is_scaled_by_cluster_autoscaler = group.is_scaled_by_cluster_autoscaler;
    made.region = region_of(plan, subject);
  });
  if (!subject.platform()) return all;
  for (const auto& [name, group] : subject.platform()->node_groups) {
    BoughtGroup& made = all.emplace_back();
    for (const spec::Text& type : group.instance_types)
      if (const catalog::InstanceType* known = catalog::find_instance_type(type.value))
        made.types.push_back({type.where, known});
    made.max_size = group.max.value;
    made.max_where = group.max.where ? group.max.where : group.where;
    made.is_on_demand = group.capacity.value == spec::Capacity::OnDemand;
    made.is_scaled_by_cluster_autoscaler =
        subject.platform()->autoscaler.nodes.value == spec::NodeAutoscaler::ClusterAutoscaler;
    made.is_of_platform = true;
    made.region = subject.platform()->aws.region.value;
  }
  return all;
}

void check_largest_bill(const Subject& subject, Findings& findings) {
  for (const BoughtGroup& group : bought_groups(subject)) {
    if (!group.is_on_demand || group.max_size <= 2) continue;
    std::optional<Money> dearest;
    const catalog::InstanceType* type = nullptr;
    for (const BoughtGroup::Type& each : group.types) {
      if (!each.known->is_accelerated()) continue;
      const auto price = catalog::on_demand_price(each.known->name, group.region);
      if (price && (!dearest || *dearest < price->amount)) dearest = price->amount, type = each.known;
    }
    if (!dearest || *dearest * group.max_size < Money::micros(100'000'000)) continue;
    findings.say(
        group.max_where,
        fmt::format("{} {} on demand cost up to ${} an hour, ${} a month", group.max_size, type->name,
                    (*dearest * group.max_size).to_string(0), (*dearest * group.max_size * 730).to_string(0)),
        {},
        group.is_of_platform ? "a smaller max, or booked capacity: `capacity: capacityBlock` with reservation" : "");
  }
}

void check_mixed_gpus(const Subject& subject, Findings& findings) {
  for (const BoughtGroup& group : bought_groups(subject)) {
    if (!group.is_scaled_by_cluster_autoscaler || group.types.empty()) continue;
    const auto gpus = [](const BoughtGroup::Type& type) { return type.known->gpus; };
    const auto [fewest, most] = std::ranges::minmax_element(group.types, {}, gpus);
    if (most->known->gpus == fewest->known->gpus) continue;
    std::string price;
    const auto dear = catalog::on_demand_price(most->known->name, group.region);
    const auto cheap = catalog::on_demand_price(fewest->known->name, group.region);
    if (dear && cheap)
      price = fmt::format(": ${} an hour in place of ${}", dear->amount.to_string(2), cheap->amount.to_string(3));
    findings.say(most->where, fmt::format("{} has {} GPUs, {} of the same group {}{}", most->known->name,
                                          most->known->gpus, fewest->known->name, fewest->known->gpus, price));
  }
}

/// Cluster Autoscaler's own measure of alike (its balancing processor): memory within 1.5 %, CPU equal. Types of one
/// nominal size differ by more between generations, so twice that and a bit is left here.
bool is_alike(const catalog::InstanceType& a, const catalog::InstanceType& b) {
  if (!a.vcpus || !b.vcpus || !a.memory_mib || !b.memory_mib) return true;
  const int larger = std::max(*a.memory_mib, *b.memory_mib), smaller = std::min(*a.memory_mib, *b.memory_mib);
  return *a.vcpus == *b.vcpus && (larger - smaller) * 20 <= larger;
}

void check_mixed_sizes(const Subject& subject, Findings& findings) {
  for (const BoughtGroup& group : bought_groups(subject)) {
    if (!group.is_scaled_by_cluster_autoscaler || group.types.empty()) continue;
    const catalog::InstanceType& first = *group.types.front().known;
    const auto other = std::ranges::find_if(group.types, [&](const BoughtGroup::Type& type) {
      return type.known->gpus == first.gpus && !is_alike(first, *type.known);
    });
    if (other == group.types.end()) continue;
    findings.say(
        other->where,
        fmt::format("Cluster Autoscaler reckons with {} ({} vCPU, {} GiB) for the whole group; {} has {} vCPU, {} GiB",
                    first.name, *first.vcpus, *first.memory_mib / 1024, other->known->name, *other->known->vcpus,
                    *other->known->memory_mib / 1024));
  }
}

void check_accelerator_label(const Subject& subject, Findings& findings) {
  each_group(subject, [&](const Plan&, const ManagedGroup& group) {
    if (!group.is_scaled_by_cluster_autoscaler || !group.has_nvidia_gpus()) return;
    const Node& labels = (*group.resource)["labels"];
    if (labels.find("k8s.amazonaws.com/accelerator")) return;
    findings.say(place(*group.resource, labels),
                 fmt::format("GPU group {} has no label k8s.amazonaws.com/accelerator", group.name()));
  });
}

void check_old_gpus(const Subject& subject, Findings& findings) {
  for (const BoughtGroup& group : bought_groups(subject))
    for (const BoughtGroup::Type& type : group.types)
      if (const OldGpu* old = find_old_gpu(type.known->gpu_name))
        findings.say(type.where, fmt::format("{} has {} GPUs ({}): {} is the last driver branch that runs them",
                                             type.known->name, old->model, old->architecture, old->last_branch));
}

void check_device_plugin(const Subject& subject, Findings& findings) {
  if (has_device_plugin(subject)) return;
  for (const Plan& plan : plans(subject)) {
    // A plan without its cluster is a part: what else the cluster has is not here.
    const PlannedResource* cluster = plan.only("aws_eks_cluster");
    if (!cluster || is_on(at(*cluster->values, {"compute_config", "enabled"}))) continue;
    for (const ManagedGroup& group : managed_groups(plan, subject)) {
      if (!group.has_nvidia_gpus() || group.ami_type.starts_with("BOTTLEROCKET")) continue;
      findings.say(group.resource->where(),
                   fmt::format("GPU group {} and nothing that makes its GPUs known to Kubernetes", group.name()));
    }
  }
}

void check_interruption_handler(const Subject& subject, Findings& findings) {
  const auto is_handler = [](std::string_view name) {
    return name.find("node-termination-handler") != std::string_view::npos;
  };
  for (const Plan& plan : plans(subject)) {
    if (plan.of("aws_eks_node_group").empty() || !plan.of("aws_autoscaling_group").empty()) continue;
    for (const auto& [type, argument] : {std::pair<std::string_view, std::string_view>{"aws_iam_role", "name"},
                                         {"helm_release", "chart"},
                                         {"aws_eks_pod_identity_association", "service_account"}})
      for (const PlannedResource* resource : plan.of(type))
        if (is_handler((*resource)[argument].text()))
          findings.say(resource->where(),
                       "every node group here is managed: EKS drains their nodes before interruptions by itself");
  }
}

void check_image_fits(const Subject& subject, Findings& findings) {
  each_group(subject, [&](const Plan&, const ManagedGroup& group) {
    if (group.ami_type.empty() || group.ami_type == "CUSTOM" || group.ami_type.starts_with("WINDOWS")) return;
    const bool is_arm = group.ami_type.find("ARM_64") != std::string_view::npos;
    const bool is_neuron = group.ami_type.find("NEURON") != std::string_view::npos;
    const SourceRange where = (*group.resource)["ami_type"].where();
    for (const ManagedGroup::Type& type : group.types) {
      if (!type.known || type.known->arch.empty()) continue;
      const catalog::InstanceType& known = *type.known;
      if ((known.arch == "arm64") != is_arm) {
        findings.say(
            Severity::Error, where,
            fmt::format("{} is an {} type, the image {} is not for it", known.name, known.arch, group.ami_type));
        return;
      }
      if (known.gpu_manufacturer == "nvidia" && known.gpus > 0 && !group.has_nvidia_image()) {
        findings.say(
            where, fmt::format("{} has NVIDIA GPUs, the image {} has no driver for them", known.name, group.ami_type));
        return;
      }
      if (known.neuron_cores.value_or(0) > 0 && !is_neuron) {
        findings.say(where, fmt::format("{} has {} devices, the image {} has no driver for them", known.name,
                                        known.accelerator_name, group.ami_type));
        return;
      }
    }
  });
}

void check_gpu_taint(const Subject& subject, Findings& findings) {
  each_group(subject, [&](const Plan& plan, const ManagedGroup& group) {
    if (!group.has_nvidia_gpus() || plan.of("aws_eks_node_group").size() < 2) return;
    const bool is_tainted = std::ranges::any_of(blocks(*group.resource->values, "taint"), [](const Node& taint) {
      return taint["effect"].text() != "PREFER_NO_SCHEDULE";
    });
    // Blocks that Terraform does not know yet stand in the configuration only.
    if (is_tainted || !(*group.resource->expressions)["taint"].is_absent()) return;
    findings.say(group.resource->where(),
                 fmt::format("GPU group {} has no taint: any pod may take its nodes", group.name()));
  });
}

void check_spot_types(const Subject& subject, Findings& findings) {
  each_group(subject, [&](const Plan&, const ManagedGroup& group) {
    if (!group.is_spot() || group.types.size() != 1 || group.has_nvidia_gpus()) return;
    if (group.types.front().known && group.types.front().known->is_accelerated()) return;
    findings.say(group.types.front().node->where(),
                 fmt::format("Spot group {} may buy {} only: when that is taken back, there is nothing else",
                             group.name(), group.types.front().node->text()));
  });
}

// ---- the system group --------------------------------------------------------------------------------------------

std::vector<kube::Taint> taints_of(const ManagedGroup& group) {
  std::vector<kube::Taint> taints;
  for (const Node& taint : blocks(*group.resource->values, "taint")) {
    const std::string_view effect = taint["effect"].text();
    taints.push_back({std::string(taint["key"].text()), std::string(taint["value"].text()),
                      effect == "NO_SCHEDULE"  ? "NoSchedule"
                      : effect == "NO_EXECUTE" ? "NoExecute"
                                               : "PreferNoSchedule"});
  }
  return taints;
}

/// What pods ask for, in millicores and bytes.
struct Load {
  double cpu = 0, memory = 0;
  long long pods = 0;
};

double amount(const Node& resources, std::string_view name) {
  const Node* asked = resources["requests"].find(name);
  if (!asked) asked = resources["limits"].find(name);
  if (!asked || asked->is_null()) return 0;
  const auto quantity = kube::Quantity::parse(asked->text());
  return quantity ? quantity.value().approximate() : 0;
}

bool is_bound_to(const subject::PodTemplate& pod, const ManagedGroup& group) {
  const std::vector<WantedLabel> wants = wanted_labels(*pod.spec);
  const Node& labels = (*group.resource)["labels"];
  return !wants.empty() && std::ranges::all_of(wants, [&](const WantedLabel& wanted) {
    const Node* label = labels.find(wanted.key);
    return label && !text_of(*label).empty() && wanted.takes(text_of(*label));
  });
}

bool tolerates_all(const subject::PodTemplate& pod, std::span<const kube::Taint> taints) {
  std::vector<kube::Toleration> tolerations;
  for (const Node& each : (*pod.spec)["tolerations"].items())
    tolerations.push_back({std::string(each["key"].text()), std::string(each["operator"].text()),
                           std::string(each["value"].text()), std::string(each["effect"].text()), std::nullopt});
  return !kube::first_untolerated_hard(taints, tolerations, kube::ComparisonOperators::Off);
}

void check_system_size(const Subject& subject, Findings& findings) {
  each_group(subject, [&](const Plan&, const ManagedGroup& group) {
    if (group.types.empty() || !group.types.front().known || group.max_size <= 0) return;
    const auto info = catalog::info_of(*group.types.front().known);
    if (!info) return;
    const auto taints = taints_of(group);
    Load asked;
    for (const subject::PodTemplate& pod : subject.pods()) {
      if (pod.owner->kind == "DaemonSet" || pod.owner->kind == "CronJob" || pod.owner->kind == "Job") continue;
      if (!is_bound_to(pod, group) || !tolerates_all(pod, taints)) continue;
      const double replicas = static_cast<double>(number_or((*pod.owner->node)["spec"]["replicas"], 1));
      asked.pods += static_cast<long long>(replicas);
      for (const Node& container : (*pod.spec)["containers"].items()) {
        asked.cpu += replicas * amount(container["resources"], "cpu");
        asked.memory += replicas * amount(container["resources"], "memory");
      }
    }
    const auto left =
        catalog::resolve(*info, {}, {.region = std::string("us-east-1"), .offering_zones = {}}).allocatable();
    const auto has = [&](std::string_view name) {
      const auto found = left.find(name);
      return found == left.end() ? 0.0 : found->second.approximate() * static_cast<double>(group.max_size);
    };
    if (asked.pods == 0 ||
        (asked.memory <= has("memory") && asked.cpu <= has("cpu") && static_cast<double>(asked.pods) <= has("pods")))
      return;
    constexpr double kMi = 1024.0 * 1024.0;
    findings.say(group.types.front().node->where(),
                 fmt::format("group {} is too small: its {} pods ask for {:.1f} CPU and {:.0f} MiB, {} {} hold {:.1f} "
                             "CPU and {:.0f} MiB",
                             group.name(), asked.pods, asked.cpu, asked.memory / kMi, group.max_size,
                             group.types.front().known->name, has("cpu"), has("memory") / kMi));
  });
}

const Rule kRules[] = {
    {"NG001", "X-000-06", Severity::Error, "a node group on Amazon Linux 2",
     "AWS stopped publishing EKS images of Amazon Linux 2 on 2025-11-26, and none exist for Kubernetes 1.33 and later: "
     "the "
     "API still takes the name, then no node can be made.",
     "take AL2023_x86_64_STANDARD or AL2023_x86_64_NVIDIA", "awslabs/amazon-eks-ami doc/usage/al2.md", check_al2},
    {"NG002", "X-001-18", Severity::Error, "a label that EKS keeps for itself",
     "CreateNodegroup refuses labels under kubernetes.io/, k8s.io/ and eks.amazonaws.com/, subdomains too; kubelet may "
     "not "
     "set most of them either.",
     "use a prefix of your own", "eksctl issue 4007; EKS API NodegroupIssueCode KubernetesLabelInvalid",
     check_reserved_labels},
    {"NG003", "X-003-05", Severity::Error, "create_before_destroy with a fixed name",
     "AWS keeps these names unique. A replacement that is made before the old one is gone asks for a name that is in "
     "use "
     "and is refused (ResourceInUse), so nothing is replaced.",
     "node_group_name_prefix (name_prefix of other types) in place of the name",
     "terraform-aws-eks modules/eks-managed-node-group/main.tf", check_replaced_name},
    {"NG004", "X-001-20", Severity::Warning, "a large maximum of dear types on demand",
     "A mistake in a workload can buy the whole maximum within minutes. And the largest GPU types are seldom there on "
     "demand: "
     "they are bought as Capacity Blocks or reservations.",
     "a smaller max_size, and capacity_type = \"CAPACITY_BLOCK\" or a reservation in the launch template",
     "AWS price list (catalog/data/prices_on_demand.csv); EKS user guide, capacity-blocks-mng", check_largest_bill},
    {"NG005", "X-000-10", Severity::Warning, "types with different numbers of GPUs in one autoscaled group",
     "Cluster Autoscaler takes all nodes of a group for alike. A pod that wants one GPU may get the dearest type, and "
     "what "
     "it reckons fits is wrong both ways.",
     "one group for each number of GPUs, or Karpenter",
     "kubernetes/autoscaler cluster-autoscaler/cloudprovider/aws/README.md", check_mixed_gpus},
    {"NG006", "X-003-06", Severity::Warning, "types of different sizes in one autoscaled group",
     "Cluster Autoscaler models the group by its first type. A pod that only fits the larger never makes it add a "
     "node; one "
     "that fits the first may find the smaller full.",
     "types with the same CPU and memory in a group, or Karpenter",
     "kubernetes/autoscaler cluster-autoscaler/cloudprovider/aws/README.md", check_mixed_sizes},
    {"NG007", "X-000-16", Severity::Warning, "a GPU group that Cluster Autoscaler does not know as one",
     "By the label k8s.amazonaws.com/accelerator it knows that a new node will have GPUs once the device plugin runs, "
     "and "
     "waits. Without it, it adds further nodes for the same pods.",
     "label the group k8s.amazonaws.com/accelerator: nvidia-<model>",
     "kubernetes/autoscaler cluster-autoscaler/cloudprovider/aws/README.md, GPU node groups", check_accelerator_label},
    {"NG008", "X-000-07", Severity::Warning, "GPUs that new drivers no longer run",
     "NVIDIA ends support of an architecture with a driver branch. EKS images move on to newer branches, and current "
     "CUDA "
     "and PyTorch builds leave the architecture out earlier still.",
     "take a type of a newer family, or pin the AMI's release version",
     "awslabs/amazon-eks-ami doc/usage/g7-ami.md; NVIDIA driver release notes", check_old_gpus},
    {"NG009", "X-003-12", Severity::Warning, "GPU nodes without a device plugin",
     "The accelerated Amazon Linux images hold the driver and the container toolkit, not the device plugin. Without it "
     "no "
     "node ever offers nvidia.com/gpu, and pods that ask for it stay Pending while the nodes are paid.",
     "install the chart nvidia-device-plugin or gpu-operator, with tolerations for the group's taints",
     "EKS user guide, ml-eks-optimized-ami", check_device_plugin},
    {"NG010", "X-003-09", Severity::Warning, "node termination handler for managed node groups",
     "Managed node groups drain on Spot interruptions and rebalance recommendations by themselves. A second drainer "
     "only "
     "brings rights that nobody needs, and works for self-managed groups alone.",
     "leave it out", "EKS user guide, managed-node-groups; aws-node-termination-handler README",
     check_interruption_handler},
    {"NG011", "X-002-03", Severity::Warning, "a system group too small for its pods",
     "The pods that keep the cluster going (controllers, DNS, drivers) ask for more than these nodes hold: some stay "
     "Pending "
     "or are killed for memory, and with them the autoscaler.",
     "larger nodes: two m7i.large, for example",
     "Karpenter reference/instance-types.md; kubelet reservations as EKS sets them", check_system_size},
    {"NG012", "", Severity::Warning, "an image that does not fit the instance types",
     "EKS takes the pair. A standard image on a GPU type has no driver: nodes are Ready, and their GPUs do not exist. "
     "An "
     "image of the other architecture is refused.",
     "AL2023_x86_64_NVIDIA, AL2023_ARM_64_NVIDIA or AL2023_x86_64_NEURON",
     "EKS API AMITypes; EKS user guide, ml-eks-optimized-ami", check_image_fits},
    {"NG013", "", Severity::Warning, "GPU nodes that any pod may take",
     "Without a taint the scheduler puts pods that need no GPU there. They fill the CPU of the dearest nodes and keep "
     "them "
     "from being scaled in.",
     "taint the group nvidia.com/gpu=true:NoSchedule: the device plugin tolerates it",
     "EKS best practices guide, ai-ml compute", check_gpu_taint},
    {"NG014", "", Severity::Warning, "a Spot group with one instance type",
     "Spot capacity comes and goes by type and zone. With one type, an interruption often finds no replacement.",
     "several types of the same CPU and memory", "EKS user guide, managed-node-groups (Spot best practices)",
     check_spot_types},
};

}  // namespace

std::span<const Rule> managed_group_rules() { return kRules; }

}  // namespace slipway::rules
