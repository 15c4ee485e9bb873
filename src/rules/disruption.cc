#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

#include "base/text.h"
#include "kube/cron_schedule.h"
#include "kube/duration.h"
#include "kube/int_or_percent.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

constexpr std::string_view kReasons[] = {"Underutilized", "Empty", "Drifted"};
/// From the order of a GPU node until it serves, when nobody says: start of the machine, of the kubelet and the device
/// plugin, pulling an image of some 10 GB, loading a model.
constexpr std::int64_t kColdStartSeconds = 180;

const doc::Node& budgets_of(const Pool& pool) { return (*pool.spec)["disruption"]["budgets"]; }

bool is_every_minute(std::string_view schedule) { return schedule == "* * * * *" || schedule == "@every 1m"; }

/// 31 February. Karpenter takes such a budget to be active at all times.
bool never_comes(std::string_view schedule) {
  const auto read = kube::CronSchedule::parse(schedule);
  return read && !read->next(kube::Instant(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)));
}

/// Whether windows of a schedule that is the same every week leave no gap: each lasts until the next begins.
bool is_without_gap(std::string_view schedule, const doc::Node& duration) {
  auto fields = split(schedule, ' ');
  std::erase_if(fields, [](std::string_view field) { return trim(field).empty(); });
  // By day of month: nobody's case.
  if (fields.size() == 5 && (fields[2] != "*" || fields[3] != "*")) return false;
  for (const std::string_view by_month : {"@monthly", "@yearly", "@annually"})
    if (trim(schedule) == by_month) return false;
  const auto length = seconds_of(duration);
  const auto read = kube::CronSchedule::parse(schedule);
  if (!length || !read) return false;
  const kube::Instant begin(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1));
  const kube::Instant end = begin + std::chrono::days(8);
  auto at = read->next(begin);
  if (!at || *at >= end) return false;
  while (at && *at < end) {
    const auto next = read->next(*at);
    if (!next || (*next - *at).count() > *length) return false;
    at = next;
  }
  return at.has_value();
}

bool is_always(const doc::Node& budget) {
  const doc::Node& schedule = budget["schedule"];
  return schedule.is_null() || is_every_minute(text_of(schedule)) ||
         (schedule.is_string() &&
          (never_comes(schedule.text()) || is_without_gap(schedule.text(), budget["duration"])));
}
bool is_none(const doc::Node& budget) { return is_text(budget["nodes"], "0") || is_text(budget["nodes"], "0%"); }
bool is_about(const doc::Node& budget, std::string_view reason) {
  const doc::Node& reasons = budget["reasons"];
  return reasons.size() == 0 || holds(reasons, reason);
}
/// Every reason of the one is one of the other.
bool covers(const doc::Node& wide, const doc::Node& narrow) {
  return std::ranges::all_of(
      kReasons, [&](std::string_view reason) { return !is_about(narrow, reason) || is_about(wide, reason); });
}

/// Whether `a` never allows more than `b`, where that does not hang on the number of nodes.
bool is_at_most(const doc::Node& a, const doc::Node& b) {
  const auto read_a = kube::IntOrPercent::of_text(text_of(a)), read_b = kube::IntOrPercent::of_text(text_of(b));
  if (read_a.type() == kube::IntOrPercent::Type::Int && read_a.int_value() == 0) return true;
  if (read_a.type() != read_b.type()) return false;
  const auto amount = [](const kube::IntOrPercent& one) { return one.scaled(10'000, kube::Rounding::Up); };
  const auto of_a = amount(read_a), of_b = amount(read_b);
  return of_a && of_b && of_a.value() <= of_b.value();
}

void check_pairs(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools())
    for (const doc::Node& budget : budgets_of(pool).items()) {
      const bool has_schedule = !budget["schedule"].is_null(), has_duration = !budget["duration"].is_null();
      if (has_schedule == has_duration) continue;
      const bool is_needless = is_every_minute(text_of(budget["schedule"]));
      findings.say(
          key_place(budget, has_schedule ? "schedule" : "duration"),
          has_schedule ? "a budget with a schedule has no duration" : "a budget with a duration has no schedule",
          "the API server takes both or neither",
          is_needless ? "remove the schedule: a budget without one is always active" : "",
          is_needless ? removed(budget, "schedule") : std::vector<FixIt>());
    }
}

void check_schedule(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools())
    for (const doc::Node& budget : budgets_of(pool).items()) {
      const doc::Node& schedule = budget["schedule"];
      if (!schedule.is_string()) continue;
      if (const auto read = kube::CronSchedule::parse(schedule.text()); !read)
        findings.say(schedule.where(), fmt::format("'{}' is no schedule", schedule.text()), read.error().message);
      else if (never_comes(schedule.text()))
        findings.say(Severity::Warning, schedule.where(), fmt::format("'{}' never comes", schedule.text()),
                     "no month has such a day: Karpenter takes the budget to hold at all times");
    }
}

