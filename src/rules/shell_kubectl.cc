#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "catalog/component_versions.h"
#include "kube/version.h"
#include "rules/operators.h"
#include "rules/plans/plan.h"
#include "rules/rule.h"
#include "subject/command_flags.h"
#include "subject/terraform_manifests.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Script;
using subject::ShellCommand;
using subject::Subject;
using subject::Word;

template <class Check>
void each_kubectl(const Subject& subject, const Check& check) {
  for (const Script& script : subject.scripts())
    for (const ShellCommand& command : script.commands)
      if (!command.words.empty() && command.words[0].text == "kubectl") check(command);
}

const Word* flag(const ShellCommand& command, std::string_view name, std::string_view other) {
  const Word* word = command.flag(name);
  return word ? word : command.flag(other);
}

/// "a=b,c" of -l; only what is equal.
std::vector<std::pair<std::string_view, std::string_view>> equal_labels(std::string_view selector) {
  std::vector<std::pair<std::string_view, std::string_view>> labels;
  for (const std::string_view part : split(selector, ',')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0 || part[equals - 1] == '!') continue;
    std::string_view value = part.substr(equals + 1);
    if (value.starts_with('=')) value.remove_prefix(1);
    labels.emplace_back(part.substr(0, equals), value);
  }
  return labels;
}

// ---- labels of nodes -----------------------------------------------------------------------------------------------

/// Labels that nodes get without anybody declaring them.
bool is_given_by_itself(std::string_view key) {
  const std::string_view domain = key.substr(0, key.find('/'));
  for (const std::string_view known :
       {"kubernetes.io", "node.kubernetes.io", "topology.kubernetes.io", "karpenter.sh", "karpenter.k8s.aws",
        "eks.amazonaws.com", "topology.k8s.aws", "beta.kubernetes.io", "topology.ebs.csi.aws.com",
        "node-role.kubernetes.io", "feature.node.kubernetes.io"})
    if (domain == known) return true;
  return key == "nvidia.com/gpu.present" || key.starts_with("nvidia.com/gpu.") || key.starts_with("nvidia.com/cuda.") ||
         key.starts_with("nvidia.com/mig");
}

struct NodeLabels {
  bool any_nodes = false;
  std::set<std::pair<std::string, std::string>> labels;
};

NodeLabels declared_labels(const Subject& subject) {
  NodeLabels all;
  const auto add = [&](const Node& labels) {
    all.any_nodes = true;
    for (const doc::Member& label : labels.members()) all.labels.emplace(label.key.text(), label.value.text());
  };
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* group : plan.of("aws_eks_node_group")) add((*group)["labels"]);
  for (const kube::Object* pool : subject.of_kind("NodePool"))
    add((*pool->node)["spec"]["template"]["metadata"]["labels"]);
  for (const kube::Object* config : subject.of_kind("ClusterConfig"))
    for (const std::string_view field : {"managedNodeGroups", "nodeGroups"})
      for (const Node& group : (*config->node)[field].items()) add(group["labels"]);
  return all;
}

bool asks_of_nodes(const ShellCommand& command) {
  for (const std::string_view verb : {"get", "describe", "wait"})
    for (const std::string_view kind : {"nodes", "node", "no"})
      if (command.starts_with({"kubectl", verb, kind})) return true;
  return false;
}

void check_node_selector(const Subject& subject, Findings& findings) {
  if (subject.graph()) return;  // its groups have labels that no file shows
  const NodeLabels declared = declared_labels(subject);
  if (!declared.any_nodes || subject::terraform_may_make(subject, "NodePool")) return;
  each_kubectl(subject, [&](const ShellCommand& command) {
    const Word* selector = flag(command, "-l", "--selector");
    if (!selector || !asks_of_nodes(command)) return;
    for (const auto& [key, value] : equal_labels(selector->text))
      if (!is_given_by_itself(key) && value.find('$') == std::string_view::npos &&
          !declared.labels.contains({std::string(key), std::string(value)}))
        findings.say(
            selector->where, fmt::format("no node group or pool here gives its nodes the label {}={}", key, value), {},
            key == "nvidia.com/gpu" ? "label the group, or select nvidia.com/gpu.present=true, which the image sets"
                                    : std::string());
  });
}

