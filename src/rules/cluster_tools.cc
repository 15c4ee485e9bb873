#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/text.h"
#include "kube/duration.h"
#include "rules/node_agents.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/applications.h"
#include "subject/chart_values.h"
#include "subject/values_files.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// Strings below a node, with what they are.
template <class Check>
void each_text(const doc::Node& node, Check check) {
  std::vector<const doc::Node*> waiting = {&node};
  while (!waiting.empty()) {
    const doc::Node& one = *waiting.back();
    waiting.pop_back();
    if (one.is_string()) check(one);
    for (const doc::Node& item : one.items()) waiting.push_back(&item);
    for (const doc::Member& member : one.members()) waiting.push_back(&member.value);
  }
}

void check_bucket_tags(const Subject& subject, Findings& findings) {
  for (const kube::Object* bucket : subject.of_kind("Bucket", "s3.services.k8s.aws")) {
    const doc::Node& spec = (*bucket->node)["spec"];
    if (spec.find("tags"))
      findings.say(key_place(spec, "tags"), "ACK's Bucket has no field tags", "its tags are spec.tagging.tagSet");
  }
}

void check_workflow_templates(const Subject& subject, Findings& findings) {
  for (const std::string_view kind : {"Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"})
    for (const kube::Object* object : subject.of_kind(kind, "argoproj.io")) {
      const doc::Node& spec =
          kind == "CronWorkflow" ? (*object->node)["spec"]["workflowSpec"] : (*object->node)["spec"];
      if (spec.find("workflowTemplateRef")) continue;
      std::set<std::string_view> defined;
      for (const doc::Node& one : spec["templates"].items()) defined.insert(text_of(one["name"]));
      const auto name_one = [&](const doc::Node& name) {
        if (!name.is_string() || name.text().find("{{") != std::string_view::npos || defined.contains(name.text()))
          return;
        findings.say(name.where(), fmt::format("there is no template {} in this workflow", name.text()),
                     fmt::format("{} {}", object->kind, object->name));
      };
      const auto check = [&](const doc::Node& step) {
        name_one(step["template"]);
        for (const doc::Member& hook : step["hooks"].members()) name_one(hook.value["template"]);
      };
      for (const char* field : {"entrypoint", "onExit"}) name_one(spec[field]);
      check(spec);  // its hooks
      for (const doc::Node& one : spec["templates"].items()) {
        for (const doc::Node& task : one["dag"]["tasks"].items()) check(task);
        for (const doc::Node& group : one["steps"].items()) {
          for (const doc::Node& step : group.items()) check(step);
          if (group.is_map()) check(group);
        }
      }
    }
}

/// What is scaled and has replicas in Git: the workload, or the autoscaler of one that is not here and may have some.
/// What leaves them out is not set back.
std::vector<const kube::Object*> scaled_with_replicas(const Subject& subject) {
  std::vector<const kube::Object*> out;
  const auto add = [&](const kube::Object* scaler) {
    const doc::Node& reference = (*scaler->node)["spec"]["scaleTargetRef"];
    const std::string_view kind = text_of(reference["kind"]);
    const kube::Object* target =
        subject.find(kind.empty() ? "Deployment" : kind, scaler->ns, text_of(reference["name"]));
    if (!target || !(*target->node)["spec"]["replicas"].is_null()) out.push_back(target ? target : scaler);
  };
  for (const kube::Object* one : subject.of_kind("ScaledObject", "keda.sh")) add(one);
  for (const kube::Object* one : subject.of_kind("HorizontalPodAutoscaler", "autoscaling")) add(one);
  return out;
}

/// Which Application may set back which of them.
class SetBack {
 public:
  SetBack(const Subject& subject, std::span<const kube::Object* const> scaled) {
    subject::Applications applications;
    for (const kube::Object* one : subject.of_kind("Application", "argoproj.io")) applications.add(*one);
    std::string_view last;  // objects of one folder stand beside each other
    for (const kube::Object& object : subject.objects())
      if (const std::string_view folder = subject::folder_of(object.node->where()); folder != last) {
        last = folder;
        for (const kube::Object* application : applications.at(folder)) of_files_.insert(application);
      }
    for (const kube::Object* object : scaled) {
      const auto at = applications.at(subject::folder_of(object->node->where()));
      of_scaled_.insert(at.begin(), at.end());
      if (!at.empty()) continue;
      const bool is_scaler = object->kind == "ScaledObject" || object->kind == "HorizontalPodAutoscaler";
      has_workload_ = has_workload_ || !is_scaler;
      namespaces_.insert(object->ns);
    }
  }

