#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "kube/objects/selection.h"
#include "kube/pod_resources.h"
#include "rules/kueue_queues.h"
#include "rules/kueue_quota.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// What Kueue asks before it lets a job start. Follows Kueue 0.19.2 pkg/workload/resources.go and
/// pkg/scheduler/flavorassigner/flavorassigner.go.
namespace slipway::rules {
namespace {

using doc::Node;
using kube::Quantity;
using subject::Subject;

// ---- Namespaces

bool labels_namespaces(const Subject& subject) {
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands)
      if (command.starts_with({"kubectl", "label"})) return true;
  return false;
}

/// Whether no namespace of this name can be selected. Of one that is not among the files only its name is known; of an
/// object that says none not even that.
bool surely_excludes(const Subject& subject, const Node& selector, const std::string& ns) {
  if (selector.is_null()) return true;  // null selects nothing
  if (ns.empty()) return false;
  Diagnostics unheard;
  auto read = kube::to_selector(kube::read_label_selector(kube::Fields(selector, unheard)));
  if (!read || unheard.has_errors()) return false;  // the schema says it
  kube::Selector wanted = read.value();
  kube::Labels labels;
  const kube::Object* object = subject.find("Namespace", {}, ns);
  if (object && !labels_namespaces(subject)) {
    for (const doc::Member& label : (*object->node)["metadata"]["labels"].members())
      labels[std::string(label.key.text())] = text_of(label.value);
  } else {
    std::erase_if(wanted.requirements, [](const auto& one) { return one.key != "kubernetes.io/metadata.name"; });
  }
  labels["kubernetes.io/metadata.name"] = ns;
  return !wanted.matches(labels);
}

void check_namespaces(const Subject& subject, Findings& findings) {
  for (const QueuedJob& job : subject.derived<QueuedJobs>().all()) {
    const Node& spec = (*job.cluster_queue->node)["spec"];
    const Node& selector = spec["namespaceSelector"];
    if (!surely_excludes(subject, selector, job.object->ns)) continue;
    const std::string queue = title_of(*job.cluster_queue);
    findings.say(
        subject::severity_of(job.how), job.label->where(),
        fmt::format("{} admits nothing of {}: {} never starts", queue,
                    job.object->ns.empty() ? "any namespace" : "namespace " + job.object->ns, title_of(*job.object)),
        selector.is_null() ? fmt::format("it has no namespaceSelector, which selects no namespace, at {}",
                                         name_place(*job.cluster_queue).to_string())
                           : fmt::format("its namespaceSelector, at {}, does not match", selector.where().to_string()),
        selector.is_null() ? fmt::format("write namespaceSelector: {{}} in {} to admit all", queue) : "");
  }
}

// ---- Resources

/// Kueue's own configuration among the files: what it leaves out of the reckoning, or puts into it.
class Reckoning {
 public:
  explicit Reckoning(const Subject& subject) {
    for (const kube::Object* object : subject.of_kind("Configuration", "config.kueue.x-k8s.io")) read(*object->node);
    for (const kube::Object* map : subject.of_kind("ConfigMap", ""))
      for (const doc::Member& file : (*map->node)["data"].members())
        if (file.key.text() == "controller_manager_config.yaml") read_text(file.value);
    for (const subject::Release& release : subject.releases())
      if (release.chart == "kueue") read_text(release.values.root()["managerConfig"]["controllerManagerConfigYaml"]);
  }

  bool counts(std::string_view resource) const {
    return std::ranges::none_of(excluded_, [&](const std::string& prefix) { return resource.starts_with(prefix); });
  }
  bool ignores_undeclared() const { return ignores_undeclared_; }
  /// Whether resources become others before they are held against quotas.
  bool transforms() const { return transforms_; }

 private:
  void read_text(const Node& text) { read(subject::embedded(text).root()); }
  void read(const Node& configuration) {
    const Node& resources = configuration["resources"];
    for (const Node& prefix : resources["excludeResourcePrefixes"].items()) excluded_.emplace_back(text_of(prefix));
    ignores_undeclared_ = ignores_undeclared_ || is_text(resources["quotaCheckStrategy"], "IgnoreUndeclared");
    transforms_ = transforms_ || resources["transformations"].size() > 0;
  }