/// A node group that starts without nodes, or not, with what its nodes are labelled.
struct StartingGroup {
  std::string name;
  std::set<std::pair<std::string, std::string>> labels;
  bool is_empty = false;
};

std::vector<StartingGroup> starting_groups(const Subject& subject) {
  std::vector<StartingGroup> all;
  const auto add = [&](std::string_view name, const Node& labels, bool is_empty) {
    StartingGroup group{std::string(name), {{"eks.amazonaws.com/nodegroup", std::string(name)}}, is_empty};
    for (const doc::Member& label : labels.members()) group.labels.emplace(label.key.text(), label.value.text());
    all.push_back(std::move(group));
  };
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* group : plan.of("aws_eks_node_group"))
      add((*group)["node_group_name"].text(), (*group)["labels"],
          number_or(at(*group->values, {"scaling_config", "desired_size"}), 1) == 0);
  for (const kube::Object* config : subject.of_kind("ClusterConfig"))
    for (const std::string_view field : {"managedNodeGroups", "nodeGroups"})
      for (const Node& group : (*config->node)[field].items()) {
        const Node& desired = group["desiredCapacity"];
        add(group["name"].text(), group["labels"], number_or(desired.is_absent() ? group["minSize"] : desired, 1) == 0);
      }
  return all;
}

void check_wait_for_nodes(const Subject& subject, Findings& findings) {
  const auto groups = starting_groups(subject);
  each_kubectl(subject, [&](const ShellCommand& command) {
    const Word* selector = flag(command, "-l", "--selector");
    const Word* condition = command.flag("--for");
    if (!command.starts_with({"kubectl", "wait"}) || !selector || !condition) return;
    if (!condition->text.starts_with("condition=Ready") || !(command.word("nodes") || command.word("node"))) return;
    const auto labels = equal_labels(selector->text);
    const StartingGroup* empty = nullptr;
    for (const StartingGroup& group : groups) {
      const bool is_meant = !labels.empty() && std::ranges::all_of(labels, [&](const auto& label) {
        return group.labels.contains({std::string(label.first), std::string(label.second)});
      });
      if (is_meant && !group.is_empty) return;
      if (is_meant) empty = &group;
    }
    if (empty)
      findings.say(selector->where,
                   fmt::format("node group {} has no nodes to wait for: its desired size is 0", empty->name));
  });
}

// ---- labels of pods ------------------------------------------------------------------------------------------------

/// What a chart calls its pods, and its Deployment or DaemonSet.
struct ChartLabel {
  std::string_view chart, word;  // the word that people look for
  std::string_view key, value;
  std::string_view image;  // part of the name of what its pods run, in plain manifests too
};
constexpr auto kChartLabels = std::to_array<ChartLabel>({
    {"cluster-autoscaler", "cluster-autoscaler", "app.kubernetes.io/name", "aws-cluster-autoscaler",
     "autoscaling/cluster-autoscaler"},
    {"nvidia-device-plugin", "nvidia-device-plugin", "app.kubernetes.io/name", "nvidia-device-plugin",
     "nvidia/k8s-device-plugin"},
    {"karpenter", "karpenter", "app.kubernetes.io/name", "karpenter", "karpenter/controller"},
    {"keda", "keda-operator", "app.kubernetes.io/name", "keda-operator", "kedacore/keda"},
    {"aws-load-balancer-controller", "load-balancer-controller", "app.kubernetes.io/name",
     "aws-load-balancer-controller", "eks/aws-load-balancer-controller"},
});

bool runs(const subject::PodTemplate& pod, std::string_view image) {
  return std::ranges::any_of((*pod.spec)["containers"].items(), [&](const Node& container) {
    return container["image"].text().find(image) != std::string_view::npos;
  });
}

/// What a label selector of a command is of.
enum class Selected { Nothing, Pods, Workloads };  // Workloads: by their own labels, not those of their pods

