#include <fmt/core.h>

#include "kube/api_lifetimes.h"
#include "kube/version.h"
#include "rules/reading.h"
#include "rules/rule.h"

namespace slipway::rules {
namespace {

using subject::Subject;

void check(const Subject& subject, Findings& findings) {
  const auto cluster = kube::Version::parse_major_minor(subject.context().kubernetes);
  if (!cluster) return;
  for (const kube::Object& object : subject.objects()) {
    const kube::ApiLifetime* gone = kube::gone_api(object.api_version, object.kind);
    if (!gone || gone->is_of_karpenter()) continue;  // KRP001 says what became of Karpenter's
    if (cluster.value() < kube::Version::parse_major_minor(gone->gone).value()) continue;
    const SourceRange where = (*object.node)["apiVersion"].where();
    std::vector<FixIt> fixes;
    if (gone->is_renamed_only) fixes.push_back({where, std::string(gone->now)});
    findings.say(where, fmt::format("{} is no longer served for {}", object.api_version, object.kind),
                 fmt::format("gone since Kubernetes {}", gone->gone), gone->fix(), std::move(fixes));
  }
}

constexpr Rule kRules[] = {
    {"VER001", "", Severity::Error, "an API version that Kubernetes no longer serves",
     "kubectl finds no such kind, and nothing of the object is applied.", "write the version that took its place",
     "kubernetes docs, deprecated API migration guide", check},
};

}  // namespace

std::span<const Rule> api_version_rules() { return kRules; }

}  // namespace slipway::rules
