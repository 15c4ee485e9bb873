#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "rules/plans/accounts.h"
#include "rules/plans/policy.h"
#include "rules/rule.h"
#include "subject/chart_values.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

/// Each policy text of a plan once, whoever has it.
template <class Check>
void each_policy(const Plan& plan, const Check& check) {
  std::set<const Node*> seen;
  for (const Role& role : roles(plan))
    for (const Role::Inline& policy : role.policies)
      if (policy.document.is_known && seen.insert(policy.text).second) check(role, policy);
  for (const PlannedResource* policy : plan.of("aws_iam_policy")) {
    const Node& text = (*policy)["policy"];
    if (!seen.insert(&text).second) continue;
    const Role::Inline own{policy, &text, read_policy(text)};
    if (own.document.is_known) check(Role{}, own);
  }
}

std::string name_of(const Role& role, const Role::Inline& policy) {
  return role.name.empty() ? std::string(policy.resource->address) : role.name;
}

/// Actions that IAM knows no resources for: a statement that names one grants nothing.
constexpr std::string_view kWithoutResources[] = {"sqs:ListQueues",
                                                  "s3:ListAllMyBuckets",
                                                  "ecr:GetAuthorizationToken",
                                                  "cloudwatch:GetMetricData",
                                                  "cloudwatch:ListMetrics",
                                                  "cloudwatch:PutMetricData",
                                                  "cloudwatch:GetMetricStatistics",
                                                  "pricing:GetProducts",
                                                  "ec2:Describe*",
                                                  "autoscaling:Describe*",
                                                  "elasticloadbalancing:Describe*",
                                                  "ec2:GetInstanceTypesFromInstanceRequirements",
                                                  "sns:ListTopics",
                                                  "eks:ListClusters",
                                                  "kms:ListKeys",
                                                  "logs:DescribeLogGroups*"};

void check_resourceless_actions(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    each_policy(plan, [&](const Role& role, const Role::Inline& policy) {
      std::vector<std::string> idle;
      for (const PolicyStatement& statement : policy.document.statements) {
        if (!statement.allows || statement.resources.empty()) continue;
        const bool is_any = std::ranges::any_of(statement.resources, [](const std::string& resource) {
          return resource == "*" || resource.ends_with(":*") || resource.find("${") != std::string::npos;
        });
        if (is_any) continue;
        for (const std::string& action : statement.actions)
          if (std::ranges::any_of(kWithoutResources,
                                  [&](std::string_view known) { return names_action(known, action); }))
            idle.push_back(action);
      }
      if (!idle.empty())
        findings.say(policy.text->where(), fmt::format("{} of {} takes no resource but *: the statement grants nothing",
                                                       join(idle, ", "), name_of(role, policy)));
    });
}

constexpr std::string_view kObjectActions[] = {"s3:GetObject",
                                               "s3:PutObject",
                                               "s3:DeleteObject",
                                               "s3:GetObjectVersion",
                                               "s3:AbortMultipartUpload",
                                               "s3:PutObjectTagging",
                                               "s3:GetObjectAttributes",
                                               "s3:ListMultipartUploadParts"};

void check_object_actions(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    each_policy(plan, [&](const Role& role, const Role::Inline& policy) {
      for (const PolicyStatement& statement : policy.document.statements) {
        if (!statement.allows || statement.resources.empty()) continue;
        std::string action;
        for (const std::string& each : statement.actions)
          if (std::ranges::find(kObjectActions, each) != std::end(kObjectActions)) {
            action = each;
            break;
          }
        if (action.empty()) continue;
        // An ARN of objects has a slash behind the bucket; anything with a wildcard may mean objects too.
        const auto is_bucket = [](const std::string& resource) {
          return resource.find(":s3:::") != std::string::npos && resource.find('/') == std::string::npos &&
                 resource.find('*') == std::string::npos && resource.find("${") == std::string::npos;
        };
        if (!std::ranges::all_of(statement.resources, is_bucket)) continue;
        findings.say(policy.text->where(),
                     fmt::format("{} on {} in {}: this is the bucket, not its objects", action,
                                 statement.resources.front(), name_of(role, policy)),
                     {}, fmt::format("{}/*", statement.resources.front()));
      }
    });
}

void check_full_access(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const Role& role : roles(plan))
      for (const Role::Managed& managed : role.managed) {
        const std::string_view arn = managed.arn->text();
        const std::string_view name = arn.substr(arn.rfind('/') == std::string_view::npos ? 0 : arn.rfind('/') + 1);
        const bool is_aws = arn.find(":iam::aws:policy/") != std::string_view::npos;
        // The FSx driver's own documents ask for AmazonFSxFullAccess.
        if (!is_aws || name == "AmazonFSxFullAccess") continue;
        if (!name.ends_with("FullAccess") && name != "AdministratorAccess" && name != "PowerUserAccess" &&
            name != "IAMFullAccess")
          continue;
        findings.say(managed.arn->where(), fmt::format("{} may do everything {} says, on all resources of the account",
                                                       role.name.empty() ? "this role" : role.name, name));
      }
}