  /// By where it lies. Of one whose path none of these files lies at: what no other Application deploys, where that has
  /// replicas for sure or is of the namespace that the Application sends things to.
  bool is_by(const kube::Object& application) const {
    if (of_files_.contains(&application)) return of_scaled_.contains(&application);
    const std::string_view ns = text_of((*application.node)["spec"]["destination"]["namespace"]);
    return has_workload_ || namespaces_.contains(ns) || (!namespaces_.empty() && ns.empty()) ||
           namespaces_.contains("");
  }

 private:
  std::set<const kube::Object*> of_files_, of_scaled_;  // Applications
  std::set<std::string_view> namespaces_;
  bool has_workload_ = false;
};

void check_self_heal(const Subject& subject, Findings& findings) {
  const std::vector<const kube::Object*> scaled = scaled_with_replicas(subject);
  if (scaled.empty() || subject.of_kind("Application", "argoproj.io").empty()) return;
  const SetBack set_back(subject, scaled);
  for (const kube::Object* application : subject.of_kind("Application", "argoproj.io")) {
    const doc::Node& spec = (*application->node)["spec"];
    const doc::Node& heals = spec["syncPolicy"]["automated"]["selfHeal"];
    if (!is_true(heals) || !set_back.is_by(*application)) continue;
    bool ignores = false;
    each_text(spec["ignoreDifferences"], [&](const doc::Node& text) {
      ignores = ignores || text.text().find("replicas") != std::string_view::npos;
    });
    if (!ignores)
      findings.say(heals.where(), "selfHeal sets back what autoscalers change",
                   "nothing says that differences of /spec/replicas are ignored");
  }
}

void check_insecure_tls(const Subject& subject, Findings& findings) {
  const auto check = [&](const doc::Node& arguments) {
    for (const doc::Node& one : arguments.items())
      if (text_of(one).starts_with("--kubelet-insecure-tls") && !text_of(one).ends_with("=false"))
        findings.say(one.where(), "metrics-server is told to trust any kubelet",
                     "EKS signs the kubelets' certificates");
  };
  for (const subject::PodTemplate& pod : subject.pods())
    for (const doc::Node& container : (*pod.spec)["containers"].items()) check(container["args"]);
  // Values of a release stand in a file of their own, too: each place once.
  std::vector<SourceRange> said;
  for (const doc::Document& file : subject.yaml_files()) {
    check(file.root()["args"]);
    said.push_back(file.root()["args"].where());
  }
  const auto check_values = [&](const subject::Release& release) {
    const doc::Node& arguments = release.values.root()["args"];
    if (release.chart == "metrics-server" && std::ranges::find(said, arguments.where()) == said.end()) check(arguments);
  };
  for (const subject::Release& release : subject.releases()) check_values(release);
  for (const subject::Release& values : subject.derived<subject::ChartValues>().alone()) check_values(values);
}

/// Whether GPU nodes that these files make may be of another capacity type than is wanted; where they make none, that
/// of some nodes will be.
bool leaves_some_out(const View& view, const WantedLabel& wanted) {
  if (!view.has_gpu_pools() && !view.has_gpu_groups()) return wanted.values.size() == 1;
  const bool of_pools = std::ranges::any_of(view.pools(), [&](const Pool& pool) {
    if (!pool.is_gpu) return false;
    const bool is_open = !pool.names_spot && !pool.names_on_demand;
    return !may_carry(pool, wanted) || ((is_open || pool.names_spot) && !wanted.takes("spot")) ||
           ((is_open || pool.names_on_demand) && !wanted.takes("on-demand"));
  });
  return of_pools || std::ranges::any_of(view.groups(), [&](const NodeGroup& group) {
           return group.is_gpu && !carries(group, wanted);
         });
}

bool is_of_capacity(const WantedLabel& wanted) {
  return (wanted.key == "karpenter.sh/capacity-type" || wanted.key == "eks.amazonaws.com/capacityType") &&
         !wanted.values.empty();
}

