#include "rules/queue_tolerations.h"

#include <set>

#include "rules/kueue_queues.h"
#include "rules/reading.h"
#include "rules/view.h"
#include "subject/namespaces.h"

namespace slipway::rules {
namespace {

using doc::Node;

/// Whether somebody is to let its pods go who may change where they run.
bool is_held_back(const subject::PodTemplate& pod) {
  if ((*pod.spec)["schedulingGates"].size() > 0) return true;
  const Node& spec = (*pod.owner->node)["spec"];
  const Node& job = pod.owner->kind == "CronJob" ? spec["jobTemplate"]["spec"] : spec;
  return is_true(job["suspend"]) || is_true(job["runPolicy"]["suspend"]);
}

/// The name of its queue; "" when it has none. Of jobs that name none a namespace's queue `default` takes care.
std::string_view queue_of(const subject::PodTemplate& pod) {
  if (const std::string_view name = text_of(queue_label(*pod.owner)); !name.empty()) return name;
  return text_of((*pod.metadata)["labels"]["kueue.x-k8s.io/queue-name"]);
}

bool is_job(const kube::Object& owner) { return !owner.group().empty() && owner.group() != "apps"; }

}  // namespace

QueueTolerations::QueueTolerations(const subject::Subject& subject) {
  add(subject, "LocalQueue", local_queues_);
  add(subject, "ClusterQueue", cluster_queues_);
  add(subject, "ResourceFlavor", flavors_);
}

void QueueTolerations::add(const subject::Subject& subject, std::string_view kind, ByName& into) {
  for (const kube::Object* one : subject.of_kind(kind, kKueue))
    into[{kind == "LocalQueue" ? subject::namespace_or_default(one->ns) : std::string_view(), one->name}].push_back(
        one);
}

const std::vector<kube::Toleration>* QueueTolerations::of(const subject::PodTemplate& pod) {
  static const std::vector<kube::Toleration> kNone;
  const std::string_view ns = subject::namespace_or_default(pod.owner->ns);
  std::string_view queue = queue_of(pod);
  if (queue.empty() && is_job(*pod.owner) && local_queues_.contains({ns, "default"})) queue = "default";
  if (queue.empty()) return is_held_back(pod) ? nullptr : &kNone;
  const Known& known = of_queue(ns, queue);
  return known ? &*known : nullptr;
}

const QueueTolerations::Known& QueueTolerations::of_queue(std::string_view ns, std::string_view name) {
  const auto [at, is_new] = known_.try_emplace({ns, name});
  if (is_new) at->second = read_queue(ns, name);
  return at->second;
}

QueueTolerations::Known QueueTolerations::read_queue(std::string_view ns, std::string_view name) const {
  std::vector<kube::Toleration> out;
  // Of alternatives, as of overlays beside each other, each may be the one.
  const auto found = [](const ByName& all, std::string_view in, std::string_view named) -> const Objects* {
    const auto at = all.find({in, named});
    return at == all.end() ? nullptr : &at->second;
  };
  const Objects* locals = found(local_queues_, ns, name);
  if (!locals) return std::nullopt;
  std::set<const kube::Object*> seen;
  for (const kube::Object* local : *locals) {
    const Objects* queues = found(cluster_queues_, {}, text_of((*local->node)["spec"]["clusterQueue"]));
    if (!queues) return std::nullopt;
    for (const kube::Object* queue : *queues) {
      if (!seen.insert(queue).second) continue;
      for (const Node& group : (*queue->node)["spec"]["resourceGroups"].items())
        for (const Node& flavor : group["flavors"].items()) {
          const Objects* flavors = found(flavors_, {}, text_of(flavor["name"]));
          if (!flavors) return std::nullopt;
          for (const kube::Object* one : *flavors)
            if (seen.insert(one).second)
              for (kube::Toleration& each : tolerations_of((*one->node)["spec"]["tolerations"]))
                out.push_back(std::move(each));
        }
    }
  }
  return out;
}

}  // namespace slipway::rules