void check_never_effective(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    const auto budgets = budgets_of(pool).items();
    for (const doc::Node& wide : budgets) {
      if (is_always(wide)) continue;
      const auto narrow = std::ranges::find_if(budgets, [&](const doc::Node& other) {
        return &other != &wide && is_always(other) && covers(other, wide) && is_at_most(other["nodes"], wide["nodes"]);
      });
      if (narrow == budgets.end()) continue;
      findings.say(key_place(wide, "nodes"), fmt::format("a budget of {} is never effective", text_of(wide["nodes"])),
                   fmt::format("{} always holds, and the smallest counts", text_of((*narrow)["nodes"])));
    }
  }
}

void check_reasons(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools())
    for (const doc::Node& budget : budgets_of(pool).items())
      for (const doc::Node& reason : budget["reasons"].items())
        if (std::ranges::find(kReasons, text_of(reason)) == std::end(kReasons))
          findings.say(reason.where(), fmt::format("'{}' is no reason that budgets know", text_of(reason)),
                       "they know Underutilized, Empty and Drifted");
}

void check_drift_left(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools()) {
    const doc::Node* stops_consolidation = nullptr;
    bool stops_drift = false;
    for (const doc::Node& budget : budgets_of(pool).items()) {
      if (!is_always(budget) || !is_none(budget)) continue;
      stops_drift = stops_drift || is_about(budget, "Drifted");
      if (is_about(budget, "Underutilized")) stops_consolidation = &budget;
    }
    if (stops_consolidation && !stops_drift)
      findings.say(
          key_place(*stops_consolidation, "nodes"),
          fmt::format("NodePool {} is kept from consolidation, but drift still replaces its nodes", pool.name()),
          "a new AMI or a changed template drains what runs there");
  }
}

void check_never_opens(const Subject& subject, Findings& findings) {
  for (const Pool& pool : view_of(subject).pools())
    for (const doc::Node& budget : budgets_of(pool).items())
      if (is_always(budget) && is_none(budget) && is_about(budget, "Empty"))
        findings.say(key_place(budget, "nodes"),
                     fmt::format("no node of NodePool {} is ever removed, not even an empty one", pool.name()),
                     "nodes: 0 at all times, for Empty too");
}

void check_thrash(const Subject& subject, Findings& findings) {
  std::int64_t cold_start = kColdStartSeconds;
  if (const auto said = kube::parse_duration(subject.context().fact("cold-start")); said)
    cold_start = std::chrono::duration_cast<std::chrono::seconds>(said.value()).count();
  for (const Pool& pool : view_of(subject).pools()) {
    if (!pool.is_gpu) continue;
    const doc::Node& disruption = (*pool.spec)["disruption"];
    const std::string_view policy = text_of(disruption["consolidationPolicy"]);
    const doc::Node& after = disruption["consolidateAfter"];
    // An empty node costs a new start only when pods come back; half full ones move while they serve.
    if (policy == "WhenEmpty") continue;
    // Of a disruption without one there is no default: the API server refuses it.
    const auto seconds = seconds_of(after);
    if (!seconds || *seconds >= cold_start) continue;
    findings.say(key_place(disruption, "consolidateAfter"),
                 fmt::format("consolidateAfter {} is shorter than a GPU pod's cold start", text_of(after)),
                 fmt::format("some {} s until a moved pod serves again", cold_start));
  }
}

