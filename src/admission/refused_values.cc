// Helm 3.18, pkg/chart/loader, pkg/chartutil/jsonschema.go: values and defaults together are held against the schema of
// the chart and of each subchart; a null takes a default away before that.
#include "admission/refused_values.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/text.h"
#include "catalog/chart_schemas.h"
#include "subject/chart_trees.h"

namespace slipway::admission {
namespace {

using catalog::ChartSchema;
using catalog::ChartSchemaField;
using doc::Kind;
using doc::Node;
using subject::ChartTree;

constexpr int kDeepest = 100;

/// "a map", "a text or a whole number".
std::string words_of(std::string_view takes) {
  std::string out;
  for (const std::string_view one : split(takes, '|')) {
    if (one == "null") continue;
    if (!out.empty()) out += " or ";
    out += one == "int" ? "a whole number" : one == "bool" ? "true or false" : fmt::format("a {}", one);
  }
  return out;
}

bool fits(const ChartSchemaField& field, const Node& value) {
  switch (value.kind()) {
    case Kind::Map:
      return field.takes_a("map");
    case Kind::List:
      return field.takes_a("list");
    case Kind::String:
      return field.takes_a("text");
    case Kind::Bool:
      return field.takes_a("bool");
    case Kind::Int:
      return field.takes_a("int") || field.takes_a("number");
    case Kind::Float:
      return field.takes_a("number") || (field.takes_a("int") && value.number() == std::trunc(value.number()));
    default:
      return true;
  }
}

/// A YAML key that merges, or that a template makes.
bool is_no_key(std::string_view key) { return key.empty() || key.find_first_of("${<") != key.npos; }

/// Whether whoever installs it tells Helm, or Argo CD, not to ask the schema.
bool skips_schema(const subject::Subject& subject, const subject::Release& release) {
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands)
      if (command.where == release.where && command.flag("--skip-schema-validation")) return true;
  const auto is_told = [&](const Node& source) {
    const Node& skips = source["helm"]["skipSchemaValidation"];
    return source.where() == release.where && skips.kind() == Kind::Bool && skips.boolean();
  };
  for (const kube::Object* one : subject.of_kind("Application", "argoproj.io")) {
    const Node& spec = (*one->node)["spec"];
    if (is_told(spec["source"]) || std::ranges::any_of(spec["sources"].items(), is_told)) return true;
  }
  return false;
}

class TreeJudge {
 public:
  TreeJudge(const ChartTree& tree, const ChartSchema& schema, std::string_view version, Diagnostics& findings)
      : tree_(tree),
        schema_(schema),
        chart_(fmt::format("{} {}", tree.release().chart, version)),
        findings_(findings) {}

  /// Of values alone that hardly know the chart, or hold its name, the chart may be another one that has it inside.
  bool may_be_another() const {
    if (!tree_.is_alone()) return false;
    if (tree_.root->find(tree_.release().chart)) return true;
    std::size_t known = 0, unknown = 0;
    for (const doc::Member& member : tree_.root->members())
      ++(schema_.member("", member.key.text()) || member.key.text() == "global" ? known : unknown);
    return unknown > known + 1;
  }

  void judge() {
    if (const ChartSchemaField* root = schema_.find("")) judge_map(*tree_.root, *root, "", 0);
  }

 private:
  /// `at` is the path as it is written, `field.path` the schema's.
  void judge(const Node& value, SourceRange key, const ChartSchemaField& field, const std::string& at, int depth) {
    if (value.is_null() || subject::is_made(value) || depth > kDeepest) return;
    const SourceRange where = value.is_scalar() && value.where() ? value.where() : key;
    if (!fits(field, value)) {
      const std::string wanted = words_of(field.takes);
      return say(
          where, fmt::format("{} must be {}, this is {}", at, wanted, subject::kind_word(value)), "",
          value.is_scalar() && field.takes_a("text") ? std::string(tree_.as_text) : fmt::format("write {}", wanted));
    }
    if (value.is_map()) judge_map(value, field, at, depth);
    if (value.is_list())
      if (const ChartSchemaField* item = schema_.find(std::string(field.path) + "[]"))
        for (std::size_t i = 0; i < value.items().size(); ++i) {
          const Node& one = value.items()[i];
          judge(one, one.where() ? one.where() : key, *item, fmt::format("{}[{}]", at, i), depth + 1);
        }
    if (!value.is_string() || field.words.empty()) return;
    const std::vector<std::string_view> views = split(field.words, '|');
    const std::vector<std::string> words(views.begin(), views.end());
    if (std::ranges::find(words, value.text()) != words.end()) return;
    const auto near = near_miss(value.text(), views);
    say(where, fmt::format("{} must be one of {}, this is {}", at, join(words, ", "), printable(value.text())),
        near ? fmt::format("did you mean {}?", *near) : "",
        fmt::format("write {}", near ? *near : join(words, " or ")));
  }

  void judge_map(const Node& map, const ChartSchemaField& field, const std::string& at, int depth) {
    for (const doc::Member& member : map.members()) {
      const std::string_view key = member.key.text();
      const std::string path = catalog::member_path(at, key);
      if (const ChartSchemaField* known = schema_.member(field.path, key)) {
        judge(member.value, member.key.where(), *known, path, depth + 1);
      } else if (field.is_closed && !is_no_key(key)) {
        std::vector<std::string_view> keys = schema_.keys(field.path);
        std::erase_if(keys, [&](std::string_view one) { return map.find(one) != nullptr; });
        const auto near = near_miss(key, keys);
        say(member.key.where(), fmt::format("there is no value {}", printable(path)),
            near ? fmt::format("did you mean {}?", *near) : "",
            near ? fmt::format("write {}", *near) : "take it out, or write it where the chart's values.yaml has it");
      }
    }
  }

  void say(SourceRange where, std::string_view what, std::string hint, std::string fix) {
    findings_.add({"HELM001",
                   Severity::Error,
                   where ? where : tree_.release().where,
                   fmt::format("the schema of the chart {} refuses this: {}", chart_, what),
                   std::move(hint),
                   std::move(fix),
                   {}});
  }

  const ChartTree& tree_;
  const ChartSchema& schema_;
  std::string chart_;
  Diagnostics& findings_;
};

}  // namespace

void say_refused_values(const subject::Subject& subject, Diagnostics& findings) {
  if (subject.releases().empty() && subject.yaml_files().empty()) return;
  std::map<std::string_view, std::optional<ChartSchema>> read;
  for (const ChartTree& tree : subject::chart_trees(subject)) {
    const std::string_view chart = tree.release().chart;
    auto schema = read.find(chart);
    if (schema == read.end()) schema = read.emplace(chart, ChartSchema::of(chart)).first;
    if (!schema->second) continue;
    const subject::ChartAge age = age_of(tree, schema->second->version());
    if (!age.is_read) continue;
    if (std::ranges::any_of(tree.releases, [&](const auto* one) { return skips_schema(subject, *one); })) continue;
    TreeJudge judge(tree, *schema->second, *age.version, findings);
    if (!judge.may_be_another()) judge.judge();
  }
}

}  // namespace slipway::admission