Selected selected_by(const ShellCommand& command) {
  const std::vector<const Word*> said = subject::operands(command);
  const auto has = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(said,
                               [&](const Word* word) { return std::ranges::find(words, word->text) != words.end(); });
  };
  if (command.starts_with({"kubectl", "logs"}) || has({"pods", "pod", "po"})) return Selected::Pods;
  if (has({"deployments", "deployment", "deploy", "daemonsets", "daemonset", "ds", "statefulsets", "statefulset",
           "sts"}))
    return Selected::Workloads;
  return Selected::Nothing;
}

/// Labels that controllers put on pods of their own: no template here has them.
bool is_of_controller(std::string_view key) {
  constexpr std::string_view kDomains[] = {"ray.io",
                                           "training.kubeflow.org",
                                           "jobset.sigs.k8s.io",
                                           "leaderworkerset.sigs.k8s.io",
                                           "serving.kserve.io",
                                           "batch.kubernetes.io"};
  const std::string_view domain = key.substr(0, key.find('/'));
  return domain.size() < key.size() && std::ranges::find(kDomains, domain) != std::end(kDomains);
}

void check_pod_selector(const Subject& subject, Findings& findings) {
  const bool has_own_chart =
      std::ranges::any_of(subject.texts(),
                          [](const SourceText* text) {
                            return text->name().ends_with("/Chart.yaml") || text->name() == "Chart.yaml";
                          }) ||
      std::ranges::any_of(subject.releases(),
                          [](const subject::Release& one) { return one.chart.find('$') != one.chart.npos; });
  each_kubectl(subject, [&](const ShellCommand& command) {
    const Selected of = selected_by(command);
    const Word* selector = flag(command, "-l", "--selector");
    if (of == Selected::Nothing || !selector) return;
    const std::string_view what = of == Selected::Pods ? "pod" : "workload";
    const auto labels_of = [&](const subject::PodTemplate& pod) -> const Node& {
      return of == Selected::Pods ? (*pod.metadata)["labels"] : (*pod.owner->node)["metadata"]["labels"];
    };
    const auto labels = equal_labels(selector->text);
    if (labels.empty() || selector->text.find('$') != std::string::npos) return;
    const auto selects = [&](const subject::PodTemplate& pod) {
      return std::ranges::all_of(labels,
                                 [&](const auto& label) { return labels_of(pod)[label.first].text() == label.second; });
    };
    if (std::ranges::any_of(subject.pods(), selects)) return;
    // What an operator makes of its objects, and of what kind and with which labels, nobody here sees.
    const bool is_of_operator =
        std::ranges::any_of(labels, [](const auto& label) { return is_of_controller(label.first); }) ||
        std::ranges::any_of(subject.objects(), [](const kube::Object& one) {
          return may_make_objects(one) && one.group() != "argoproj.io";
        });
    if (is_of_operator) return;
    for (const auto& [key, value] : labels) {
      // Charts label their pods so, and what those that are here make nobody sees.
      const bool is_of_chart = key.starts_with("app.kubernetes.io/") || key.find("helm") != std::string::npos;
      if (value.size() < 4) continue;
      // Objects here that are meant by their name.
      for (const subject::PodTemplate& pod : subject.pods()) {
        if (is_of_chart && has_own_chart) break;
        const std::string& owner = pod.owner->name;
        const bool is_meant = owner.size() >= 4 &&
                              (owner.find(value) != std::string::npos || value.find(owner) != std::string_view::npos);
        const auto own = labels_of(pod).members();
        if (!is_meant || own.empty()) continue;
        // The Job controller puts this one on, also for the Job that submits a RayJob.
        const bool is_of_job = key == "job-name" || key == "batch.kubernetes.io/job-name";
        if (is_of_job && (subject.find("Job", pod.owner->ns, value) || subject.find("RayJob", pod.owner->ns, value)))
          return;
        findings.say(selector->where,
                     of == Selected::Pods
                         ? fmt::format("no pod has {}={}: those of {} {} have {}={}", key, value, pod.owner->kind,
                                       owner, own.front().key.text(), own.front().value.text())
                         : fmt::format("{} {} has no {}={}, but {}={}", pod.owner->kind, owner, key, value,
                                       own.front().key.text(), own.front().value.text()));
        return;
      }
      for (const ChartLabel& chart : kChartLabels) {
        if (value.find(chart.word) == std::string_view::npos) continue;
        const auto plain = std::ranges::find_if(
            subject.pods(), [&](const subject::PodTemplate& pod) { return runs(pod, chart.image); });
        if (plain != subject.pods().end() && !subject.release(chart.chart) && labels_of(*plain).size() > 0) {
          const doc::Member& own = labels_of(*plain).members().front();
          findings.say(selector->where, fmt::format("no {} has {}={}: {} {} runs the {} and has {}={}", what, key,
                                                    value, plain->owner->kind, plain->owner->name, chart.word,
                                                    own.key.text(), own.value.text()));
          return;
        }
        if (key == chart.key && value == chart.value) continue;
        if (chart.chart == "keda" && value == "keda-operator-metrics-apiserver") continue;  // a Deployment more
        // NVIDIA's plain manifest labels its pods so, and its DaemonSet with nothing.
        if (of == Selected::Workloads && key == "name" && value == "nvidia-device-plugin-ds") {
          findings.say(selector->where,
                       fmt::format("no DaemonSet has {}={}: the plain manifest puts it on the pods alone", key, value),
                       {}, "kubectl rollout status daemonset/nvidia-device-plugin-daemonset, or select pods by it");
          return;
        }
        // Only a wrong value under the chart's own key is wrong whatever was installed.
        const bool is_installed =
            subject.release(chart.chart) != nullptr ||
            (chart.chart == "nvidia-device-plugin" && subject.context().fact("device-plugin") == "chart");
        if (!is_installed && !(key == chart.key && value == chart.chart)) continue;
        findings.say(selector->where,
                     fmt::format("no {} has {}={}: the chart {} labels its {}s {}={}", what, key, value, chart.chart,
                                 what, chart.key, chart.value),
                     {}, fmt::format("-l {}={}", chart.key, chart.value));
        return;
      }
    }
  });
}