void check_pass_role(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    each_policy(plan, [&](const Role& role, const Role::Inline& policy) {
      for (const PolicyStatement& statement : policy.document.statements) {
        if (!statement.allows || !statement.conditions.empty()) continue;
        const bool is_any = std::ranges::find(statement.resources, "*") != statement.resources.end();
        const bool is_all = std::ranges::find(statement.actions, "*") != statement.actions.end();
        if (is_any && (is_all || std::ranges::find(statement.actions, "iam:*") != statement.actions.end() ||
                       std::ranges::find(statement.actions, "iam:PassRole") != statement.actions.end()))
          findings.say(policy.text->where(),
                       is_all ? fmt::format("{} may do anything in the account", name_of(role, policy))
                              : fmt::format("{} may pass any role of the account, an administrator's too",
                                            name_of(role, policy)));
      }
    });
}

void check_queue_by_name(const Subject& subject, Findings& findings) {
  // A workload that is told a queue's name and no URL asks SQS for the URL first.
  std::set<std::string_view> names, queues;
  for (const subject::TerraformPlan& plan : subject.plans())
    for (const PlannedResource* queue : plan.of_type("aws_sqs_queue")) queues.insert((*queue)["name"].text());
  queues.erase("");
  for (const subject::PodTemplate& pod : subject.pods())
    for (const Node& container : (*pod.spec)["containers"].items())
      for (const Node& variable : container["env"].items())
        if (variable["value"].is_string() && variable["value"].text().find("://") == std::string_view::npos &&
            (variable["name"].text().find("QUEUE") != std::string_view::npos ||
             queues.contains(variable["value"].text())))
          names.insert(variable["value"].text());
  if (names.empty()) return;
  for (const Plan& plan : plans(subject))
    for (const Role& role : roles(plan)) {
      if (role.has_unknown_policies || role.grants("sqs:GetQueueUrl")) continue;
      for (const Role::Inline& policy : role.policies) {
        std::string_view queue;
        for (const PolicyStatement& statement : policy.document.statements) {
          if (!statement.allows || !(statement.grants("sqs:ReceiveMessage") || statement.grants("sqs:SendMessage")))
            continue;
          for (const std::string_view name : names)
            if (std::ranges::any_of(statement.resources, [&](const std::string& resource) {
                  return matches_wildcards(resource.substr(resource.rfind(':') + 1), name);
                }))
              queue = name;
        }
        if (queue.empty()) continue;
        findings.say(policy.text->where(),
                     fmt::format("{} works on {} by its name and lacks sqs:GetQueueUrl", name_of(role, policy), queue));
        break;
      }
    }
}

/// Whether a chart's values name the account themselves.
bool names_account(const doc::Node& values, std::string_view account) {
  std::vector<const Node*> work = {&values};
  while (!work.empty()) {
    const Node& node = *work.back();
    work.pop_back();
    for (const doc::Member& member : node.members()) {
      if (member.value.text() == account) return true;
      work.push_back(&member.value);
    }
  }
  return false;
}

/// Drivers and controllers have accounts of their own making: what is bound to another account of the same component
/// binds nothing.
void check_unknown_accounts(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    std::set<std::string_view> bound, installed;
    for (const PlannedResource* association : plan.of("aws_eks_pod_identity_association"))
      bound.insert((*association)["service_account"].text());
    for (const PlannedResource* addon : plan.of("aws_eks_addon")) installed.insert((*addon)["addon_name"].text());
    for (const PlannedResource* association : plan.of("aws_eks_pod_identity_association")) {
      const Node& account = (*association)["service_account"];
      if (!account.is_string() || is_known_account(account.text())) continue;
      if (subject.find("ServiceAccount", (*association)["namespace"].text(), account.text())) continue;
      const auto say = [&](const DriverAccount& driver, std::string_view what) {
        if (bound.contains(driver.service_account) || account.text().find(driver.word) == std::string_view::npos)
          return;
        findings.say(account.where(),
                     fmt::format("no pod of {} has the service account {}: its own is {}", what, account.text(),
                                 driver.service_account),
                     {}, {}, {{account.where(), fmt::format("\"{}\"", driver.service_account)}});
      };
      for (const DriverAccount& driver : driver_accounts())
        if (installed.contains(driver.addon)) say(driver, driver.addon);
      for (const DriverAccount& chart : chart_accounts())
        if (const subject::Release* release = subject.release(chart.addon);
            release && !names_account(release->values.root(), account.text()) &&
            !subject.derived<subject::ChartValues>().has_more(*release))
          say(chart, chart.addon);
    }
  }
}

