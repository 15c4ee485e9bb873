#include <algorithm>
#include <map>

#include "components/component.h"
#include "components/parts/data_names.h"
#include "components/parts/grants.h"
#include "components/parts/identity.h"
#include "components/parts/metering.h"
#include "components/parts/names.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

using Accounts = std::vector<platform::ServiceAccount>;

platform::ServiceAccount account_of(std::string_view namespaced) {
  const auto slash = namespaced.find('/');
  if (slash == std::string_view::npos) return {"default", std::string(namespaced)};
  return {std::string(namespaced.substr(0, slash)), std::string(namespaced.substr(slash + 1))};
}

bool same(const platform::ServiceAccount& a, const platform::ServiceAccount& b) {
  return a.namespace_name == b.namespace_name && a.name == b.name;
}

/// All roles of the platform and who takes them: what `roles` says, and the workloads and jobs that name one.
class Holders {
 public:
  explicit Holders(Expansion& in) : in_(in) {
    for (const auto& [name, role] : in.platform.roles)
      for (const auto& account : role.service_accounts) take(name.value, account_of(account.value), account.where);
    for (const auto& [name, workload] : in.platform.workloads)
      if (const auto role = metering::role_of(in.platform, name.value, workload); !role.empty())
        take(role, {workload.name_space.value, name_or(workload.service_account, name.value)},
             workload.role.written ? workload.role.where : workload.where);
    for (const auto& [name, training] : in.platform.training)
      if (!training.role.value.empty() && training.with.value != spec::TrainingOperator::AwsBatch)
        take(training.role.value, {training.name_space.value, name_or(training.service_account, name.value)},
             training.role.where);
  }

  const Accounts& of(std::string_view role) const {
    static const Accounts kNone;
    const auto found = accounts_.find(role);
    return found == accounts_.end() ? kNone : found->second;
  }

 private:
  static std::string name_or(const spec::Text& written, const std::string& name) {
    return written.value.empty() ? name : written.value;
  }

  void take(const std::string& role, platform::ServiceAccount account, SourceRange where) {
    for (const auto& [other, accounts] : accounts_) {
      if (other == role || std::ranges::none_of(accounts, [&](const auto& known) { return same(known, account); }))
        continue;
      in_.diagnostics.error("CMP130", where,
                            "service account " + account.namespace_name + "/" + account.name + " has role '" + other +
                                "' already: it cannot have '" + role + "' too",
                            "EKS gives a service account one role; put the grants together, or use two accounts");
      return;
    }
    auto& accounts = accounts_[role];
    if (std::ranges::none_of(accounts, [&](const auto& known) { return same(known, account); }))
      accounts.push_back(std::move(account));
  }

  Expansion& in_;
  std::map<std::string, Accounts, std::less<>> accounts_;
};

/// Statements that let others than service accounts take the role.
std::vector<platform::Statement> trusted(const spec::Role& role) {
  std::vector<doc::Value> arns, services;
  for (const auto& principal : role.assumed_by)
    (principal.value.starts_with("arn:") ? arns : services).push_back(doc::Value(principal.value));
  std::vector<platform::Statement> statements;
  const auto add = [&](std::string_view kind, std::vector<doc::Value> values) {
    if (values.empty()) return;
    platform::Statement statement;
    statement.principals.push_back({std::string(kind), std::move(values)});
    statement.actions = {"sts:AssumeRole"};
    statements.push_back(std::move(statement));
  };
  add("AWS", std::move(arns));
  add("Service", std::move(services));
  return statements;
}

doc::Map trust(const Expansion& in, const spec::Role& role, const Accounts& accounts) {
  doc::Map document;
  if (in.platform.identity.value == spec::Identity::Irsa && !accounts.empty())
    document = platform::trust_of_service_accounts(kOidcProvider.attribute("arn"), kOidcProvider.interpolated("url"),
                                                   accounts);
  else if (in.platform.identity.value == spec::Identity::PodIdentity && (!accounts.empty() || role.assumed_by.empty()))
    document = platform::trust_of_pod_identity();
  const auto others = platform::policy(trusted(role));
  if (document.empty()) return others;
  for (const auto& statement : others.find("Statement")->list()->items())
    document.find("Statement")->list()->add(statement);
  return document;
}