// ---- kubectl run ---------------------------------------------------------------------------------------------------

bool is_run(const ShellCommand& command) { return command.starts_with({"kubectl", "run"}); }

void check_gpu_run(const Subject& subject, Findings& findings) {
  each_kubectl(subject, [&](const ShellCommand& command) {
    const Word* image = command.flag("--image");
    if (!is_run(command) || !image || command.flag("--overrides") || command.flag("--limits")) return;
    const bool is_gpu = image->text.find("cuda") != std::string::npos ||
                        image->text.find("nvidia/") != std::string::npos || command.word("nvidia-smi");
    if (is_gpu)
      findings.say(command.where, "this pod asks for no GPU and tolerates no taint: it runs on a node without one");
  });
}

void check_removed_flags(const Subject& subject, Findings& findings) {
  constexpr std::string_view kRemoved[] = {"--limits",    "--requests", "--serviceaccount", "--hostport",
                                           "--generator", "--replicas", "--schedule"};
  each_kubectl(subject, [&](const ShellCommand& command) {
    if (!is_run(command)) return;
    for (const Word& word : command.words) {
      if (word.text == "--") return;
      const std::string_view name = std::string_view(word.text).substr(0, word.text.find('='));
      if (std::ranges::find(kRemoved, name) != std::end(kRemoved))
        findings.say(word.where, fmt::format("kubectl run has no flag {} any more", name));
    }
  });
}

bool is_from_docker_hub(std::string_view image) {
  if (image.empty() || image.find('$') != std::string_view::npos) return false;
  const std::size_t slash = image.find('/');
  if (slash == std::string_view::npos) return true;
  const std::string_view host = image.substr(0, slash);
  return host == "docker.io" ||
         (host.find('.') == std::string_view::npos && host.find(':') == std::string_view::npos && host != "localhost");
}

