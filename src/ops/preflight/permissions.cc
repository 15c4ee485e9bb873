#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "ops/preflight/asking.h"
#include "render/deployer_policy.h"

/// Whether whoever asks may do what apply and destroy do: the deployer policy's actions, simulated by IAM.
namespace slipway::ops::preflight_checks {

namespace {

constexpr const char* kPart = "permissions";
constexpr const char* kClaim = "IAM allows what apply and destroy do";
constexpr const char* kStops = "apply or destroy would stop in the middle";
constexpr const char* kFix =
    "the policies that are needed: `slipway render --deployer-policy -o DIR` writes them; aws iam create-policy "
    "--policy-name NAME --policy-document file://FILE of each, then aws iam attach-role-policy --role-name ROLE "
    "--policy-arn ARN";
constexpr std::size_t kMostActions = 50;    // of one simulation
constexpr std::size_t kMostResources = 10;  // of a statement: one name tells as much as its neighbour
constexpr std::size_t kMostShown = 6;
constexpr std::size_t kShares = 5;  // asked at once

Checked unknown(std::string why) { return {kPart, kClaim, Outcome::Skipped, "", std::move(why), kFix}; }

/// The user or role that policies are attached to; of an assumed role IAM is asked for its path. "" when there is none:
/// `why` says so.
std::string source_of(const Asking& asking, std::string& why) {
  const auto parts = split(asking.arn, ':');
  const std::string_view what = parts.back();
  if (what == "root") {
    why = "the account's root user may do everything that the organization lets it";
    return "";
  }
  if (what.starts_with("user/") && parts[2] == "iam") return asking.arn;
  if (!what.starts_with("assumed-role/")) {
    why = asking.arn + " is neither a user nor a role: IAM simulates only these";
    return "";
  }
  const std::string_view rest = what.substr(std::string_view("assumed-role/").size());
  const std::string role(rest.substr(0, rest.find('/')));
  const auto& answer = asking.answers.ask("iam", "GetRole", {{"RoleName", role}});
  if (answer)
    if (const auto arn = answer->root()["Role"]["Arn"].text(); !arn.empty()) return std::string(arn);
  return fmt::format("arn:{}:iam::{}:role/{}", asking.partition, asking.account, role);
}

struct Denials {
  std::set<std::string> refused, unsure;  // actions; unsure: what IAM would need to know is not known here
  bool by_organization = false;
  std::size_t asked = 0, unasked = 0;  // actions; unasked: IAM does not simulate them this way
};

/// IAM wants names where policies have patterns.
std::string one_of(std::string arn) {
  std::ranges::replace(arn, '*', 'x');
  return arn;
}

doc::List context_of(const platform::Statement& statement, const std::string& region) {
  doc::List entries;
  const auto add = [&](std::string_view key, std::string value) {
    entries.add(doc::Map{
        {"ContextKeyName", key}, {"ContextKeyValues", doc::List{std::move(value)}}, {"ContextKeyType", "string"}});
  };
  add("aws:RequestedRegion", region);
  for (const auto& condition : statement.conditions)
    if (condition.key != "aws:RequestedRegion" && !condition.values.empty())
      if (const std::string* value = condition.values.front().string()) add(condition.key, *value);
  return entries;
}

/// nullptr unless nothing could be asked: who asks may not simulate, or IAM is silent.
const cloud::CallFailure* simulate(const Asking& asking, const std::string& source,
                                   const platform::Statement& statement, Denials& denials) {
  doc::List resources;
  for (std::size_t i = 0; i < std::min(statement.resources.size(), kMostResources); ++i)
    if (const std::string* arn = statement.resources[i].string()) resources.add(*arn == "*" ? *arn : one_of(*arn));
  for (std::size_t at = 0; at < statement.actions.size(); at += kMostActions) {
    doc::List actions;
    const std::size_t end = std::min(at + kMostActions, statement.actions.size());
    const std::size_t actions_of_call = end - at;
    for (std::size_t i = at; i < end; ++i) actions.add(statement.actions[i]);
    const auto listed = asking.answers.list("iam", "SimulatePrincipalPolicy",
                                            {{"PolicySourceArn", source},
                                             {"ActionNames", std::move(actions)},
                                             {"ResourceArns", resources},
                                             {"ContextEntries", context_of(statement, asking.region)}},
                                            "EvaluationResults", "Marker", "Marker");
    if (!listed && !says_something(*listed.failure)) return listed.failure;
    (listed ? denials.asked : denials.unasked) += actions_of_call;
    for (const doc::Node* result : listed.items) {
      const std::string action((*result)["EvalActionName"].text());
      if ((*result)["EvalDecision"].text() == "allowed" || action.empty()) continue;
      const bool is_unsure = (*result)["MissingContextValues"].size() > 0;
      (is_unsure ? denials.unsure : denials.refused).insert(action);
      if ((*result)["OrganizationsDecisionDetail"]["AllowedByOrganizations"].text() == "false")
        denials.by_organization = true;
    }
  }
  return nullptr;
}

std::string shown(const std::set<std::string>& actions) {
  std::vector<std::string> some(actions.begin(), actions.end());
  const std::size_t all = some.size();
  some.resize(std::min(all, kMostShown));
  return join(some, ", ") + (all > kMostShown ? fmt::format(" and {} more", all - kMostShown) : "");
}

std::vector<Checked> permissions(const Asking& asking) {
  std::string why;
  const std::string source = source_of(asking, why);
  if (source.empty()) return {unknown(std::move(why))};
  std::vector<std::string> unheard;
  Denials denials;
  for (const auto& statement : render::deployer_statements(asking.graph, asking.account, unheard)) {
    if (const auto* failure = simulate(asking, source, statement, denials)) return {skipped(kPart, kClaim, *failure)};
  }
  Checked check{kPart, kClaim, Outcome::Ok, fmt::format("{} actions for {}", denials.asked, source)};
  if (denials.asked == 0) return {unknown("IAM simulates none of it for " + source)};
  if (denials.unasked > 0) check.found += fmt::format("; {} that it does not simulate", denials.unasked);
  if (denials.refused.empty() && denials.unsure.empty()) return {check};
  check.outcome = denials.refused.empty() ? Outcome::Warned : Outcome::Failed;
  check.found = source + " may not " + shown(denials.refused.empty() ? denials.unsure : denials.refused);
  check.why =
      denials.refused.empty() ? "its policies have conditions of which IAM's simulation is not told enough"
      : denials.by_organization
          ? "the organization's policies refuse it, whatever is attached to the role: apply would stop in the middle"
          : kStops;
  check.fix = kFix;
  return {check};
}

/// A share of the simulations, whose answers the last task finds made.
std::vector<Checked> ask_ahead(const Asking& asking, std::size_t share) {
  std::string why;
  const std::string source = source_of(asking, why);
  std::vector<std::string> unheard;
  Denials unread;
  std::size_t number = 0;
  if (!source.empty())
    for (const auto& statement : render::deployer_statements(asking.graph, asking.account, unheard))
      if (number++ % kShares == share && simulate(asking, source, statement, unread)) break;
  return {};
}

}  // namespace

std::vector<Checked> refused_rights(const Asking& asking) {
  std::vector<std::string> unheard;
  std::set<std::string> needed, lacking;
  for (const auto& statement :
       render::deployer_statements(asking.graph, asking.account, unheard, render::RightsOf::ButPreflight))
    needed.insert(statement.actions.begin(), statement.actions.end());
  for (const auto& action : asking.answers.refused())
    if (needed.contains(action)) lacking.insert(action);
  if (lacking.empty()) return {};
  return {{kPart, "AWS answers what apply has to ask as well", Outcome::Failed, "refused: " + shown(lacking), kStops,
           kFix}};
}

std::vector<Task> permission_tasks(const Asking& asking) {
  std::vector<Task> tasks;
  for (std::size_t share = 0; share < kShares; ++share)
    tasks.push_back([&asking, share] { return ask_ahead(asking, share); });
  tasks.push_back([&asking] { return permissions(asking); });
  return tasks;
}

}  // namespace slipway::ops::preflight_checks