/// IAM takes 10,240 characters inline; what is more goes to managed policies of 6,144 each.
void split_by_size(Expansion& in, const std::string& name, std::vector<platform::Statement>& statements,
                   SourceRange where) {
  if (platform::counted_size(platform::policy(statements)) <= platform::kInlinePolicyLimit) return;
  std::vector<platform::Statement> part;
  int number = 1;
  for (auto& statement : statements) {
    part.push_back(statement);
    if (platform::counted_size(platform::policy(part)) > platform::kManagedPolicyLimit) {
      if (part.size() == 1) {
        in.diagnostics.error("CMP131", where, "a grant of role '" + name + "' is larger than IAM's 6,144 characters",
                             "name fewer actions, or use a pattern");
        statements.clear();
        return;
      }
      part = {statement};
      ++number;
    }
    statement.policy = name + "-" + std::to_string(number);
  }
}

void add_associations(Expansion& in, const std::string& name, const platform::ResourceId& role,
                      const Accounts& accounts, SourceRange where) {
  if (in.platform.identity.value != spec::Identity::PodIdentity) return;
  for (const auto& account : accounts)
    add_pod_identity(in, name + "_" + account.namespace_name + "_" + account.name, account, role, where);
}

/// What the platform itself gives to the holders of a role.
std::vector<platform::Statement> given(Expansion& in, std::string_view role) {
  const auto publishes = [&](const auto& entry) {
    return metering::counts_tokens(in.platform, entry.value) &&
           metering::role_of(in.platform, entry.name.value, entry.value) == role;
  };
  if (std::ranges::none_of(in.platform.workloads.entries, publishes)) return {};
  return {platform::allow({"cloudwatch:PutMetricData"}, {"*"},
                          {{"StringEquals", "cloudwatch:namespace", {doc::Value(metering::tokens(in.platform))}}})};
}

void add(Expansion& in, const std::string& name, const spec::Role& role, const Accounts& accounts, SourceRange where) {
  RoleWanted wanted{name, statements_for(in, role.allow), {}, role.role_name.value};
  for (auto& statement : given(in, name)) wanted.statements.push_back(std::move(statement));
  for (const auto& policy : role.managed_policies) wanted.managed_policies.push_back(policy.value);
  split_by_size(in, name, wanted.statements, where);
  auto document = trust(in, role, accounts);
  if (document.find("Statement")->list()->empty()) {
    in.diagnostics.error("CMP132", where, "nobody can take role '" + name + "'",
                         "with IRSA name its serviceAccounts, or assumedBy");
    return;
  }
  const auto id = add_role(in, wanted, std::move(document), where);
  add_associations(in, name, id, accounts, where);
}

void expand(Expansion& in) {
  const Holders holders(in);
  for (const auto& [name, role] : in.platform.roles)
    add(in, name.value, role, holders.of(name.value), role.where ? role.where : name.where);
  static const spec::Role kNothingWritten;
  for (const auto& [name, workload] : in.platform.workloads) {
    if (!workload.role.value.empty()) continue;
    if (const auto role = metering::role_of(in.platform, name.value, workload); !role.empty())
      add(in, role, kNothingWritten, holders.of(role), workload.where ? workload.where : name.where);
  }
}

bool wanted(const spec::Platform& platform) {
  return !platform.roles.empty() || std::ranges::any_of(platform.workloads.entries, [&](const auto& entry) {
    return metering::counts_tokens(platform, entry.value);
  });
}

}  // namespace

extern const Component roles = {"roles",
                                "IAM roles of service accounts, with the least that their grants need",
                                Stage::Controllers,
                                {},
                                wanted,
                                nullptr,
                                expand};

}  // namespace slipway::components
