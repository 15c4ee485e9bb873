#include <fmt/core.h>

#include <string>

#include "base/text.h"
#include "kube/pod_resources.h"
#include "rules/pod_makers.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "subject/namespaces.h"
#include "subject/together.h"

namespace slipway::rules {
namespace {

using kube::Quantity;
using subject::Subject;
using subject::Together;

/// Where a container says how much of a resource it asks for, or the object's name.
SourceRange amount_place(const doc::Node* container, std::string_view resource, const kube::Object& object) {
  if (container)
    for (const std::string_view which : {"limits", "requests"})
      if (const doc::Node* found = (*container)["resources"][which].find(resource)) return found->where();
  return name_place(object);
}

/// One item of a LimitRange against a container, or what a pod has in all. Follows Kubernetes 1.36
/// plugin/pkg/admission/limitranger/admission.go (minConstraint, maxConstraint, limitRequestRatioConstraint).
struct Bounded {
  const doc::Node& item;
  const kube::Object& range;
  const PodMaker& maker;
  const doc::Node* container;  // nullptr for a pod in all
  const kube::ResourceRequirements& resources;
  Severity severity;
  Findings& findings;

  void check() const {
    for (const auto& [name, most] : amounts_of(item["max"])) {
      const Quantity *limit = found(resources.limits, name), *request = found(resources.requests, name);
      if (limit && *limit > most)
        say_amount(name, "limit", *limit, "at most", most, "less");
      else if (request && *request > most)
        say_amount(name, "request", *request, "at most", most, "less");
      else if (!limit)
        say_missing(name, "limit", "at most", most);
    }
    for (const auto& [name, least] : amounts_of(item["min"])) {
      const Quantity *limit = found(resources.limits, name), *request = found(resources.requests, name);
      if (request ? *request < least : limit && *limit < least)
        say_amount(name, request ? "request" : "limit", request ? *request : *limit, "at least", least, "more");
      else if (!request)
        say_missing(name, "request", "at least", least);
    }
    for (const auto& [name, ratio] : amounts_of(item["maxLimitRequestRatio"])) {
      const Quantity *limit = found(resources.limits, name), *request = found(resources.requests, name);
      if (!request || request->is_zero())
        say_missing(name, "request", "a limit of at most as many requests as", ratio);
      else if (!limit || limit->is_zero())
        say_missing(name, "limit", "at most as many requests as", ratio);
      else if (limit->approximate() / request->approximate() > ratio.approximate())
        say(name,
            fmt::format("the limit of {} is {} times its request", printable(name),
                        short_number(limit->approximate() / request->approximate())),
            fmt::format("at most {} times", ratio.to_string()),
            fmt::format("a limit of at most {} times the request, or change the LimitRange", ratio.to_string()));
    }
  }

 private:
  static const Quantity* found(const kube::ResourceList& list, const std::string& name) {
    const auto at = list.find(name);
    return at == list.end() ? nullptr : &at->second;
  }
  std::string_view whole() const { return container ? "container" : "pod"; }

  void say(std::string_view name, const std::string& what, std::string why, std::string fix) const {
    findings.say(severity, amount_place(container, name, *maker.object),
                 fmt::format("{} in {}: {} refuses its pods", what, title_of(*maker.object), title_of(range)),
                 std::move(why), std::move(fix));
  }
  void say_amount(std::string_view name, std::string_view which, const Quantity& have, std::string_view bound,
                  const Quantity& wanted, std::string_view direction) const {
    say(name, fmt::format("the {} of {} is {}", which, printable(name), have.to_string()),
        fmt::format("{} {} a {}", bound, wanted.to_string(), whole()),
        fmt::format("ask for {} or {}, or change the LimitRange", wanted.to_string(), direction));
  }
  void say_missing(std::string_view name, std::string_view which, std::string_view bound,
                   const Quantity& wanted) const {
    if (!maker.is_whole) return;
    say(name, fmt::format("no {} of {} is written", which, printable(name)),
        fmt::format("{} {} a {}, and nothing fills it in", bound, wanted.to_string(), whole()),
        fmt::format("write a {} of {}, or give the LimitRange a default of Container", which, printable(name)));
  }
};

void check_pods(const MadePods& pods, const PodMaker& maker, const kube::Object& range, Severity severity,
                Findings& findings) {
  for (const doc::Node& item : (*range.node)["spec"]["limits"].items()) {
    if (text_of(item["type"]) == "Container")
      for (const auto* containers : {&pods.pod.containers, &pods.pod.init_containers})
        for (const kube::Container& one : *containers)
          Bounded{item, range, maker, one.node, one.resources, severity, findings}.check();
    if (text_of(item["type"]) != "Pod") continue;
    const kube::ResourceRequirements all{kube::pod_requests(pods.pod), kube::pod_limits(pods.pod)};
    Bounded{item, range, maker, nullptr, all, severity, findings}.check();
  }
}

void check_ranges(const Subject& subject, Findings& findings) {
  for (const kube::Object* range : subject.of_kind("LimitRange", ""))
    for (const PodMaker& maker : subject.derived<PodMakers>().in(subject::namespace_or_default(range->ns))) {
      const Together how = subject::together(subject, name_place(*maker.object), name_place(*range));
      if (how == Together::Hardly) continue;
      for (const MadePods& pods : maker.pods) check_pods(pods, maker, *range, subject::severity_of(how), findings);
    }
}

constexpr Rule kRules[] = {
    {"QUOTA004", "", Severity::Error, "pods beyond the LimitRange of their namespace",
     "The API server refuses a pod that asks for more than a LimitRange's max, for less than its min, or for limits "
     "too "
     "far above its requests; and one that says nothing of what the LimitRange bounds, where no default fills it in.",
     "ask for an amount between them", "kubernetes 1.36 plugin/pkg/admission/limitranger/admission.go", check_ranges},
};

}  // namespace

std::span<const Rule> limit_ranges_rules() { return kRules; }

}  // namespace slipway::rules
