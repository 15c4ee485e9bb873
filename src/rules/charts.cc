#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <set>

#include "catalog/compatibility.h"
#include "catalog/component_versions.h"
#include "kube/version.h"
#include "rules/kubernetes_versions.h"
#include "rules/plans/accounts.h"
#include "rules/plans/plan.h"
#include "rules/rule.h"
#include "subject/chart_values.h"
#include "subject/namespaces.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Release;
using subject::Subject;

/// A release of the platform's own graph is what slipway chose: nothing is said of it.
bool is_own(const Subject& subject, const Release& release) {
  if (!subject.graph()) return false;
  return std::ranges::any_of(subject.graph()->releases(), [&](const platform::Release& own) {
    return own.chart == release.chart && own.origin == release.where;
  });
}

/// The helm_release resources of plans, by the line that releases read from them say.
class PlannedReleases {
 public:
  explicit PlannedReleases(const Subject& subject) {
    for (const subject::TerraformPlan& plan : subject.plans())
      for (const PlannedResource* resource : plan.of_type("helm_release"))
        by_place_.emplace(std::pair(resource->where().source, resource->where().line), resource);
  }
  /// nullptr for releases of scripts, texts and objects.
  const PlannedResource* of(const Release& release) const {
    const auto found = by_place_.find(std::pair(release.where.source, release.where.line));
    return found == by_place_.end() ? nullptr : found->second;
  }
  SourceRange place_of(const Release& release, std::string_view argument) const {
    const PlannedResource* resource = of(release);
    return resource ? place(*resource, (*resource)[argument]) : release.where;
  }

 private:
  std::map<std::pair<const SourceText*, int>, const PlannedResource*> by_place_;
};

bool is_of(const Release& release, std::string_view chart) { return release.chart == chart; }

/// Releases of one chart, and values files of it that no release names: of these what is missing says nothing.
std::vector<const Release*> with_values_alone(const Subject& subject, std::string_view chart) {
  std::vector<const Release*> all;
  for (const Release& release : subject.releases())
    if (is_of(release, chart)) all.push_back(&release);
  for (const Release& values : subject.derived<subject::ChartValues>().alone())
    if (is_of(values, chart)) all.push_back(&values);
  return all;
}

bool has_more_values(const Subject& subject, const Release& release) {
  return subject.derived<subject::ChartValues>().has_more(release);
}

/// Chart repositories that are gone or were left, with where the chart is now.
struct Moved {
  std::string_view repository;  // the beginning of it, without a scheme
  std::string_view why, now;
};
constexpr auto kMoved = std::to_array<Moved>({
    {"kubeflow.github.io/training-operator", "nothing is there",
     "the chart kubeflow-trainer of oci://ghcr.io/kubeflow/charts"},
    {"kubernetes-charts.storage.googleapis.com", "it was closed in November 2020", "each project's own repository"},
    {"charts.helm.sh/stable", "it is an archive since November 2020", "each project's own repository"},
    {"charts.karpenter.sh", "it ends with version 0.16", "oci://public.ecr.aws/karpenter"},
    {"nvidia.github.io/gpu-operator", "it is no longer kept", "https://helm.ngc.nvidia.com/nvidia"},
    {"charts.bitnami.com/bitnami", "its images were moved away in 2025",
     "the project's own chart, or images of your own registry"},
});

std::string_view without_scheme(std::string_view url) {
  const std::size_t at = url.find("://");
  return at == std::string_view::npos ? url : url.substr(at + 3);
}

void check_repository(const Subject& subject, Findings& findings) {
  const auto say = [&](std::string_view repository, SourceRange where) {
    for (const Moved& moved : kMoved)
      if (without_scheme(repository).starts_with(moved.repository))
        findings.say(where, fmt::format("no chart comes from {} any more: {}", repository, moved.why), {},
                     fmt::format("take {}", moved.now));
  };
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* release : plan.of("helm_release"))
      say((*release)["repository"].text(), place(*release, (*release)["repository"]));
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* release : text.resources("helm_release"))
      if (const subject::TerraformItem* repository = release->find("repository"))
        say(repository->text, repository->where);
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands)
      if (!command.words.empty() && command.words[0].text == "helm")
        for (const subject::Word& word : command.words) say(word.text, word.where);
}

