#include "ops/standing.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/shell_word.h"
#include "base/text.h"
#include "doc/json.h"
#include "ops/changes.h"
#include "ops/history.h"
#include "ops/identity.h"
#include "ops/tagged.h"

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

std::string tagged(const platform::Setting& setting) {
  return fmt::format(
      "aws resourcegroupstaggingapi get-resources --region {} --tag-filters Key=slipway.dev/platform,Values={}",
      setting.region, shell_word(setting.platform));
}

/// Whether Terraform's state beside has any resource.
bool knows_any(io::Files& files, const std::string& folder) {
  const auto name = folder + "/tree/terraform/terraform.tfstate";
  const auto text = files.read(name);
  if (!text) return false;
  Diagnostics ignored;
  const auto state = doc::read_json(std::make_shared<const SourceText>(name, *text), ignored);
  return std::ranges::any_of(state.root()["resources"].items(), [](const doc::Node& resource) {
    return resource["mode"].text() == "managed" && resource["instances"].size() > 0;
  });
}

bool is_settled(std::string_view status) { return status == "ACTIVE" || status == "UPDATING" || status.empty(); }

/// What AWS says of the cluster; nullopt: there is none, or Terraform says what is wrong.
std::optional<doc::Document> described(Site& site) {
  const auto answer = site.aws.call("eks", "DescribeCluster", {{"name", site.graph.setting.cluster}});
  return answer && answer->root()["cluster"].is_map() ? std::optional(*answer) : std::nullopt;
}

/// Of a cluster that Terraform does not know.
StateKnows known_from_here(const Site& site, Journal& journal) {
  const auto history = history_of(journal);
  if (history != History::Begun && history != History::Applied) return StateKnows::Nothing;
  const bool knows_rest =
      has_backend(site.doors.files, site.folder + "/tree/terraform") || knows_any(site.doors.files, site.folder);
  return knows_rest ? StateKnows::Beginning : StateKnows::Lost;
}

std::string_view word_of_wait(std::string_view status) { return status == "DELETING" ? "deleted" : "active"; }

}  // namespace

StateKnows state_knows(io::Files& files, const std::string& folder, const platform::Setting& setting) {
  if (has_backend(files, folder + "/tree/terraform")) return StateKnows::Elsewhere;
  if (const auto has = identity_of_state(files, folder))
    return has->cluster == setting.cluster && has->region == setting.region ? StateKnows::Cluster : StateKnows::Nothing;
  const auto known = known_identity(files, folder);
  if (known && !*known) return StateKnows::Nothing;
  return knows_any(files, folder) ? StateKnows::Beginning : StateKnows::Lost;
}

StepFailure failure_of(const UnknownCluster& unknown) {
  const auto& setting = unknown.setting;
  const auto status = unknown.cluster["status"].text(), of = unknown.cluster["tags"][kPlatformTag].text();
  const bool is_done = is_settled(status);
  StepFailure failure{fmt::format("EKS cluster {} stands already in {}{}, and this state ({}) knows nothing of it",
                                  setting.cluster, setting.region, is_done ? "" : fmt::format(" ({})", status),
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
  } else if (unknown.knows == StateKnows::Beginning) {
    failure.cause = "an apply from here began to make it, and Terraform was killed before it could write that down";
    failure.fix = fmt::format(
        "`slipway apply` takes it over{}; or terraform import aws_eks_cluster.main {}; then the same command",
        is_done ? "" : " (" + wait + ", first)", shell_word(setting.cluster));
  } else if (unknown.knows == StateKnows::Lost) {
    failure.cause = "an apply from here made it, and Terraform's state was lost or emptied since";
    failure.fix = fmt::format(
        "put {0}/tree/terraform/terraform.tfstate back: from a copy, or terraform.tfstate.backup beside it, which is "
        "the one before its last change; then the same command with --plan-only, which must not make the cluster "
        "anew. Without any, delete by hand what bears its tag, and begin again: {1}",
        unknown.folder, tagged(setting));
  } else {
    failure.cause =
        "it was brought up with another state: in another folder or on another machine, under another --state; or the "
        "state was lost; or somebody else's platform has this name";
    failure.fix = fmt::format(
        "give --state DIR as where it was brought up; or put back what was there: {0}, with Terraform's state or its "
        "backend.tf; or write another metadata.name for a second platform. Without any state, delete by hand what "
        "bears its tag: {1}",
        unknown.folder, tagged(setting));
  }
  return failure;
}

std::optional<StepFailure> unknown_cluster(Site& site, Journal& journal) {
  const auto answer = described(site);
  if (!answer) return std::nullopt;
  return failure_of({site.graph.setting, site.folder, answer->root()["cluster"], known_from_here(site, journal)});
}

std::optional<StepFailure> cluster_in_the_way(Site& site, Journal& journal) {
  const auto answer = described(site);
  if (!answer) return std::nullopt;
  const doc::Node& cluster = answer->root()["cluster"];
  const auto knows = known_from_here(site, journal);
  if (knows == StateKnows::Beginning && is_settled(cluster["status"].text()) &&
      cluster["tags"][kPlatformTag].text() == site.graph.setting.platform)
    return std::nullopt;
  return failure_of({site.graph.setting, site.folder, cluster, knows});
}

std::optional<StepFailure> unknown_cluster(Site& site, Journal& journal, const std::vector<std::string>& addresses) {
  const auto is_cluster = [](const std::string& address) { return id_of(address).type == "aws_eks_cluster"; };
  return std::ranges::any_of(addresses, is_cluster) ? std::nullopt : unknown_cluster(site, journal);
}

}  // namespace slipway::ops
