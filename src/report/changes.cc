#include "report/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "doc/json.h"
#include "report/terminal.h"
#include "report/text_columns.h"

namespace slipway::report {
namespace {

using platform::Change;
using platform::Changes;
using Action = Change::Action;

constexpr std::array kActions = {Action::Create, Action::Change, Action::Replace, Action::Delete, Action::Keep};
constexpr std::size_t kMostDetails = 8;       // fields of one change
constexpr std::ptrdiff_t kMostToBeMade = 12;  // named one by one: of a first apply that was killed there are hundreds

std::string_view word(Action action) {
  constexpr std::string_view kWords[] = {"create", "change", "replace", "destroy", "keep"};
  return kWords[static_cast<int>(action)];
}
std::string_view word(Change::Where where) {
  constexpr std::string_view kWords[] = {"aws", "chart", "object"};
  return kWords[static_cast<int>(where)];
}
std::string_view sign(Action action) {
  constexpr std::string_view kSigns[] = {"+", "~", "-/+", "-", "="};
  return kSigns[static_cast<int>(action)];
}
std::string_view colour_of(Action action, const Paint& paint) {
  return action == Action::Create                                ? paint.green
         : action == Action::Delete || action == Action::Replace ? paint.red
         : action == Action::Change                              ? paint.yellow
                                                                 : paint.dim;
}

std::string_view component_of(const Change& change) {
  return change.component.empty() ? "no longer there" : std::string_view(change.component);
}

/// "platform.yaml:41"; "" for nowhere.
std::string place_of(const SourceRange& where) {
  return where.source ? fmt::format("{}:{}", where.source->name(), where.line) : "";
}

std::string details_of(const Change& change) {
  std::string text;
  for (std::size_t i = 0; i < change.details.size() && i < kMostDetails; ++i)
    text += (i == 0 ? "" : ", ") + printable(change.details[i]);
  if (change.details.size() > kMostDetails) text += fmt::format(" and {} more", change.details.size() - kMostDetails);
  return text;
}

}  // namespace

std::string changes_counts(const Changes& changes, int width) {
  std::vector<std::string_view> components;
  std::map<std::string_view, std::map<Action, int>> counts;
  for (const auto& change : changes.all) {
    const auto component = component_of(change);
    if (std::ranges::find(components, component) == components.end()) components.push_back(component);
    ++counts[component][change.action];
  }
  std::vector<Column> columns = {{"component"}};
  for (const auto action : kActions) columns.push_back({std::string(word(action)), Align::Right});
  const auto add_row = [&](std::string_view name, const std::map<Action, int>& row) {
    columns[0].cells.emplace_back(name);
    for (std::size_t i = 0; i < kActions.size(); ++i) {
      const auto count = row.find(kActions[i]);
      columns[i + 1].cells.push_back(count != row.end() ? fmt::format("{}", count->second) : "");
    }
  };
  std::map<Action, int> all;
  for (const auto component : components) {
    add_row(component, counts[component]);
    for (const auto& [action, count] : counts[component]) all[action] += count;
  }
  if (components.size() > 1) add_row("all", all);
  return text_columns(std::move(columns), static_cast<std::size_t>(width)).text;
}

std::string changes_table(const Changes& changes, bool everything, Colour colour, int width) {
  const Paint paint(colour);
  std::string text;
  if (!changes.all.empty()) text += changes_counts(changes, width);
  std::string lines;
  for (const auto& change : changes.all) {
    if (change.action == Action::Create && !everything) continue;
    lines += fmt::format("  {}{:<3}{} {}", colour_of(change.action, paint), sign(change.action), paint.off,
                         printable(change.what));
    const auto details = details_of(change);
    const bool is_short = change.action == Action::Delete && details.empty() && !change.why.empty();
    const auto& more = details.empty() && !is_short ? change.why : details;
    const auto place = place_of(change.origin);
    if (!place.empty()) lines += fmt::format("  {}{}{}", paint.dim, printable(place), paint.off);
    if (is_short) lines += fmt::format("  {}{}{}", paint.dim, printable(change.why), paint.off);
    lines += "\n";
    if (!more.empty()) lines += wrapped(more, 6, static_cast<std::size_t>(width));
  }
  if (!lines.empty()) text += "\n" + lines;
  if (!changes.refused.empty()) {
    text += fmt::format("{}{}The API server would refuse:{}\n", text.empty() ? "" : "\n", paint.red, paint.off);
    for (const auto& refused : changes.refused) text += wrapped(printable(refused), 2, static_cast<std::size_t>(width));
  }
  for (const auto& unseen : changes.unseen)
    text += wrapped("not compared: " + printable(unseen), 0, static_cast<std::size_t>(width));
  for (const auto& note : changes.notes)
    text += wrapped("note: " + printable(note), 0, static_cast<std::size_t>(width));
  return text;
}

std::string drift_table(const Changes& drift, Colour colour, int width) {
  const Paint paint(colour);
  std::string text;
  const auto is_to_be_made = [](const Change& change) {
    return change.action == Action::Create && change.why == platform::kStillToBeMade;
  };
  const auto to_be_made = std::ranges::count_if(drift.all, is_to_be_made);
  for (const auto& change : drift.all) {
    if (change.action == Action::Keep) continue;
    if (is_to_be_made(change) && to_be_made > kMostToBeMade) continue;
    const auto place = place_of(change.origin);
    const std::string what = change.action == Action::Create ? (change.why.empty() ? "is gone" : change.why)
                             : change.action == Action::Delete
                                 ? (change.why.empty() ? "is no longer wanted" : change.why)
                                 : "differs";
    const bool was_never_there = change.action == Action::Delete && !change.why.empty();  // in platform.yaml
    const std::string component = was_never_there ? "" : fmt::format("{}: ", component_of(change));
    text += fmt::format("{}{}{}{}{}{}\n", place, place.empty() ? "" : ": ", component, paint.yellow,
                        printable(change.what), paint.off);
    const auto details = details_of(change);
    text += wrapped(details.empty() ? printable(what) : details, 4, static_cast<std::size_t>(width));
  }
  if (to_be_made > kMostToBeMade) {
    std::vector<std::pair<std::string_view, int>> components;
    for (const auto& change : drift.all) {
      if (!is_to_be_made(change)) continue;
      const auto component = component_of(change);
      const auto known = std::ranges::find(components, component, &std::pair<std::string_view, int>::first);
      if (known == components.end())
        components.emplace_back(component, 1);
      else
        ++known->second;
    }
    std::string counts;
    for (const auto& [component, count] : components)
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", component, count);
    text += wrapped(fmt::format("{}, {} in all: {}", platform::kStillToBeMade, to_be_made, counts), 0,
                    static_cast<std::size_t>(width));
  }
  for (const auto& refused : drift.refused) text += wrapped(printable(refused), 0, static_cast<std::size_t>(width));
  for (const auto& unseen : drift.unseen)
    text += wrapped("not compared: " + printable(unseen), 0, static_cast<std::size_t>(width));
  return text;
}

doc::Map changes_map(const Changes& changes) {
  using doc::List, doc::Map;
  List all;
  for (const auto& change : changes.all) {
    Map one{{"where", word(change.where)}, {"action", word(change.action)}, {"what", change.what}};
    if (!change.component.empty()) one.set("component", change.component);
    if (const auto place = place_of(change.origin); !place.empty()) one.set("place", place);
    List details;
    for (const auto& detail : change.details) details.add(detail);
    if (!details.empty()) one.set("fields", std::move(details));
    if (!change.why.empty()) one.set("why", change.why);
    all.add(std::move(one));
  }
  List refused, unseen, notes;
  for (const auto& text : changes.refused) refused.add(text);
  for (const auto& text : changes.unseen) unseen.add(text);
  for (const auto& text : changes.notes) notes.add(text);
  return Map{{"schemaVersion", "slipway.dev/changes/v1alpha1"},
             {"resources", static_cast<std::int64_t>(changes.resources)},
             {"charts", static_cast<std::int64_t>(changes.charts)},
             {"objects", static_cast<std::int64_t>(changes.objects)},
             {"changes", std::move(all)},
             {"refused", std::move(refused)},
             {"notCompared", std::move(unseen)},
             {"notes", std::move(notes)}};
}

std::string changes_json(const Changes& changes) {
  return doc::write_json(doc::Value(changes_map(changes)), doc::JsonLayout::Indented);
}

std::string size_of(const Changes& changes) {
  const auto many = [](std::size_t count, std::string_view word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
  };
  std::string text;
  for (const auto& [count, word] : {std::pair{changes.resources, "resource"}, std::pair{changes.charts, "chart"},
                                    std::pair{changes.objects, "object"}})
    if (count > 0) text += (text.empty() ? "" : ", ") + many(count, word);
  return text;
}

}  // namespace slipway::report
