#include "cli/consequences.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "spec/ids.h"
#include "spec/root.h"

namespace slipway::cli {
namespace {

/// Rules that say that there is none of something. Of nodes: those that say that no node is fit, or that too many are.
struct Missing {
  std::string_view id;
  bool of_nodes = false;
};
constexpr Missing kMissing[] = {
    {"ADDON002"},     {"ADDON004"},     {"ADDON009"},     {"CHART004"},     {"CHART006"},      {"CHART008"},
    {"EFA001", true}, {"EFA002", true}, {"EFA003", true}, {"ENTRY001"},     {"FIT001", true},  {"FIT002", true},
    {"FIT003", true}, {"IMG004", true}, {"SVC004"},       {"GPU001", true}, {"GPU002", true},  {"GPU003", true},
    {"GPU004", true}, {"GPU005", true}, {"GPU006", true}, {"GPU007", true}, {"GPU010", true},  {"GPU011", true},
    {"GPU012", true}, {"GPU013", true}, {"GPU014", true}, {"GPU015", true}, {"GPU016", true},  {"ING002"},
    {"ING005"},       {"ING006"},       {"KED003"},       {"KED006"},       {"KED016"},        {"KRP023", true},
    {"KRP027"},       {"KUE001"},       {"KUE002"},       {"KUE003"},       {"NCL003", true},  {"NCL007"},
    {"NCL009", true}, {"NETPOL001"},    {"NETPOL002"},    {"NG009", true},  {"PLAT009", true}, {"REF001"},
    {"REF002"},       {"REF003"},       {"REF004"},       {"REF005"},       {"REF006"},        {"REF007"},
    {"REF008"},       {"REF009"},       {"REF010"},       {"REF011"},       {"SCA006"},        {"SVC001"},
    {"SVC002"},       {"SVC003"},       {"TRN001", true}, {"TRN002", true}, {"TRN006", true},  {"WGT001", true},
    {"WRK006", true}};

const Missing* row_of(std::string_view id) {
  const auto found = std::ranges::find(kMissing, id, &Missing::id);
  return found == std::end(kMissing) ? nullptr : &*found;
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
}

/// Calls `say` for each word of a text; words of names such as queue/prompts are two.
template <class Say>
void each_word(std::string_view text, Say say) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    std::string_view word = text.substr(at, end - at);
    while (word.ends_with('.')) word.remove_suffix(1);
    if (!word.empty()) say(word);
    at = end + 1;
  }
}

/// The steps of a path to the entry: "spec", "nodePools", "gpu".
std::vector<std::string_view> steps_of(std::string_view path) {
  const std::size_t list = path.find('[');
  return split(path.substr(0, list), '.');
}

/// Errors by which a file as a whole is not read.
bool leaves_out_a_file(std::string_view id) {
  return id.starts_with("IO0") || id.starts_with("YAML") || id == spec::id::kIncludeCycle ||
         id == spec::id::kIncludeUnreadable || id == spec::id::kIncludeTooDeep;
}

/// Sections that are no maps of entries by name: what they make is called otherwise.
bool makes_no_entries(std::string_view section) {
  constexpr std::string_view kSections[] = {"aws",     "cluster", "network",      "autoscaler",
                                            "storage", "edge",    "observability"};
  return std::ranges::find(kSections, section) != std::end(kSections);
}

/// What is left out by it, when it alone is, may change which nodes there are.
bool changes_nodes(const std::vector<std::string_view>& steps) {
  if (steps.size() < 2) return true;
  const std::string_view section = steps[1];
  if (section == "cluster") return steps.size() == 2 || steps[2] == "mode";
  if (section == "autoscaler") return true;
  if (section == "nodeClasses") return steps.size() < 4 || steps[3] == "efa" || steps[3] == "instanceStoreRaid";
  if (section != "nodePools" && section != "nodeGroups") return false;
  constexpr std::string_view kElse[] = {"disruption", "limits", "weight", "tags", "min", "max", "desired"};
  return steps.size() < 4 || std::ranges::find(kElse, steps[3]) == std::end(kElse);
}

