#include "components/parts/iam_statements.h"

#include <algorithm>
#include <cassert>
#include <memory>

#include "catalog/service_names.h"
#include "components/parts/embedded.h"
#include "doc/json.h"

namespace slipway::components {

namespace {

const doc::Document& catalogue() {
  static const doc::Document document = [] {
    Diagnostics diagnostics;
    auto text = std::make_shared<const SourceText>("iam_statements.json", std::string(embedded_iam_statements()));
    auto read = doc::read_json(std::move(text), diagnostics);
    assert(diagnostics.all().empty());
    return read;
  }();
  return document;
}

class Filler {
 public:
  Filler(Expansion& in, const StatementsWanted& wanted) : wanted_(wanted), names_(names_of(in)) {
    for (const auto& [name, value] : wanted.fill) names_.insert_or_assign(name, value);
  }

  bool knows_all_of(const doc::Node& statement) const {
    for (const auto& resource : statement["resources"].items())
      for (const auto name : platform::names_in(resource.text()))
        if (!names_.contains(name) && !wanted_.each.contains(name)) return false;
    return true;
  }

  static bool names_something_own(const doc::Node& statement) {
    for (const auto& resource : statement["resources"].items())
      for (const auto name : platform::names_in(resource.text()))
        if (name != "partition" && name != "region" && name != "account" && name != "cluster") return true;
    return false;
  }

  bool is_wanted(const doc::Node& statement) const {
    const auto id = statement["id"].text();
    if (wanted_.without.contains(id)) return false;
    if (statement["optional"].is_absent() || wanted_.with.contains(id)) return true;
    return names_something_own(statement) && knows_all_of(statement);
  }

  platform::Statement fill(const doc::Node& statement) const {
    platform::Statement filled;
    filled.sid = statement["sid"].text();
    filled.policy = statement["policy"].text();
    for (const auto& action : statement["actions"].items()) filled.actions.emplace_back(action.text());
    for (const auto& resource : statement["resources"].items())
      for (auto& value : fill_each(resource.text())) filled.resources.push_back(std::move(value));
    for (const auto& condition : statement["conditions"].items()) {
      platform::Condition made{
          std::string(condition["op"].text()), *platform::fill(condition["key"].text(), names_).string(), {}};
      for (const auto& value : condition["values"].items()) made.values.push_back(platform::fill(value.text(), names_));
      filled.conditions.push_back(std::move(made));
    }
    return filled;
  }

 private:
  std::vector<doc::Value> fill_each(std::string_view pattern) const {
    for (const auto name : platform::names_in(pattern)) {
      const auto several = wanted_.each.find(name);
      if (several == wanted_.each.end()) continue;
      std::vector<doc::Value> filled;
      auto names = names_;
      for (const auto& value : several->second) {
        names.insert_or_assign(std::string(name), value);
        filled.push_back(platform::fill(pattern, names));
      }
      return filled;
    }
    return {platform::fill(pattern, names_)};
  }

  const StatementsWanted& wanted_;
  platform::Fillings names_;
};

}  // namespace

platform::Fillings names_of(Expansion& in) {
  platform::Fillings names;
  const auto& setting = in.graph.setting;
  names.emplace("partition", catalog::partition_of(setting.region));
  names.emplace("region", setting.region);
  names.emplace("cluster", setting.cluster);
  const auto& account = in.platform.aws.account_id.value;
  if (account.empty())
    names.emplace("account", in.add_data("aws_caller_identity", "current", {}).attribute("account_id"));
  else
    names.emplace("account", account);
  return names;
}

doc::Value fill(Expansion& in, std::string_view pattern, const platform::Fillings& more) {
  auto names = names_of(in);
  for (const auto& [name, value] : more) names.insert_or_assign(name, value);
  return platform::fill(pattern, names);
}

std::vector<platform::Statement> statements_of(Expansion& in, std::string_view key, const StatementsWanted& wanted) {
  const Filler filler(in, wanted);
  const auto* component = catalogue().root()["components"].find(key);
  assert(component);
  std::vector<platform::Statement> statements;
  for (const auto& statement : (*component)["statements"].items())
    if (filler.is_wanted(statement)) statements.push_back(filler.fill(statement));
  return statements;
}

std::vector<std::string_view> actions_of(std::string_view key, std::span<const std::string_view> without) {
  std::set<std::string_view> actions;
  for (const auto& statement : catalogue().root()["components"][key]["statements"].items()) {
    if (!statement["optional"].is_absent() || std::ranges::find(without, statement["id"].text()) != without.end())
      continue;
    for (const auto& action : statement["actions"].items()) actions.insert(action.text());
  }
  return {actions.begin(), actions.end()};
}

}  // namespace slipway::components
