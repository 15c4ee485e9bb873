#include "platform/iam.h"

#include <algorithm>

#include "doc/json.h"

namespace slipway::platform {

namespace {

doc::Value one_or_list(const std::vector<doc::Value>& values) {
  if (values.size() == 1) return values.front();
  doc::List list;
  for (const auto& value : values) list.add(value);
  return list;
}

doc::Value one_or_list(const std::vector<std::string>& texts) {
  return one_or_list(std::vector<doc::Value>(texts.begin(), texts.end()));
}

doc::Map tree_of(const std::vector<Condition>& conditions) {
  doc::Map tree;
  for (const auto& condition : conditions) {
    if (!tree.find(condition.op)) tree.set(condition.op, doc::Map());
    tree.find(condition.op)->map()->set(condition.key, one_or_list(condition.values));
  }
  return tree;
}

doc::Value tree_of(const std::vector<Principal>& principals) {
  if (principals.size() == 1 && principals.front().kind == "*") return "*";
  doc::Map tree;
  for (const auto& principal : principals) tree.set(principal.kind, one_or_list(principal.values));
  return tree;
}

doc::Map tree_of(const Statement& statement) {
  doc::Map tree;
  if (!statement.sid.empty()) tree.set("Sid", statement.sid);
  tree.set("Effect", statement.effect == Effect::Allow ? "Allow" : "Deny");
  if (!statement.principals.empty()) tree.set("Principal", tree_of(statement.principals));
  tree.set("Action", one_or_list(statement.actions));
  if (!statement.resources.empty()) tree.set("Resource", one_or_list(statement.resources));
  if (!statement.conditions.empty()) tree.set("Condition", tree_of(statement.conditions));
  return tree;
}

}  // namespace

Statement allow(std::vector<std::string> actions, std::vector<doc::Value> resources,
                std::vector<Condition> conditions) {
  Statement statement;
  statement.actions = std::move(actions);
  statement.resources = std::move(resources);
  statement.conditions = std::move(conditions);
  return statement;
}

doc::Map policy(const std::vector<Statement>& statements) {
  doc::List list;
  for (const auto& statement : statements) list.add(tree_of(statement));
  doc::Map document;
  document.set("Version", "2012-10-17").set("Statement", std::move(list));
  return document;
}

std::size_t counted_size(const doc::Map& policy) {
  const auto text = doc::write_json(doc::Value(policy), doc::JsonLayout::Compact);
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return c != ' ' && c != '\n' && c != '\t'; }));
}

doc::Map trust_of_service(std::string_view service, SessionTags tags) {
  Statement statement;
  statement.principals = {{"Service", {doc::Value(service)}}};
  statement.actions = {"sts:AssumeRole"};
  if (tags == SessionTags::Yes) statement.actions.push_back("sts:TagSession");
  return policy({statement});
}

doc::Map trust_of_pod_identity() { return trust_of_service("pods.eks.amazonaws.com", SessionTags::Yes); }

doc::Map trust_of_service_accounts(const doc::Value& provider_arn, std::string_view issuer,
                                   const std::vector<ServiceAccount>& accounts) {
  std::vector<doc::Value> subjects;
  for (const auto& account : accounts)
    subjects.emplace_back("system:serviceaccount:" + account.namespace_name + ":" + account.name);
  Statement statement;
  statement.principals = {{"Federated", {provider_arn}}};
  statement.actions = {"sts:AssumeRoleWithWebIdentity"};
  statement.conditions = {{"StringEquals", std::string(issuer) + ":aud", {"sts.amazonaws.com"}},
                          {"StringEquals", std::string(issuer) + ":sub", std::move(subjects)}};
  return policy({statement});
}

}  // namespace slipway::platform