void check_registry(const Subject& subject, Findings& findings) {
  const bool is_cut_off = subject.context().fact("internet") == "none";
  each_kubectl(subject, [&](const ShellCommand& command) {
    const Word* image = command.flag("--image");
    if (!image || !is_from_docker_hub(image->text)) return;
    if (is_cut_off) {
      findings.say(Severity::Error, image->where,
                   fmt::format("{} comes from Docker Hub, and nodes have no way to the internet", image->text));
    } else if (image->text.starts_with("nvidia/cuda") || image->text.starts_with("docker.io/nvidia/cuda")) {
      findings.say(
          image->where,
          fmt::format("{} comes from Docker Hub, where NVIDIA removes old tags and pulls are limited", image->text));
    }
  });
}

// ---- kinds, manifests ----------------------------------------------------------------------------------------------

struct AwsThing {
  std::string_view kind, instead;
};
constexpr auto kAwsThings = std::to_array<AwsThing>({
    {"pod-identity-associations", "aws eks list-pod-identity-associations --cluster-name <cluster> --region <region>"},
    {"pod-identity-association", "aws eks list-pod-identity-associations --cluster-name <cluster> --region <region>"},
    {"podidentityassociations", "aws eks list-pod-identity-associations --cluster-name <cluster> --region <region>"},
    {"nodegroups", "aws eks list-nodegroups --cluster-name <cluster> --region <region>"},
    {"nodegroup", "aws eks list-nodegroups --cluster-name <cluster> --region <region>"},
    {"node-groups", "aws eks list-nodegroups --cluster-name <cluster> --region <region>"},
    {"addons", "aws eks list-addons --cluster-name <cluster> --region <region>"},
    {"access-entries", "aws eks list-access-entries --cluster-name <cluster> --region <region>"},
    {"capabilities", "aws eks list-capabilities --cluster-name <cluster> --region <region>"},
});

/// The command for the region that is known.
std::string with_region(std::string_view command, std::string_view region) {
  constexpr std::string_view kRegion = "<region>";
  std::string out(command);
  if (const std::size_t at = out.find(kRegion); at != out.npos && !region.empty())
    out.replace(at, kRegion.size(), region);
  return out;
}

void check_kinds(const Subject& subject, Findings& findings) {
  const bool has_ack = subject.release("eks-chart") != nullptr;
  each_kubectl(subject, [&](const ShellCommand& command) {
    for (const AwsThing& thing : kAwsThings)
      for (const std::string_view verb : {"get", "describe", "delete"})
        if (command.starts_with({"kubectl", verb, thing.kind}) && !has_ack)
          if (const Word* word = command.word(thing.kind))
            findings.say(word->where,
                         fmt::format("{} are no Kubernetes objects: the API server has no such resource", thing.kind),
                         {}, with_region(thing.instead, subject.context().region));
  });
}

/// Releases on GitHub whose manifests hold CustomResourceDefinitions too large for kubectl's annotation.
struct LargeManifest {
  std::string_view repository;
  std::uint64_t from_major;  // from this version on
  std::string_view chart;    // of the catalogue, for the version of today
};
constexpr auto kLargeManifests = std::to_array<LargeManifest>({
    {"argoproj/argo-workflows", 4, "argo-workflows"},
    {"kedacore/keda", 2, "keda"},
    {"kubernetes-sigs/kueue", 0, ""},
});

