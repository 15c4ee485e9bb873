#include "ops/standing.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/shell_word.h"
#include "base/text.h"
#include "ops/changes.h"
#include "ops/history.h"
#include "ops/identity.h"

namespace slipway::ops {
namespace {

/// Of a line of HCL: `backend "s3" {` or `cloud {`. A backend "local" is a file, but somewhere else.
bool names_backend(std::string_view line) {
  line = trim(line);
  return line.starts_with("backend \"") || line.starts_with("cloud {") || line.starts_with("cloud{");
}

bool has_backend(io::Files& files, const std::string& terraform) {
  const auto names = files.list(terraform, {".tf"});
  if (!names) return false;
  return std::ranges::any_of(*names, [&](const std::string& name) {
    const auto text = files.read(name);
    return text && std::ranges::any_of(split(*text, '\n'), names_backend);
  });
}

std::string_view word_of_wait(std::string_view status) { return status == "DELETING" ? "deleted" : "active"; }

}  // namespace

StateKnows state_knows(io::Files& files, const std::string& folder, const platform::Setting& setting) {
  if (has_backend(files, folder + "/tree/terraform")) return StateKnows::Elsewhere;
  if (const auto has = identity_of_state(files, folder))
    return has->cluster == setting.cluster && has->region == setting.region ? StateKnows::Cluster : StateKnows::Nothing;
  const auto known = known_identity(files, folder);
  return known && !*known ? StateKnows::Nothing : StateKnows::Beginning;
}

StepFailure failure_of(const UnknownCluster& unknown) {
  const auto& setting = unknown.setting;
  const auto status = unknown.cluster["status"].text(), of = unknown.cluster["tags"]["slipway.dev/platform"].text();
  const bool is_settled = status == "ACTIVE" || status == "UPDATING" || status.empty();
  StepFailure failure{fmt::format("EKS cluster {} stands already in {}{}, and this state ({}) knows nothing of it",
                                  setting.cluster, setting.region, is_settled ? "" : fmt::format(" ({})", status),
                                  unknown.folder)};
  const auto wait = fmt::format("aws eks wait cluster-{} --region {} --name {}", word_of_wait(status), setting.region,
                                shell_word(setting.cluster));
  if (status == "DELETING") {
    failure.cause = "somebody is deleting it, and its name is taken until it is gone";
    failure.fix = wait + ", then the same command";
  } else if (of != setting.platform) {
    failure.cause = of.empty() ? "its tags do not say that slipway made it: it is somebody else's"
                               : fmt::format("its tag says that it is platform {}'s", of);
    failure.fix = "name this one otherwise: metadata.name, or cluster.name";
  } else if (unknown.has_begun) {
    failure.cause =
        "an apply from here began to make it, and Terraform did not write that down: it was killed itself, or its "
        "state was lost since";
    failure.fix = fmt::format(
        "put Terraform's state back, if there is a copy; else have Terraform take over what stands{}: terraform import "
        "aws_eks_cluster.main {}; then the same command",
        is_settled ? "" : " (" + wait + ", first)", shell_word(setting.cluster));
  } else {
    failure.cause =
        "it was brought up with another state: in another folder or on another machine, under another --state; or the "
        "state was lost; or somebody else's platform has this name";
    failure.fix = fmt::format(
        "give --state DIR as where it was brought up; or put back what was there: {0}, with Terraform's state or its "
        "backend.tf; or write another metadata.name for a second platform. Without any state, delete by hand what "
        "bears its tag: aws resourcegroupstaggingapi get-resources --region {1} --tag-filters "
        "Key=slipway.dev/platform,Values={2}",
        unknown.folder, setting.region, shell_word(setting.platform));
  }
  return failure;
}

std::optional<StepFailure> unknown_cluster(Site& site, Journal& journal) {
  const auto answer = site.aws.call("eks", "DescribeCluster", {{"name", site.graph.setting.cluster}});
  if (!answer || !answer->root()["cluster"].is_map()) return std::nullopt;  // Terraform says what is wrong
  const auto history = history_of(journal);
  return failure_of({site.graph.setting, site.folder, answer->root()["cluster"],
                     history == History::Begun || history == History::Applied});
}

std::optional<StepFailure> unknown_cluster(Site& site, Journal& journal, const std::vector<std::string>& addresses) {
  const auto is_cluster = [](const std::string& address) { return id_of(address).type == "aws_eks_cluster"; };
  return std::ranges::any_of(addresses, is_cluster) ? std::nullopt : unknown_cluster(site, journal);
}

}  // namespace slipway::ops
