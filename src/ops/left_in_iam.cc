#include "ops/left_in_iam.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string_view>

#include "base/shell_word.h"
#include "ops/arn.h"
#include "ops/removal_command.h"
#include "ops/shown_commands.h"
#include "ops/tagged.h"

namespace slipway::ops {
namespace {

/// How IAM lists what there is of a kind, and is asked for one with its tags.
struct Kind {
  std::string_view lists, list, name;            // the operation; of its answer
  std::string_view asks, parameter, by, answer;  // the operation; by which member of the list; "": the answer is it
};
constexpr Kind kProviders{"ListOpenIDConnectProviders",
                          "OpenIDConnectProviderList",
                          "Arn",
                          "GetOpenIDConnectProvider",
                          "OpenIDConnectProviderArn",
                          "Arn",
                          ""};
constexpr Kind kKinds[] = {
    {"ListInstanceProfiles", "InstanceProfiles", "InstanceProfileName", "GetInstanceProfile", "InstanceProfileName",
     "InstanceProfileName", "InstanceProfile"},
    kProviders,
    {"ListPolicies", "Policies", "PolicyName", "GetPolicy", "PolicyArn", "Arn", "Policy"},
    {"ListRoles", "Roles", "RoleName", "ListRoleTags", "RoleName", "RoleName", ""},
};

/// What IAM wants taken off a thing before it deletes it.
struct Hold {
  std::string_view kind;                      // of the thing's ARN (ops/arn.h)
  std::string_view operation, parameter, by;  // who knows; by which value of the ARN
  std::string_view answer, list, member;      // "": the answer has the list; its items are texts
  std::string_view command;                   // {held} is one of the list; the others are the ARN's
};
constexpr Hold kHolds[] = {
    {"iam:instance-profile/", "GetInstanceProfile", "InstanceProfileName", "last", "InstanceProfile", "Roles",
     "RoleName", "aws iam remove-role-from-instance-profile --instance-profile-name {last} --role-name {held}"},
    {"iam:policy/", "ListEntitiesForPolicy", "PolicyArn", "arn", "", "PolicyGroups", "GroupName",
     "aws iam detach-group-policy --group-name {held} --policy-arn {arn}"},
    {"iam:policy/", "ListEntitiesForPolicy", "PolicyArn", "arn", "", "PolicyRoles", "RoleName",
     "aws iam detach-role-policy --role-name {held} --policy-arn {arn}"},
    {"iam:policy/", "ListEntitiesForPolicy", "PolicyArn", "arn", "", "PolicyUsers", "UserName",
     "aws iam detach-user-policy --user-name {held} --policy-arn {arn}"},
    {"iam:policy/", "ListPolicyVersions", "PolicyArn", "arn", "", "Versions", "VersionId",
     "aws iam delete-policy-version --policy-arn {arn} --version-id {held}"},
    {"iam:role/", "ListAttachedRolePolicies", "RoleName", "last", "", "AttachedPolicies", "PolicyArn",
     "aws iam detach-role-policy --role-name {last} --policy-arn {held}"},
    {"iam:role/", "ListInstanceProfilesForRole", "RoleName", "last", "", "InstanceProfiles", "InstanceProfileName",
     "aws iam remove-role-from-instance-profile --instance-profile-name {held} --role-name {last}"},
    {"iam:role/", "ListRolePolicies", "RoleName", "last", "", "PolicyNames", "",
     "aws iam delete-role-policy --role-name {last} --policy-name {held}"},
};

/// Whether it stands there with nothing of a word beside it.
bool has_word(std::string_view text, std::string_view word) {
  const auto is_of_a_word = [&](std::size_t at) {
    return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
  };
  for (auto at = text.find(word); !word.empty() && at != text.npos; at = text.find(word, at + 1))
    if (!(at > 0 && is_of_a_word(at - 1)) && !is_of_a_word(at + word.size())) return true;
  return false;
}

std::set<std::string, std::less<>> names_of(const platform::Graph& graph) {
  std::set<std::string, std::less<>> names;
  for (const char* type : {"aws_iam_instance_profile", "aws_iam_policy", "aws_iam_role"})
    for (const auto* resource : graph.of_type(type))
      if (const std::string* name = (*resource)["name"].string()) names.insert(*name);
  return names;
}

/// The first of `wanted` that is among these. Karpenter's bear the region besides: a cluster of another may have the
/// same name.
const Tag* borne(const Tags& tags, const std::vector<Tag>& wanted, const std::string& region) {
  const auto of_region = tags.find("topology.kubernetes.io/region");
  if (of_region != tags.end() && of_region->second != region) return nullptr;
  const auto found = std::ranges::find_if(wanted, [&](const Tag& tag) {
    const auto one = tags.find(tag.first);
    return one != tags.end() && one->second == tag.second;
  });
  return found == wanted.end() ? nullptr : &*found;
}

class Iam {
 public:
  using Failure = cloud::CallFailure;
  Iam(cloud::Aws& aws, const std::function<bool()>& stop) : aws_(aws), stop_(stop) {}

