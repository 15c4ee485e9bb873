#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "catalog/component_versions.h"
#include "catalog/instance_type_info.h"
#include "catalog/on_demand_price.h"
#include "catalog/resolved_type.h"
#include "catalog/service_prices.h"
#include "kube/duration.h"
#include "rules/plans/images.h"
#include "rules/rule.h"

/// What is wrong with platform.yaml beyond what its reader and its checks refuse.
namespace slipway::rules {

namespace {

using spec::Platform;
using subject::Subject;

SourceRange place(SourceRange first, SourceRange otherwise) { return first ? first : otherwise; }

// ---- nodes ---------------------------------------------------------------------------------------------------------

void check_drivers(const Subject& subject, Findings& findings) {
  if (!subject.platform()) return;
  for (const auto& [name, group] : subject.platform()->node_groups) {
    const spec::Text& driver = group.drivers.nvidia;
    int branch = 0;
    std::from_chars(driver.value.data(), driver.value.data() + driver.value.size(), branch);
    if (branch == 0) continue;
    for (const spec::Text& text : group.instance_types) {
      const catalog::InstanceType* type = catalog::find_instance_type(text.value);
      if (!type) continue;
      const int first = first_driver_branch(type->gpu_name);
      const OldGpu* old = find_old_gpu(type->gpu_name);
      if (first > branch)
        findings.say(driver.where, fmt::format("driver branch {} does not run the GPUs of {}: they need {} or later",
                                               branch, type->name, first));
      if (old && old->last_branch < branch)
        findings.say(driver.where, fmt::format("driver branch {} no longer runs the GPUs of {}: {} is the last", branch,
                                               type->name, old->last_branch));
    }
  }
}

/// What a release's values ask for: each map with `resources.requests`, times the replicas beside or above it.
struct Asked {
  double cpu = 0, memory = 0;
  std::int64_t pods = 0;
};

double amount(const doc::Node& text) {
  if (!text.is_scalar() || text.is_null()) return 0;
  const auto quantity = kube::Quantity::parse(text.text());
  return quantity ? quantity.value().approximate() : 0;
}

Asked asked_by(const subject::Release& release) {
  Asked asked;
  struct Step {
    const doc::Node* node;
    double replicas;
  };
  std::vector<Step> work = {{&release.values.root(), 1}};
  while (!work.empty()) {
    const Step step = work.back();
    work.pop_back();
    double replicas = step.replicas;
    for (const std::string_view key : {"replicas", "replicaCount"})
      if (const doc::Node& count = (*step.node)[key]; count.kind() == doc::Kind::Int)
        replicas = static_cast<double>(count.integer());
    const doc::Node& requests = (*step.node)["resources"]["requests"];
    if (!requests.is_absent()) {
      asked.cpu += replicas * amount(requests["cpu"]);
      asked.memory += replicas * amount(requests["memory"]);
      asked.pods += static_cast<std::int64_t>(replicas);
    }
    for (const doc::Member& member : step.node->members())
      if (member.value.is_map() && member.key.text() != "resources") work.push_back({&member.value, replicas});
  }
  return asked;
}

bool is_for_controllers(const spec::NodeGroup& group) {
  return std::ranges::all_of(group.taints, [](const spec::Taint& taint) {
    return taint.key.value == "CriticalAddonsOnly" || taint.effect.value == "PreferNoSchedule";
  });
}

void check_controllers_fit(const Subject& subject, Findings& findings) {
  if (!subject.platform() || !subject.graph()) return;
  // Controllers run on groups: what pools buy, Karpenter has to run for first.
  double cpu = 0, memory = 0, pods = 0;
  const spec::Text* smallest = nullptr;
  std::string name_of_smallest;
  for (const auto& [name, group] : subject.platform()->node_groups) {
    if (!is_for_controllers(group) || group.instance_types.empty()) continue;
    const catalog::InstanceType* type = catalog::find_instance_type(group.instance_types.front().value);
    if (!type || type->is_accelerated()) continue;
    const auto info = catalog::info_of(*type);
    if (!info) return;
    const auto left =
        catalog::resolve(*info, {}, {.region = subject.platform()->aws.region.value, .offering_zones = {}})
            .allocatable();
    const auto has = [&](std::string_view resource) {
      const auto found = left.find(resource);
      return found == left.end() ? 0.0 : found->second.approximate() * static_cast<double>(group.max.value);
    };
    cpu += has("cpu");
    memory += has("memory");
    pods += static_cast<double>(type->max_pods.value_or(110) * group.max.value);
    if (!smallest) smallest = &group.instance_types.front(), name_of_smallest = name.value;
  }
  if (!smallest) return;
  Asked asked;
  for (const subject::Release& release : subject.releases()) {
    const Asked more = asked_by(release);
    asked.cpu += more.cpu;
    asked.memory += more.memory;
    asked.pods += more.pods;
  }
  if (asked.cpu <= cpu && asked.memory <= memory && static_cast<double>(asked.pods) <= pods) return;
  constexpr double kMi = 1024.0 * 1024.0;
  findings.say(
      smallest->where,
      fmt::format("the controllers ask for {:.1f} CPU and {:.0f} MiB, node group {} holds {:.1f} CPU and {:.0f} MiB",
                  asked.cpu, asked.memory / kMi, name_of_smallest, cpu, memory / kMi));
}

void check_auto_mode_parts(const Subject& subject, Findings& findings) {
  const Platform* platform = subject.platform();
  if (!platform || platform->cluster.mode.value != spec::ClusterMode::Auto) return;
  for (const spec::ComponentUse& use : platform->components)
    for (const std::string_view brought :
         {"nvidia-device-plugin", "gpu-operator", "ebs-csi", "vpc-cni", "kube-proxy", "aws-load-balancer-controller"})
      if (use.name.value == brought)
        findings.say(use.name.where, fmt::format("Auto Mode brings what {} does, on its own nodes", brought));
}

/// Names that people take for add-ons, and the word for them under cluster.capabilities.
constexpr std::pair<std::string_view, std::string_view> kCapabilities[] = {
    {"ack", "ack"}, {"argo-cd", "argocd"}, {"argocd", "argocd"}, {"kro", "kro"}};

void check_addon_names(const Subject& subject, Findings& findings) {
  if (!subject.platform()) return;
  for (const auto& [name, addon] : subject.platform()->cluster.addons) {
    if (catalog::find_addon(name.value) || name.value.find('_') != std::string::npos) continue;
    const auto capability =
        std::ranges::find(kCapabilities, name.value, &std::pair<std::string_view, std::string_view>::first);
    if (capability != std::end(kCapabilities)) {
      findings.say(name.where, fmt::format("there is no add-on {}: it is an EKS capability", name.value), {},
                   fmt::format("cluster.capabilities: [{}]", capability->second));
    } else if (catalog::find_chart(name.value)) {
      findings.say(name.where, fmt::format("there is no add-on {}: it is a chart", name.value), {},
                   "a component, or an entry of charts");
    }
  }
}

// ---- workloads -----------------------------------------------------------------------------------------------------

/// Go's durations; -1 for anything else.
double seconds_in(std::string_view text) {
  const auto read = kube::parse_duration(text);
  return read ? std::chrono::duration<double>(read.value()).count() : -1;
}
/// Of a number of seconds, or a duration.
double seconds_of(const spec::Text& text) {
  const double duration = seconds_in(text.value);
  return duration >= 0 ? duration : seconds_in(text.value + "s");
}

void check_visibility(const Subject& subject, Findings& findings) {
  const Platform* platform = subject.platform();
  if (!platform) return;
  for (const auto& [name, workload] : platform->workloads)
    for (const spec::ScaleOn& on : workload.scale.on) {
      const spec::Queue* queue = platform->queues.find(on.queue.value);
      if (!queue) continue;
      const double stop = seconds_in(workload.serve.stop_within.value);
      double slowest = 0;
      if (const spec::Load* load = platform->load.find(name.value); load && load->service)
        for (const spec::Text* held : {&load->service->p99, &load->service->p95})
          if (slowest <= 0) slowest = std::max(0.0, seconds_of(*held));
      const double needed = slowest + std::max(0.0, stop);
      // Without a figure for the work, what it may take to stop is what one message may take.
      if (static_cast<double>(queue->visibility_timeout_seconds.value) >= needed) continue;
      findings.say(place(queue->visibility_timeout_seconds.where, queue->where),
                   fmt::format("a message of {} is visible again after {} s, and {} may hold it for {:.0f} s",
                               on.queue.value, queue->visibility_timeout_seconds.value, name.value, needed));
    }
}

void check_objectives(const Subject& subject, Findings& findings) {
  const Platform* platform = subject.platform();
  if (!platform) return;
  for (const auto& [name, objective] : platform->objectives) {
    const spec::Workload* workload = platform->workloads.find(name.value);
    const spec::Load* load = platform->load.find(name.value);
    if (!workload || workload->scale.min.value > 0) continue;
    double cold = load && load->service ? seconds_of(load->service->cold_start) : -1;
    if (cold < 0) cold = seconds_in(subject.context().fact("cold-start"));
    if (cold < 0 && workload->resources.find("nvidia.com/gpu"))
      cold = 120;  // the least that a GPU node, its image and a model take
    for (const spec::Text* held : {&objective.p95, &objective.within}) {
      const double seconds = seconds_in(held->value);
      if (seconds <= 0 || cold <= seconds) continue;
      findings.say(held->where,
                   fmt::format("{} scales from 0: the first answer takes a cold start, {:.0f} s, and {} is asked for",
                               name.value, cold, held->value));
    }
  }
}

bool is_from_docker_hub(std::string_view image) {
  const std::size_t slash = image.find('/');
  if (image.empty() || image.find('$') != std::string_view::npos) return false;
  if (slash == std::string_view::npos) return true;
  const std::string_view host = image.substr(0, slash);
  return host == "docker.io" ||
         (host.find('.') == std::string_view::npos && host.find(':') == std::string_view::npos && host != "localhost");
}

void check_registries(const Subject& subject, Findings& findings) {
  const Platform* platform = subject.platform();
  const bool is_cut_off = (platform && platform->network.create &&
                           platform->network.create->nat_gateways.value == spec::NatGateways::None) ||
                          subject.context().fact("internet") == "none";
  if (!is_cut_off) return;
  for (const subject::PodTemplate& pod : subject.pods())
    for (const doc::Node& container : (*pod.spec)["containers"].items())
      if (is_from_docker_hub(container["image"].text()))
        findings.say(
            container["image"].where(),
            fmt::format("{} comes from Docker Hub, and nodes have no way to the internet", container["image"].text()));
}

/// Names of dimensions that grow with every pod.
void check_dimensions(const Subject& subject, Findings& findings) {
  if (!subject.platform()) return;
  for (const auto& [name, workload] : subject.platform()->workloads)
    for (const spec::ScaleOn& on : workload.scale.on)
      for (const auto& [dimension, value] : on.dimensions)
        for (const std::string_view growing :
             {"PodName", "InstanceId", "ContainerId", "NodeName", "RequestId", "SessionId"})
          if (dimension.value == growing)
            findings.say(
                dimension.where,
                fmt::format(
                    "each value of {} is a custom metric of its own, $0.30 a month, and none of them is the sum",
                    growing));
}

void check_training_efa(const Subject& subject, Findings& findings) {
  const Platform* platform = subject.platform();
  if (!platform) return;
  for (const auto& [name, training] : platform->training) {
    if (training.nodes.value < 2 || training.efa.value || training.resources.find("vpc.amazonaws.com/efa")) continue;
    const spec::NodeGroup* group = platform->node_groups.find(training.pool.value);
    if (group && group->efa.value)
      findings.say(name.where,
                   fmt::format("{} spans {} nodes of EFA group {} and asks for no EFA device: NCCL falls back to TCP",
                               name.value, training.nodes.value, training.pool.value));
  }
}

// ---- money ---------------------------------------------------------------------------------------------------------

/// What the platform costs while nothing happens: control plane, groups at their minimum, NAT gateways.
Money floor_of(const Platform& platform, const platform::Graph& graph) {
  const std::string& region = platform.aws.region.value;
  Money hourly;
  if (const auto price = catalog::service_price("eks", "cluster", region)) hourly += price->amount;
  const auto gateways = static_cast<std::int64_t>(graph.of_type("aws_nat_gateway").size());
  if (const auto price = catalog::service_price("nat-gateway", "hour", region)) hourly += price->amount * gateways;
  for (const auto& [name, group] : platform.node_groups)
    if (!group.instance_types.empty())
      if (const auto price = catalog::on_demand_price(group.instance_types.front().value, region))
        hourly += price->amount * group.min.value;
  return hourly * 730;
}

void check_budgets(const Subject& subject, Findings& findings) {
  if (!subject.platform() || !subject.graph() || subject.platform()->budgets.empty()) return;
  const Money floor = floor_of(*subject.platform(), *subject.graph());
  for (const auto& [name, budget] : subject.platform()->budgets) {
    const std::string& text = budget.limit.value;
    const auto limit = Money::parse(std::string_view(text).substr(0, text.find(' ')));
    if (!limit || *limit >= floor) continue;
    findings.say(
        budget.limit.where,
        fmt::format("control plane, NAT gateways and the groups' minimum alone cost ${} a month", floor.to_string(0)));
  }
}

void check_private_endpoint(const Subject& subject, Findings& findings) {
  if (!subject.platform()) return;
  const spec::Endpoint& endpoint = subject.platform()->cluster.endpoint;
  // Nothing here says where apply runs. Who leaves the endpoint out has read what its default is.
  if (!endpoint.where || endpoint.public_access.value) return;
  findings.say(place(endpoint.public_access.where, endpoint.where), "the API server answers inside of the VPC only",
               "slipway, kubectl and CI that run outside of it time out");
}

const Rule kRules[] = {
    {"PLAT001", "X-001-03", Severity::Error, "a driver that does not run the group's GPUs",
     "Each GPU architecture needs a driver branch of its time or later. With an older one, or one that left it out, "
     "nodes start without usable GPUs.",
     "leave drivers.nvidia out: the accelerated image brings one that fits",
     "NVIDIA data centre driver release notes; awslabs/amazon-eks-ami doc/usage/g7-ami.md", check_drivers},
    {"PLAT002", "X-002-03", Severity::Warning, "node groups too small for the controllers",
     "Karpenter and the other controllers have to run before anything can buy a node for them. What does not fit stays "
     "Pending, and with it the cluster.",
     "larger types: two m7i.large, for example", "the charts' values; kubelet reservations as EKS sets them",
     check_controllers_fit},
    {"PLAT003", "X-004-04", Severity::Warning, "what Auto Mode brings, named once more",
     "Auto Mode's nodes have the device plugin, the CNI, EBS and load balancing built in. A second one takes the same "
     "devices or makes the same things.",
     "leave it out", "EKS user guide, automode, auto-accelerated", check_auto_mode_parts},
    {"PLAT004", "X-004-93", Severity::Error, "an add-on that is none",
     "CreateAddon refuses names that EKS does not know.", "see `aws eks describe-addon-versions --region <region>`",
     "EKS API CreateCapability; catalog/data/component_versions.csv", check_addon_names},
    {"PLAT005", "X-000-24", Severity::Warning, "a visibility timeout shorter than the work",
     "A message that is visible again before its worker is done is given to a second worker: the work is paid twice, "
     "and delivered twice.",
     "visibilityTimeoutSeconds above the slowest message and stopWithin together",
     "SQS developer guide, visibility timeout", check_visibility},
    {"PLAT006", "X-002-12", Severity::Warning, "an objective that a cold start breaks",
     "Whoever comes first waits for a node, its image and the model. With min 0 that happens after each pause.",
     "scale.min: 1, or an objective that allows the cold start",
     "Karpenter: node launch, image pull and readiness add up", check_objectives},
    {"PLAT007", "X-000-08", Severity::Error, "an image that nodes cannot reach",
     "Without a NAT gateway nodes reach AWS through endpoints and nothing else. Docker Hub is not among it: "
     "ImagePullBackOff.",
     "copy it to ECR, or an ECR pull-through cache", "EKS user guide, private-clusters", check_registries},
    {"PLAT008", "X-004-71", Severity::Warning, "a dimension that grows with every pod",
     "CloudWatch bills each combination of dimensions as a metric, and adds nothing up over them: what scales on one "
     "pod's value is a guess.",
     "a dimension for the model or the service", "CloudWatch user guide, concepts (dimensions)", check_dimensions},
    {"PLAT009", "X-001-12", Severity::Warning, "training over EFA nodes without EFA",
     "A pod gets EFA devices by asking for them. Without them NCCL takes TCP, at a tenth of the speed that the nodes "
     "are paid for.",
     "efa: true", "EKS user guide, node-efa; aws-efa-k8s-device-plugin", check_training_efa},
    {"PLAT010", "X-002-06", Severity::Warning, "a budget below what always runs",
     "It is exceeded every month, whatever anybody does: nobody looks at the mail any more.",
     "a limit above the idle cost: slipway plan shows it", "AWS price list (catalog/data)", check_budgets},
    {"PLAT015", "X-003-04", Severity::Note, "a private API endpoint",
     "Without the public endpoint the API server has addresses of the VPC alone. What is applied from elsewhere waits "
     "until it times out, after the cluster was made.",
     "apply from inside (a VPN, a bastion with SSM, a build in the VPC), or public: true with publicCidrs",
     "EKS user guide, cluster-endpoint", check_private_endpoint},
};

}  // namespace

std::span<const Rule> platform_spec_rules() { return kRules; }

}  // namespace slipway::rules
