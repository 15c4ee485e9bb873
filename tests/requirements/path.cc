#include "requirements/path.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace slipway::requirements {
namespace {

using Values = std::vector<const doc::Value*>;

/// One step and what is left of the path after it.
struct Step {
  std::string_view name;
  bool bracketed = false;
};

Step take_step(std::string_view& path) {
  if (path.starts_with('.')) path.remove_prefix(1);
  if (path.starts_with('[')) {
    const auto close = std::min(path.find(']'), path.size());
    const Step step{path.substr(1, close - 1), true};
    path.remove_prefix(std::min(close + 1, path.size()));
    return step;
  }
  const auto end = std::min(path.find_first_of(".["), path.size());
  const Step step{path.substr(0, end), false};
  path.remove_prefix(end);
  return step;
}

void take_items(const doc::Value& value, Values& found) {
  if (const auto* list = value.list()) {
    for (const auto& item : list->items()) found.push_back(&item);
  } else if (value.map()) {
    found.push_back(&value);
  }
}

void take_chosen(const doc::Value& value, std::string_view key, std::string_view wanted, Values& found) {
  Values items;
  take_items(value, items);
  for (const auto* item : items)
    for (const auto* member : follow(*item, key))
      if (scalar_text(*member) == wanted) {
        found.push_back(item);
        break;
      }
}

void take(const doc::Value& value, const Step& step, Values& found) {
  if (step.name == "*") {
    const auto* map = step.bracketed ? nullptr : value.map();
    if (!map) return take_items(value, found);
    for (const auto& [name, member] : map->entries()) found.push_back(&member);
    return;
  }
  if (const auto* map = value.map())
    if (const auto* member = map->find(step.name)) return found.push_back(member);
  if (!step.bracketed) return;
  std::size_t index = 0;
  const auto [end, status] = std::from_chars(step.name.data(), step.name.data() + step.name.size(), index);
  if (status == std::errc{} && end == step.name.data() + step.name.size()) {
    Values items;
    take_items(value, items);
    if (index < items.size()) found.push_back(items[index]);
  } else if (const auto equals = step.name.find('='); equals != std::string_view::npos) {
    take_chosen(value, step.name.substr(0, equals), step.name.substr(equals + 1), found);
  }
}

}  // namespace

std::vector<const doc::Value*> follow(const doc::Value& root, std::string_view path) {
  Values here = {&root};
  while (!path.empty() && !here.empty()) {
    const Step step = take_step(path);
    Values next;
    for (const auto* value : here) take(*value, step, next);
    here = std::move(next);
  }
  return here;
}

std::string scalar_text(const doc::Value& value) {
  if (const auto* text = value.string()) return *text;
  if (const auto* expression = value.expression()) return expression->text;
  if (const auto* flag = value.boolean()) return *flag ? "true" : "false";
  if (const auto* integer = value.integer()) return fmt::format("{}", *integer);
  if (const auto* number = value.number()) return fmt::format("{}", *number);
  return {};
}

}  // namespace slipway::requirements
