#include "spec/additions/assignment.h"

#include <fmt/core.h>

#include <charconv>
#include <memory>

#include "base/text.h"
#include "doc/edit.h"
#include "doc/yaml.h"
#include "spec/additions/ids.h"
#include "spec/additions/words.h"
#include "spec/ids.h"

namespace slipway::spec::additions {
namespace {

/// Where the path ends: at the first = outside of quotes.
std::size_t end_of_path(std::string_view word) {
  bool quoted = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '\'') quoted = !quoted;
    if (word[i] == '=' && !quoted) return i;
  }
  return std::string_view::npos;
}

/// A copy that does not remember where it stood: the word's text does not live as long.
doc::Value without_places(const doc::Node& node) {
  if (node.is_map()) {
    doc::Map map;
    for (const auto& member : node.members()) map.set(member.key.text(), without_places(member.value));
    return map;
  }
  if (node.is_list()) {
    doc::List list;
    for (const auto& item : node.items()) list.add(without_places(item));
    return list;
  }
  doc::Value scalar(node);
  scalar.from({});
  return scalar;
}

class Assignment {
 public:
  Assignment(const Text& word, Diagnostics& diagnostics) : word_(word), diagnostics_(diagnostics) {}

  bool into(doc::Map& map, const StructType& type) {
    const std::size_t equals = end_of_path(word_.value);
    if (equals == std::string_view::npos || equals == 0)
      return wrong(id::kNotThis, 0, "a field and its value are expected", "write PATH=VALUE, such as scale.max=4");
    auto path = doc::parse_path(std::string_view(word_.value).substr(0, equals));
    if (!path) return wrong(id::kNotThis, path.error().offset, "this is no path: " + path.error().message);
    path_ = std::move(path).value();
    value_at_ = equals + 1;
    return put(map, &type, 0);
  }

 private:
  bool wrong(const char* what, std::size_t offset, std::string message,
             std::string fix = "write PATH=VALUE, such as scale.max=4") {
    diagnostics_.error(what, part_of(word_, offset), std::move(message), std::move(fix));
    return false;
  }
  std::string_view text() const { return std::string_view(word_.value).substr(value_at_); }
  bool is_last(std::size_t step) const { return step + 1 == path_.size(); }

  /// The map below a key, made when it is missing.
  static doc::Map& below(doc::Map& map, const std::string& key) {
    if (doc::Value* there = map.find(key); !there || !there->map()) map.set(key, doc::Map{});
    return *map.find(key)->map();
  }

  /// Steps from `step` on below `map`; without a type anything may stand there.
  bool put(doc::Map& map, const StructType* type, std::size_t step) {
    const auto* key = std::get_if<std::string>(&path_[step]);
    if (!key) return wrong(id::kNotThis, 0, "set a list whole: PATH=[…]");
    if (!type) {
      if (!is_last(step)) return put(below(map, *key), nullptr, step + 1);
      const auto value = yaml();
      if (value) map.set(*key, *value);
      return value.has_value();
    }
    const Field* field = type->find(*key);
    if (!field) return unknown(*type, *key);
    if (is_last(step)) {
      const auto value = of(*field);
      if (value) map.set(field->name, *value);
      return value.has_value();
    }
    doc::Map& inner = below(map, field->name);
    switch (field->kind) {
      case FieldKind::Struct:
      case FieldKind::OptionalStruct:
        return put(inner, &field->nested(), step + 1);
      case FieldKind::StructMap:
        return named(inner, *field, step + 1);
      case FieldKind::StringMap:
      case FieldKind::QuantityMap:
        return entry(inner, step + 1);
      case FieldKind::Native:
        return put(inner, nullptr, step + 1);
      default:
        return wrong(spec::id::kUnknownField, 0, fmt::format("{} has nothing below it", field->name));
    }
  }

  bool named(doc::Map& map, const Field& field, std::size_t step) {
    const auto* name = std::get_if<std::string>(&path_[step]);
    if (!name) return wrong(id::kNotThis, 0, fmt::format("{} holds names, not a list", field.name));
    if (!is_last(step)) return put(below(map, *name), &field.nested(), step + 1);
    const auto value = yaml();
    if (value) map.set(*name, *value);
    return value.has_value();
  }

  bool entry(doc::Map& map, std::size_t step) {
    // Keys such as app.kubernetes.io/name have dots: what is left of the path is one key.
    std::string key;
    for (; step < path_.size(); ++step) {
      const auto* part = std::get_if<std::string>(&path_[step]);
      if (!part) return wrong(id::kNotThis, 0, "a key in quotes is expected: labels['a.b/c']");
      key += (key.empty() ? "" : ".") + *part;
    }
    map.set(key, std::string(text()));
    return true;
  }

  std::optional<doc::Value> of(const Field& field) {
    const auto refuse = [&](std::string_view what) {
      wrong(spec::id::kWrongType, value_at_, fmt::format("{} is {}", field.name, what));
      return std::nullopt;
    };
    switch (field.kind) {
      case FieldKind::String:
      case FieldKind::Choice:
        return doc::Value(text());
      case FieldKind::Integer: {
        std::int64_t number = 0;
        const auto [end, status] = std::from_chars(text().data(), text().data() + text().size(), number);
        if (status != std::errc{} || end != text().data() + text().size()) return refuse("a whole number");
        return doc::Value(number);
      }
      case FieldKind::Boolean:
        if (text() != "true" && text() != "false") return refuse("true or false");
        return doc::Value(text() == "true");
      case FieldKind::StringList:
      case FieldKind::ChoiceList: {
        if (text().starts_with('[')) return yaml();
        doc::List list;
        for (const auto item : split(text(), ',')) list.add(trim(item));
        return doc::Value(std::move(list));
      }
      default:
        return yaml();
    }
  }

  std::optional<doc::Value> yaml() {
    // Padded, so that places are those of the word.
    std::string padded(word_.value);
    for (std::size_t i = 0; i < value_at_; ++i)
      if (padded[i] != '\n') padded[i] = ' ';
    Diagnostics mistakes;
    const auto document =
        doc::read_yaml_document(std::make_shared<const SourceText>(word_.where.source->name(), padded), mistakes);
    if (!mistakes.has_errors()) return without_places(document.root());
    wrong(id::kNotThis, value_at_, "the value is no YAML: " + mistakes.all().front().message,
          "write a list as [a, b], a map as {a: 1, b: 2}, text that looks like either in quotes");
    return std::nullopt;
  }

  bool unknown(const StructType& type, const std::string& key) {
    std::vector<std::string_view> known;
    std::optional<std::string_view> near;
    for (const Field& field : type.fields) {
      known.push_back(field.name);
      for (const auto other : field.known_as)
        if (other == key) near = field.name;
    }
    if (!near) near = near_miss(key, known);
    std::vector<std::string> names(known.begin(), known.end());
    const auto at = word_.value.find(key);
    diagnostics_.add({spec::id::kUnknownField,
                      Severity::Error,
                      part_of(word_, at == std::string::npos ? 0 : at, key.size()),
                      fmt::format("{} has no field '{}'", type.name, printable(key)),
                      near ? fmt::format("did you mean {}?", *near) : "",
                      near ? "" : "it has " + join(names, ", "),
                      {}});
    return false;
  }

  const Text& word_;
  Diagnostics& diagnostics_;
  doc::YamlPath path_;
  std::size_t value_at_ = 0;
};

}  // namespace

bool assign(doc::Map& into, const StructType& type, const Text& word, Diagnostics& diagnostics) {
  return Assignment(word, diagnostics).into(into, type);
}

}  // namespace slipway::spec::additions