/// Where a value under `serviceAccount.annotations` was said.
void check_keda_annotation(const Subject& subject, Findings& findings) {
  const PlannedReleases planned(subject);
  for (const Release* each : with_values_alone(subject, "keda")) {
    const Release& release = *each;
    if (is_own(subject, release)) continue;
    const Node& annotations = release.values.root()["serviceAccount"]["annotations"];
    for (const doc::Member& annotation : annotations.members()) {
      if (annotation.key.text() != "eks.amazonaws.com/role-arn") continue;
      SourceRange where = annotation.value.where();
      if (const PlannedResource* resource = planned.of(release); resource && !(*resource)["set"].is_absent())
        where = (*resource)["set"].where();
      for (const subject::TerraformText& text : subject.configurations())
        for (const subject::TerraformItem* resource : text.resources("helm_release"))
          if (resource->where == release.where)
            for (const subject::TerraformItem* set : resource->all("set"))
              if ((*set)["name"].find("role-arn") != std::string_view::npos) where = set->find("name")->where;
      findings.say(where ? where : release.where,
                   "serviceAccount.annotations is an old way that gives all of KEDA's accounts the role, webhooks too");
    }
  }
}

/// "1.31" of v1.31.0; "" of what is no version.
std::string minor_of(std::string_view tag) {
  if (tag.starts_with('v')) tag.remove_prefix(1);
  const auto version = kube::Version::parse_generic(tag);
  return version ? fmt::format("{}.{}", version.value().major(), version.value().minor()) : std::string();
}

void check_autoscaler_version(const Subject& subject, Findings& findings) {
  const PlannedReleases planned(subject);
  for (const Release* each : with_values_alone(subject, "cluster-autoscaler")) {
    const Release& release = *each;
    const std::string kubernetes = kubernetes_for(subject, release.where);
    if (is_own(subject, release)) continue;
    if (const Node& tag = release.values.root()["image"]["tag"]; !tag.text().empty()) {
      const std::string said = minor_of(tag.text());
      if (!said.empty() && !kubernetes.empty() && said != kubernetes)
        findings.say(tag.where() ? tag.where() : release.where,
                     fmt::format("Cluster Autoscaler {}, the cluster is {}", tag.text(), kubernetes), {},
                     fmt::format("an image of {}, or the chart's own", kubernetes));
      continue;
    }
    if (has_more_values(subject, release)) continue;
    const auto is_for = catalog::cluster_autoscaler_of_chart(release.version);
    if (!is_for || kubernetes.empty() || *is_for == kubernetes) continue;
    const catalog::ComponentVersion* newest = catalog::find_chart("cluster-autoscaler");
    findings.say(
        planned.place_of(release, "version"),
        fmt::format("chart {} holds Cluster Autoscaler {}, the cluster is {}", release.version, *is_for, kubernetes),
        {}, newest ? fmt::format("chart {} holds {}", newest->version, newest->app_version) : std::string());
  }
}

/// A chart that names its service account after the release, by the usual template: the release's name where the
/// chart's is in it, else both. Follows the charts' _helpers.tpl.
struct NamedAccount {
  std::string_view chart, name;              // what the template takes for the chart's name
  std::initializer_list<const char*> under;  // where the values have serviceAccount
  std::string_view word;                     // in names that people give the account
};
const NamedAccount kNamedAccounts[] = {
    {"cluster-autoscaler", "aws-cluster-autoscaler", {"rbac", "serviceAccount"}, "cluster-autoscaler"},
    {"aws-load-balancer-controller", "aws-load-balancer-controller", {"serviceAccount"}, "load-balancer-controller"},
    {"external-dns", "external-dns", {"serviceAccount"}, "external-dns"},
    {"karpenter", "karpenter", {"serviceAccount"}, "karpenter"},
};

