#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "kube/objects/workloads.h"
#include "kube/pod_resources.h"
#include "model/workload.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/training_jobs.h"
#include "subject/together.h"

namespace slipway::rules {
namespace {

using kube::Quantity;
using kube::ResourceList;
using subject::Subject;
using subject::Together;

std::string_view namespace_of(const kube::Object& object) {
  return object.ns.empty() ? std::string_view("default") : std::string_view(object.ns);
}

// ---- who asks for how much
// -------------------------------------------------------------------------------------------

/// Pods alike of one object, with how many of them there are.
struct Part {
  kube::PodSpec pod;
  std::vector<kube::PersistentVolumeClaim> claims;  // of each pod
  std::int64_t standing = 0;                        // there all the time
  std::int64_t wanted = 0;                          // at once, when it does what it was made for
  std::int64_t most = 0;
};

/// An object that makes pods.
struct Maker {
  const kube::Object* object;
  std::vector<Part> parts;
  bool is_whole = true;  // false: what runs it adds to its pods
};

/// A job that is suspended, or starts at its time, wants its pods when it runs.
std::int64_t wanted_of(const model::Workload& pods) {
  const model::Counts& count = pods.count;
  if (count.declared > 0) return count.declared;
  if (pods.runs_to_end && pods.kind != "ScaledJob") return count.most;
  return std::max<std::int64_t>(count.least, 1);
}

class Makers {
 public:
  explicit Makers(const Subject& subject) {
    if (subject.of_kind("ResourceQuota", "").empty() && subject.of_kind("LimitRange", "").empty()) return;
    std::vector<const doc::Node*> scalers;
    for (const std::string_view kind : {"ScaledObject", "HorizontalPodAutoscaler"})
      for (const kube::Object* object : subject.of_kind(kind)) scalers.push_back(object->node);
    const model::Autoscaling autoscaling(scalers);
    const kube::Object* last = nullptr;
    for (const subject::PodTemplate& pod : subject.pods()) {
      if (pod.owner == last) continue;
      last = pod.owner;
      add(*last, autoscaling);
    }
    for (const kube::Object* job : subject.of_kind("TrainJob"))
      if (subject.pods_of(*job).empty()) add(*job, autoscaling);
  }

  std::span<const Maker> all() const { return all_; }

 private:
  void add(const kube::Object& object, const model::Autoscaling& autoscaling) {
    Diagnostics unheard;  // the schema says what is wrong with it
    Maker made{&object, {}, object.kind != "TrainJob"};
    if (object.is("DaemonSet", "apps")) {
      kube::PodTemplate pods = kube::read_pod_template(kube::Fields((*object.node)["spec"]["template"], unheard));
      made.parts.push_back({kube::with_default_resources(std::move(pods.spec)), {}, 0, 1, 1});
    }
    for (model::Workload& pods : model::workloads_of(*object.node, autoscaling, unheard))
      made.parts.push_back({std::move(pods.pods.spec), std::move(pods.claims), pods.runs_to_end ? 0 : pods.count.least,
                            wanted_of(pods), pods.count.most});
    if (!unheard.has_errors() && !made.parts.empty()) all_.push_back(std::move(made));
  }