void check_same_policy(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    std::map<std::pair<std::string_view, std::string_view>, const PlannedResource*> first;
    for (const PlannedResource* policy : plan.of("aws_iam_role_policy")) {
      const std::pair key{(*policy)["role"].text(), (*policy)["name"].text()};
      if (key.first.empty() || key.second.empty()) continue;
      const auto [found, is_new] = first.emplace(key, policy);
      if (is_new) continue;
      for (const PlannedResource* each : {found->second, policy})
        findings.say((*each)["role"].where(),
                     fmt::format("policy {} of role {} is also written by {}: the later apply replaces the other",
                                 key.second, key.first, each == policy ? found->second->address : policy->address));
    }
    std::map<std::tuple<std::string_view, std::string_view, std::string_view>, const PlannedResource*> accounts;
    for (const PlannedResource* association : plan.of("aws_eks_pod_identity_association")) {
      const auto key = std::tuple((*association)["cluster_name"].text(), (*association)["namespace"].text(),
                                  (*association)["service_account"].text());
      if (std::get<2>(key).empty()) continue;
      const auto [found, is_new] = accounts.emplace(key, association);
      if (!is_new)
        findings.say(Severity::Error, (*association)["service_account"].where(),
                     fmt::format("service account {} has an association already ({}): the second is refused",
                                 std::get<2>(key), found->second->address));
    }
  }
}

void check_trust(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* role : plan.of("aws_iam_role")) {
      const Node& text = (*role)["assume_role_policy"];
      const PolicyDocument trust = read_policy(text);
      bool takes_pods = false;
      for (const PolicyStatement& statement : trust.statements)
        for (const auto& [kind, name] : statement.principals)
          takes_pods |= statement.allows && kind == "Service" && name == "pods.eks.amazonaws.com";
      if (takes_pods && !(trust.grants("sts:AssumeRole") && trust.grants("sts:TagSession")))
        findings.say(text.where(),
                     fmt::format("Pod Identity takes no role without sts:{}: pods of {} get no credentials",
                                 trust.grants("sts:AssumeRole") ? "TagSession" : "AssumeRole", (*role)["name"].text()));
    }
}

void check_open_trust(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* role : plan.of("aws_iam_role")) {
      const Node& text = (*role)["assume_role_policy"];
      for (const PolicyStatement& statement : read_policy(text).statements) {
        if (!statement.allows || !statement.grants("sts:AssumeRoleWithWebIdentity")) continue;
        const bool is_eks = std::ranges::any_of(statement.principals, [](const auto& principal) {
          return principal.first == "Federated" && principal.second.find("oidc.eks.") != std::string::npos;
        });
        const bool is_bound = std::ranges::any_of(statement.conditions, [](const auto& condition) {
          return condition.key.ends_with(":sub") &&
                 std::ranges::none_of(condition.values, [](const std::string& value) {
                   return value == "*" || value == "system:serviceaccount:*";
                 });
        });
        if (is_eks && !is_bound)
          findings.say(text.where(),
                       fmt::format("any pod of the cluster may take {}: its trust names no service account",
                                   (*role)["name"].text()));
      }
    }
}

void check_agent(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    const PlannedResource* cluster = plan.only("aws_eks_cluster");
    if (!cluster || is_on(at(*cluster->values, {"compute_config", "enabled"}))) continue;
    bool has_agent = false;
    const PlannedResource* user = nullptr;
    for (const PlannedResource* addon : plan.of("aws_eks_addon")) {
      has_agent |= (*addon)["addon_name"].text() == "eks-pod-identity-agent";
      if (!user && !blocks(*addon->values, "pod_identity_association").empty()) user = addon;
    }
    for (const PlannedResource* association : plan.of("aws_eks_pod_identity_association"))
      if (!user) user = association;
    if (user && !has_agent)
      findings.say(
          user->where(),
          "Pod Identity without its agent: the add-on eks-pod-identity-agent is not here, and pods get no credentials");
  }
}

/// Accounts of controllers that bind roles to service accounts themselves.
constexpr std::string_view kBinders[] = {"asya-operator", "ack-eks-controller"};