  Result<doc::Document, Failure> ask(std::string_view operation, const doc::Map& parameters) {
    if (stop_ && stop_()) return stopped_searching();
    return aws_.call("iam", operation, parameters);
  }

  Result<std::vector<doc::Document>, Failure> pages(std::string_view operation, doc::Map parameters) {
    std::vector<doc::Document> all;
    std::set<std::string> markers;
    for (;;) {
      auto page = ask(operation, parameters);
      if (!page) return page.error();
      all.push_back(std::move(page).value());
      const std::string marker(all.back().root()["Marker"].text());
      if (all.back().root()["IsTruncated"].text() != "true" || marker.empty()) return all;
      if (!markers.insert(marker).second) return endless_pages("iam", operation);
      parameters.set("Marker", marker);
    }
  }

  /// Each command is whole, and goes on where another one's has taken something off already. What IAM does not say
  /// holds it, it says when it is told to delete it.
  std::string removal(const std::string& arn, const std::string& flags) {
    std::string line;
    for (const Hold& hold : kHolds) {
      const auto thing = ArnOfKind::read(arn, hold.kind);
      if (!thing) continue;
      const auto all = pages(hold.operation, {{std::string(hold.parameter), thing->value(hold.by)}});
      if (!all) continue;
      for (const auto& page : *all)
        for (const doc::Node& item : within(page.root(), hold.answer)[hold.list].items()) {
          if (item["IsDefaultVersion"].text() == "true") continue;  // it goes with its policy
          const auto held = within(item, hold.member).text();
          const auto command = filled(hold.command, [&](std::string_view name) -> std::optional<std::string> {
            return shell_word(name == "held" ? held : thing->value(name));
          });
          line += *command + flags + "; ";
        }
    }
    return line + removal_command(arn, flags);
  }

  static const doc::Node& within(const doc::Node& node, std::string_view member) {
    return member.empty() ? node : node[member];
  }

 private:
  cloud::Aws& aws_;
  const std::function<bool()>& stop_;
};

}  // namespace

Result<std::vector<LeftBehind>, cloud::CallFailure> left_in_iam(cloud::Aws& aws, const platform::Graph& graph,
                                                                const ClusterName& cluster,
                                                                const std::vector<Tag>& tags,
                                                                const std::function<bool()>& stop) {
  const auto names = names_of(graph);
  Iam iam(aws, stop);
  std::vector<LeftBehind> left;
  for (const Kind& kind : kKinds) {
    const auto pages = iam.pages(kind.lists, kind.list == "Policies" ? doc::Map{{"Scope", "Local"}} : doc::Map{});
    if (!pages) return pages.error();
    const auto word = kind.lists == kProviders.lists ? "oidc.eks." + cluster.region : cluster.name;
    for (const auto& page : *pages)
      for (const doc::Node& item : page.root()[kind.list].items()) {
        const auto name = item[kind.name].text();
        if (!has_word(name, word) && !names.contains(name)) continue;
        const auto answer = iam.ask(kind.asks, {{std::string(kind.parameter), item[kind.by].text()}});
        if (!answer && answer.error().code.starts_with("NoSuchEntity")) continue;  // since it was listed
        if (!answer) return answer.error();
        const auto* tag = borne(read_tags(Iam::within(answer->root(), kind.answer)["Tags"]), tags, cluster.region);
        if (!tag) continue;
        const std::string arn(item["Arn"].text());
        left.push_back({arn, tag->first + "=" + tag->second, iam.removal(arn, aws_flags(cluster))});
      }
  }
  return left;
}

}  // namespace slipway::ops
