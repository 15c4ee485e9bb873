#include "ops/standing_by_name.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "catalog/service_names.h"
#include "cloud/credential_answers.h"

namespace slipway::ops {
namespace {

using Found = std::optional<StandingByName>;

struct Asking {
  Site& site;
  const ResourceChange& wanted;

  std::string argument(const std::string& name) const {
    const auto found = wanted.known_by.find(name);
    return found == wanted.known_by.end() ? "" : found->second;
  }
  const std::string& cluster() const { return site.graph.setting.cluster; }
  Result<doc::Document, cloud::CallFailure> ask(std::string_view service, std::string_view operation,
                                                const doc::Map& parameters) const {
    return site.aws.call(service, operation, parameters);
  }
};

/// APIs of JSON say seconds since 1970, those of XML a date.
std::int64_t time_of(const doc::Node& time) {
  return time.is_string() ? cloud::milliseconds(time.text()) : static_cast<std::int64_t>(time.number() * 1000);
}

/// How an API calls what is asked of a thing.
struct Words {
  const char *tags, *made, *arn;
};

Found read(const doc::Node& thing, std::string id, const Words& words) {
  if (!thing.is_map()) return std::nullopt;
  const doc::Node& made = thing[words.made];
  return StandingByName{std::move(id), read_tags(thing[words.tags]), made.is_null() ? 0 : time_of(made),
                        std::string(thing[words.arn].text())};
}

/// Of IAM, which names the thing in its answer by its own word.
Found of_iam(const Asking& asking, const char* operation, const char* parameter, const std::string& value,
             const char* thing) {
  if (value.empty()) return std::nullopt;
  const auto answer = asking.ask("iam", operation, {{parameter, value}});
  return answer ? read(answer->root()[thing], value, {"Tags", "CreateDate", "Arn"}) : std::nullopt;
}

Found role(const Asking& asking) { return of_iam(asking, "GetRole", "RoleName", asking.argument("name"), "Role"); }

Found instance_profile(const Asking& asking) {
  return of_iam(asking, "GetInstanceProfile", "InstanceProfileName", asking.argument("name"), "InstanceProfile");
}

Found policy(const Asking& asking) {
  const auto name = asking.argument("name"), path = asking.argument("path");
  if (name.empty() || asking.site.account.empty()) return std::nullopt;
  const auto arn = fmt::format("arn:{}:iam::{}:policy{}{}", catalog::partition_of(asking.site.graph.setting.region),
                               asking.site.account, path.empty() ? "/" : path, name);
  return of_iam(asking, "GetPolicy", "PolicyArn", arn, "Policy");
}

Found cluster(const Asking& asking) {
  const auto name = asking.argument("name");
  if (name.empty()) return std::nullopt;
  const auto answer = asking.ask("eks", "DescribeCluster", {{"name", name}});
  return answer ? read(answer->root()["cluster"], name, {"tags", "createdAt", "arn"}) : std::nullopt;
}

Found addon(const Asking& asking) {
  const auto name = asking.argument("addon_name");
  if (name.empty()) return std::nullopt;
  const auto answer = asking.ask("eks", "DescribeAddon", {{"clusterName", asking.cluster()}, {"addonName", name}});
  if (!answer) return std::nullopt;
  return read(answer->root()["addon"], fmt::format("{}:{}", asking.cluster(), name), {"tags", "createdAt", "addonArn"});
}

Found pod_identity_association(const Asking& asking) {
  const auto ns = asking.argument("namespace"), account = asking.argument("service_account");
  if (ns.empty() || account.empty()) return std::nullopt;
  const auto listed = asking.ask("eks", "ListPodIdentityAssociations",
                                 {{"clusterName", asking.cluster()}, {"namespace", ns}, {"serviceAccount", account}});
  if (!listed || listed->root()["associations"].size() != 1) return std::nullopt;
  const std::string id(listed->root()["associations"].items()[0]["associationId"].text());
  const auto answer =
      asking.ask("eks", "DescribePodIdentityAssociation", {{"clusterName", asking.cluster()}, {"associationId", id}});
  if (!answer) return std::nullopt;
  return read(answer->root()["association"], fmt::format("{},{}", asking.cluster(), id),
              {"tags", "createdAt", "associationArn"});
}

Found secret(const Asking& asking) {
  const auto name = asking.argument("name");
  if (name.empty()) return std::nullopt;
  const auto answer = asking.ask("secretsmanager", "DescribeSecret", {{"SecretId", name}});
  if (!answer) return std::nullopt;
  return read(answer->root(), std::string(answer->root()["ARN"].text()), {"Tags", "CreatedDate", "ARN"});
}

struct Finder {
  std::string_view type;
  Found (*find)(const Asking&);
};
constexpr Finder kFinders[] = {
    {"aws_eks_addon", addon},
    {"aws_eks_cluster", cluster},
    {"aws_eks_pod_identity_association", pod_identity_association},
    {"aws_iam_instance_profile", instance_profile},
    {"aws_iam_policy", policy},
    {"aws_iam_role", role},
    {"aws_secretsmanager_secret", secret},
};

}  // namespace

std::optional<StandingByName> find_by_name(Site& site, const ResourceChange& wanted) {
  const auto finder = std::ranges::find(kFinders, wanted.type, &Finder::type);
  return finder == std::end(kFinders) ? std::nullopt : finder->find({site, wanted});
}

}  // namespace slipway::ops