void check_binders(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const Role& role : roles(plan)) {
      if (role.policies.empty() || role.has_unknown_policies) continue;
      const bool is_binder =
          std::ranges::any_of(kBinders, [&](std::string_view account) { return role.is_taken_by(account); });
      if (!is_binder && !role.grants("eks:CreatePodIdentityAssociation")) continue;
      std::vector<std::string> missing;
      for (const std::string_view action : {"eks:CreatePodIdentityAssociation", "iam:PassRole", "iam:GetRole"})
        if (!role.grants(action)) missing.emplace_back(action);
      if (!missing.empty())
        findings.say(
            role.policies.front().text->where(),
            fmt::format("{} is to bind roles to service accounts and lacks {}", role.name, join(missing, ", ")));
    }
}

const Rule kRules[] = {
    {"ROLE001", "X-003-10", Severity::Warning, "a managed policy that grants a whole service",
     "The role may read, change and delete everything of the service in the account, not only what it is for. One pod "
     "that "
     "is taken over is enough.",
     "a policy with the actions and resources that are used",
     "AWS managed policies (iann0036/iam-dataset); IAM best practices, least privilege", check_full_access},
    {"ROLE002", "X-000-23", Severity::Warning, "an action with a resource that it does not take",
     "These actions are of the account and match * only. With a queue, bucket or instance as resource the statement "
     "grants nothing.",
     "give it Resource \"*\", or drop it when it is not needed", "AWS service authorization reference",
     check_resourceless_actions},
    {"ROLE003", "X-000-29", Severity::Warning, "object actions on the bucket's ARN",
     "Reading, writing and deleting objects match arn:aws:s3:::bucket/key. On the bucket's own ARN they match nothing "
     "and are denied.",
     "arn:aws:s3:::bucket/* for objects, the bucket's ARN for s3:ListBucket",
     "AWS service authorization reference, Amazon S3", check_object_actions},
    {"ROLE004", "X-000-27", Severity::Warning, "a queue known by name without the right to look it up",
     "SDK clients that are given a queue's name call GetQueueUrl first; without the right, the first call is denied.",
     "add sqs:GetQueueUrl, or give the workload the URL", "Amazon SQS API permissions reference", check_queue_by_name},
    {"ROLE005", "X-001-29", Severity::Warning, "a role bound to a service account that no pod has",
     "Drivers ship with fixed service accounts. An association with another name is accepted, and their pods run "
     "without the role.",
     "name the driver's own account", "each driver's chart and manifests", check_unknown_accounts},
    {"ROLE006", "X-001-43", Severity::Warning, "one policy or association written twice",
     "An inline policy is known by its role and name, an association by cluster, namespace and account. Two resources "
     "for the "
     "same one overwrite each other at every apply, or the second is refused.",
     "one resource, with both lists in it", "IAM API PutRolePolicy; EKS API CreatePodIdentityAssociation",
     check_same_policy},
    {"ROLE007", "", Severity::Error, "a role for Pod Identity without sts:TagSession",
     "EKS Auth assumes the role with session tags. A trust policy that allows sts:AssumeRole alone is denied for every "
     "pod.",
     "Action = [\"sts:AssumeRole\", \"sts:TagSession\"]", "EKS user guide, pod-id-role", check_trust},
    {"ROLE008", "", Severity::Warning, "a role that any pod of the cluster may take",
     "Without a condition on the token's sub, every service account of the cluster can assume the role.",
     "StringEquals <issuer>:sub = system:serviceaccount:<namespace>:<name>",
     "EKS user guide, associate-service-account-role", check_open_trust},
    {"ROLE009", "", Severity::Warning, "rights that lead to all others",
     "With iam:PassRole on *, whoever holds the role gives an administrator's role to a machine of their own and takes "
     "it from there.",
     "name the role that is passed, with a condition on iam:PassedToService", "IAM user guide, id_roles_use_passrole",
     check_pass_role},
    {"ROLE010", "", Severity::Warning, "Pod Identity without its agent",
     "Credentials come from the agent on each node. Without the add-on, associations are there and pods find no "
     "credentials "
     "or fall back to the node's.",
     "add the add-on eks-pod-identity-agent before the nodes", "EKS user guide, pod-id-agent-setup", check_agent},
    {"ROLE011", "X-000-26", Severity::Error, "a controller that cannot bind the roles it is to bind",
     "CreatePodIdentityAssociation needs iam:PassRole and iam:GetRole on the role that is bound, beside the right to "
     "call it. It is denied otherwise.",
     "allow eks:CreatePodIdentityAssociation and its siblings on the cluster, iam:PassRole and iam:GetRole on the "
     "roles",
     "EKS user guide, pod-id-association; service authorization reference", check_binders},
};

}  // namespace

std::span<const Rule> iam_rules() { return kRules; }

}  // namespace slipway::rules
