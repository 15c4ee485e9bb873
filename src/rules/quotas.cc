#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "kube/pod_resources.h"
#include "rules/pod_makers.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/training_jobs.h"
#include "schema/builtin/resource_amounts.h"
#include "subject/namespaces.h"
#include "subject/together.h"

namespace slipway::rules {
namespace {

using kube::Quantity;
using kube::ResourceList;
using subject::Subject;
using subject::Together;

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

/// What one pod takes of a quota's resource. Follows Kubernetes 1.36 pkg/quota/v1/evaluator/core/pods.go
/// (podComputeUsageHelper): of huge pages and extended resources only requests are counted, of the latter only as
/// "requests.…".
Quantity taken(std::string_view resource, const MadePods& pods) {
  if (resource == "pods" || resource == "count/pods") return Quantity(1);
  if (resource == "persistentvolumeclaims" || resource == "count/persistentvolumeclaims")
    return Quantity(static_cast<std::int64_t>(pods.claims.size()));
  if (resource == "requests.storage") {
    Quantity sum;
    for (const auto& claim : pods.claims)
      if (const auto size = claim.spec.resources.requests.find("storage"); size != claim.spec.resources.requests.end())
        sum += size->second;
    return sum;
  }
  const auto of = [](const ResourceList& list, std::string_view name) {
    const auto found = list.find(name);
    return found == list.end() ? Quantity() : found->second;
  };
  const auto is_of_nodes = [](std::string_view name) {
    return name == "cpu" || name == "memory" || name == "ephemeral-storage";
  };
  if (resource.starts_with("limits."))
    return is_of_nodes(resource.substr(7)) ? of(kube::pod_limits(pods.pod), resource.substr(7)) : Quantity();
  if (resource.starts_with("requests.")) return of(kube::pod_requests(pods.pod), resource.substr(9));
  const bool is_request = is_of_nodes(resource) || resource.starts_with("hugepages-");
  return is_request ? of(kube::pod_requests(pods.pod), resource) : Quantity();
}

Quantity times(Quantity each, std::int64_t count) {
  each.multiply(count);
  return each;
}

/// Calls `say(maker, how)` for each maker that is surely, or probably, in the quota's namespace.
template <class Say>
void each_maker(const Subject& subject, const kube::Object& quota, Say say) {
  for (const PodMaker& maker : subject.derived<PodMakers>().in(subject::namespace_or_default(quota.ns))) {
    const Together how = subject::together(subject, name_place(*maker.object), name_place(quota));
    if (how != Together::Hardly) say(maker, how);
  }
}

/// Pods that the quota counts of a maker; those of which that is not known are left out.
std::vector<const MadePods*> counted(const kube::Object& quota, const PodMaker& maker) {
  std::vector<const MadePods*> out;
  for (const MadePods& pods : maker.pods)
    if (counts(quota, pods.pod).value_or(false)) out.push_back(&pods);
  return out;
}

/// What a maker takes of one resource: one of its largest pods, those that stand, those that it wants, the most.
struct Taking {
  Quantity one, standing, wanted, most;
  std::int64_t pods = 0;  // wanted
};
Taking taking(std::string_view resource, std::span<const MadePods* const> counted) {
  Taking out;
  for (const MadePods* pods : counted) {
    const Quantity one = taken(resource, *pods);
    out.one = std::max(out.one, one);
    out.standing += times(one, pods->standing);
    out.wanted += times(one, pods->wanted);
    out.most += times(one, pods->most);
    out.pods += pods->wanted;
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
void say_excess(const kube::Object& quota, const doc::Member& hard, const Quantity& limit, const PodMaker& maker,
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
    const bool is_served = maker.pods.front().standing > 0 || is_training_job(*maker.object);
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
      const PodMaker* maker;
      Together how;
      std::vector<const MadePods*> pods;
    };
    std::vector<One> makers;
    each_maker(subject, *quota, [&](const PodMaker& maker, Together how) {
      makers.push_back({&maker, how, counted(*quota, maker)});
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
                   fmt::format("the pods that always stand in {} take {} of {}, more than {} has",
                               subject::namespace_or_default(quota->ns), standing.to_string(), as_written(hard),
                               title_of(*quota)),
                   join(who, ", "), fmt::format("raise it to {}, or let fewer stand", standing.to_string()));
    }
  }
}

constexpr std::string_view kDemanded[] = {"cpu",    "limits.cpu",   "limits.memory",
                                          "memory", "requests.cpu", "requests.memory"};

void check_demands_of(const kube::Object& quota, const PodMaker& maker, Severity severity, Findings& findings) {
  for (const MadePods* pods : counted(quota, maker)) {
    if (pods->pod.resources) continue;  // the pod says it of all its containers
    for (const auto* containers : {&pods->pod.containers, &pods->pod.init_containers})
      for (const kube::Container& container : *containers) {
        std::vector<std::string> missing;
        for (const std::string_view resource : kDemanded) {
          if (!(*quota.node)["spec"]["hard"].find(resource)) continue;
          const std::string_view name = resource.substr(resource.find('.') + 1);  // all of it where there is no dot
          const kube::ResourceRequirements& of = container.resources;
          if (!(resource.starts_with("limits.") ? of.limits : of.requests).contains(name))
            missing.emplace_back(resource);
        }
        if (missing.empty()) continue;
        findings.say(severity, container.node ? container.node->where() : name_place(*maker.object),
                     fmt::format("{} refuses the pods of {}: must specify {} for {}", title_of(quota),
                                 title_of(*maker.object), join(missing, ", "), printable(container.name)));
      }
  }
}

void check_demands(const Subject& subject, Findings& findings) {
  for (const kube::Object* quota : subject.of_kind("ResourceQuota", ""))
    each_maker(subject, *quota, [&](const PodMaker& maker, Together how) {
      if (maker.is_whole) check_demands_of(*quota, maker, subject::severity_of(how), findings);
    });
}

/// Extended resources are counted by what pods request of them, and by no other name. Follows Kubernetes 1.36
/// pkg/quota/v1/evaluator/core/pods.go and pkg/apis/core/v1/helper/helpers.go (IsExtendedResourceName).
void check_names(const Subject& subject, Findings& findings) {
  for (const kube::Object* quota : subject.of_kind("ResourceQuota", ""))
    for (const doc::Member& hard : (*quota->node)["spec"]["hard"].members()) {
      std::string_view name = hard.key.text();
      if (name.starts_with("requests.") || name.starts_with("count/")) continue;
      if (name.starts_with("limits.")) name.remove_prefix(7);
      // Of storage classes and device classes there are quotas.
      if (!schema::builtin::is_extended_resource(name) || name.find(".k8s.io/") != name.npos) continue;
      const std::string right = fmt::format("requests.{}", name);
      const bool is_there = (*quota->node)["spec"]["hard"].find(right) != nullptr;
      findings.say(hard.key.where(),
                   fmt::format("{} counts nothing by the name {}", title_of(*quota), printable(hard.key.text())), {},
                   is_there ? "take it out" : fmt::format("write {}", printable(right)),
                   is_there || hard.key.where().length != static_cast<int>(hard.key.text().size())
                       ? std::vector<FixIt>()
                       : std::vector<FixIt>{{hard.key.where(), right}});
    }
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
  const auto quotas = subject.of_kind("ResourceQuota", "");
  std::map<std::string_view, std::vector<const kube::Object*>> by_namespace;
  if (!quotas.empty())
    for (const kube::Object& object : subject.objects())
      if (object.kind != "Pod") by_namespace[subject::namespace_or_default(object.ns)].push_back(&object);
  for (const kube::Object* quota : quotas) {
    std::map<std::string, std::vector<const kube::Object*>> objects;
    for (const kube::Object* object : by_namespace[subject::namespace_or_default(quota->ns)])
      if (subject::together(subject, name_place(*object), name_place(*quota)) == Together::Surely)
        objects[counted_name(*object)].push_back(object);
    for (const doc::Member& hard : (*quota->node)["spec"]["hard"].members()) {
      const auto limit = quantity_of(hard.value);
      std::string_view name = hard.key.text();
      if (name.starts_with("count/"))
        name.remove_prefix(6);
      else if (!schema::builtin::is_integer_resource(name))
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

constexpr Rule kRules[] = {
    {"QUOTA001", "", Severity::Error, "pods that do not fit into the quota of their namespace",
     "The API server refuses each pod that would be over a ResourceQuota. The object that makes it is there, its pods "
     "are not, and only its events say so.",
     "raise the quota, or ask for less", "kubernetes 1.36 pkg/quota/v1/evaluator/core/pods.go", check_amounts},
    {"QUOTA002", "", Severity::Error, "more objects than the quota of their namespace lets be there",
     "The API server refuses the first object beyond the count.", "raise the quota, or take some away",
     "kubernetes 1.36 pkg/quota/v1/generic/evaluator.go (ObjectCountQuotaResourceNameFor)", check_counts},
    {"QUOTA003", "", Severity::Error, "a container without what the quota of its namespace counts",
     "In a namespace whose quota counts cpu or memory, of requests or limits, each container must say how much. Pods "
     "of "
     "which one says nothing are refused: must specify requests.cpu.",
     "write the requests and limits that it names, or let a LimitRange fill them in",
     "kubernetes 1.36 pkg/quota/v1/evaluator/core/pods.go (Constraints)", check_demands},
    {"QUOTA005", "", Severity::Warning, "a quota for a device by a name that none is counted by",
     "GPUs and other extended resources are counted as requests.nvidia.com/gpu. By their own name, or behind limits., "
     "the "
     "API server takes the quota and bounds nothing.",
     "write requests. before the resource's name", "kubernetes 1.36 pkg/quota/v1/evaluator/core/pods.go", check_names},
};

}  // namespace

std::span<const Rule> quotas_rules() { return kRules; }

}  // namespace slipway::rules