/// "" where the values name one, or make none.
std::string account_made(const Release& release, const NamedAccount& chart) {
  const Node& values = release.values.root();
  const Node* account = &values;
  for (const char* key : chart.under) account = &(*account)[key];
  const Node& creates = (*account)["create"];
  if (!(*account)["name"].text().empty() || (!creates.is_null() && !is_on(creates))) return {};
  if (const std::string_view full = values["fullnameOverride"].text(); !full.empty()) return std::string(full);
  const std::string_view other = values["nameOverride"].text();
  const std::string name(other.empty() ? chart.name : other);
  return release.name.find(name) != std::string::npos ? release.name : release.name + "-" + name;
}

/// Accounts that a chart's releases make, by namespace; "" where that, or the account, is not known.
struct AccountMade {
  std::string_view ns;
  std::string name;
};

std::vector<AccountMade> accounts_made(const Subject& subject, const NamedAccount& chart) {
  std::vector<AccountMade> all;
  for (const Release& release : subject.releases()) {
    if (release.chart != chart.chart) continue;
    const bool is_unknown = release.name.empty() || release.name.find('$') != release.name.npos ||
                            is_own(subject, release) || has_more_values(subject, release);
    all.push_back({release.ns.find('$') == release.ns.npos ? std::string_view(release.ns) : std::string_view(),
                   is_unknown ? std::string() : account_made(release, chart)});
  }
  return all;
}

/// Of several releases of a chart each has an account of its own: the one of an association may be any of theirs.
void check_chart_accounts(const Subject& subject, Findings& findings) {
  for (const NamedAccount& chart : kNamedAccounts) {
    const std::vector<AccountMade> made = accounts_made(subject, chart);
    if (made.empty()) continue;
    for (const Plan& plan : plans(subject))
      for (const PlannedResource* association : plan.of("aws_eks_pod_identity_association")) {
        const Node& account = (*association)["service_account"];
        if (account.text().find(chart.word) == std::string_view::npos) continue;
        const std::string_view ns = (*association)["namespace"].text();
        const AccountMade* other = nullptr;
        bool is_right = false;
        for (const AccountMade& one : made) {
          if (!one.ns.empty() && !ns.empty() && one.ns != ns) continue;
          is_right = is_right || one.name.empty() || one.name == account.text();
          if (!other) other = &one;
        }
        if (other && !is_right)
          findings.say(account.where(),
                       fmt::format("the role goes to account {}, the chart makes {}", account.text(), other->name), {},
                       fmt::format("{}.name in the values of {}, or a release of the chart's name",
                                   fmt::join(chart.under, "."), chart.chart));
      }
  }
}

/// The namespace that a role of Karpenter's is bound in, and where that is said.
struct Binding {
  std::string_view ns;
  SourceRange where;
};

std::vector<Binding> karpenter_bindings(const Subject& subject) {
  std::vector<Binding> all;
  const auto add = [&](std::string_view account, SourceRange where) {
    if (const std::size_t colon = account.find(':'); account.find('$') == std::string_view::npos &&
                                                     colon != std::string_view::npos &&
                                                     account.substr(colon + 1) == "karpenter")
      all.push_back({account.substr(0, colon), where});
  };
  for (const Plan& plan : plans(subject)) {
    for (const subject::ModuleCall& call : plan.module_calls())
      for (const Node& account : (*call.expressions)["irsa_namespace_service_accounts"]["constant_value"].items())
        add(account.text(), account.where());
    for (const PlannedResource* association : plan.of("aws_eks_pod_identity_association"))
      if ((*association)["service_account"].text() == "karpenter")
        all.push_back({(*association)["namespace"].text(), (*association)["namespace"].where()});
  }
  for (const subject::TerraformText& text : subject.configurations())
    for (const subject::TerraformItem* module : text.blocks("module"))
      if (const subject::TerraformItem* accounts = module->find("irsa_namespace_service_accounts")) {
        const std::size_t open = accounts->text.find('"'), close = accounts->text.find('"', open + 1);
        if (open != std::string::npos && close != std::string::npos)
          add(std::string_view(accounts->text).substr(open + 1, close - open - 1), accounts->where);
      }
  return all;
}

