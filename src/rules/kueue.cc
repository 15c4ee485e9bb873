#include <fmt/core.h>

#include <string>

#include "base/text.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/terraform_manifests.h"

/// Kueue's queues: each names the next, and a name that leads nowhere holds its jobs for ever.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

constexpr std::string_view kGroup = "kueue.x-k8s.io";
constexpr std::string_view kQueueName = "kueue.x-k8s.io/queue-name";

/// Whether what is not among the files is not anywhere: others of its kind are here, or very much else.
bool is_sure(const Subject& subject, std::string_view kind) {
  return !subject.of_kind(kind, kGroup).empty() || view_of(subject).is_whole();
}

void check_cluster_queues(const Subject& subject, Findings& findings) {
  if (!is_sure(subject, "ClusterQueue")) return;
  for (const kube::Object* queue : subject.of_kind("LocalQueue", kGroup)) {
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
  for (const kube::Object* queue : subject.of_kind("ClusterQueue", kGroup))
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

void check_jobs(const Subject& subject, Findings& findings) {
  if (subject.of_kind("LocalQueue", kGroup).empty()) return;
  const kube::Object* last = nullptr;
  for (const subject::PodTemplate& pod : subject.pods()) {
    if (pod.owner == last) continue;
    last = pod.owner;
    const Node& name = (*last->node)["metadata"]["labels"][kQueueName];
    if (text_of(name).empty() || subject.find("LocalQueue", last->ns, text_of(name)) ||
        subject::terraform_may_make(subject, "LocalQueue", text_of(name)))
      continue;
    findings.say(name.where(),
                 fmt::format("namespace {} has no LocalQueue {}", last->ns.empty() ? "default" : last->ns,
                             printable(text_of(name))),
                 title_of(*last));
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
};

}  // namespace

std::span<const Rule> kueue_rules() { return kRules; }

}  // namespace slipway::rules