/// What earlier Karpenters and the Cluster Autoscaler read of a pod, and Karpenter does not.
void check_annotations(const Subject& subject, Findings& findings) {
  constexpr std::string_view kNow = "karpenter.sh/do-not-disrupt", kOld = "karpenter.sh/do-not-evict",
                             kOthers = "cluster-autoscaler.kubernetes.io/safe-to-evict";
  const View& view = view_of(subject);
  const bool has_cluster_autoscaler =
      subject.release("cluster-autoscaler") ||
      std::ranges::any_of(view.groups(), [](const NodeGroup& group) { return group.is_autoscaled; });
  for (const PodView& pod : view.pods())
    for (const doc::Member& one : (*pod.pod->metadata)["annotations"].members()) {
      const std::string_view key = one.key.text();
      const bool is_kept = (*pod.pod->metadata)["annotations"].find(kNow) != nullptr;
      if (key == kOld)
        findings.say(one.key.where(), fmt::format("Karpenter reads {} no more", key), title_of(*pod.pod->owner),
                     fmt::format("write {}", kNow),
                     is_kept ? std::vector<FixIt>() : std::vector<FixIt>{{one.key.where(), std::string(kNow)}});
      else if (key == kOthers && is_text(one.value, "false") && !is_kept && !has_cluster_autoscaler &&
               !view.pools_of(pod).empty())
        findings.say(one.key.where(), "Karpenter does not read what Cluster Autoscaler is told",
                     title_of(*pod.pod->owner), fmt::format("add {}: \"true\"", kNow));
    }
}

/// do-not-disrupt of what Karpenter does not look at: it reads pods and nodes, no workloads and no pools.
void check_unread_protection(const Subject& subject, Findings& findings) {
  constexpr std::string_view kKey = "karpenter.sh/do-not-disrupt";
  const auto say = [&](const kube::Object& object, const doc::Node& template_metadata, std::string_view whose,
                       std::string_view path) {
    const doc::Node& annotations = (*object.node)["metadata"]["annotations"];
    if (!annotations.find(kKey) || template_metadata["annotations"].find(kKey)) return;
    findings.say(key_place(annotations, kKey),
                 fmt::format("{} itself says {}, its {} do not", title_of(object), kKey, whose),
                 "annotations of the object are not handed on", fmt::format("move it to {}.annotations", path));
  };
  for (const std::string_view kind : {"Deployment", "StatefulSet", "ReplicaSet", "Job"})
    for (const kube::Object* object : subject.of_kind(kind))
      if (object->group() != "batch.volcano.sh")
        say(*object, (*object->node)["spec"]["template"]["metadata"], "pods", "spec.template.metadata");
  for (const kube::Object* object : subject.of_kind("CronJob"))
    say(*object, (*object->node)["spec"]["jobTemplate"]["spec"]["template"]["metadata"], "pods",
        "spec.jobTemplate.spec.template.metadata");
  for (const Pool& pool : view_of(subject).pools())
    say(*pool.object, (*pool.spec)["template"]["metadata"], "nodes", "spec.template.metadata");
  // Kinds whose operators hand on their templates' annotations alone, with where those stand. Several templates are as
  // many decisions: where one of them has it the others may be meant to go without.
  struct Operated {
    std::string_view kind, templates;
  };
  constexpr Operated kOperated[] = {
      {"RayCluster", "spec.headGroupSpec.template and each of spec.workerGroupSpecs"},
      {"RayJob", "rayClusterSpec.headGroupSpec.template and each of its workerGroupSpecs"},
      {"RayService", "rayClusterConfig.headGroupSpec.template and each of its workerGroupSpecs"},
      {"LeaderWorkerSet", "spec.leaderWorkerTemplate.workerTemplate and leaderTemplate"},
      {"JobSet", "spec.replicatedJobs[].template.spec.template"},
      {"PyTorchJob", "each of spec.pytorchReplicaSpecs, in template"},
      {"MPIJob", "each of spec.mpiReplicaSpecs, in template"}};
  const auto say_operated = [&](const kube::Object& object, std::string_view templates) {
    const doc::Node& annotations = (*object.node)["metadata"]["annotations"];
    const auto pods = subject.pods_of(object);
    if (!annotations.find(kKey) || pods.empty() || std::ranges::any_of(pods, [&](const subject::PodTemplate& pod) {
          return (*pod.metadata)["annotations"].find(kKey) != nullptr;
        }))
      return;
    findings.say(
        key_place(annotations, kKey), fmt::format("{} itself says {}, its pods do not", title_of(object), kKey),
        "annotations of the object are not handed on", fmt::format("move it to metadata.annotations of {}", templates));
  };
  for (const Operated& one : kOperated)
    for (const kube::Object* object : subject.of_kind(one.kind)) say_operated(*object, one.templates);
  for (const kube::Object* object : subject.of_kind("Job", "batch.volcano.sh"))
    say_operated(*object, "each of spec.tasks, in template");
}