void check_karpenter_namespace(const Subject& subject, Findings& findings) {
  const Release* release = subject.release("karpenter");
  if (release && (is_own(subject, *release) || release->ns.find_first_of("$.") != std::string::npos)) return;
  const std::string_view ns =
      release ? subject::namespace_or_default(release->ns) : subject.context().fact("release-namespace");
  if (ns.empty()) return;
  for (const Binding& binding : karpenter_bindings(subject))
    if (release && binding.ns != ns) {
      findings.say(binding.where, fmt::format("the role is for karpenter in {}, the release is in {}", binding.ns,
                                              subject::namespace_or_default(release->ns)));
      findings.say(release->where, fmt::format("the release is in {}, its role is for karpenter in {}",
                                               subject::namespace_or_default(release->ns), binding.ns));
    }
  // Commands that look for it elsewhere.
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      if (command.words.empty() || command.words[0].text != "kubectl") continue;
      const subject::Word* said = command.flag("-n");
      if (!said) said = command.flag("--namespace");
      if (said && said->text == "karpenter" && ns != "karpenter")
        findings.say(said->where, fmt::format("Karpenter is installed in {}, not in karpenter", ns));
    }
}

/// Without a release in sight, only the recommended place can be compared with.
void check_karpenter_settings(const Subject& subject, Findings& findings) {
  for (const Release& release : subject.releases()) {
    if (!is_of(release, "karpenter") || is_own(subject, release)) continue;
    const Node& name = release.values.root()["settings"]["clusterName"];
    if (!name.text().empty()) continue;
    // "helm install karpenter …" of a document is no command that runs.
    if (release.values.root().is_absent() && release.version.empty() && release.repository.empty()) continue;
    if (has_more_values(subject, release)) continue;
    findings.say(release.where, release.ns.empty() ? "settings.clusterName is not set, and without --namespace it goes "
                                                     "to default: the controller stops at start"
                                                   : "settings.clusterName is not set: the controller stops at start");
  }
}

void check_karpenter_version(const Subject& subject, Findings& findings) {
  const PlannedReleases planned(subject);
  const auto say = [&](std::string_view version, SourceRange where) {
    const auto kubernetes = stated_kubernetes_for(subject, where);
    const auto first = kubernetes ? catalog::first_karpenter(*kubernetes) : std::nullopt;
    if (!first) return;
    const auto least =
        kube::Version::parse_generic(std::string(*first) + (std::ranges::count(*first, '.') == 1 ? ".0" : ""));
    if (version.starts_with("v")) version.remove_prefix(1);
    const auto written = kube::Version::parse_generic(version);
    if (!written || !least || std::ranges::count(version, '.') < 1) return;
    const auto rank = [](const kube::Version& v) { return std::pair(v.major(), v.minor()); };
    if (rank(written.value()) < rank(least.value()))
      findings.say(where, fmt::format("Karpenter {} does not run on Kubernetes {}: that needs {} or later", version,
                                      *kubernetes, *first));
  };
  for (const Release* release : with_values_alone(subject, "karpenter"))
    say(release->version, planned.place_of(*release, "version"));
  for (const subject::Variable& variable : subject.variables())
    if (variable.name == "KARPENTER_VERSION") say(variable.value, variable.value_where);
}

