#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "doc/json.h"
#include "ops/import_ids.h"
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

/// What a resource has on one side of a change, and of which of it Terraform says that it is secret, or not known yet:
/// true, or as the value with true in it.
struct Side {
  const doc::Node& value;
  const doc::Node& secret;
  const doc::Node& unknown;

  Side at(std::string_view key) const { return {value[key], below(secret, key), below(unknown, key)}; }
  Side at(std::size_t index) const { return {value.items()[index], below(secret, index), below(unknown, index)}; }
  bool is_secret() const { return is_true(secret); }
  bool is_unknown() const { return is_true(unknown); }

  /// The value for a person; nullopt where it is not to be seen or no short line.
  std::optional<std::string> shown() const {
    constexpr std::size_t kLongest = 80;
    if (is_secret() || (!value.is_scalar() && !is_nothing(value))) return std::nullopt;
    if (value.is_null() || value.is_absent()) return "nothing";
    auto text = doc::write_json(value, doc::JsonLayout::Compact);
    if (text.size() > kLongest) return std::nullopt;
    return text;
  }

 private:
  static bool is_true(const doc::Node& mark) { return mark.kind() == doc::Kind::Bool && mark.boolean(); }
  static const doc::Node& below(const doc::Node& mark, std::string_view key) {
    return is_true(mark) ? mark : mark[key];
  }
  static const doc::Node& below(const doc::Node& mark, std::size_t index) {
    static const doc::Node kNone;
    if (is_true(mark)) return mark;
    return index < mark.items().size() ? mark.items()[index] : kNone;
  }
};

/// Whether `tags_all`, the resource's own tags and the provider's, can be told on both sides: else `tags` must do.
bool knows_all_tags(const Side& before, const Side& after) {
  const auto is_known = [](const Side& side) {
    const Side all = side.at("tags_all");
    return all.value.is_map() && !all.is_unknown();
  };
  return is_known(before) && is_known(after);
}

/// Members whose values differ, with both where they are short, and of maps (tags) which of theirs. Of drift only what
/// was something before: the rest is what AWS fills in after a resource was made; of tags all.
std::vector<AttributeChange> differences(const Side& before, const Side& after, Of of) {
  std::map<std::string, std::string> all;  // path → "", " 4 → 5"
  const auto both = [&](const Side& was, const Side& is) {
    const auto from = (of == Of::Plan ? was : is).shown(),
               to = (of == Of::Plan ? is : was).shown();  // to what is wanted
    return from && to ? fmt::format(" {} → {}", *from, *to) : "";
  };
  const auto add_below = [&](const std::string& name, const std::vector<AttributeChange>& below) {
    for (const auto& [path, said] : below) all.emplace(name + "." + path, said);
  };
  std::set<std::string> keys;
  for (const doc::Node* side : {&before.value, &after.value})
    for (const auto& [key, value] : side->members()) keys.emplace(key.text());
  for (const auto& [key, value] : after.unknown.members())
    if (after.at(key.text()).is_unknown()) keys.emplace(key.text());
  // One of the two is enough.
  const bool has_both_tags = keys.contains("tags") && keys.contains("tags_all");
  for (const auto& key : keys) {
    if (key == (knows_all_tags(before, after) ? "tags" : "tags_all") && has_both_tags) continue;
    const Side was = before.at(key), is = after.at(key);
    if (is.is_unknown()) {
      // Not that it will change: Terraform cannot tell before it has done the rest.
      const auto from = is.is_secret() ? std::nullopt : was.shown();
      if (is.value.is_absent() && !was.value.is_null())
        all.emplace(key, from ? fmt::format(" {} → (known after apply)", *from) : " (known after apply)");
    } else if (!is_same(was.value, is.value)) {
      if (of == Of::Drift && is_nothing(was.value)) continue;
      if (was.value.is_map() && is.value.is_map()) {
        // Of a map all that differs, whichever side has it.
        const bool is_turned = of == Of::Drift;
        add_below(key == "tags_all" ? "tags" : key, differences(is_turned ? is : was, is_turned ? was : is, Of::Plan));
      } else if (was.value.is_list() && is.value.size() == was.value.size() &&
                 std::ranges::all_of(was.value.items(), &doc::Node::is_map)) {
        for (std::size_t i = 0; i < was.value.size(); ++i)  // blocks
          add_below(fmt::format("{}[{}]", key, i), differences(was.at(i), is.at(i), of));
      } else {
        all.emplace(key, both(was, is));
      }
    }
  }
  std::vector<AttributeChange> changes;
  for (auto& [path, said] : all) changes.push_back({path, std::move(said)});
  return changes;
}

/// Whether anything in it is marked.
bool has_true(const doc::Node& marks) {
  if (marks.kind() == doc::Kind::Bool) return marks.boolean();
  for (const auto& [key, below] : marks.members())
    if (has_true(below)) return true;
  return std::ranges::any_of(marks.items(), has_true);
}

void say_it_replaces(std::vector<AttributeChange>& attributes, std::string_view name) {
  for (auto& [path, said] : attributes)
    if (path.substr(0, path.find_first_of(".[")) == name) said += " (replaces it)";
}

/// By what AWS and people will know it, where it is neither hidden nor known only later.
std::map<std::string, std::string, std::less<>> known_by(const Side& after) {
  std::map<std::string, std::string, std::less<>> all;
  for (const auto& [key, value] : after.value.members())
    if (value.is_string() && names_resource(key.text()) && !after.at(key.text()).is_secret())
      all.emplace(key.text(), value.text());
  const Side tags = after.at("tags_all");
  if (tags.is_secret()) return all;
  for (const auto& [key, value] : tags.value.members())
    if (value.is_string() && !tags.at(key.text()).is_secret())
      all.emplace("tags_all." + std::string(key.text()), value.text());
  return all;
}

void read_changes(const doc::Node& list, Of of, std::vector<ResourceChange>& into) {
  const doc::Node all_known;
  for (const doc::Node& item : list.items()) {
    const doc::Node& change = item["change"];
    const auto action = action_of(change["actions"]);
    if (item["mode"].text() == "data" || !action || *action == Action::Read) continue;
    ResourceChange found{std::string(item["address"].text()), std::string(item["type"].text()),
                         std::string(item["name"].text()), *action};
    if (*action == Action::Update || *action == Action::Replace)
      found.attributes = differences({change["before"], change["before_sensitive"], all_known},
                                     {change["after"], change["after_sensitive"], change["after_unknown"]}, of);
    if (*action == Action::Create)
      found.known_by = known_by({change["after"], change["after_sensitive"], change["after_unknown"]});
    found.may_be_none = *action == Action::Update && has_true(change["after_unknown"]);
    for (const doc::Node& path : change["replace_paths"].items())
      if (path.size() > 0) say_it_replaces(found.attributes, path.items()[0].text());
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
