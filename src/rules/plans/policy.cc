#include "rules/plans/policy.h"

#include <algorithm>
#include <memory>

#include "base/ascii.h"
#include "doc/json.h"

namespace slipway::rules {

namespace {

using doc::Node;

std::vector<std::string> texts(const Node& one_or_many) {
  std::vector<std::string> all;
  if (one_or_many.is_scalar() && !one_or_many.is_null()) all.emplace_back(one_or_many.text());
  for (const Node& item : one_or_many.items()) all.emplace_back(item.text());
  return all;
}

PolicyStatement read_statement(const Node& node) {
  PolicyStatement statement;
  statement.allows = node["Effect"].text() != "Deny";
  statement.actions = texts(node["Action"]);
  statement.not_actions = texts(node["NotAction"]);
  statement.resources = texts(node["Resource"]);
  const Node& principal = node["Principal"];
  if (principal.is_string()) statement.principals.emplace_back("*", principal.text());
  for (const doc::Member& kind : principal.members())
    for (std::string& name : texts(kind.value)) statement.principals.emplace_back(kind.key.text(), std::move(name));
  for (const doc::Member& operation : node["Condition"].members())
    for (const doc::Member& condition : operation.value.members())
      statement.conditions.push_back(
          {std::string(operation.key.text()), std::string(condition.key.text()), texts(condition.value)});
  return statement;
}

/// Roles while they are gathered, found again by resource or by name.
class Gathering {
 public:
  explicit Gathering(const Plan& plan) : plan_(plan) {
    for (const PlannedResource* role : plan.of("aws_iam_role")) {
      Role& made = add();
      made.resource = role;
      made.name = (*role)["name"].text();
      by_resource_[role] = all_.size() - 1;
      if (!made.name.empty()) by_name_.emplace(made.name, all_.size() - 1);
      read_trust((*role)["assume_role_policy"], made);
      for (const Node& own : blocks(*role->values, "inline_policy"))
        made.policies.push_back({role, &own["policy"], read_policy(own["policy"])});
      for (const Node& arn : (*role)["managed_policy_arns"].items()) made.managed.push_back({role, &arn});
    }
  }

  std::vector<Role*> of(const PlannedResource& from, std::string_view argument) {
    std::vector<Role*> found;
    for (const PlannedResource* each : plan_.linked(from, {argument}))
      if (const auto known = by_resource_.find(each); known != by_resource_.end())
        found.push_back(&all_[known->second]);
    if (!found.empty()) return found;
    std::string_view name = (*from.values)[argument].text();
    if (const std::size_t slash = name.rfind('/'); slash != std::string_view::npos) name.remove_prefix(slash + 1);
    if (name.empty()) return found;
    const auto [known, is_new] = by_name_.emplace(name, all_.size());
    if (is_new) add().name = name;
    return {&all_[known->second]};
  }

  std::vector<Role> take() {
    std::ranges::stable_sort(all_, {}, &Role::name);
    return std::move(all_);
  }

 private:
  Role& add() { return all_.emplace_back(); }

  static void read_trust(const Node& text, Role& role) {
    for (const PolicyStatement& statement : read_policy(text).statements)
      for (const auto& condition : statement.conditions)
        if (condition.key.ends_with(":sub"))
          for (const std::string& subject : condition.values) add_account(subject, role);
  }

  static void add_account(std::string_view subject, Role& role) {
    constexpr std::string_view kPrefix = "system:serviceaccount:";
    if (!subject.starts_with(kPrefix)) return;
    subject.remove_prefix(kPrefix.size());
    if (const std::size_t colon = subject.find(':'); colon != std::string_view::npos)
      role.accounts.emplace(subject.substr(0, colon), subject.substr(colon + 1));
  }

  const Plan& plan_;
  std::vector<Role> all_;
  std::map<const PlannedResource*, std::size_t> by_resource_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace

bool matches_wildcards(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t]) && pattern[p] != '*') {
      ++p, ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool names_action(std::string_view pattern, std::string_view action) {
  return matches_wildcards(ascii_lower(pattern), ascii_lower(action));
}

bool PolicyStatement::grants(std::string_view action) const {
  const auto names = [&](const std::string& pattern) { return names_action(pattern, action); };
  if (!not_actions.empty()) return std::ranges::none_of(not_actions, names);
  return std::ranges::any_of(actions, names);
}

bool PolicyDocument::grants(std::string_view action) const {
  bool allowed = false;
  for (const PolicyStatement& statement : statements) {
    if (!statement.grants(action)) continue;
    if (!statement.allows && statement.conditions.empty()) return false;
    allowed |= statement.allows;
  }
  return allowed;
}

PolicyDocument read_policy(const Node& text) {
  PolicyDocument policy;
  if (!text.is_string()) return policy;
  Diagnostics ignored;  // what is no policy is not known, and other rules say nothing of it
  const auto source = std::make_shared<const SourceText>("policy", std::string(text.text()));
  const doc::Document document = doc::read_json(source, ignored);
  const Node& statements = document.root()["Statement"];
  policy.is_known = statements.is_list() || statements.is_map();
  if (statements.is_map()) policy.statements.push_back(read_statement(statements));
  for (const Node& statement : statements.items()) policy.statements.push_back(read_statement(statement));
  return policy;
}

bool Role::grants(std::string_view action) const {
  return std::ranges::any_of(policies, [&](const Inline& each) { return each.document.grants(action); });
}

bool Role::is_taken_by(std::string_view service_account) const {
  return std::ranges::any_of(accounts, [&](const auto& account) { return account.second == service_account; });
}

std::vector<Role> roles(const Plan& plan) {
  Gathering gathering(plan);
  for (const PlannedResource* policy : plan.of("aws_iam_role_policy"))
    for (Role* role : gathering.of(*policy, "role")) {
      const Node& text = (*policy)["policy"];
      role->policies.push_back({policy, &text, read_policy(text)});
      role->has_unknown_policies |= !role->policies.back().document.is_known;
    }
  for (const PlannedResource* attachment : plan.of("aws_iam_role_policy_attachment"))
    for (Role* role : gathering.of(*attachment, "role")) {
      bool is_own = false;
      for (const PlannedResource* policy : plan.linked(*attachment, {"policy_arn"})) {
        if (policy->type != "aws_iam_policy") continue;
        const Node& text = (*policy)["policy"];
        role->policies.push_back({policy, &text, read_policy(text)});
        role->has_unknown_policies |= !role->policies.back().document.is_known;
        is_own = true;
      }
      if (is_own) continue;
      const Node& arn = (*attachment)["policy_arn"];
      role->has_unknown_policies = true;
      if (arn.is_string()) role->managed.push_back({attachment, &arn});
    }
  for (const PlannedResource* association : plan.of("aws_eks_pod_identity_association"))
    for (Role* role : gathering.of(*association, "role_arn"))
      role->accounts.emplace((*association)["namespace"].text(), (*association)["service_account"].text());
  return gathering.take();
}

}  // namespace slipway::rules
