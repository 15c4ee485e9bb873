// Helm 3.18, pkg/chartutil/coalesce.go: a key that the chart does not know is kept and read by nobody; null takes a
// default away; what is no map in the place of a map stays, and the templates fail on it.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "base/text.h"
#include "catalog/chart_keys.h"
#include "kube/version.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "subject/chart_trees.h"

namespace slipway::rules {

namespace {

using catalog::ChartKey;
using catalog::ChartKeys;
using doc::Kind;
using doc::Node;
using subject::ChartAge;
using subject::ChartTree;
using subject::compare_minor;
using subject::is_made;
using subject::kind_word;
using subject::Release;
using subject::Subject;

constexpr int kMostUnknown = 20;  // in one tree: with more it is another chart's
constexpr int kDeepest = 100;

/// What templates take for nothing: a block that asks for it is passed over.
bool is_nothing(const Node& value) {
  switch (value.kind()) {
    case Kind::Null:
      return true;
    case Kind::Bool:
      return !value.boolean();
    case Kind::Int:
      return !value.is_unsigned() && value.integer() == 0;
    case Kind::String:
      return value.text().empty();
    case Kind::List:
    case Kind::Map:
      return value.size() == 0;
    default:
      return false;
  }
}

/// One letter too many, too few, another one, or two swapped; or only their case.
bool is_one_slip(std::string_view a, std::string_view b) {
  const auto same = [](char x, char y) { return x == y; };
  const auto lower = [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); };
  if (std::ranges::equal(a, b, same, lower, lower)) return true;
  if (std::min(a.size(), b.size()) < 4) return false;
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (a.size() == 2 && b.size() == 2) return a[0] == b[1] && a[1] == b[0];
  return a.size() <= 1 && b.size() <= 1;
}

bool fits(const ChartKey& key, const Node& value) {
  if (value.is_null() || key.takes == "any") return true;
  if (value.is_map()) return key.takes_a("map") || key.takes_a("open");
  if (value.is_list()) return key.takes_a("list");
  return key.takes_a("text") || key.takes_a("int") || key.takes_a("bool");
}

std::string below(std::string_view path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

std::string_view parent_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == path.npos ? std::string_view() : path.substr(0, dot);
}

/// A key of a tree and what the chart has there.
struct Written {
  const doc::Member* member;
  const Node* map;      // that holds it
  std::string path;     // as it is written
  const ChartKey* key;  // nullptr: the chart has none of that name
};

/// Walks a tree as far as its maps are closed ones.
template <class Say>
void walk(const ChartKeys& keys, const Node& map, const std::string& path, const Say& say, int depth = 0) {
  for (const doc::Member& member : map.members()) {
    const std::string_view name = member.key.text();
    const std::string at = below(path, name);
    const ChartKey* key = name.find('.') == name.npos ? keys.find(at) : nullptr;
    say(Written{&member, &map, at, key});
    if (key && key->takes_a("map") && member.value.is_map() && depth < kDeepest)
      walk(keys, member.value, at, say, depth + 1);
  }
}

/// Which keys may be written though the chart has none of them.
bool is_anybodys(const Written& one) {
  const std::string_view name = one.member->key.text();
  const bool at_root = one.path.size() == name.size();
  if (at_root && (name == "global" || name == "enabled" || name == "tags")) return true;  // Helm's own
  if (name.empty() || name.size() > 64 || name.starts_with("x-") || name.find_first_of(".${<") != name.npos)
    return true;
  // It holds an anchor: what counts is where that is used.
  const SourceRange where = one.member->key.where();
  if (!where.source || where.length == 0) return false;
  const std::string_view line = where.source->line(where.line);
  std::size_t after = static_cast<std::size_t>(where.column - 1 + where.length);
  while (after < line.size() && (line[after] == ':' || line[after] == ' ' || line[after] == '"')) ++after;
  return after < line.size() && line[after] == '&';
}

/// The place where a key that stands in none of the chart's was meant to stand: the only one of its name, or the only
/// one a step above or below.
const ChartKey* meant_place(const ChartKeys& keys, const Written& one) {
  std::vector<const ChartKey*> places = keys.named(one.member->key.text());
  std::erase_if(places, [&](const ChartKey* key) { return !key->last.empty() || !fits(*key, one.member->value); });
  if (places.size() == 1) return places.front();
  const std::string_view here = parent_of(one.path);
  std::erase_if(places, [&](const ChartKey* key) {
    const std::string_view there = parent_of(key->path);
    return parent_of(there) != here && (here.empty() || there != parent_of(here));
  });
  return places.size() == 1 ? places.front() : nullptr;
}

/// The key of the same map that was most likely meant.
const ChartKey* meant_name(const ChartKeys& keys, const Written& one) {
  std::vector<const ChartKey*> places = keys.below(parent_of(one.path));
  std::erase_if(places, [&](const ChartKey* key) {
    return !key->last.empty() || !fits(*key, one.member->value) || one.map->find(key->name());
  });
  std::vector<std::string_view> names;
  for (const ChartKey* key : places) names.push_back(key->name());
  const auto near = near_miss(one.member->key.text(), names);
  if (!near) return nullptr;
  return *std::ranges::find(places, *near, &ChartKey::name);
}

/// Where what was taken away stands now: a key of its name, or of a map its members a step higher; "" when no one
/// place is meant.
std::string place_now(const ChartKeys& keys, const Written& one) {
  if (const ChartKey* now = meant_place(keys, one)) return std::string(now->path);
  std::string all;
  for (const doc::Member& member : one.member->value.members()) {
    const ChartKey* now = keys.find(below(parent_of(one.path), member.key.text()));
    if (!now || !now->last.empty() || all.size() > 200) return {};
    all += (all.empty() ? "" : ", ") + std::string(now->path);
  }
  return all;
}

/// Of a map's members those that a place of the chart does not take; of a place that takes any, none.
std::vector<std::string> untaken(const ChartKeys& keys, const ChartKey& place, const Node& value) {
  std::vector<std::string> out;
  if (!place.takes_a("map")) return out;
  for (const doc::Member& member : value.members()) {
    const ChartKey* key = keys.find(below(place.path, member.key.text()));
    if (!key || !key->last.empty()) out.push_back(printable(member.key.text()));
  }
  return out;
}

void say_unknown(const ChartTree& tree, const ChartKeys& keys, const ChartAge& age, Findings& findings) {
  const Release& release = tree.release();
  const std::string chart = fmt::format("{} {}", release.chart, age.version ? *age.version : keys.version());
  std::vector<Written> unknown, retired;
  std::size_t known_at_root = 0;
  walk(keys, *tree.root, "", [&](const Written& one) {
    if (!one.key && !is_anybodys(one) && unknown.size() <= kMostUnknown) unknown.push_back(one);
    if (!one.key) return;
    const bool is_retired = !one.key->last.empty();
    if (!is_retired && one.path.find('.') == one.path.npos) ++known_at_root;
    if (is_retired && age.version && compare_minor(*age.version, one.key->last) == 1) retired.push_back(one);
  });
  if (unknown.size() > kMostUnknown) return;
  // Values alone that hardly know the chart, or hold its name, are of another one that has it inside.
  const auto at_root = static_cast<std::size_t>(
      std::ranges::count_if(unknown, [](const Written& one) { return one.path.find('.') == one.path.npos; }));
  if (tree.is_alone() && (tree.root->find(release.chart) || at_root > known_at_root + 1)) return;
  for (const Written& one : retired) {
    const std::string now = place_now(keys, one);
    findings.say(one.member->key.where(),
                 fmt::format("the chart {} has no value {} any more: {} had it", chart, one.path, one.key->last),
                 now.empty() ? std::string() : fmt::format("the chart has {}", now),
                 now.empty() ? "take it out, or write what stands in its place now" : fmt::format("write {}", now));
  }
  for (const Written& one : unknown) {
    const doc::Member& member = *one.member;
    const ChartKey* name = meant_name(keys, one);
    const ChartKey* place = name ? nullptr : meant_place(keys, one);
    if (!age.is_read && !name && !place) continue;
    std::vector<FixIt> fixes;
    const SourceRange where = member.key.where();
    if (name && is_one_slip(member.key.text(), name->name()) && where &&
        static_cast<std::size_t>(where.length) == member.key.text().size())
      fixes.push_back({where, std::string(name->name())});
    std::string hint, fix;
    if (name) {
      hint = fmt::format("did you mean {}?", name->name());
      fix = fmt::format("write {}", name->path);
    } else if (place) {
      hint = fmt::format("the chart has {}", place->path);
      const auto gone = untaken(keys, *place, member.value);
      if (gone.empty())
        fix = fmt::format("write it as {}", place->path);
      else if (gone.size() == member.value.size())
        fix = fmt::format("take it out: {} has no {} either", place->path, join(gone, ", "));
      else
        fix = fmt::format("write it as {}, without {}", place->path, join(gone, ", "));
    } else if (member.key.text() == release.chart && member.value.is_map()) {
      hint = "the chart's values stand at the top";
      fix = "take this line out and indent what is below it less";
    }
    findings.say(where ? where : release.where, fmt::format("the chart {} has no value {}", chart, one.path),
                 std::move(hint), std::move(fix), std::move(fixes));
  }
}

/// Each tree of a chart that was read, with the chart's keys.
template <class Check>
void for_trees(const Subject& subject, const Check& check) {
  std::map<std::string_view, std::optional<ChartKeys>> read;
  for (const ChartTree& tree : subject::chart_trees(subject)) {
    const std::string_view chart = tree.release().chart;
    auto keys = read.find(chart);
    if (keys == read.end()) keys = read.emplace(chart, ChartKeys::of(chart)).first;
    if (keys->second) check(tree, *keys->second);
  }
}

void check_unknown(const Subject& subject, Findings& findings) {
  for_trees(subject, [&](const ChartTree& tree, const ChartKeys& keys) {
    say_unknown(tree, keys, subject::age_of(tree, keys.version()), findings);
  });
}

bool is_whole(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// 3.0 and 1e3: Helm's templates print them as the integers they are.
bool is_integral(const Node& value) {
  const auto amount = value.kind() == Kind::Float ? quantity_of(value) : std::nullopt;
  return amount && amount->milli_value() % 1000 == 0;
}

void say_type(const Written& one, Findings& findings) {
  const Node& value = one.member->value;
  const ChartKey& key = *one.key;
  if (key.takes == "any" || value.is_null() || is_made(value)) return;
  const SourceRange where = value.is_scalar() && value.where() ? value.where() : one.member->key.where();
  if (value.is_scalar() && key.takes == "bool") {
    if (!value.is_string()) return;
    if (value.text() == "true" || value.text().empty()) return;
    const bool is_false = value.text() == "false";
    findings.say(Severity::Warning, where,
                 fmt::format("to the chart's templates {} is true: it is the text \"{}\"", one.path, value.text()), {},
                 is_false ? "write false without quotes" : "write true or false");
    return;
  }
  if (value.is_scalar() && key.takes == "int") {
    const bool is_right = value.is_string() ? value.text().empty() || is_whole(value.text())
                                            : value.kind() == Kind::Int || is_integral(value);
    if (!is_right)
      findings.say(where, fmt::format("{} takes a whole number, this is {}", one.path, kind_word(value)), {},
                   "write a whole number");
    return;
  }
  if (fits(key, value) || is_nothing(value)) return;
  if (value.is_scalar() || !(key.takes_a("text") || key.takes_a("bool") || key.takes_a("int"))) {
    const std::string_view wanted = key.takes_a("map") || key.takes_a("open") ? "a map" : "a list";
    findings.say(where, fmt::format("{} takes {}, this is {}", one.path, wanted, kind_word(value)), {},
                 fmt::format("write {}", wanted));
    return;
  }
  // Templates print lists and maps as Go does: "map[a:b]".
  findings.say(Severity::Warning, where, fmt::format("{} takes one value, this is {}", one.path, kind_word(value)), {},
               key.takes == "bool" ? "write true or false" : "write one value");
}

void check_types(const Subject& subject, Findings& findings) {
  for_trees(subject, [&](const ChartTree& tree, const ChartKeys& keys) {
    walk(keys, *tree.root, "", [&](const Written& one) {
      if (one.key && one.key->last.empty()) say_type(one, findings);
    });
  });
}

const Rule kRules[] = {
    {"CHART009", "", Severity::Warning, "a value that the chart does not have",
     "Helm keeps a key that no template of the chart reads, and says nothing: what was to be set keeps its default. "
     "Charts with a values.schema.json refuse some of them.",
     "the name and the place that the chart's values.yaml has", "catalog/data/chart_keys.csv; helm coalesce.go",
     check_unknown},
    {"CHART010", "", Severity::Error, "a value of a type that the chart cannot use",
     "The chart's templates fail on a text where they look into a map, and the API server refuses what they print of a "
     "map in the place of a list. A text is true to every `if`, \"false\" too.",
     "a value of the type that the chart's values.yaml has", "catalog/data/chart_keys.csv; helm coalesce.go",
     check_types},
};

}  // namespace

std::span<const Rule> unread_value_rules() { return kRules; }

}  // namespace slipway::rules
