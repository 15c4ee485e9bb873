#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "ops/preflight/asking.h"

/// Versions: what EKS makes, what it upgrades to, and which add-ons go with it.
namespace slipway::ops::preflight_checks {

namespace {

constexpr const char* kPart = "versions";

/// 35 of "1.35"; 0 of what is no version.
int minor_of(std::string_view version) {
  const auto dot = version.find('.');
  int minor = 0;
  if (dot == version.npos) return 0;
  std::from_chars(version.data() + dot + 1, version.data() + version.size(), minor);
  return minor;
}

std::vector<Checked> offered(const Asking& asking) {
  const std::string& version = asking.graph.setting.version;
  Checked check{kPart, "EKS offers Kubernetes " + version, Outcome::Failed};
  const auto& answer = asking.answers.ask("eks", "DescribeClusterVersions", {{"clusterVersions", doc::List{version}}});
  if (!answer && says_something(answer.error())) {
    check.found = answer.error().message;
    check.why = "EKS makes no cluster of a version that it does not have";
    check.fix =
        "write one that EKS has as cluster.version: aws eks describe-cluster-versions --region " + asking.region;
    return {check};
  }
  if (!answer) return {skipped(kPart, check.claim, answer.error())};
  const auto versions = answer->root()["clusterVersions"].items();
  const auto found =
      std::ranges::find_if(versions, [&](const doc::Node& one) { return one["clusterVersion"].text() == version; });
  std::string status(found == versions.end() ? std::string_view() : (*found)["versionStatus"].text());
  if (status.empty() && found != versions.end()) status = (*found)["status"].text();
  std::ranges::transform(status, status.begin(), [](char c) {
    return c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  if (status == "STANDARD_SUPPORT") {
    check.outcome = Outcome::Ok;
    check.found = "in standard support";
  } else if (status == "EXTENDED_SUPPORT") {
    check.outcome = Outcome::Warned;
    check.found = "in extended support";
    check.why =
        "an hour of such a control plane costs six times as much, and with support: standard EKS upgrades it by itself";
    check.fix = "take a later cluster.version";
  } else {
    check.found = status.empty() ? "EKS does not list it" : status;
    check.why = "EKS makes no cluster of a version that it does not support";
    check.fix =
        "write one that EKS has as cluster.version: aws eks describe-cluster-versions --region " + asking.region;
  }
  return {check};
}

/// Of a cluster that stands.
std::vector<Checked> upgrade(const Asking& asking) {
  const std::string& cluster = asking.graph.setting.cluster;
  const auto& answer = asking.answers.ask("eks", "DescribeCluster", {{"name", cluster}});
  if (!answer || !answer->root()["cluster"].is_map()) return {};
  const doc::Node& stands = answer->root()["cluster"];
  std::vector<Checked> checks;
  const int now = minor_of(stands["version"].text()), then = minor_of(asking.graph.setting.version);
  if (now > 0 && then > 0 && now != then) {
    Checked check{kPart,
                  fmt::format("EKS takes cluster {} from {} to {}", cluster, stands["version"].text(),
                              asking.graph.setting.version),
                  then == now + 1 ? Outcome::Ok : Outcome::Failed};
    if (then < now) {
      check.why = "EKS never takes a control plane back to an earlier version";
      check.fix = fmt::format("write cluster.version: \"{}\"", stands["version"].text());
    } else if (then > now + 1) {
      check.why = "EKS upgrades a control plane by one minor version at a time, and nodes have to follow";
      check.fix = fmt::format("write cluster.version: \"1.{}\" first, apply, then the next", now + 1);
    }
    checks.push_back(std::move(check));
  }
  const auto of = stands["tags"]["slipway.dev/platform"].text();
  if (of != asking.graph.setting.platform) {
    Checked check{kPart, "cluster " + cluster + " is this platform's", Outcome::Warned,
                  of.empty() ? "its tags do not say whose it is" : "its tag says " + std::string(of)};
    check.why = "if it is somebody else's, its name is taken: Terraform cannot make a second one";
    check.fix = "write another cluster.name, or import it: terraform import aws_eks_cluster.main " + cluster;
    checks.push_back(std::move(check));
  }
  if (const auto status = stands["status"].text(); status != "ACTIVE" && !status.empty()) {
    const bool goes = status == "DELETING", failed = status == "FAILED";
    Checked check{kPart, "cluster " + cluster + " takes changes", goes ? Outcome::Failed : Outcome::Warned,
                  std::string(status)};
    check.why = goes     ? "EKS refuses everything until it is gone"
                : failed ? "EKS could not make it: Terraform makes it anew, if it knows of it"
                         : "EKS refuses changes until it is done";
    check.fix = failed ? fmt::format("see why: aws eks describe-cluster --region {} --name {}", asking.region, cluster)
                       : fmt::format("wait: aws eks wait cluster-{} --region {} --name {}", goes ? "deleted" : "active",
                                     asking.region, cluster);
    checks.push_back(std::move(check));
  }
  return checks;
}

std::vector<Checked> addons(const Asking& asking) {
  const auto wanted = asking.graph.of_type("aws_eks_addon");
  if (wanted.empty()) return {};
  const std::string& version = asking.graph.setting.version;
  const auto listed =
      asking.answers.list("eks", "DescribeAddonVersions", {{"kubernetesVersion", version}, {"maxResults", 100}},
                          "addons", "nextToken", "nextToken");
  std::vector<Checked> checks;
  for (const auto* addon : wanted) {
    const std::string* name = (*addon)["addon_name"].string();
    if (!name) continue;
    const std::string* exact = (*addon)["addon_version"].string();
    Checked check{kPart, fmt::format("add-on {}{} goes with Kubernetes {}", *name, exact ? " " + *exact : "", version),
                  Outcome::Failed};
    check.origin = addon->origin;
    if (!listed) {
      checks.push_back(skipped(kPart, check.claim, *listed.failure));
      continue;
    }
    const auto found =
        std::ranges::find_if(listed.items, [&](const doc::Node* one) { return (*one)["addonName"].text() == *name; });
    std::vector<std::string> versions;
    std::string preset;
    if (found != listed.items.end())
      for (const doc::Node& one : (**found)["addonVersions"].items()) {
        versions.emplace_back(one["addonVersion"].text());
        for (const doc::Node& with : one["compatibilities"].items())
          if (with["clusterVersion"].text() == version && with["defaultVersion"].text() == "true")
            preset = versions.back();
      }
    const std::string shows =
        fmt::format("aws eks describe-addon-versions --region {} --addon-name {} --kubernetes-version {}",
                    asking.region, *name, version);
    if (versions.empty()) {
      if (!listed.is_whole) continue;
      check.found = "there is none for this version";
      check.why = "EKS refuses to install it";
      check.fix = shows;
    } else if (exact && std::ranges::count(versions, *exact) == 0) {
      check.found = "there are " + join(std::span(versions).first(std::min<std::size_t>(versions.size(), 3)), ", ");
      check.why = "EKS refuses to install a version that does not go with the cluster's";
      check.fix = shows;
    } else {
      check.outcome = Outcome::Ok;
      if (!exact) check.found = preset.empty() ? versions.front() : preset;
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace

std::vector<Task> version_tasks(const Asking& asking) {
  if (asking.graph.of_type("aws_eks_cluster").empty()) return {};
  return {[&asking] { return offered(asking); }, [&asking] { return upgrade(asking); },
          [&asking] { return addons(asking); }};
}

}  // namespace slipway::ops::preflight_checks
