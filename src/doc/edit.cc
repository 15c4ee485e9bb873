#include "doc/edit.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "doc/edit_plan.h"
#include "doc/json.h"
#include "doc/yaml.h"

namespace slipway::doc {
namespace {

using Type = YamlGraphNode::Type;
using Found = EditSource::Found;

std::vector<Document> documents_of(std::string_view text, bool& good) {
  Diagnostics diagnostics;
  auto documents = read_yaml(std::make_shared<SourceText>("", std::string(text)), diagnostics);
  good = !diagnostics.has_errors();
  return documents;
}

Value* at_path(Value& root, const YamlPath& path) {
  Value* value = &root;
  for (const YamlStep& step : path) {
    if (const auto* key = std::get_if<std::string>(&step))
      value = value->map() ? value->map()->find(*key) : nullptr;
    else
      value = value->list() ? value->list()->find(std::get<std::size_t>(step)) : nullptr;
    if (!value) return nullptr;
  }
  return value;
}

std::string canonical(const Value& value) { return canonical_json(freeze(value, {}).root()); }

/// What stands at the place of an edit, or around it, that makes it mean more than it says.
EditError not_safe(const EditSource& source, const Found& found, const YamlPath& path) {
  const auto refuse = [&](std::uint32_t node, std::string why) {
    return EditError{EditError::Reason::NotSafe, std::move(why), source.start(node)};
  };
  EditError unheard{EditError::Reason::NoSuchPlace, ""};
  YamlPath part;
  for (std::size_t i = 0;; ++i) {
    if (const auto at = source.find(part, unheard)) {
      const YamlGraphNode& node = source.node(at->node);
      if (node.type == Type::Alias)
        return refuse(at->node, fmt::format("'*{}' stands here: write it out in its place, or edit what '&{}' names",
                                            node.name, node.name));
      if (!node.name.empty())
        return refuse(at->node, fmt::format("'&{}' names this, and it would change wherever '*{}' stands too",
                                            node.name, node.name));
    }
    if (i == path.size()) break;
    part.push_back(path[i]);
  }
  return refuse(found.node, "the form of the text leaves no safe way: edit it by hand");
}

/// Applies `change` to the text and `meaning` to its tree, and compares.
template <class Change, class Meaning>
Result<std::string, EditError> edit(YamlPlace place, const YamlPath& path, const Change& change,
                                    const Meaning& meaning) {
  const EditSource source(place);
  if (source.error()) return *source.error();
  EditError error{EditError::Reason::NoSuchPlace, ""};
  const auto found = source.find(path, error);
  if (!found) return error;
  bool good_before = false, good = false;
  std::vector<Document> before = documents_of(place.text, good_before);
  if (place.document >= before.size()) return EditError{EditError::Reason::NoSuchPlace, "the document has no content"};
  Value expected(before[place.document].root());
  Value* target = at_path(expected, path);
  if (!target) return EditError{EditError::Reason::NoSuchPlace, fmt::format("there is no {}", to_string(path))};
  if (auto wrong = meaning(*target, expected)) return *wrong;
  EditPlan plan(source);
  const auto refused = [&] { return not_safe(source, *found, path); };
  if (!change(plan, source, *found)) return refused();
  std::string text = plan.apply();
  const std::vector<Document> after = documents_of(text, good);
  if (good_before && !good) return refused();
  if (after.size() != before.size()) return refused();
  for (std::size_t i = 0; i < after.size(); ++i) {
    const std::string got = canonical_json(after[i].root());
    const bool as_meant = i == place.document ? got == canonical(expected) : got == canonical_json(before[i].root());
    if (!as_meant) return refused();
  }
  return text;
}

}  // namespace

Result<std::string, EditError> set_value(YamlPlace place, const YamlPath& path, const Value& value) {
  return edit(
      place, path, [&](EditPlan& plan, const EditSource&, const Found& found) { return plan.set(found, value); },
      [&](Value& target, Value&) -> std::optional<EditError> {
        target = value;
        return std::nullopt;
      });
}

Result<std::string, EditError> add_member(YamlPlace place, const YamlPath& map, std::string_view key,
                                          const Value& value) {
  return edit(
      place, map,
      [&](EditPlan& plan, const EditSource&, const Found& found) {
        return plan.add_member(found.node, found, key, value);
      },
      [&](Value& target, Value&) -> std::optional<EditError> {
        if (target.is_null()) target = Map();
        if (!target.map())
          return EditError{EditError::Reason::NoSuchPlace, fmt::format("{} is no map", to_string(map))};
        if (target.map()->find(key))
          return EditError{EditError::Reason::Exists, fmt::format("{} already has {}", to_string(map), key)};
        target.map()->set(key, value);
        return std::nullopt;
      });
}

Result<std::string, EditError> add_items(YamlPlace place, const YamlPath& list, const List& values) {
  return edit(
      place, list,
      [&](EditPlan& plan, const EditSource&, const Found& found) { return plan.add_items(found.node, found, values); },
      [&](Value& target, Value&) -> std::optional<EditError> {
        if (target.is_null()) target = List();
        if (!target.list())
          return EditError{EditError::Reason::NoSuchPlace, fmt::format("{} is no list", to_string(list))};
        for (const Value& value : values.items()) target.list()->add(value);
        return std::nullopt;
      });
}

Result<std::string, EditError> add_item(YamlPlace place, const YamlPath& list, const Value& value) {
  return add_items(place, list, List{value});
}

Result<std::string, EditError> put_value(YamlPlace place, const YamlPath& path, const Value& value) {
  YamlPath present = path;
  Value missing = value;
  for (;;) {
    auto done = present.size() == path.size()
                    ? set_value(place, present, value)
                    : add_member(place, present, std::get<std::string>(path[present.size()]), missing);
    if (done || done.error().reason != EditError::Reason::NoSuchPlace || present.empty()) return done;
    if (!std::holds_alternative<std::string>(present.back())) return done;
    if (present.size() < path.size()) missing = Map{{std::get<std::string>(path[present.size()]), missing}};
    present.pop_back();
  }
}

Result<std::string, EditError> remove(YamlPlace place, const YamlPath& path) {
  if (path.empty()) return EditError{EditError::Reason::NoSuchPlace, "a document's root cannot be removed"};
  const YamlPath parent(path.begin(), path.end() - 1);
  return edit(
      place, path,
      [&](EditPlan& plan, const EditSource& source, const Found& found) {
        const YamlGraphNode& around = source.node(found.parent);
        const bool last_one = around.children == (around.type == Type::Mapping ? 2u : 1u);
        if (!last_one || around.flow) return plan.remove(found);
        EditError error{EditError::Reason::NoSuchPlace, ""};
        const auto emptied = source.find(parent, error);
        return emptied && plan.set(*emptied, around.type == Type::Mapping ? Value(Map()) : Value(List()));
      },
      [&](Value&, Value& root) -> std::optional<EditError> {
        Value* around = at_path(root, parent);
        if (const auto* key = std::get_if<std::string>(&path.back()))
          around->map()->remove(*key);
        else
          around->list()->remove(std::get<std::size_t>(path.back()));
        return std::nullopt;
      });
}

}  // namespace slipway::doc