/// Whether nodes that one agent leaves out have another of its kind.
bool comes_with_another(const std::vector<NodeAgent>& agents, const NodeAgent& one, const WantedLabel& wanted) {
  return std::ranges::any_of(agents, [&](const NodeAgent& other) {
    return &other != &one && std::ranges::none_of(other.wants, [&](const WantedLabel& its) {
      return is_of_capacity(its) && (its.key != wanted.key || its.values == wanted.values);
    });
  });
}

void check_exporter_selector(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  for (const Agent kind : {Agent::DcgmExporter, Agent::DevicePlugin}) {
    const std::vector<NodeAgent> agents = node_agents(subject, kind);
    for (const NodeAgent& agent : agents) {
      if (agent.is_chosen) continue;
      for (const WantedLabel& wanted : agent.wants) {
        if (is_of_capacity(wanted) && leaves_some_out(view, wanted) && !comes_with_another(agents, agent, wanted))
          findings.say(wanted.where,
                       fmt::format("{} runs on {} nodes only", agent.title, fmt::join(wanted.values, " and ")),
                       "GPU nodes of the other kind have no such pod");
      }
    }
  }
}

/// Behind the bracket that closes the list which opens at `open`.
std::size_t end_of_list(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '[') ++depth;
    if (text[i] == ']' && --depth == 0) return i + 1;
  }
  return text.size();
}

/// `--dimensions Name=PodName,Value=$POD`, `PodName=$POD`, and what --metric-data says.
std::string_view pod_dimension_of(std::string_view word, std::span<const std::string_view> names) {
  for (const std::string_view name : names)
    for (std::size_t at = word.find(name); at != word.npos; at = word.find(name, at + 1)) {
      const std::string_view before = word.substr(0, at), behind = word.substr(at + name.size());
      const bool is_named =
          before.ends_with("Name=") || before.ends_with("\"Name\":\"") || before.ends_with("\"Name\": \"");
      if (is_named || ((before.empty() || before.ends_with(',')) && behind.starts_with('='))) return name;
    }
  return {};
}

/// Texts inside of objects, programs or configurations, in which a metric has the pod for a dimension.
void check_pod_dimension(const Subject& subject, Findings& findings) {
  static constexpr std::string_view kNames[] = {"PodName", "pod_name", "PodId", "RequestId", "TaskId"};
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands)
      if (command.starts_with({"aws", "cloudwatch", "put-metric-data"}))
        for (const subject::Word& word : command.words)
          if (const std::string_view name = pod_dimension_of(word.text, kNames); !name.empty())
            findings.say(word.where, fmt::format("a custom metric has the dimension {}", name),
                         "each value is a metric of its own, 0.30 USD a month");
  for (const kube::Object& object : subject.objects()) {
    if (object.kind != "ConfigMap" && subject.pods_of(object).empty()) continue;
    each_text(*object.node, [&](const doc::Node& text) {
      const std::string_view whole = text.text();
      constexpr std::size_t kShortest = std::string_view("dimensions['PodId']").size();
      if (whole.size() < kShortest) return;
      for (std::size_t at = whole.find("imensions"); at != whole.npos; at = whole.find("imensions", at + 1)) {
        const std::size_t open = whole.find('[', at);
        if (open == whole.npos || open - at > 20) continue;
        const std::string_view list = whole.substr(open, end_of_list(whole, open) - open);
        for (const std::string_view name : kNames) {
          const std::size_t found = list.find(name);
          if (found == list.npos || found == 0 || (list[found - 1] != '"' && list[found - 1] != '\'')) continue;
          findings.say(place_in(text, open + found), fmt::format("a custom metric has the dimension {}", name),
                       "each value is a metric of its own, 0.30 USD a month");
        }
      }
    });
  }
}

/// Of the attributes of an Application Load Balancer, "a=b,idle_timeout.timeout_seconds=300"; 60 where they do not say.
std::int64_t idle_timeout_of(std::string_view attributes) {
  for (const std::string_view one : split(attributes, ','))
    if (const std::size_t equals = one.find('=');
        equals != one.npos && trim(one.substr(0, equals)) == "idle_timeout.timeout_seconds")
      return whole_number(trim(one.substr(equals + 1))).value_or(std::numeric_limits<std::int64_t>::max());
  return 60;
}