/// Charts whose pods tolerate any taint, or the one that system groups have, by their own default values.
bool tolerates_by_default(std::string_view chart) {
  constexpr std::string_view kTolerant[] = {
      "karpenter",     "karpenter-crd",        "aws-ebs-csi-driver",           "aws-efs-csi-driver",
      "coredns",       "nvidia-device-plugin", "aws-efa-k8s-device-plugin",    "gpu-operator",
      "dcgm-exporter", "aws-vpc-cni",          "aws-node-termination-handler", "cilium"};
  return std::ranges::find(kTolerant, chart) != std::end(kTolerant) || chart.ends_with("-crds");
}

/// Whether any toleration stands anywhere in the values.
bool has_tolerations(const Node& values) {
  std::vector<const Node*> work = {&values};
  while (!work.empty()) {
    const Node& node = *work.back();
    work.pop_back();
    for (const doc::Member& member : node.members()) {
      if (member.key.text() == "tolerations") return true;
      work.push_back(&member.value);
    }
    for (const Node& item : node.items()) work.push_back(&item);
  }
  return false;
}

bool has_open_pool(const Subject& subject) {
  return std::ranges::any_of(subject.of_kind("NodePool"), [](const kube::Object* pool) {
    return (*pool->node)["spec"]["template"]["spec"]["taints"].size() == 0;
  });
}

void check_place_to_run(const Subject& subject, Findings& findings) {
  const PlannedReleases planned(subject);
  if (has_open_pool(subject)) return;
  const auto is_hard = [](std::string_view effect) { return effect == "NO_SCHEDULE" || effect == "NO_EXECUTE"; };
  for (const Plan& plan : plans(subject)) {
    const auto groups = plan.of("aws_eks_node_group");
    if (groups.empty() || plan.of("aws_eks_cluster").empty() || !plan.of("aws_eks_fargate_profile").empty()) continue;
    const bool all_tainted = std::ranges::all_of(groups, [&](const PlannedResource* group) {
      return std::ranges::any_of(blocks(*group->values, "taint"),
                                 [&](const Node& taint) { return is_hard(taint["effect"].text()); });
    });
    // A plan of GPU groups alone is a part: what runs DNS is elsewhere.
    const auto other = std::ranges::find_if(groups, [](const PlannedResource* group) {
      return std::ranges::none_of(blocks(*group->values, "taint"),
                                  [](const Node& taint) { return taint["key"].text() == "nvidia.com/gpu"; });
    });
    if (!all_tainted || other == groups.end()) continue;
    const std::string_view key = blocks(*(*other)->values, "taint").front()["key"].text();
    for (const Release& release : subject.releases()) {
      if (!planned.of(release) || tolerates_by_default(release.chart) || has_tolerations(release.values.root()))
        continue;
      findings.say(
          release.where,
          fmt::format("{} has no node to run on: every group is tainted ({}), and its values set no tolerations",
                      release.name, key));
    }
  }
  for (const subject::TerraformText& text : subject.configurations()) {
    // Node groups of the eks module: one map with a taint each.
    bool has_groups = false, all_tainted = true;
    for (const subject::TerraformItem* module : text.blocks("module"))
      if (const subject::TerraformItem* groups = module->find("eks_managed_node_groups"))
        for (const subject::TerraformItem& group : groups->items) {
          has_groups = true;
          all_tainted &= group.find("taints") != nullptr;
        }
    for (const subject::TerraformItem* group : text.resources("aws_eks_node_group")) {
      has_groups = true;
      all_tainted &= group->find("taint") != nullptr;
    }
    if (!has_groups || !all_tainted) continue;
    for (const subject::TerraformItem* release : text.resources("helm_release")) {
      const std::string_view chart = (*release)["chart"];
      const bool sets_some = (*release)["values"].find("tolerations") != std::string_view::npos ||
                             std::ranges::any_of(release->all("set"), [](const subject::TerraformItem* set) {
                               return (*set)["name"].find("tolerations") != std::string_view::npos;
                             });
      const auto read = std::ranges::find(subject.releases(), release->where, &Release::where);
      if (read != subject.releases().end()) {
        const bool names_files = (*release)["values"].find("file(") != std::string_view::npos;
        if (has_tolerations(read->values.root()) || (names_files && has_more_values(subject, *read))) continue;
      }
      if (!tolerates_by_default(chart) && !sets_some)
        findings.say(
            release->where,
            fmt::format("{} has no node to run on: every group here is tainted, and its values set no tolerations",
                        (*release)["name"]));
    }
  }
}

