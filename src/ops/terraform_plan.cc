#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <set>

#include "doc/json.h"
#include "ops/terraform.h"

namespace slipway::ops {
namespace {

using Action = ResourceChange::Action;

std::optional<Action> action_of(const doc::Node& actions) {
  if (actions.size() == 2) return Action::Replace;
  if (actions.size() != 1) return std::nullopt;
  const auto word = actions.items()[0].text();
  if (word == "create") return Action::Create;
  if (word == "update") return Action::Update;
  if (word == "delete") return Action::Delete;
  if (word == "read") return Action::Read;
  return std::nullopt;
}

bool is_same(const doc::Node& a, const doc::Node& b) { return doc::canonical_json(a) == doc::canonical_json(b); }

bool is_nothing(const doc::Node& value) {
  return value.is_null() || (value.is_scalar() && value.text().empty()) || (!value.is_scalar() && value.size() == 0);
}

enum class Of { Plan, Drift };

/// Members whose values differ, and of maps (tags) which of theirs. Of drift only what was something before: the rest
/// is what AWS fills in after a resource was made; of tags all.
std::vector<std::string> differences(const doc::Node& before, const doc::Node& after, const doc::Node& unknown, Of of) {
  std::set<std::string> all;
  const auto is_unknown = [&](std::string_view key) {
    const doc::Node& value = unknown[key];
    return value.kind() == doc::Kind::Bool && value.boolean();
  };
  std::set<std::string> keys;
  for (const doc::Node* side : {&before, &after})
    for (const auto& [key, value] : side->members()) keys.emplace(key.text());
  for (const auto& [key, value] : unknown.members())
    if (is_unknown(key.text())) keys.emplace(key.text());
  for (const auto& key : keys) {
    // One of the two is enough: of a plan the resource's own, of drift also those of the provider.
    if (key == (of == Of::Plan ? "tags_all" : "tags") && (before.find("tags") || after.find("tags"))) continue;
    const doc::Node &was = before[key], &is = after[key];
    if (is_unknown(key)) {
      if (after.find(key) == nullptr && !was.is_null()) all.insert(key);
    } else if (!is_same(was, is)) {
      if (of == Of::Drift && is_nothing(was)) continue;
      if (was.is_map() && is.is_map()) {
        for (const auto& below : differences(was, is, {}, Of::Plan))
          all.insert(fmt::format("{}.{}", key == "tags_all" ? "tags" : key, below));
      } else if (was.is_list() && is.size() == was.size() && std::ranges::all_of(was.items(), &doc::Node::is_map)) {
        for (std::size_t i = 0; i < was.size(); ++i)  // blocks
          for (const auto& below : differences(was.items()[i], is.items()[i], {}, of))
            all.insert(fmt::format("{}[{}].{}", key, i, below));
      } else {
        all.insert(key);
      }
    }
  }
  return {all.begin(), all.end()};
}

void read_changes(const doc::Node& list, Of of, std::vector<ResourceChange>& into) {
  for (const doc::Node& item : list.items()) {
    const doc::Node& change = item["change"];
    const auto action = action_of(change["actions"]);
    if (item["mode"].text() == "data" || !action || *action == Action::Read) continue;
    ResourceChange found{std::string(item["address"].text()), std::string(item["type"].text()),
                         std::string(item["name"].text()), *action};
    if (*action == Action::Update || *action == Action::Replace)
      found.attributes = differences(change["before"], change["after"], change["after_unknown"], of);
    into.push_back(std::move(found));
  }
}

}  // namespace

bool is_within(const TerraformPlan& plan, const TerraformPlan& other) {
  return std::ranges::all_of(plan.changes, [&](const ResourceChange& change) {
    const auto before = std::ranges::find(other.changes, change.address, &ResourceChange::address);
    if (before == other.changes.end()) return false;
    if (before->action == change.action) return true;
    // Begun and not ended it is tainted; or its first half, the deletion, is done.
    if (before->action == Action::Create) return change.action == Action::Replace || change.action == Action::Update;
    return before->action == Action::Replace && change.action == Action::Create;
  });
}

Result<TerraformPlan> read_plan(const std::string& json) {
  Diagnostics mistakes;
  const auto document = doc::read_json(std::make_shared<const SourceText>("plan.json", json), mistakes);
  const doc::Node& root = document.root();
  if (mistakes.has_errors() || !root["format_version"].text().starts_with("1."))
    return Failure{FailureKind::Malformed, "a plan in a format that is not known"};
  TerraformPlan plan;
  read_changes(root["resource_changes"], Of::Plan, plan.changes);
  read_changes(root["resource_drift"], Of::Drift, plan.drift);
  for (const auto& [name, change] : root["output_changes"].members())
    for (const doc::Node& action : change["actions"].items())
      if (action.text() != "no-op") plan.changes_outputs = true;
  return plan;
}

}  // namespace slipway::ops
