#include "ops/left_behind.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "io/clock.h"
#include "ops/removal_command.h"
#include "ops/shown_commands.h"
#include "ops/tagged.h"

namespace slipway::ops {
namespace {

std::string_view id_after(std::string_view arn, std::string_view kind) {
  const auto at = arn.find(kind);
  return at == arn.npos ? std::string_view() : arn.substr(at + kind.size());
}

/// "2026-12-26" of seconds since 1970.
std::string day_of(const doc::Node& seconds) {
  return io::utc_time(static_cast<std::int64_t>(seconds.number() * 1000)).substr(0, 10);
}

/// Whether it is gone, though AWS shows it for an hour yet.
bool is_gone(cloud::Aws& aws, std::string_view arn) {
  using doc::List;
  if (const auto id = id_after(arn, ":natgateway/"); !id.empty()) {
    const auto gateways = aws.call("ec2", "DescribeNatGateways", {{"NatGatewayId", List{id}}});
    if (!gateways) return gateways.error().code == "NatGatewayNotFound";
    for (const doc::Node& gateway : gateways->root()["natGatewaySet"].items())
      if (gateway["state"].text() != "deleted" && gateway["state"].text() != "deleting") return false;
    return true;
  }
  if (const auto id = id_after(arn, ":instance/"); id.starts_with("i-")) {
    const auto instances = aws.call("ec2", "DescribeInstances", {{"InstanceId", List{id}}});
    if (!instances) return instances.error().code == "InvalidInstanceID.NotFound";
    for (const doc::Node& reservation : instances->root()["reservationSet"].items())
      for (const doc::Node& instance : reservation["instancesSet"].items()) {
        const auto state = instance["instanceState"]["name"].text();
        if (state != "terminated" && state != "shutting-down") return false;
      }
    return true;
  }
  return false;
}

/// What was deleted, and AWS keeps for some days so that it can be had back; it costs nothing.
void find_fate(cloud::Aws& aws, LeftBehind& one) {
  const std::string_view arn = one.arn;
  if (arn.find(":kms:") != arn.npos && !id_after(arn, ":key/").empty()) {
    const auto key = aws.call("kms", "DescribeKey", {{"KeyId", arn}});
    if (!key) return;
    const doc::Node& known = key->root()["KeyMetadata"];
    if (known["KeyState"].text() != "PendingDeletion") return;
    one.fate = LeftBehind::Fate::Scheduled;
    if (!known["DeletionDate"].is_absent()) one.gone_on = day_of(known["DeletionDate"]);
  } else if (arn.find(":secretsmanager:") != arn.npos) {
    const auto secret = aws.call("secretsmanager", "DescribeSecret", {{"SecretId", arn}});
    if (!secret || secret->root()["DeletedDate"].is_absent()) return;
    one.fate = LeftBehind::Fate::Scheduled;
    one.gone_on = day_of(secret->root()["DeletedDate"]);
  }
}

}  // namespace

Result<std::vector<LeftBehind>, cloud::CallFailure> left_behind(cloud::Aws& aws, const std::string& platform,
                                                                const ClusterName& cluster,
                                                                const std::function<bool()>& stop) {
  const std::pair<std::string, std::string> tags[] = {{kPlatformTag, platform},
                                                      {"kubernetes.io/cluster/" + cluster.name, "owned"},
                                                      {"elbv2.k8s.aws/cluster", cluster.name},
                                                      {"eks:eks-cluster-name", cluster.name}};
  std::map<std::string, LeftBehind> all;
  for (const auto& [key, value] : tags) {
    const auto found = find_tagged(aws, key, value, stop);
    if (!found) return found.error();
    for (const auto& [arn, borne] : *found)
      all.try_emplace(arn, LeftBehind{arn, key + "=" + value, removal_command(arn, aws_flags(cluster))});
  }
  std::vector<LeftBehind> sorted;
  for (auto& [arn, one] : all) {
    if (stop && stop()) return stopped_searching();
    if (is_gone(aws, arn)) continue;
    find_fate(aws, one);
    sorted.push_back(std::move(one));
  }
  return sorted;
}

bool stays_any(const std::vector<LeftBehind>& left) {
  return std::ranges::count(left, LeftBehind::Fate::Stays, &LeftBehind::fate) > 0;
}

std::string said_of(const std::vector<LeftBehind>& left) {
  const auto scheduled = std::ranges::count(left, LeftBehind::Fate::Scheduled, &LeftBehind::fate);
  const auto stays = static_cast<std::ptrdiff_t>(left.size()) - scheduled;
  const auto said = stays == 0 ? std::string("nothing is left") : fmt::format("{} left", stays);
  return scheduled == 0 ? said : fmt::format("{}, {} scheduled for deletion", said, scheduled);
}

}  // namespace slipway::ops
