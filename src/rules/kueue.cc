#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "rules/kueue_queues.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/unread_groups.h"
#include "rules/view.h"
#include "subject/terraform_manifests.h"

/// Kueue's queues: each names the next, and a name that leads nowhere holds its jobs for ever.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// Whether what is not among the files is not anywhere: others of its kind are here, or very much else.
bool is_sure(const Subject& subject, std::string_view kind) {
  return !subject.of_kind(kind, kKueue).empty() || view_of(subject).is_whole();
}

void check_cluster_queues(const Subject& subject, Findings& findings) {
  if (!is_sure(subject, "ClusterQueue")) return;
  for (const kube::Object* queue : subject.of_kind("LocalQueue", kKueue)) {
    const Node& name = (*queue->node)["spec"]["clusterQueue"];
    if (text_of(name).empty() || subject.find("ClusterQueue", {}, text_of(name)) ||
        subject::terraform_may_make(subject, "ClusterQueue", text_of(name)))
      continue;
    findings.say(name.where(), fmt::format("nothing here makes the ClusterQueue {}", printable(text_of(name))),
                 title_of(*queue));
  }
}

void check_flavors(const Subject& subject, Findings& findings) {
  if (!is_sure(subject, "ResourceFlavor")) return;
  for (const kube::Object* queue : subject.of_kind("ClusterQueue", kKueue))
    for (const Node& group : (*queue->node)["spec"]["resourceGroups"].items())
      for (const Node& flavor : group["flavors"].items()) {
        const Node& name = flavor["name"];
        if (text_of(name).empty() || subject.find("ResourceFlavor", {}, text_of(name)) ||
            subject::terraform_may_make(subject, "ResourceFlavor", text_of(name)))
          continue;
        findings.say(name.where(), fmt::format("nothing here makes the ResourceFlavor {}", printable(text_of(name))),
                     title_of(*queue));
      }
}

/// Namespaces of LocalQueues, by their names; "" where one says none and comes into that of whoever applies it.
std::map<std::string_view, std::set<std::string_view>> namespaces_of_queues(const Subject& subject) {
  std::map<std::string_view, std::set<std::string_view>> out;
  for (const kube::Object* queue : subject.of_kind("LocalQueue", kKueue)) out[queue->name].insert(queue->ns);
  return out;
}

/// Names of the checks that a ClusterQueue waits for, in both forms of its field.
std::vector<const Node*> admission_checks(const kube::Object& queue) {
  const Node& spec = (*queue.node)["spec"];
  std::vector<const Node*> names;
  for (const Node& name : spec["admissionChecks"].items()) names.push_back(&name);
  for (const Node& one : spec["admissionChecksStrategy"]["admissionChecks"].items()) names.push_back(&one["name"]);
  return names;
}

void check_admission_checks(const Subject& subject, Findings& findings) {
  if (!is_sure(subject, "AdmissionCheck")) return;
  for (const kube::Object* queue : subject.of_kind("ClusterQueue", kKueue))
    for (const Node* name : admission_checks(*queue)) {
      if (text_of(*name).empty() || subject.find("AdmissionCheck", {}, text_of(*name)) ||
          subject::terraform_may_make(subject, "AdmissionCheck", text_of(*name)))
        continue;
      findings.say(name->where(), fmt::format("nothing here makes the AdmissionCheck {}", printable(text_of(*name))),
                   title_of(*queue));
    }
}

/// Queues that are told to admit nothing; a note where nothing among the files waits for them.
void check_stopped(const Subject& subject, Findings& findings) {
  for (const char* kind : {"ClusterQueue", "LocalQueue"})
    for (const kube::Object* queue : subject.of_kind(kind, kKueue)) {
      const Node& policy = (*queue->node)["spec"]["stopPolicy"];
      if (!is_text(policy, "Hold") && !is_text(policy, "HoldAndDrain")) continue;
      const auto& jobs = subject.derived<QueuedJobs>().all();
      const auto waiting = std::ranges::find_if(
          jobs, [&](const QueuedJob& job) { return job.cluster_queue == queue || job.local_queue == queue; });
      findings.say(waiting == jobs.end() ? Severity::Note : Severity::Warning, policy.where(),
                   fmt::format("{} admits nothing: its stopPolicy is {}", title_of(*queue), text_of(policy)),
                   waiting == jobs.end() ? ""
                                         : fmt::format("{} waits, at {}", title_of(*waiting->object),
                                                       name_place(*waiting->object).to_string()));
    }
}