  std::vector<Maker> all_;
};

// ---- LimitRanges
// -----------------------------------------------------------------------------------------------------

ResourceList amounts_of(const doc::Node& map) {
  ResourceList out;
  for (const doc::Member& member : map.members())
    if (const auto amount = quantity_of(member.value)) out[std::string(member.key.text())] = *amount;
  return out;
}

/// What a LimitRange puts into containers that say nothing. Follows Kubernetes 1.36 pkg/apis/core/v1/defaults.go
/// (SetDefaults_LimitRangeItem) and plugin/pkg/admission/limitranger.
kube::PodSpec with_defaults(kube::PodSpec pod, std::string_view ns, const Subject& subject) {
  for (const kube::Object* range : subject.of_kind("LimitRange", "")) {
    if (namespace_of(*range) != ns) continue;
    for (const doc::Node& item : (*range->node)["spec"]["limits"].items()) {
      if (text_of(item["type"]) != "Container") continue;
      ResourceList limits = amounts_of(item["default"]), requests = amounts_of(item["defaultRequest"]);
      for (const auto& [name, amount] : amounts_of(item["max"])) limits.try_emplace(name, amount);
      for (const auto& [name, amount] : limits) requests.try_emplace(name, amount);
      for (const auto& [name, amount] : amounts_of(item["min"])) requests.try_emplace(name, amount);
      for (auto* containers : {&pod.containers, &pod.init_containers})
        for (kube::Container& container : *containers) {
          for (const auto& [name, amount] : limits) container.resources.limits.try_emplace(name, amount);
          for (const auto& [name, amount] : requests) container.resources.requests.try_emplace(name, amount);
        }
    }
  }
  return pod;
}

/// Where a container says how much of a resource it asks for, or the object's name.
SourceRange amount_place(const kube::Container& container, std::string_view resource, const kube::Object& object) {
  if (container.node)
    for (const std::string_view which : {"limits", "requests"})
      if (const doc::Node* found = (*container.node)["resources"][which].find(resource)) return found->where();
  return name_place(object);
}

void check_range_item(const doc::Node& item, const kube::Object& range, const Maker& maker, const kube::Container& one,
                      Severity severity, Findings& findings) {
  const auto say = [&](std::string_view name, std::string_view bound, const Quantity& wanted, std::string_view which,
                       const Quantity& have) {
    findings.say(severity, amount_place(one, name, *maker.object),
                 fmt::format("{} of {} is {} in {}: {} refuses its pods", which, printable(name), have.to_string(),
                             title_of(*maker.object), title_of(range)),
                 fmt::format("{} {} a container", bound, wanted.to_string()),
                 fmt::format("{} {} or {}, or change the LimitRange", bound == "at most" ? "ask for" : "ask for",
                             wanted.to_string(), bound == "at most" ? "less" : "more"));
  };
  for (const auto& [name, most] : amounts_of(item["max"])) {
    const auto limit = one.resources.limits.find(name);
    const auto request = one.resources.requests.find(name);
    if (limit != one.resources.limits.end() && limit->second > most)
      say(name, "at most", most, "the limit", limit->second);
    else if (request != one.resources.requests.end() && request->second > most)
      say(name, "at most", most, "the request", request->second);
  }
  for (const auto& [name, least] : amounts_of(item["min"])) {
    const auto request = one.resources.requests.find(name);
    const auto limit = one.resources.limits.find(name);
    if (request != one.resources.requests.end() && request->second < least)
      say(name, "at least", least, "the request", request->second);
    else if (limit != one.resources.limits.end() && limit->second < least)
      say(name, "at least", least, "the limit", limit->second);
  }
}

void check_ranges(const Subject& subject, Findings& findings) {
  for (const kube::Object* range : subject.of_kind("LimitRange", ""))
    for (const Maker& maker : subject.derived<Makers>().all()) {
      if (namespace_of(*maker.object) != namespace_of(*range)) continue;
      const Together how = subject::together(subject, name_place(*maker.object), name_place(*range));
      if (how == Together::Hardly) continue;
      for (const Part& part : maker.parts) {
        const kube::PodSpec pod = with_defaults(part.pod, namespace_of(*range), subject);
        for (const doc::Node& item : (*range->node)["spec"]["limits"].items()) {
          if (text_of(item["type"]) == "Container")
            for (const auto* containers : {&pod.containers, &pod.init_containers})
              for (const kube::Container& one : *containers)
                check_range_item(item, *range, maker, one, subject::severity_of(how), findings);
          if (text_of(item["type"]) != "Pod") continue;
          kube::Container all;
          all.resources = {kube::pod_requests(pod), kube::pod_limits(pod)};
          check_range_item(item, *range, maker, all, subject::severity_of(how), findings);
        }
      }
    }
}

// ---- ResourceQuotas
// --------------------------------------------------------------------------------------------------

/// Whether a quota with scopes counts a pod; nullopt where a scope is not understood, or depends on what is not here
/// (the class of a pod that names none).
std::optional<bool> is_in_scope(std::string_view scope, const doc::Node& requirement, const kube::PodSpec& pod) {
  if (scope == "Terminating") return pod.active_deadline_seconds.has_value();
  if (scope == "NotTerminating") return !pod.active_deadline_seconds;
  if (scope == "BestEffort") return kube::qos_class(pod) == kube::QosClass::BestEffort;
  if (scope == "NotBestEffort") return kube::qos_class(pod) != kube::QosClass::BestEffort;
  if (scope != "PriorityClass" || pod.priority_class_name.empty()) return std::nullopt;
  const std::string_view op = requirement.is_map() ? text_of(requirement["operator"]) : "Exists";
  if (op == "Exists") return true;
  if (op == "DoesNotExist") return false;
  const bool is_listed = holds(requirement["values"], pod.priority_class_name);
  if (op == "In") return is_listed;
  if (op == "NotIn") return !is_listed;
  return std::nullopt;
}

std::optional<bool> counts(const kube::Object& quota, const kube::PodSpec& pod) {
  const doc::Node& spec = (*quota.node)["spec"];
  static const doc::Node kNone;
  bool all = true;
  const auto hold = [&](std::string_view scope, const doc::Node& requirement) {
    const auto inside = is_in_scope(scope, requirement, pod);
    all = all && inside.value_or(false);
    return inside.has_value();
  };
  for (const doc::Node& scope : spec["scopes"].items())
    if (!hold(text_of(scope), kNone)) return std::nullopt;
  for (const doc::Node& requirement : spec["scopeSelector"]["matchExpressions"].items())
    if (!hold(text_of(requirement["scopeName"]), requirement)) return std::nullopt;
  return all;
}

/// What one pod takes of a quota's resource. Follows Kubernetes 1.36 pkg/quota/v1/evaluator/core/pods.go.
Quantity taken(std::string_view resource, const Part& part, const kube::PodSpec& pod) {
  if (resource == "pods" || resource == "count/pods") return Quantity(1);
  if (resource == "persistentvolumeclaims" || resource == "count/persistentvolumeclaims")
    return Quantity(static_cast<std::int64_t>(part.claims.size()));
  if (resource == "requests.storage") {
    Quantity sum;
    for (const auto& claim : part.claims)
      if (const auto size = claim.spec.resources.requests.find("storage"); size != claim.spec.resources.requests.end())
        sum += size->second;
    return sum;
  }
  const auto of = [](const ResourceList& list, std::string_view name) {
    const auto found = list.find(name);
    return found == list.end() ? Quantity() : found->second;
  };
  if (resource.starts_with("limits.")) return of(kube::pod_limits(pod), resource.substr(7));
  if (resource.starts_with("requests.")) return of(kube::pod_requests(pod), resource.substr(9));
  const bool is_request = resource == "cpu" || resource == "memory" || resource == "ephemeral-storage" ||
                          resource.starts_with("hugepages-");
  return is_request ? of(kube::pod_requests(pod), resource) : Quantity();
}

Quantity times(Quantity each, std::int64_t count) {
  each.multiply(count);
  return each;
}

/// Calls `say(quota, maker, how)` for each maker that is surely, or probably, in the quota's namespace, where all of
/// its pods are known to be counted or not.
template <class Say>
void each_pair(const Subject& subject, Say say) {
  for (const kube::Object* quota : subject.of_kind("ResourceQuota", ""))
    for (const Maker& maker : subject.derived<Makers>().all()) {
      if (namespace_of(*maker.object) != namespace_of(*quota)) continue;
      const Together how = subject::together(subject, name_place(*maker.object), name_place(*quota));
      if (how != Together::Hardly) say(*quota, maker, how);
    }
}

/// Pods that the quota counts of a maker, with the defaults of LimitRanges; what is not known of is left out.
struct Counted {
  const Part* part;
  kube::PodSpec pod;
};
std::vector<Counted> counted(const kube::Object& quota, const Maker& maker, const Subject& subject) {
  std::vector<Counted> out;
  for (const Part& part : maker.parts) {
    kube::PodSpec pod = with_defaults(part.pod, namespace_of(quota), subject);
    if (counts(quota, pod).value_or(false)) out.push_back({&part, std::move(pod)});
  }
  return out;
}

/// What a maker takes of one resource: one of its largest pods, those that stand, those that it wants, the most.
struct Taking {
  Quantity one, standing, wanted, most;
  std::int64_t pods = 0;  // wanted
};
Taking taking(std::string_view resource, std::span<const Counted> pods) {
  Taking out;
  for (const Counted& each : pods) {
    const Quantity one = taken(resource, *each.part, each.pod);
    out.one = std::max(out.one, one);
    out.standing += times(one, each.part->standing);
    out.wanted += times(one, each.part->wanted);
    out.most += times(one, each.part->most);
    out.pods += each.part->wanted;
  }
  return out;
}

/// A resource of a quota as somebody wrote it: of `nvidia.com/gpu` in platform.yaml the quota has
/// requests.nvidia.com/gpu.
std::string as_written(const doc::Member& hard) {
  std::string_view name = hard.key.text();
  const SourceRange where = hard.key.where();
  if (where.source && where.column > 0 && name.starts_with("requests.")) {
    const std::string_view line = where.source->line(where.line);
    const auto at = static_cast<std::size_t>(where.column - 1) + (line.substr(0, where.column).ends_with('"') ? 1 : 0);
    if (at < line.size() && line.substr(at).starts_with(name.substr(9))) name.remove_prefix(9);
  }
  return printable(name);
}

/// "2 pods of Deployment ml/a want 8"
void say_excess(const kube::Object& quota, const doc::Member& hard, const Quantity& limit, const Maker& maker,
                const Taking& of, const Quantity& others, Severity sure, Findings& findings) {
  const std::string title = title_of(*maker.object), resource = as_written(hard);
  const auto say = [&](Severity severity, std::string message, const Quantity& needed) {
    findings.say(
        std::min(severity, sure), name_place(*maker.object), std::move(message),
        fmt::format("{} has {} of it, at {}", title_of(quota), limit.to_string(), hard.value.where().to_string()),
        fmt::format("raise {} of the quota to {}, or ask for less", resource, needed.to_string()));
  };
  if (of.one > limit)
    return say(Severity::Error,
               fmt::format("no pod of {} is ever made: one takes {} of {}", title, of.one.to_string(), resource),
               of.wanted);
  if (of.wanted > limit) {
    // Pods of a plain Job that come one after another are as good; those that wait for each other are not.
    const bool is_served = maker.parts.front().standing > 0 || is_training_job(*maker.object);
    return say(is_served ? Severity::Error : Severity::Warning,
               fmt::format("not all {} pods of {} are made: they take {} of {}", of.pods, title, of.wanted.to_string(),
                           resource),
               of.wanted);
  }
  const Quantity together = others + of.wanted;
  if (!of.wanted.is_zero() && of.standing.is_zero() && together > limit)
    return say(Severity::Warning,
               fmt::format("not all pods of {} are made while the others of the namespace stand: together they take {} "
                           "of {}",
                           title, together.to_string(), resource),
               together);
  if (of.most > limit)
    say(Severity::Note,
        fmt::format("{} cannot reach its most replicas: they take {} of {}", title, of.most.to_string(), resource),
        of.most);
}

void check_amounts(const Subject& subject, Findings& findings) {
  for (const kube::Object* quota : subject.of_kind("ResourceQuota", "")) {
    struct One {
      const Maker* maker;
      Together how;
      std::vector<Counted> pods;
    };
    std::vector<One> makers;
    each_pair(subject, [&](const kube::Object& of, const Maker& maker, Together how) {
      if (&of == quota) makers.push_back({&maker, how, counted(of, maker, subject)});
    });
    for (const doc::Member& hard : (*quota->node)["spec"]["hard"].members()) {
      const auto limit = quantity_of(hard.value);
      if (!limit) continue;
      std::vector<Taking> takings;
      Quantity standing;
      std::vector<std::string> who;
      bool one_is_too_much = false;
      Together how = Together::Surely;
      for (const One& one : makers) {
        takings.push_back(taking(hard.key.text(), one.pods));
        const Taking& of = takings.back();
        if (of.standing.is_zero()) continue;
        standing += of.standing;
        one_is_too_much = one_is_too_much || of.standing > *limit;
        how = std::max(how, one.how);
        who.push_back(fmt::format("{} {}", title_of(*one.maker->object), of.standing.to_string()));
      }
      const bool is_over = standing > *limit;
      for (std::size_t i = 0; i < makers.size(); ++i)
        say_excess(*quota, hard, *limit, *makers[i].maker, takings[i], is_over ? Quantity() : standing,
                   subject::severity_of(makers[i].how), findings);
      if (!is_over || one_is_too_much) continue;
      constexpr std::size_t kShown = 4;
      const std::size_t left = who.size() > kShown ? who.size() - kShown : 0;
      who.resize(who.size() - left);
      if (left > 0) who.push_back(fmt::format("{} more", left));
      findings.say(subject::severity_of(how), hard.value.where(),
                   fmt::format("the pods that always stand in {} take {} of {}, more than {} has", namespace_of(*quota),
                               standing.to_string(), as_written(hard), title_of(*quota)),
                   join(who, ", "), fmt::format("raise it to {}, or let fewer stand", standing.to_string()));
    }
  }
}

constexpr std::string_view kDemanded[] = {"cpu",    "limits.cpu",   "limits.memory",
                                          "memory", "requests.cpu", "requests.memory"};

void check_demands(const Subject& subject, Findings& findings) {
  each_pair(subject, [&](const kube::Object& quota, const Maker& maker, Together how) {
    if (!maker.is_whole) return;
    for (const Counted& each : counted(quota, maker, subject)) {
      if (each.pod.resources) continue;  // the pod says it of all its containers
      for (const auto* containers : {&each.pod.containers, &each.pod.init_containers})
        for (const kube::Container& container : *containers) {
          std::vector<std::string> missing;
          for (const std::string_view resource : kDemanded) {
            if (!(*quota.node)["spec"]["hard"].find(resource)) continue;
            const bool is_limit = resource.starts_with("limits.");
            const std::string_view name =
                resource.substr(resource.find('.') == std::string_view::npos ? 0 : resource.find('.') + 1);
            const ResourceList& list = is_limit ? container.resources.limits : container.resources.requests;
            if (!list.contains(name)) missing.emplace_back(resource);
          }
          if (missing.empty()) continue;
          findings.say(subject::severity_of(how), container.node ? container.node->where() : name_place(*maker.object),
                       fmt::format("{} refuses the pods of {}: must specify {} for {}", title_of(quota),
                                   title_of(*maker.object), join(missing, ", "), printable(container.name)));
        }
    }
  });
}

/// As quotas name what they count: "count/deployments.apps", and some of the core group without more.
std::string counted_name(const kube::Object& object) {
  std::string name;
  for (const char c : object.kind) name += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  if (name.ends_with("y"))
    name.replace(name.size() - 1, 1, "ies");
  else
    name += name.ends_with("s") ? "es" : "s";
  return object.group().empty() ? name : fmt::format("{}.{}", name, object.group());
}

void check_counts(const Subject& subject, Findings& findings) {
  for (const kube::Object* quota : subject.of_kind("ResourceQuota", "")) {
    std::map<std::string, std::vector<const kube::Object*>> objects;
    for (const kube::Object& object : subject.objects())
      if (namespace_of(object) == namespace_of(*quota) && object.kind != "Pod" &&
          subject::together(subject, name_place(object), name_place(*quota)) == Together::Surely)
        objects[counted_name(object)].push_back(&object);
    for (const doc::Member& hard : (*quota->node)["spec"]["hard"].members()) {
      const auto limit = quantity_of(hard.value);
      std::string_view name = hard.key.text();
      if (name.starts_with("count/"))
        name.remove_prefix(6);
      else if (name != "services" && name != "configmaps" && name != "secrets")
        continue;
      const auto found = objects.find(std::string(name));
      if (!limit || found == objects.end()) continue;
      const auto most = static_cast<std::size_t>(std::max<std::int64_t>(0, limit->value()));
      if (found->second.size() <= most) continue;
      findings.say(
          name_place(*found->second[most]),
          fmt::format("{} is one more than {} lets be there", title_of(*found->second[most]), title_of(*quota)),
          fmt::format("{} of {}, and there are {}, at {}", limit->to_string(), printable(hard.key.text()),
                      found->second.size(), hard.value.where().to_string()));
    }
  }
}

constexpr std::string_view kEvidence = "kubernetes 1.36 pkg/quota/v1/evaluator/core/pods.go, plugin/pkg/admission";

constexpr Rule kRules[] = {
    {"QUOTA001", "", Severity::Error, "pods that do not fit into the quota of their namespace",
     "The API server refuses each pod that would be over a ResourceQuota. The object that makes it is there, its pods "
     "are not, and only its events say so.",
     "raise the quota, or ask for less", kEvidence, check_amounts},
    {"QUOTA002", "", Severity::Error, "more objects than the quota of their namespace lets be there",
     "The API server refuses the first object beyond the count.", "raise the quota, or take some away", kEvidence,
     check_counts},
    {"QUOTA003", "", Severity::Error, "a container without what the quota of its namespace counts",
     "In a namespace whose quota counts cpu or memory, of requests or limits, each container must say how much. Pods "
     "of "
     "which one says nothing are refused: must specify requests.cpu.",
     "write the requests and limits that it names, or let a LimitRange fill them in", kEvidence, check_demands},
    {"QUOTA004", "", Severity::Error, "a container beyond the LimitRange of its namespace",
     "The API server refuses pods of which a container asks for more than a LimitRange's max, or for less than its "
     "min.",
     "ask for an amount between them", "kubernetes 1.36 plugin/pkg/admission/limitranger", check_ranges},
};

}  // namespace

std::span<const Rule> quotas_rules() { return kRules; }

}  // namespace slipway::rules