void check_idle_timeout(const Subject& subject, Findings& findings) {
  const auto said = kube::parse_duration(subject.context().fact("longest-response"));
  if (!said) return;
  const auto longest = std::chrono::duration_cast<std::chrono::seconds>(said.value()).count();
  for (const kube::Object* ingress : subject.of_kind("Ingress", "networking.k8s.io")) {
    const bool is_alb = text_of((*ingress->node)["spec"]["ingressClassName"]) == "alb" ||
                        std::ranges::any_of(ingress->annotations, [](const auto& one) {
                          return one.first.starts_with("alb.ingress.kubernetes.io/");
                        });
    constexpr std::string_view kKey = "alb.ingress.kubernetes.io/load-balancer-attributes";
    const auto attributes = ingress->annotations.find(kKey);
    const std::int64_t idle = attributes == ingress->annotations.end() ? 60 : idle_timeout_of(attributes->second);
    if (!is_alb || idle >= longest) continue;
    findings.say(key_place((*ingress->node)["metadata"]["annotations"], kKey),
                 fmt::format("the load balancer's idle timeout of {} s is shorter than the longest response", idle),
                 fmt::format("{} s, as --assume says", longest));
  }
}

constexpr Rule kRules[] = {
    {"ACK001", "X-004-98", Severity::Error, "tags of an ACK Bucket in a field that it does not have",
     "The CustomResourceDefinition has spec.tagging.tagSet. Strict validation refuses the object; otherwise the tags "
     "are "
     "dropped in silence.",
     "tagging: {tagSet: [{key: …, value: …}]}", "ACK s3-controller, apis/v1alpha1/bucket.go", check_bucket_tags},
    {"ARG001", "X-004-100", Severity::Error, "a template that is named and not there",
     "The workflow controller validates the whole before it starts anything: the Workflow ends as Error at once.",
     "define the template, or correct the name", "Argo Workflows 3.7, workflow/validate", check_workflow_templates},
    {"ARG002", "X-004-102", Severity::Warning, "selfHeal over what an autoscaler changes",
     "Argo CD sees the autoscaler's number of replicas as a difference and sets it back, again and again.",
     "ignoreDifferences on /spec/replicas with RespectIgnoreDifferences, or leave replicas out of Git",
     "Argo CD docs, user-guide/diffing and best_practices (leaving room for imperativeness)", check_self_heal},
    {"MET001", "X-001-26", Severity::Warning, "metrics-server that trusts any kubelet",
     "With the flag nobody checks who answers on port 10250. On EKS kubelets have certificates that the cluster "
     "signed, "
     "with a private endpoint too: it is not needed.",
     "remove the flag; the EKS add-on metrics-server does without",
     "EKS user guide, metrics-server; metrics-server README (requirements)", check_insecure_tls},
    {"MET002", "X-004-44", Severity::Warning, "a GPU DaemonSet that leaves out Spot or on-demand nodes",
     "Pools buy both: nodes of the other capacity type have no exporter or device plugin, and their GPUs are not seen.",
     "select what makes a GPU node, such as nvidia.com/gpu.present: \"true\", and tolerate its taint",
     "NVIDIA dcgm-exporter chart, values (nodeSelector); Karpenter well-known labels", check_exporter_selector},
    {"MET003", "X-004-71", Severity::Warning, "a custom metric with the pod for a dimension",
     "CloudWatch bills each combination of dimensions as a metric of its own. Pods come and go: every rollout and "
     "every "
     "scale-up makes new ones.",
     "dimensions that do not grow, such as model and namespace; pods belong into logs",
     "CloudWatch pricing (custom metrics); user guide, cloudwatch_concepts (Dimensions)", check_pod_dimension},
    {"ING001", "X-004-58", Severity::Warning, "a load balancer that gives up before the answer is there",
     "An Application Load Balancer closes a connection on which nothing moved for 60 seconds and answers 504. Long "
     "answers "
     "of models are cut off, and the GPU works on.",
     "alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=…, or stream the answer",
     "Elastic Load Balancing user guide, application-load-balancers (connection idle timeout)", check_idle_timeout},
};

}  // namespace

std::span<const Rule> cluster_tool_rules() { return kRules; }

}  // namespace slipway::rules