void check_applied_release(const Subject& subject, Findings& findings) {
  each_kubectl(subject, [&](const ShellCommand& command) {
    if (!command.starts_with({"kubectl", "apply"}) && !command.starts_with({"kubectl", "create"})) return;
    const Word* file = flag(command, "-f", "--filename");
    constexpr std::string_view kBegin = "https://github.com/";
    if (!file || !file->text.starts_with(kBegin)) return;
    const auto parts = split(std::string_view(file->text).substr(kBegin.size()), '/');
    if (parts.size() < 6 || parts[2] != "releases") return;
    const std::string repository = std::string(parts[0]) + "/" + std::string(parts[1]);
    const auto known = std::ranges::find(kLargeManifests, repository, &LargeManifest::repository);
    if (known == kLargeManifests.end()) return;
    const catalog::ComponentVersion* now = known->chart.empty() ? nullptr : catalog::find_chart(known->chart);
    // releases/download/v3.5.1/…, releases/latest/download/…
    const bool is_latest = parts[3] == "latest" && parts[4] == "download" && now;
    if (parts[3] != "download" && !is_latest) return;
    std::string_view text = is_latest ? now->app_version : parts[4];
    if (text.starts_with('v')) text.remove_prefix(1);
    const auto version = kube::Version::parse_generic(text);
    if (!version) return;
    const bool is_applied = command.starts_with({"kubectl", "apply"}) && !command.word("--server-side");
    if (is_applied && version.value().major() >= known->from_major && known->from_major != 0) {
      findings.say(Severity::Error, file->where,
                   "these CustomResourceDefinitions are larger than an annotation may be: apply is refused", {},
                   "kubectl apply --server-side");
      return;
    }
    if (!now) return;
    std::string_view current = now->app_version;
    if (current.starts_with('v')) current.remove_prefix(1);
    const auto newest = kube::Version::parse_generic(current);
    if (newest && version.value().major() < newest.value().major())
      findings.say(file->where,
                   fmt::format("{} {} gets no more fixes: {} is current", repository, parts[4], now->app_version), {},
                   "take the current release, with kubectl apply --server-side");
  });
}

const Rule kRules[] = {
    {"SH101", "X-000-09", Severity::Warning, "a label that no node has",
     "The command lists nothing, which reads like a failure of the cluster. A taint is no label.",
     "label the node group", "awslabs/amazon-eks-ami nodeadm (nvidia.com/gpu.present)", check_node_selector},
    {"SH102", "X-000-13 X-000-19", Severity::Warning, "a label that no pod has",
     "The command says \"No resources found\" of something that runs. Charts and plain manifests of one project label "
     "their pods differently.",
     "select by the label that the pods have, or get the DaemonSet or Deployment by name",
     "the charts' _helpers.tpl; NVIDIA k8s-device-plugin deployments/static", check_pod_selector},
    {"SH103", "X-001-25", Severity::Warning, "a GPU test that asks for no GPU",
     "Without a limit on nvidia.com/gpu the pod goes to any node and sees no device; without a toleration no GPU node "
     "takes it.",
     "--overrides with resources.limits and a toleration for nvidia.com/gpu", "Kubernetes documentation, schedule GPUs",
     check_gpu_run},
    {"SH104", "X-000-21", Severity::Error, "a flag that kubectl run no longer has",
     "kubectl 1.24 removed the flags that made more than a pod, and limits with them: \"unknown flag\".",
     "--overrides, or a manifest", "kubernetes pull request 108820", check_removed_flags},
    {"SH105", "X-000-08", Severity::Warning, "an image of Docker Hub",
     "A private cluster cannot reach it, one behind a NAT gateway shares a limit on pulls, and NVIDIA takes old CUDA "
     "tags away.",
     "nvcr.io/nvidia/cuda, or a mirror in ECR (pull-through cache)",
     "NVIDIA CUDA container support policy; Docker Hub pull limits", check_registry},
    {"SH106", "X-001-28", Severity::Error, "a thing of AWS asked of Kubernetes",
     "kubectl answers that the server does not have the resource type.", "ask the EKS API", "EKS API", check_kinds},
    {"SH107", "X-004-101", Severity::Warning, "a project's manifest as it cannot, or should not, be applied",
     "kubectl apply keeps the whole object in an annotation of at most 256 KiB; large CustomResourceDefinitions need "
     "server-side apply. Old major versions get no fixes.",
     "kubectl apply --server-side with the current release, or the chart",
     "argo-workflows docs/installation.md; KEDA documentation, deploying with YAML", check_applied_release},
    {"SH108", "X-001-19", Severity::Warning, "a wait for nodes that nothing starts",
     "kubectl wait finds no node and fails, or waits until its time is over, though the group is as it should be: it "
     "comes up from none when a pod needs it.",
     "run a GPU pod as a test and wait for that, or skip the step while the group has no nodes",
     "kubectl 1.36, wait; EKS API NodegroupScalingConfig", check_wait_for_nodes},
};

}  // namespace

std::span<const Rule> shell_kubectl_rules() { return kRules; }

}  // namespace slipway::rules
