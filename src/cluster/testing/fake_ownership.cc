#include "cluster/testing/fake_ownership.h"

#include <algorithm>

#include "base/text.h"
#include "doc/json.h"

namespace slipway::cluster::testing {

namespace {

constexpr std::string_view kServers[] = {"/metadata/uid",
                                         "/metadata/resourceVersion",
                                         "/metadata/generation",
                                         "/metadata/managedFields",
                                         "/metadata/creationTimestamp",
                                         "/status",
                                         "/apiVersion",
                                         "/kind",
                                         "/metadata/name",
                                         "/metadata/namespace",
                                         "/metadata/deletionTimestamp"};

bool are_named(const doc::List& list) {
  return !list.empty() &&
         std::ranges::all_of(list.items(), [](const doc::Value& item) { return item.map() && item["name"].string(); });
}

std::string escaped(std::string_view key) {
  std::string text;
  for (const char c : key) {
    if (c == '/')
      text += "~1";
    else if (c == '~')
      text += "~0";
    else
      text += c;
  }
  return text;
}

std::string unescaped(std::string_view text) {
  std::string key;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && i + 1 < text.size())
      key += text[++i] == '1' ? '/' : '~';
    else
      key += text[i];
  }
  return key;
}

void walk(const doc::Value& value, const std::string& path, std::set<std::string>& leaves) {
  if (std::ranges::find(kServers, path) != std::end(kServers)) return;
  if (const doc::Map* map = value.map(); map && !map->empty()) {
    for (const auto& [key, member] : map->entries()) walk(member, path + "/" + escaped(key), leaves);
    return;
  }
  if (const doc::List* list = value.list(); list && are_named(*list)) {
    for (const doc::Value& item : list->items())
      walk(item, path + "/[name=" + escaped(*item["name"].string()) + "]", leaves);
    return;
  }
  if (!path.empty()) leaves.insert(path);
}

/// "[name=web]": web; nullopt: a key.
std::optional<std::string> name_of(std::string_view step) {
  if (!step.starts_with("[name=") || !step.ends_with("]")) return std::nullopt;
  return unescaped(step.substr(6, step.size() - 7));
}

doc::Value* item_named(doc::List& list, const std::string& name) {
  for (std::size_t i = 0; doc::Value* item = list.find(i); ++i)
    if (const std::string* text = (*item)["name"].string(); text && *text == name) return item;
  return nullptr;
}

doc::Value* child(doc::Value& value, std::string_view step) {
  if (const auto name = name_of(step)) return value.list() ? item_named(*value.list(), *name) : nullptr;
  return value.map() ? value.map()->find(unescaped(step)) : nullptr;
}

bool is_empty(const doc::Value& value) {
  if (value.map()) return value.map()->empty();
  return value.list() && value.list()->empty();
}

void remove_below(doc::Value& value, const std::vector<std::string_view>& steps, std::size_t depth) {
  doc::Value* next = child(value, steps[depth]);
  if (!next) return;
  if (depth + 1 < steps.size()) {
    remove_below(*next, steps, depth + 1);
    const bool has_only_name = next->map() && name_of(steps[depth]) && next->map()->entries().size() == 1;
    if (!is_empty(*next) && !has_only_name) return;
  }
  if (const auto name = name_of(steps[depth])) {
    doc::List& list = *value.list();
    for (std::size_t i = 0; doc::Value* item = list.find(i); ++i)
      if (item == next) return list.remove(i);
    return;
  }
  value.map()->remove(unescaped(steps[depth]));
}

}  // namespace

std::set<std::string> leaves_of(const doc::Value& object) {
  std::set<std::string> leaves;
  walk(object, "", leaves);
  return leaves;
}

doc::Value fields_of(const std::set<std::string>& leaves) {
  doc::Value fields = doc::Map{};
  for (const std::string& leaf : leaves) {
    doc::Value* here = &fields;
    for (const std::string_view step : split(std::string_view(leaf).substr(1), '/')) {
      const auto name = name_of(step);
      const std::string key = name ? "k:{\"name\":" + doc::json_quote(*name) + "}" : "f:" + unescaped(step);
      if (!here->map()->find(key)) here->map()->set(key, name ? doc::Map{{".", doc::Map{}}} : doc::Map{});
      here = here->map()->find(key);
    }
  }
  return fields;
}

const doc::Value* at(const doc::Value& object, std::string_view path) {
  doc::Value* value = const_cast<doc::Value*>(&object);
  for (const std::string_view step : split(path.substr(1), '/')) {
    value = child(*value, step);
    if (!value) return nullptr;
  }
  return value;
}

void set(doc::Value& object, std::string_view path, const doc::Value& value) {
  doc::Value* here = &object;
  for (const std::string_view step : split(path.substr(1), '/')) {
    const auto name = name_of(step);
    if (name && !here->list()) *here = doc::List{};
    if (!name && !here->map()) *here = doc::Map{};
    doc::Value* next = child(*here, step);
    if (!next) {
      if (name)
        here->list()->add(doc::Map{{"name", *name}});
      else
        here->map()->set(unescaped(step), doc::Value());
      next = child(*here, step);
    }
    here = next;
  }
  *here = value;
}

void remove(doc::Value& object, std::string_view path) {
  const auto steps = split(path.substr(1), '/');
  remove_below(object, steps, 0);
}

bool is_same(const doc::Value* one, const doc::Value* other) {
  if (!one || !other) return one == other;
  return doc::canonical_json(doc::freeze(*one, {}).root()) == doc::canonical_json(doc::freeze(*other, {}).root());
}

}  // namespace slipway::cluster::testing
