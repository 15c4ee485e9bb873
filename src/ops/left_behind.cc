#include "ops/left_behind.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "io/clock.h"
#include "ops/arn.h"
#include "ops/left_in_iam.h"
#include "ops/removal_command.h"
#include "ops/shown_commands.h"
#include "ops/tagged.h"

namespace slipway::ops {
namespace {

/// "2026-12-26" of seconds since 1970.
std::string day_of(const doc::Node& seconds) {
  return io::utc_time(static_cast<std::int64_t>(seconds.number() * 1000)).substr(0, 10);
}

/// What AWS answers about by its ID, or says that there is none.
struct Described {
  std::string_view kind;  // of its ARN (ops/arn.h)
  std::string_view service, operation, parameter;
  bool is_list = true;         // the parameter
  std::string_view by = "id";  // of the ARN
};
constexpr Described kDescribed[] = {
    {"ec2:elastic-ip/", "ec2", "DescribeAddresses", "AllocationId"},
    {"ec2:instance/", "ec2", "DescribeInstances", "InstanceId"},
    {"ec2:internet-gateway/", "ec2", "DescribeInternetGateways", "InternetGatewayId"},
    {"ec2:natgateway/", "ec2", "DescribeNatGateways", "NatGatewayId"},
    {"ec2:route-table/", "ec2", "DescribeRouteTables", "RouteTableId"},
    {"ec2:security-group/", "ec2", "DescribeSecurityGroups", "GroupId"},
    {"ec2:subnet/", "ec2", "DescribeSubnets", "SubnetId"},
    {"ec2:vpc-endpoint/", "ec2", "DescribeVpcEndpoints", "VpcEndpointId"},
    {"ec2:vpc/", "ec2", "DescribeVpcs", "VpcId"},
    {"elasticfilesystem:file-system/", "efs", "DescribeFileSystems", "FileSystemId", false},
    {"fsx:file-system/", "fsx", "DescribeFileSystems", "FileSystemIds"},
    {"kms:key/", "kms", "DescribeKey", "KeyId", false, "arn"},
    {"secretsmanager:secret:", "secretsmanager", "DescribeSecret", "SecretId", false, "arn"},
};

const Described* described(const std::string& arn) {
  const auto row = std::ranges::find_if(
      kDescribed, [&](const Described& one) { return ArnOfKind::read(arn, one.kind).has_value(); });
  return row == std::end(kDescribed) ? nullptr : &*row;
}

/// Whether what AWS shows of it is its end, which some things have for an hour.
bool is_ending(const Described& row, const doc::Node& root) {
  const auto is_end = [](const doc::Node& state) {
    constexpr std::string_view kEnding[] = {"deleted", "deleting", "terminated", "shutting-down"};
    return std::ranges::find(kEnding, state.text()) != std::end(kEnding);
  };
  if (row.operation == "DescribeNatGateways")
    return std::ranges::all_of(root["natGatewaySet"].items(),
                               [&](const doc::Node& gateway) { return is_end(gateway["state"]); });
  if (row.operation == "DescribeInstances")
    return std::ranges::all_of(root["reservationSet"].items(), [&](const doc::Node& reservation) {
      return std::ranges::all_of(reservation["instancesSet"].items(),
                                 [&](const doc::Node& instance) { return is_end(instance["instanceState"]["name"]); });
    });
  return false;
}

/// What was deleted, and AWS keeps for some days so that it can be had back; it costs nothing.
void find_fate(const Described& row, const doc::Node& root, LeftBehind& one) {
  const auto schedule = [&](const doc::Node& day) {
    one.fate = LeftBehind::Fate::Scheduled;
    if (!day.is_absent()) one.gone_on = day_of(day);
  };
  const doc::Node& key = root["KeyMetadata"];
  if (row.operation == "DescribeKey" && key["KeyState"].text() == "PendingDeletion") schedule(key["DeletionDate"]);
  if (row.operation == "DescribeSecret" && !root["DeletedDate"].is_absent()) schedule(root["DeletedDate"]);
}

}  // namespace

Result<std::vector<LeftBehind>, cloud::CallFailure> left_behind(cloud::Aws& aws, const platform::Graph& graph,
                                                                const ClusterName& cluster,
                                                                const std::function<bool()>& stop) {
  const std::vector<Tag> tags{{kPlatformTag, graph.setting.platform},
                              {"kubernetes.io/cluster/" + cluster.name, "owned"},
                              {"elbv2.k8s.aws/cluster", cluster.name},
                              {"eks:eks-cluster-name", cluster.name}};
  std::map<std::string, std::string> all;  // ARN → by which tag
  for (const auto& [key, value] : tags) {
    const auto found = find_tagged(aws, key, value, stop);
    if (!found) return found.error();
    for (const auto& one : *found) all.try_emplace(one.arn, key + "=" + value);
  }
  auto in_iam = left_in_iam(aws, graph, cluster, tags, stop);
  if (!in_iam) return in_iam.error();
  std::vector<LeftBehind> sorted = std::move(in_iam).value();
  for (const auto& one : sorted) all.erase(one.arn);  // which one region's search names, too
  for (const auto& [arn, tag] : all) {
    if (stop && stop()) return stopped_searching();
    if (auto left = left_behind_as(aws, arn, tag, cluster)) sorted.push_back(*std::move(left));
  }
  std::ranges::sort(sorted, {}, &LeftBehind::arn);
  return sorted;
}

std::optional<LeftBehind> left_behind_as(cloud::Aws& aws, const std::string& arn, const std::string& tag,
                                         const ClusterName& cluster) {
  LeftBehind left{arn, tag, removal_command(arn, aws_flags(cluster))};
  const auto* row = described(arn);
  if (!row) return left;
  const auto id = ArnOfKind::read(arn, row->kind)->value(row->by);
  const auto answer =
      aws.call(row->service, row->operation,
               {{std::string(row->parameter), row->is_list ? doc::Value(doc::List{id}) : doc::Value(id)}});
  const bool is_gone = answer ? is_ending(*row, answer->root()) : answer.error().code.find("NotFound") != arn.npos;
  if (is_gone) return std::nullopt;
  if (answer) find_fate(*row, answer->root(), left);
  return left;
}

bool can_be_asked_for(const std::string& arn) { return described(arn) != nullptr; }

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
