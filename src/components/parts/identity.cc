#include "components/parts/identity.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <map>
#include <set>

#include "base/text.h"
#include "components/parts/expected.h"
#include "components/parts/iam_statements.h"
#include "components/parts/names.h"

namespace slipway::components {

namespace {

/// AWS managed policies that are not directly under policy/ (managed_policies.csv, versions of 2026-08).
constexpr std::string_view kInServiceRole[] = {"AmazonEBSCSIDriverPolicy", "AmazonEFSCSIDriverPolicy",
                                               "AmazonRDSEnhancedMonitoringRole", "AmazonS3FilesCSIDriverPolicy"};
/// Those for which sources name two paths: asked of AWS by name.
constexpr std::string_view kLookedUp[] = {"AmazonEBSCSIDriverEKSClusterScopedPolicy", "AmazonEBSCSIDriverPolicyV2"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

/// "arn:aws:iam::aws:policy/service-role/X" is X.
std::string_view last_part(std::string_view arn) {
  const auto slash = arn.rfind('/');
  return slash == std::string_view::npos ? arn : arn.substr(slash + 1);
}

/// The name that IAM has a wanted statement's policy under.
std::string managed_policy_name(const Expansion& in, const RoleWanted& wanted, const std::string& policy) {
  return platform::at_most(in.graph.setting.cluster + "-" + wanted.name + "-" + policy, 128);
}

/// The managed policy of such statements in Terraform.
platform::ResourceId managed_policy_id(const RoleWanted& wanted, const std::string& policy) {
  return {"aws_iam_policy", platform::local_name(platform::local_name(wanted.name) + "_" + policy)};
}

/// Policy → document; "" is the inline one.
std::map<std::string, doc::Map> policies_of(const RoleWanted& wanted) {
  std::map<std::string, std::vector<platform::Statement>> by_policy;
  for (const auto& statement : wanted.statements) by_policy[statement.policy].push_back(statement);
  std::map<std::string, doc::Map> documents;
  for (const auto& [name, statements] : by_policy) documents.emplace(name, platform::policy(statements));
  return documents;
}

void add_policies(Expansion& in, const platform::ResourceId& role, const RoleWanted& wanted, SourceRange origin) {
  for (auto& [name, document] : policies_of(wanted)) {
    if (name.empty()) {
      assert(platform::counted_size(document) <= platform::kInlinePolicyLimit);
      in.add("aws_iam_role_policy", role.name,
             {{"name", wanted.name}, {"role", role.attribute("name")}, {"policy", std::move(document)}}, origin);
      continue;
    }
    assert(platform::counted_size(document) <= platform::kManagedPolicyLimit);
    const auto id = managed_policy_id(wanted, name);
    const auto policy = in.add(
        id.type, id.name, {{"name", managed_policy_name(in, wanted, name)}, {"policy", std::move(document)}}, origin);
    in.add("aws_iam_role_policy_attachment", id.name,
           {{"role", role.attribute("name")}, {"policy_arn", policy.attribute("arn")}}, origin);
  }
}

/// Who is named there: "pods.eks.amazonaws.com", an ARN; with IRSA the accounts. What only Terraform knows is left out.
void take_known(const doc::Value& value, std::vector<std::string>& known) {
  if (const auto* text = value.string(); text && text->find("${") == text->npos) known.push_back(*text);
  if (const auto* list = value.list())
    for (const auto& item : list->items()) take_known(item, known);
}

/// "system:serviceaccount:keda:keda-operator"
std::string account_of(const std::string& subject) {
  const auto name = subject.rfind(':'), name_space = subject.rfind(':', name - 1);
  return "ServiceAccount " + subject.substr(name_space + 1, name - name_space - 1) + "/" + subject.substr(name + 1);
}

/// Whom the trust is for may take the role, and nobody else.
void check_trust(Expansion& in, const std::string& role, const std::string& role_name, const doc::Map& trust) {
  std::vector<std::string> trusted, accounts;
  for (const doc::Value& statement : trust.find("Statement")->list()->items()) {
    take_known(statement["Principal"]["Service"], trusted);
    take_known(statement["Principal"]["AWS"], trusted);
    if (const auto* conditions = statement["Condition"]["StringEquals"].map())
      for (const auto& [key, value] : conditions->entries())
        if (key.ends_with(":sub")) take_known(value, accounts);
  }
  for (const auto& subject : accounts) trusted.push_back(account_of(subject));
  in.add_check("role " + role + " trusts " + (trusted.empty() ? "whom it is for" : join(trusted, ", ")),
               platform::AwsQuestion{"iam", "GetRole", {{"RoleName", role_name}}},
               exactly("Role.AssumeRolePolicyDocument.Statement", *trust.find("Statement")));
}

/// That its policies say what they should, no more and no less, and that those beside its own are attached.
void check_policies(Expansion& in, const RoleWanted& wanted, const std::string& role_name) {
  std::set<std::string> attached;
  for (const auto& policy : wanted.managed_policies) attached.emplace(last_part(policy));
  for (const auto& [policy, document] : policies_of(wanted)) {
    if (policy.empty()) {
      check_inline_policy(in, "role " + wanted.name + " has its policy", role_name, wanted.name, document);
      continue;
    }
    attached.insert(managed_policy_name(in, wanted, policy));
    in.add_check("policy " + policy + " of role " + wanted.name + " is as applied",
                 platform::AwsQuestion{
                     "iam", "GetPolicyVersion", {{"PolicyArn", managed_policy_id(wanted, policy).interpolated("arn")}}},
                 exactly("PolicyVersion.Document.Statement", *document.find("Statement")));
  }
  if (attached.empty()) return;
  doc::List names;
  for (const auto& name : attached) names.add(name);
  in.add_check("role " + wanted.name + " has its managed policies",
               platform::AwsQuestion{"iam", "ListAttachedRolePolicies", {{"RoleName", role_name}}},
               includes("AttachedPolicies[].PolicyName", std::move(names)));
}

}  // namespace

void check_inline_policy(Expansion& in, std::string claim, const std::string& role_name, const std::string& policy,
                         const doc::Map& document) {
  in.add_check(std::move(claim),
               platform::AwsQuestion{"iam", "GetRolePolicy", {{"RoleName", role_name}, {"PolicyName", policy}}},
               exactly("PolicyDocument.Statement", *document.find("Statement")));
}

doc::Value managed_policy_arn(Expansion& in, std::string_view name) {
  if (name.starts_with("arn:")) return name;
  if (is_one_of(name, kLookedUp))
    return in.add_data("aws_iam_policy", platform::local_name(name), {{"name", name}}).attribute("arn");
  const std::string path = is_one_of(name, kInServiceRole) ? "service-role/" : "";
  return fill(in, "arn:{partition}:iam::aws:policy/" + path + std::string(name));
}

void attach_managed_policies(Expansion& in, const platform::ResourceId& role, const std::vector<std::string>& policies,
                             SourceRange origin) {
  for (const auto& policy : policies)
    in.add("aws_iam_role_policy_attachment", platform::local_name(role.name + "_" + std::string(last_part(policy))),
           {{"role", role.attribute("name")}, {"policy_arn", managed_policy_arn(in, policy)}}, origin);
}

void check_pod_identity(Expansion& in, const std::string& whose, const platform::ServiceAccount& account,
                        const platform::ResourceId& role) {
  in.add_check(
      whose + " has its role",
      platform::AwsQuestion{"eks",
                            "DescribePodIdentityAssociation",
                            {{"clusterName", in.graph.setting.cluster},
                             {"namespace", account.namespace_name},
                             {"serviceAccount", account.name}}},
      {"association.roleArn/", platform::Expectation::Holds::Equals, *(*in.graph.find(role))["name"].string()});
}

void add_pod_identity(Expansion& in, const std::string& local_name, const platform::ServiceAccount& account,
                      const platform::ResourceId& role, SourceRange origin) {
  in.add("aws_eks_pod_identity_association", platform::local_name(local_name),
         {{"cluster_name", kCluster.attribute("name")},
          {"namespace", account.namespace_name},
          {"service_account", account.name},
          {"role_arn", role.attribute("arn")}},
         origin);
  check_pod_identity(in, "ServiceAccount " + account.namespace_name + "/" + account.name, account, role);
}

platform::ResourceId add_role(Expansion& in, const RoleWanted& wanted, doc::Map trust, SourceRange origin) {
  const auto name =
      platform::at_most(wanted.role_name.empty() ? in.graph.setting.cluster + "-" + wanted.name : wanted.role_name, 64);
  check_trust(in, wanted.name, name, trust);
  check_policies(in, wanted, name);
  const auto role = in.add("aws_iam_role", platform::local_name(wanted.name),
                           {{"name", name}, {"assume_role_policy", std::move(trust)}}, origin);
  attach_managed_policies(in, role, wanted.managed_policies, origin);
  add_policies(in, role, wanted, origin);
  return role;
}

RoleMade role_for_service_accounts(Expansion& in, const RoleWanted& wanted,
                                   const std::vector<platform::ServiceAccount>& accounts, BoundBy bound_by,
                                   SourceRange origin) {
  if (in.platform.identity.value == spec::Identity::Irsa) {
    auto trust = platform::trust_of_service_accounts(kOidcProvider.attribute("arn"), kOidcProvider.interpolated("url"),
                                                     accounts);
    const auto role = add_role(in, wanted, std::move(trust), origin);
    return {role, {{"eks.amazonaws.com/role-arn", role.interpolated("arn")}}};
  }
  const auto role = add_role(in, wanted, platform::trust_of_pod_identity(), origin);
  if (bound_by == BoundBy::Addon) return {role, {}};
  for (const auto& account : accounts) {
    const auto suffix = accounts.size() == 1 ? "" : "_" + account.namespace_name + "_" + account.name;
    add_pod_identity(in, wanted.name + suffix, account, role, origin);
  }
  return {role, {}};
}

}  // namespace slipway::components