/// Pods that the pool's nodes are meant for, with the time that they ask for to end.
void check_short_grace(const Subject& subject, Findings& findings) {
  constexpr std::int64_t kDefault = 30;
  const View& view = view_of(subject);
  for (const Pool& pool : view.pools()) {
    const auto most = seconds_of((*pool.node)["terminationGracePeriod"]);
    if (!most) continue;
    const PodView* longest = nullptr;
    std::int64_t seconds = *most;
    for (const PodView& pod : view.pods()) {
      const bool is_aimed = pod.needs.gpus > 0 || pod.is_aimed();
      const auto grace = integer_of((*pod.pod->spec)["terminationGracePeriodSeconds"]).value_or(kDefault);
      if (!is_aimed || pod.is_daemon() || grace <= seconds || std::ranges::count(view.pools_of(pod), &pool) == 0)
        continue;
      longest = &pod;
      seconds = grace;
    }
    if (longest)
      findings.say(key_place(*pool.node, "terminationGracePeriod"),
                   fmt::format("nodes of NodePool {} end after {} s, pods of {} ask for {} s", pool.name(), *most,
                               title_of(*longest->pod->owner), seconds),
                   "what is not done by then is cut off");
  }
}

/// Whether a pod works until it is done, and begins anew when it is moved.
bool is_work(const kube::Object& owner) {
  return owner.kind.ends_with("Job") || owner.kind == "JobSet" || owner.kind == "Workflow";
}

/// How long a pool's nodes live at most: where that stands, and the seconds where it is a few hours.
struct Life {
  const doc::Node* holder;
  std::optional<std::int64_t> seconds;
};
Life life_of(const Pool& pool) {
  constexpr std::int64_t kShort = 12 * 3'600;
  // Before v1 it stood beside the consolidation.
  const doc::Node& disruption = (*pool.spec)["disruption"];
  const doc::Node* holder = pool.node->find("expireAfter") ? pool.node : &disruption;
  const auto seconds = seconds_of((*holder)["expireAfter"]);
  return {holder, seconds && *seconds > 0 && *seconds < kShort ? seconds : std::nullopt};
}

/// Nodes that expire within hours, under what does not like to be moved and has no other nodes.
void check_short_lives(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.is_collection()) return;
  std::set<const Pool*> open;  // those of short lives of which nothing is said yet
  for (const Pool& pool : view.pools())
    if (life_of(pool).seconds) open.insert(&pool);
  const auto is_short = [](const Pool* pool) { return life_of(*pool).seconds.has_value(); };
  for (const PodView& pod : view.pods()) {
    if (open.empty()) return;
    const kube::Object& owner = *pod.pod->owner;
    if (pod.is_daemon() || owner.kind == "Pod" || !(pod.needs.gpus > 0 || (is_work(owner) && pod.is_aimed()))) continue;
    const std::string_view kept = text_of((*pod.pod->metadata)["annotations"]["karpenter.sh/do-not-disrupt"]);
    if (!kept.empty() && kept != "false") continue;
    const auto& pools = view.pools_of(pod);
    if (pools.empty() || !std::ranges::all_of(pools, is_short) ||
        std::ranges::any_of(view.groups(), [&](const NodeGroup& group) { return takes(group, pod); }))
      continue;
    const auto deadline = integer_of((*owner.node)["spec"]["activeDeadlineSeconds"]);
    for (const Pool* pool : pools) {
      const Life life = life_of(*pool);
      // Work that is over much sooner than its node seldom meets the end of one.
      if ((is_work(owner) && deadline && *deadline * 4 <= *life.seconds) || open.erase(pool) == 0) continue;
      findings.say(key_place(*life.holder, "expireAfter"),
                   fmt::format("nodes of NodePool {} live for {}, and {} runs on them", pool->name(),
                               text_of((*life.holder)["expireAfter"]), title_of(owner)),
                   is_work(owner) ? "its pods are not annotated: they are ended and begin again"
                                  : "each server is started anew as often: node, image and model");
    }
  }
}