const Rule kRules[] = {
    {"CHART001", "X-004-82", Severity::Error, "a chart repository that is gone",
     "helm cannot read an index there, or the charts have stood still since. Installing fails, or gives software "
     "nobody mends.",
     "take the repository of today", "the projects' own documents; catalog/data/component_versions.csv",
     check_repository},
    {"CHART002", "X-004-57", Severity::Warning, "KEDA's role by serviceAccount.annotations",
     "The chart keeps serviceAccount.annotations as a fallback and puts them on the accounts of the metrics server and "
     "the webhooks as well: all of "
     "them may do what scalers may.",
     "a Pod Identity association for keda-operator, or serviceAccount.operator.annotations",
     "kedacore/charts keda 2.20 values.yaml", check_keda_annotation},
    {"CHART003", "X-000-17", Severity::Warning, "Cluster Autoscaler of another Kubernetes version",
     "Cluster Autoscaler simulates the scheduler of its own minor version; releases are tested against that one alone.",
     "a chart whose appVersion has the cluster's minor",
     "kubernetes/autoscaler README; charts/cluster-autoscaler/Chart.yaml", check_autoscaler_version},
    {"CHART004", "X-000-14 X-001-29", Severity::Warning, "a role bound to an account that the chart does not make",
     "Charts name their account after the release: cluster-autoscaler makes <release>-aws-cluster-autoscaler. The "
     "association binds nothing, and the controller runs with the node's role: AccessDenied, and no node or load "
     "balancer is made.",
     "name the account in the chart's values, or the release after the chart",
     "the charts' templates/_helpers.tpl: kubernetes/autoscaler, aws/eks-charts, external-dns, karpenter",
     check_chart_accounts},
    {"CHART005", "X-002-08", Severity::Error, "Karpenter without its settings",
     "The controller needs settings.clusterName and stops without it. A release without a namespace goes to default, "
     "where no identity waits for it.",
     "--namespace kube-system --set settings.clusterName=<cluster>",
     "karpenter-provider-aws charts/karpenter values.yaml, upgrade guide 0.33", check_karpenter_settings},
    {"CHART006", "X-002-08", Severity::Warning, "Karpenter's role bound in another namespace",
     "Pod Identity and IRSA bind a role to an account of one namespace. In another the controller has no rights and "
     "launches nothing.",
     "one namespace for both; upstream recommends kube-system", "karpenter-provider-aws upgrade guide 0.33",
     check_karpenter_namespace},
    {"CHART007", "X-002-07", Severity::Warning, "a Karpenter that does not support the cluster's version",
     "Karpenter's matrix names the first version for each Kubernetes minor. Older ones miss API changes and AMI names "
     "and may launch no nodes.",
     "the newest version", "karpenter-provider-aws docs/upgrading/compatibility.md (2026-08-21)",
     check_karpenter_version},
    {"CHART008", "X-004-14", Severity::Warning, "a chart with no node to run on",
     "Every node group is tainted, and the chart's pods tolerate nothing: they stay Pending for ever, and what waits "
     "for them fails.",
     "tolerations in its values, or a group without taints", "the charts' own values", check_place_to_run},
};

}  // namespace

std::span<const Rule> chart_rules() { return kRules; }

}  // namespace slipway::rules