void check_jobs(const Subject& subject, Findings& findings) {
  if (subject.of_kind("LocalQueue", kKueue).empty()) return;
  const auto queues = namespaces_of_queues(subject);
  const kube::Object* last = nullptr;
  for (const subject::PodTemplate& pod : subject.pods()) {
    if (pod.owner == last) continue;
    last = pod.owner;
    const Node& name = queue_label(*last);
    if (text_of(name).empty() || subject::terraform_may_make(subject, "LocalQueue", text_of(name))) continue;
    const std::string& ns = last->ns;
    if (const auto found = queues.find(text_of(name)); found != queues.end())
      if (ns.empty() || found->second.contains(ns) || found->second.contains(std::string_view())) continue;
    findings.say(name.where(),
                 fmt::format("{} has no LocalQueue {}", ns.empty() ? "its namespace" : "namespace " + ns,
                             printable(text_of(name))),
                 title_of(*last));
  }
}

/// Flavours of which some label is one that no node here has: what Kueue admits to them waits for ever.
void check_flavor_nodes(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if ((view.pools().empty() && view.groups().empty()) || makes_unread_groups(subject) ||
      subject::terraform_may_make(subject, "NodePool"))
    return;
  for (const kube::Object* flavor : subject.of_kind("ResourceFlavor", kKueue)) {
    const Node& labels = (*flavor->node)["spec"]["nodeLabels"];
    const auto all = labels.members();
    if (all.empty()) continue;
    const auto is_of_pool = [&](const Pool& pool, const doc::Member& label) {
      return may_carry(pool, label.key.text(), text_of(label.value));
    };
    const auto is_of_group = [&](const NodeGroup& group, const doc::Member& label) {
      return carries(group, label.key.text(), text_of(label.value));
    };
    const auto has = [&](const auto& makers, const auto& is_of) {
      return std::ranges::any_of(makers, [&](const auto& maker) {
        return std::ranges::all_of(all, [&](const doc::Member& label) { return is_of(maker, label); });
      });
    };
    if (has(view.pools(), is_of_pool) || has(view.groups(), is_of_group)) continue;
    std::vector<std::string> written;
    for (const doc::Member& label : all)
      written.push_back(printable(fmt::format("{}={}", label.key.text(), text_of(label.value))));
    findings.say(labels.where(), fmt::format("no pool here makes nodes with {}", join(written, ", ")),
                 title_of(*flavor));
  }
}

constexpr Rule kRules[] = {
    {"KUE001", "", Severity::Warning, "a LocalQueue of a ClusterQueue that nobody makes",
     "The queue is inactive: its jobs stay suspended, with no pod to look at.", "name a ClusterQueue, or add it",
     "Kueue docs, concepts/local_queue", check_cluster_queues},
    {"KUE002", "", Severity::Warning, "a ClusterQueue of a flavour that nobody makes",
     "A ClusterQueue with a missing ResourceFlavor is inactive: it admits nothing.",
     "add the ResourceFlavor, or name one that is there", "Kueue docs, concepts/cluster_queue (flavors)",
     check_flavors},
    {"KUE003", "", Severity::Warning, "a job in a queue that its namespace does not have",
     "Kueue suspends the job and waits for the queue: it never starts.",
     "name a LocalQueue of the job's namespace, or add it", "Kueue docs, tasks/run/jobs", check_jobs},
    {"KUE007", "", Severity::Warning, "a ResourceFlavor of nodes that no pool makes",
     "Kueue admits jobs to the flavour and gives their pods its nodeLabels as a node selector: no node has them all, "
     "and the pods wait while the quota is taken.",
     "write labels that one pool's nodes carry: its types, its template's labels, karpenter.sh/nodepool",
     "Kueue docs, concepts/resource_flavor", check_flavor_nodes},
    {"KUE008", "", Severity::Warning, "a queue that is stopped",
     "With stopPolicy Hold a queue admits nothing new, with HoldAndDrain it takes back what it had admitted too: jobs "
     "stay suspended, with no pod to look at.",
     "write stopPolicy: None when it is to admit again", "Kueue docs, concepts/cluster_queue (stopPolicy)",
     check_stopped},
    {"KUE009", "", Severity::Warning, "a ClusterQueue that waits for a check that nobody makes",
     "A ClusterQueue with a missing AdmissionCheck is inactive: it admits nothing.",
     "add the AdmissionCheck, or take its name out", "Kueue docs, concepts/admission_check", check_admission_checks},
};

}  // namespace

std::span<const Rule> kueue_rules() { return kRules; }

}  // namespace slipway::rules