constexpr Rule kRules[] = {
    {"KRP010", "X-004-23", Severity::Error, "a disruption budget with a schedule or a duration alone",
     "The two make a window together; the API server refuses one without the other.",
     "add the other, or remove both for a budget that always holds",
     "karpenter 1.14.1, pkg/apis/v1/nodepool.go, Budget (x-kubernetes-validations)", check_pairs},
    {"KRP011", "X-004-24", Severity::Warning, "a disruption budget that another one makes void",
     "Of all budgets that are active the smallest counts: a wider window beside a narrower budget that always holds "
     "never "
     "opens.",
     "give the narrow budget the hours outside of the window, or remove the window",
     "karpenter 1.14.1, pkg/apis/v1/nodepool.go, GetAllowedDisruptionsByReason", check_never_effective},
    {"KRP012", "X-004-26", Severity::Error, "a disruption reason that does not exist",
     "Budgets know Underutilized, Empty and Drifted. Expiration and interruption are not held up by budgets; the "
     "NodePool "
     "is refused.",
     "remove it: nodes that expire or are interrupted go whatever budgets say",
     "karpenter 1.14.1, pkg/apis/v1/nodepool.go, DisruptionReason", check_reasons},
    {"KRP013", "X-004-27", Severity::Warning, "a pool that is kept from consolidation and not from drift",
     "A budget of 0 for Underutilized alone leaves Drifted: a new AMI drains running work within the default of 10%.",
     "write reasons: [Underutilized, Drifted], or annotate the pods with karpenter.sh/do-not-disrupt: \"true\"",
     "karpenter 1.14.1, pkg/controllers/disruption", check_drift_left},
    {"KRP014", "X-004-37", Severity::Warning, "GPU nodes consolidated sooner than they start",
     "Pods that are moved wait for a new node, an image and a model; when that takes longer than consolidateAfter, "
     "load "
     "that goes up and down keeps nodes starting and stopping, and requests waiting.",
     "set consolidateAfter to several times the cold start: 10m", "karpenter docs, concepts/disruption (consolidation)",
     check_thrash},
    {"KRP015", "", Severity::Error, "a disruption schedule that cannot be read, or never comes",
     "Karpenter reads five fields of cron, in UTC; the pool with another text is refused or not disrupted at all. A "
     "budget whose schedule never comes (a warning) is no window: Karpenter finds it active at all times.",
     "write minute, hour, day of month, month and day of week, such as `0 9 * * mon-fri`",
     "karpenter 1.14.1, pkg/apis/v1/nodepool.go; robfig/cron 3.0.1", check_schedule},
    {"KRP016", "", Severity::Warning, "a disruption budget that never opens",
     "nodes: \"0\" at all times without reasons also keeps empty nodes, and they are paid until they expire; AMI fixes "
     "never arrive.",
     "add reasons: [Underutilized, Drifted], or a schedule with a duration", "karpenter docs, concepts/disruption",
     check_never_opens},
    {"KRP032", "", Severity::Warning, "an annotation that Karpenter does not read",
     "v1 reads karpenter.sh/do-not-disrupt alone. With karpenter.sh/do-not-evict, or with what Cluster Autoscaler "
     "reads, "
     "a pod is moved like any other: a job of days starts again.",
     "write karpenter.sh/do-not-disrupt: \"true\"",
     "karpenter 1.14.1, pkg/apis/v1/labels.go; karpenter docs, upgrading", check_annotations},
    {"KRP033", "", Severity::Warning, "nodes that end before their pods may",
     "terminationGracePeriod is the most that a node's drain takes. Pods that are longer about it are ended that much "
     "earlier, whatever their own grace period, their budget and do-not-disrupt say.",
     "set terminationGracePeriod above the longest terminationGracePeriodSeconds of its pods",
     "karpenter docs, concepts/disruption (terminationGracePeriod)", check_short_grace},
    {"KRP036", "", Severity::Warning, "protection from disruption where nobody reads it",
     "Karpenter reads do-not-disrupt of pods and of nodes. On a Deployment, a Job, a RayCluster, a PyTorchJob or a "
     "NodePool itself it protects nothing: the pod is moved like any other.",
     "write it into the template's metadata.annotations",
     "karpenter docs, concepts/disruption (pod-level and node-level controls)", check_unread_protection},
    {"KRP040", "", Severity::Warning, "GPU services and jobs on nodes that live for hours",
     "A node that expires is drained whatever budgets say. Each pod on it is ended and waits for a new machine, an "
     "image and a model; a job begins again at its last checkpoint.",
     "leave expireAfter at its default of 720h, and annotate pods of jobs with karpenter.sh/do-not-disrupt: \"true\"",
     "karpenter docs, concepts/disruption (expiration)", check_short_lives},
};

}  // namespace

std::span<const Rule> disruption_rules() { return kRules; }

}  // namespace slipway::rules