  std::vector<std::string> excluded_;
  bool ignores_undeclared_ = false, transforms_ = false;
};

/// What a pod set asks for in all; without what Kueue does not count, and without zeros.
std::vector<std::pair<std::string, Quantity>> requests_of(const PodSet& set, const Reckoning& reckoning) {
  std::vector<std::pair<std::string, Quantity>> out;
  for (auto& [name, each] : kube::pod_requests(set.pod)) {
    Quantity all = each;
    all.multiply(set.count);
    if (!all.is_zero() && reckoning.counts(name)) out.emplace_back(name, all);
  }
  return out;
}

/// Where a container asks for the resource, or the object's name.
SourceRange asked_at(const PodSet& set, std::string_view resource, const kube::Object& object) {
  for (const auto* containers : {&set.pod.containers, &set.pod.init_containers})
    for (const kube::Container& container : *containers)
      for (const std::string_view which : {"requests", "limits"})
        if (container.node)
          if (const Node* found = (*container.node)["resources"][which].find(resource)) return found->where();
  return name_place(object);
}

const Node* group_of(const Node& cluster_queue, std::string_view resource) {
  for (const Node& group : cluster_queue["spec"]["resourceGroups"].items())
    if (holds(group["coveredResources"], resource)) return &group;
  return nullptr;
}

/// Whether another ClusterQueue of that name covers it: of alternatives beside each other somebody applies one.
bool is_covered_elsewhere(const Subject& subject, const kube::Object& cluster_queue, std::string_view resource) {
  return subject.repeated_objects() > 0 &&
         std::ranges::any_of(subject.of_kind("ClusterQueue", kKueue), [&](const kube::Object* one) {
           return one != &cluster_queue && one->name == cluster_queue.name && group_of(*one->node, resource);
         });
}

std::string covered_by(const Node& cluster_queue) {
  std::vector<std::string> names;
  for (const Node& group : cluster_queue["spec"]["resourceGroups"].items())
    for (const Node& resource : group["coveredResources"].items()) names.push_back(printable(text_of(resource)));
  return names.empty() ? "nothing" : join(names, ", ");
}

/// Whether the queue covers what no job here asks for, of the same maker as what it does not cover: the sign of
/// resources that Kueue's configuration makes of others (HAMi's gpucores of many GPUs are total-gpucores).
bool may_be_transformed(const Node& cluster_queue, std::string_view resource, const std::set<std::string>& asked) {
  const std::size_t slash = resource.find('/');
  if (slash == resource.npos) return false;
  for (const Node& group : cluster_queue["spec"]["resourceGroups"].items())
    for (const Node& covered : group["coveredResources"].items())
      if (text_of(covered).starts_with(resource.substr(0, slash + 1)) && !asked.contains(std::string(text_of(covered))))
        return true;
  return false;
}

void check_covered(const Subject& subject, Findings& findings) {
  const Reckoning reckoning(subject);
  if (reckoning.ignores_undeclared() || reckoning.transforms()) return;
  std::set<std::string> asked;
  for (const QueuedJob& job : subject.derived<QueuedJobs>().all())
    for (const PodSet& set : job.pod_sets)
      for (const auto& [resource, amount] : requests_of(set, reckoning)) asked.insert(resource);
  for (const QueuedJob& job : subject.derived<QueuedJobs>().all()) {
    std::set<std::string> said;
    const Node& queue = *job.cluster_queue->node;
    for (const PodSet& set : job.pod_sets)
      for (const auto& [resource, amount] : requests_of(set, reckoning)) {
        if (group_of(queue, resource) || is_covered_elsewhere(subject, *job.cluster_queue, resource) ||
            !said.insert(resource).second)
          continue;
        const auto severity =
            may_be_transformed(queue, resource, asked) ? Severity::Warning : subject::severity_of(job.how);
        findings.say(severity, asked_at(set, resource, *job.object),
                     fmt::format("{} covers no {}: {} never starts", title_of(*job.cluster_queue), printable(resource),
                                 title_of(*job.object)),
                     fmt::format("it covers {}, at {}", covered_by(queue), name_place(*job.cluster_queue).to_string()),
                     fmt::format("add {} to coveredResources with a nominalQuota in each flavour, or to "
                                 "resources.excludeResourcePrefixes of Kueue's configuration",
                                 printable(resource)));
      }
  }
}

// ---- Flavours

/// A pod's wishes as far as they concern labels of the flavour; the others are left for the scheduler.
kube::RequiredNodeAffinity wishes_for(const kube::PodSpec& pod, const kube::Labels& labels) {
  kube::Labels selector = pod.node_selector;
  std::erase_if(selector, [&](const auto& one) { return !labels.contains(one.first); });
  std::optional<kube::NodeSelector> required;
  if (pod.affinity.required_nodes) {
    required.emplace();
    for (const kube::NodeSelectorTerm& term : pod.affinity.required_nodes->terms) {
      kube::NodeSelectorTerm kept;
      for (const auto& one : term.match_expressions)
        if (labels.contains(one.key)) kept.match_expressions.push_back(one);
      if (kept.match_expressions.empty()) {  // terms are alternatives: one that asks nothing lets all in
        required.reset();
        break;
      }
      required->terms.push_back(std::move(kept));
    }
    if (required && required->terms.empty()) required.reset();
  }
  return {selector, required};
}

/// Why pods may not have the flavour at all; "" when they may. What is not among the files has no labels nor taints.
std::string why_not(const PodSet& set, const kube::Object* flavor) {
  if (!flavor) return {};
  Diagnostics unheard;
  const kube::Fields spec((*flavor->node)["spec"], unheard);
  const auto taints = spec.list("nodeTaints", kube::read_taint);
  auto tolerations = set.pod.tolerations;
  for (auto& one : spec.list("tolerations", kube::read_toleration)) tolerations.push_back(std::move(one));
  if (const auto* taint = kube::first_untolerated_hard(taints, tolerations, kube::ComparisonOperators::Off))
    return fmt::format("its pods do not tolerate {}", taint->to_string());
  const kube::Labels labels = spec.labels("nodeLabels");
  if (!wishes_for(set.pod, labels).match({"", labels}).matches)
    return "its pods select other nodes than its nodeLabels say";
  return {};
}

/// Too little of a resource in a flavour.
struct Lack {
  std::string resource;
  Quantity asked, most;
  std::string said;  // "16 of nvidia.com/gpu, and it has 8 at the most (…), at f.yaml:3:5"
};

/// One flavour of a group, tried for a pod set.
struct Trial {
  std::string flavor;
  std::string reason;   // "" when it fits
  bool is_sure = true;  // no queue outside of the files can change that
  std::vector<Lack> lacks;
};

/// What is taken already, by flavour and resource.
using Usage = std::map<std::pair<std::string, std::string>, Quantity>;
using Requests = std::vector<std::pair<std::string, Quantity>>;

/// `requests` are those that the flavour's group covers.
Trial tried(const Subject& subject, const QueuedJob& job, const PodSet& set, const Node& flavor,
            const Requests& requests, const Usage& usage) {
  Trial out;
  out.flavor = text_of(flavor["name"]);
  out.reason = why_not(set, subject.find("ResourceFlavor", {}, out.flavor));
  bool is_sure = false;
  std::vector<std::string> said;
  for (const auto& [resource, amount] : requests) {
    if (!out.reason.empty()) break;
    const auto taken = usage.find({out.flavor, resource});
    const Quantity wanted = taken == usage.end() ? amount : amount + taken->second;
    const MostOfFlavor have = most_of_flavor(subject, *job.cluster_queue, flavor, resource);
    const bool is_over_ceiling = have.ceiling && wanted > *have.ceiling;
    if (!is_over_ceiling && !(have.is_cohort_known && wanted > have.most)) continue;
    const Quantity& most = is_over_ceiling ? *have.ceiling : have.most;
    is_sure = is_sure || is_over_ceiling;
    const std::string how = !have.has_cohort ? "its nominalQuota, and no cohort to borrow from"
                            : is_over_ceiling
                                ? fmt::format("nominalQuota {} and its borrowingLimit", have.nominal.to_string())
                                : fmt::format("nominalQuota {} and what its cohort lends", have.nominal.to_string());
    out.lacks.push_back({resource, wanted, most,
                         fmt::format("{} of {}, and it has {} at the most ({}), at {}", wanted.to_string(),
                                     printable(resource), most.to_string(), how, have.where.to_string())});
    said.push_back(out.lacks.back().said);
  }
  if (!out.lacks.empty()) {
    out.is_sure = is_sure;
    out.reason = join(said, "; ");
  }
  if (!out.reason.empty()) out.reason = fmt::format("{}: {}", printable(out.flavor), out.reason);
  return out;
}

void say_none_holds(const QueuedJob& job, const PodSet& set, const std::vector<Trial>& trials, Findings& findings) {
  std::vector<std::string> reasons, raises;
  bool is_sure = true;
  const Trial* near = nullptr;  // the first of which only amounts are missing
  for (const Trial& one : trials) {
    reasons.push_back(one.reason);
    is_sure = is_sure && one.is_sure;
    if (!near && !one.lacks.empty()) near = &one;
  }
  if (near)
    for (const Lack& lack : near->lacks)
      raises.push_back(fmt::format("of {} to {}", printable(lack.resource), lack.asked.to_string()));
  findings.say(std::min(subject::severity_of(job.how), is_sure ? Severity::Error : Severity::Warning),
               near ? asked_at(set, near->lacks.back().resource, *job.object) : name_place(*job.object),
               fmt::format("no flavour of {} holds {} pod{} of {}: they never start", title_of(*job.cluster_queue),
                           set.count, set.count == 1 ? "" : "s", title_of(*job.object)),
               join(reasons, "; "),
               near ? fmt::format("raise the nominalQuota in {} {}, or ask for less", printable(near->flavor),
                                  join(raises, " and "))
                    : "");
}

/// Gives the pod set the first flavour of each group that holds it, and takes what it uses; false, and said, when a
/// group has none. Groups are asked as Kueue does when nothing else runs.
bool assign(const Subject& subject, const QueuedJob& job, const PodSet& set, const Requests& requests, Usage& usage,
            Findings& findings) {
  bool fits = true;
  for (const Node& group : (*job.cluster_queue->node)["spec"]["resourceGroups"].items()) {
    Requests covered;
    for (const auto& one : requests)
      if (holds(group["coveredResources"], one.first)) covered.push_back(one);
    if (covered.empty()) continue;
    std::vector<Trial> trials;
    bool is_found = false;
    for (const Node& flavor : group["flavors"].items()) {
      trials.push_back(tried(subject, job, set, flavor, covered, usage));
      is_found = trials.back().reason.empty();
      if (is_found) break;
    }
    if (is_found) {
      for (const auto& [resource, amount] : covered) usage[{trials.back().flavor, resource}] += amount;
    } else if (!trials.empty()) {
      say_none_holds(job, set, trials, findings);
      fits = false;
    }
  }
  return fits;
}

void check_flavors(const Subject& subject, Findings& findings) {
  const Reckoning reckoning(subject);
  if (reckoning.transforms()) return;
  for (const QueuedJob& job : subject.derived<QueuedJobs>().all()) {
    Usage usage;
    for (const PodSet& set : job.pod_sets) {
      Requests requests = requests_of(set, reckoning);
      if (group_of(*job.cluster_queue->node, "pods")) requests.emplace_back("pods", Quantity(set.count));
      if (!assign(subject, job, set, requests, usage, findings)) break;  // the workload is admitted as a whole
    }
  }
}

constexpr std::string_view kAssigner = "kueue 0.19.2 pkg/scheduler/flavorassigner/flavorassigner.go";

constexpr Rule kRules[] = {
    {"KUE004", "", Severity::Error, "a job of a namespace that its ClusterQueue does not select",
     "Kueue keeps the job suspended: Workload namespace doesn't match ClusterQueue selector. No pod is made, and only "
     "the Workload object says why. Without a namespaceSelector a ClusterQueue selects no namespace at all. A warning "
     "where the files only probably come into one cluster.",
     "let namespaceSelector of the ClusterQueue match the labels of the job's namespace",
     "kueue 0.19.2 pkg/workload/resources.go (ValidateAdmissibility)", check_namespaces},
    {"KUE005", "", Severity::Error, "a job that asks for what its ClusterQueue does not cover",
     "Kueue admits a workload only when each resource that its pods ask for has a quota: of one that no resourceGroup "
     "covers it says 'resource unavailable in ClusterQueue', and the job stays suspended. A warning where the files "
     "only probably come into one cluster.",
     "add the resource to coveredResources with a nominalQuota in each flavour", kAssigner, check_covered},
    {"KUE006", "", Severity::Error, "a job that no flavour of its ClusterQueue can hold",
     "All pods of a set (the workers of a job) get one flavour for each group of resources: their sum must fit into "
     "that flavour's nominalQuota and what its cohort may lend, and they must tolerate its taints and select no other "
     "nodes. Quotas of several flavours do not add up. A warning where the files only probably come into one cluster.",
     "raise the nominalQuota of a flavour, join a cohort that lends, or ask for less", kAssigner, check_flavors},
};

}  // namespace

std::span<const Rule> kueue_admission_rules() { return kRules; }

}  // namespace slipway::rules