/// Names of fields, which say nothing of what was left out.
void collect_fields(const spec::StructType& type, std::set<std::string, std::less<>>& into, int depth = 0) {
  for (const spec::Field& field : type.fields) {
    into.insert(field.name);
    if (field.nested && depth < 8) collect_fields(field.nested(), into, depth + 1);
  }
}

bool is_field(std::string_view word) {
  static const auto fields = [] {
    std::set<std::string, std::less<>> out;
    collect_fields(type_of(static_cast<const spec::Root*>(nullptr)), out);
    return out;
  }();
  return fields.contains(word);
}

/// Scalars and keys (true) of a tree, each once or more.
template <class Say>
void each_text(const doc::Node& tree, Say say) {
  std::vector<const doc::Node*> waiting = {&tree};
  while (!waiting.empty()) {
    const doc::Node& one = *waiting.back();
    waiting.pop_back();
    if (one.is_string()) say(one.text(), false);
    for (const doc::Member& member : one.members()) {
      say(member.key.text(), true);
      waiting.push_back(&member.value);
    }
    for (const doc::Node& item : one.items()) waiting.push_back(&item);
  }
}

}  // namespace

Consequences::Place Consequences::place_of(const SourceRange& where) {
  return {where.source ? std::string_view(where.source->name()) : std::string_view(), where.line, where.column};
}

/// What may be a name; prose has words that any finding may have.
void Consequences::note_word(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, is_word) && !is_field(text)) words_.emplace(text);
}

Consequences::Consequences(const Loaded& platform) {
  std::set<Place> unknown_fields;
  for (const Diagnostic& one : platform.findings.all()) {
    is_unknown_ = is_unknown_ || (one.severity == Severity::Error && leaves_out_a_file(one.id));
    if (one.id == spec::id::kUnknownField) unknown_fields.insert(place_of(one.where));
  }
  is_any_ = is_unknown_;
  for (const spec::Mended& one : platform.mended) {
    if (!one.left_out) continue;
    is_any_ = true;
    for (const SourceRange& head : one.heads) heads_.insert(place_of(head));
    heads_.insert(place_of(one.left_out->where()));
    const auto steps = steps_of(one.path);
    if (steps.front() != "spec") continue;  // beside it nothing is read
    const bool is_unknown_field = !one.heads.empty() && unknown_fields.contains(place_of(one.heads.back()));
    is_of_nodes_ = is_of_nodes_ || changes_nodes(steps);
    // A field that nobody knows made nothing: it says at most how it and the entries below it are called.
    if (!is_unknown_field) each_text(*one.left_out, [&](std::string_view text, bool) { note_word(text); });
    for (std::size_t i = 2; i < steps.size(); ++i) note_word(steps[i]);
    if (steps.size() >= 3)
      names_.emplace(steps[2]);
    else
      for (const doc::Member& member : one.left_out->members()) {
        note_word(member.key.text());
        names_.emplace(member.key.text());
      }
    if (is_unknown_field) continue;
    is_unknown_ =
        is_unknown_ || steps.size() < 2 || steps[1] == "components" || steps[1] == "manifests" || steps[1] == "include";
    is_of_resources_ = is_of_resources_ || steps.size() < 3 || makes_no_entries(steps[1]);
  }
  if (!is_any_) return;
  for (const doc::Document& one : platform.platform.included) find_dependents(one.root()["spec"]);
  find_dependents(platform.platform.document.root()["spec"]);
  dependents_.insert(place_of(platform.platform.cluster.where));
}

/// Entries that name what something was left out of, and those that name these.
void Consequences::find_dependents(const doc::Node& spec) {
  constexpr int kMostSteps = 6;  // a route of a workload of a pool of a node class …
  bool more = true;
  for (int step = 0; more && step < kMostSteps; ++step) {
    more = false;
    for (const doc::Member& section : spec.members())
      for (const doc::Member& entry : section.value.members()) {
        if (dependents_.contains(place_of(entry.key.where()))) continue;
        bool names_one = false;
        each_text(entry.value, [&](std::string_view text, bool is_key) {
          names_one = names_one || (!is_key && names_.contains(text));
        });
        if (!names_one) continue;
        dependents_.insert(place_of(entry.key.where()));
        dependents_.insert(place_of(entry.value.where()));
        names_.emplace(entry.key.text());
        more = true;
      }
  }
}

bool Consequences::says_missing(std::string_view id) { return row_of(id) != nullptr; }

std::vector<std::string_view> Consequences::rules_of_what_is_missing() {
  std::vector<std::string_view> out;
  for (const Missing& one : kMissing) out.push_back(one.id);
  return out;
}

bool Consequences::is_of_left_out(const Diagnostic& unmade) const {
  if (is_unknown_ || is_of_resources_) return true;
  const auto as_in_terraform = [](std::string_view name) {
    std::string out(name);
    std::ranges::replace(out, '-', '_');
    return out;
  };
  // "this platform makes no aws_sqs_queue.prompts"
  const std::string wanted = as_in_terraform(std::string_view(unmade.message).substr(unmade.message.rfind('.') + 1));
  return std::ranges::any_of(names_, [&](const std::string& name) {
    return !name.empty() && wanted.find(as_in_terraform(name)) != wanted.npos;
  });
}

bool Consequences::holds(const Diagnostic& finding) const {
  if (!is_any_) return false;
  if (finding.id == "CMP009") return is_of_left_out(finding);
  const Place place = place_of(finding.where);
  if (heads_.contains(place)) return true;
  const Missing* row = row_of(finding.id);
  if (!row) return false;
  if (is_unknown_ || (row->of_nodes && is_of_nodes_) || dependents_.contains(place)) return true;
  bool is_named = false;
  for (const std::string_view text : {std::string_view(finding.message), std::string_view(finding.hint)})
    each_word(text, [&](std::string_view word) { is_named = is_named || words_.contains(word); });
  return is_named;
}

namespace {

/// Files that platform.yaml names and that are not read, or not to their end.
std::vector<std::string> files_left_out(const Loaded& platform) {
  std::vector<std::string> out;
  for (const Diagnostic& one : platform.findings.all()) {
    const SourceText* source = one.where.source;
    if (one.severity != Severity::Error || !leaves_out_a_file(one.id) || !source) continue;
    const bool is_own = one.id.starts_with("YAML");  // else a line of another file names it
    if (is_own && source == platform.sources.front().get()) continue;
    const std::string_view line = source->line(one.where.line);
    const auto from = std::min(line.size(), static_cast<std::size_t>(std::max(one.where.column - 1, 0)));
    std::string name(is_own ? source->name() : line.substr(from, static_cast<std::size_t>(one.where.length)));
    if (std::ranges::find(out, name) == out.end()) out.push_back(std::move(name));
  }
  return out;
}

}  // namespace

void say_left_out(const Loaded& platform, Diagnostics& findings) {
  if (platform.sources.empty()) return;
  const SourceRange where{platform.sources.front().get(), 1, 1, 0};
  if (!platform.is_expanded) {
    if (platform.findings.has_errors())
      findings.note("INPUT003", where, "nothing was asked of what this platform makes",
                    "mend the errors first: without its name, its region or its form nothing can be said of the rest");
    return;
  }
  std::vector<std::string> paths = files_left_out(platform);
  for (const spec::Mended& one : platform.mended)
    if (one.left_out && std::ranges::find(paths, one.path) == paths.end()) paths.push_back(one.path);
  if (paths.empty()) return;
  constexpr std::size_t kMost = 5;
  const std::size_t more = paths.size() > kMost ? paths.size() - kMost : 0;
  paths.resize(paths.size() - more);
  findings.note("INPUT003", where,
                fmt::format("the rest is judged without {}{}", printable(join(paths, ", ")),
                            more ? fmt::format(" and {} more", more) : ""),
                "mend the errors, and what follows from these parts is judged too");
}

}  // namespace slipway::cli
