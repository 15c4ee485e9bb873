#include "spec/say.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "spec/field_places.h"
#include "spec/ids.h"

namespace slipway::spec::say {
namespace {

constexpr std::size_t kLongestQuote = 60;

std::string quoted(std::string_view text) {
  if (text.size() > kLongestQuote) return fmt::format("'{}…'", printable(text.substr(0, kLongestQuote)));
  return fmt::format("'{}'", printable(text));
}

std::string words_of_field(const Field& field) {
  std::vector<std::string> words;
  for (const Word& word : field.words) words.emplace_back(word.text);
  std::string text = (words.size() == 1 ? "" : "one of ") + join(words, ", ");
  return field.format ? fmt::format("{}, or {}", text, field.format->expected) : text;
}

std::string strings_or(const Field& field) {
  if (!field.words.empty()) return "strings: " + words_of_field(field);
  return field.format ? fmt::format("strings, each {}", field.format->expected) : "strings";
}

std::string plain(doc::Kind kind) { return kind == doc::Kind::List ? "a list" : "a map"; }

/// What may stand in a place, for a fix in words; not more than a person reads.
std::string known_here(const std::vector<std::string_view>& known) {
  constexpr std::size_t kMostNames = 24;
  std::vector<std::string> names;
  for (const auto name : known)
    if (names.size() < kMostNames) names.emplace_back(name);
  return "known here: " + join(names, ", ") + (known.size() > kMostNames ? ", …" : "");
}

bool is_string_field(const Field& field) {
  return field.kind == FieldKind::String || field.kind == FieldKind::StringList || field.kind == FieldKind::Choice;
}

bool takes_list(const Field& field) {
  return field.kind == FieldKind::StringList || field.kind == FieldKind::ChoiceList ||
         field.kind == FieldKind::StructList || field.kind == FieldKind::ComponentList;
}
bool takes_map(const Field& field) {
  return field.kind == FieldKind::StringMap || field.kind == FieldKind::QuantityMap ||
         field.kind == FieldKind::StructMap;
}

/// The same value in the form that the field takes; "" when that is not sure.
std::string likely_meant(const Field& field, const doc::Node& node) {
  if (node.is_list() && node.items().empty() && takes_map(field)) return "{}";
  if (node.is_map() && node.members().empty() && takes_list(field)) return "[]";
  if (!node.is_scalar() || node.is_null()) return "";
  const std::string_view text = node.text();
  if (text.size() > kLongestQuote) return "";
  const bool is_list = field.kind == FieldKind::StringList || field.kind == FieldKind::ChoiceList;
  if (is_list && node.is_string() && !text.empty() &&
      text.find_first_of(",:[]{}#&*!|>'\"%@` ") == std::string_view::npos)
    return fmt::format("[{}]", text);
  if (is_string_field(field) && !node.is_string()) return fmt::format("\"{}\"", text);
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (field.kind == FieldKind::Integer && node.is_string() && digits && text.size() < 10) return std::string(text);
  if (field.kind == FieldKind::Boolean && node.is_string()) {
    if (text == "true" || text == "yes" || text == "on" || text == "True") return "true";
    if (text == "false" || text == "no" || text == "off" || text == "False") return "false";
  }
  return "";
}

/// Where `length` bytes at `offset` of `text`, a part of the scalar, stand in the file; the whole scalar when escapes
/// or folding moved them.
SourceRange inside(const doc::Node& node, std::string_view text, std::size_t offset, std::size_t length) {
  SourceRange where = node.where();
  if (!where || where.line == 0) return where;
  const auto line = where.source->line(where.line);
  const auto column = static_cast<std::size_t>(where.column - 1);
  if (column >= line.size()) return where;
  const auto written = line.substr(column, static_cast<std::size_t>(where.length));
  const auto at = written.find(text);
  if (at == std::string_view::npos || text.empty()) return where;
  where.column += static_cast<int>(at + std::min(offset, text.size()));
  where.length = static_cast<int>(length);
  return where;
}

}  // namespace

std::string expectation(const Field& field) {
  const std::string one = field.one_or_list ? " or one of them" : "";
  switch (field.kind) {
    case FieldKind::String:
      return expected_text(field);
    case FieldKind::Integer:
      return "a whole number";
    case FieldKind::Boolean:
      return "true or false";
    case FieldKind::Choice:
      return words_of_field(field);
    case FieldKind::StringList:
    case FieldKind::ChoiceList:
      return "a list of " + strings_or(field) + one;
    case FieldKind::StringMap:
      return "a map of strings";
    case FieldKind::QuantityMap:
      return "a map of quantities such as {cpu: 4, memory: 16Gi}";
    case FieldKind::Native:
      return plain(field.native);
    case FieldKind::ComponentList:
      return "a list of names, each with or without options";
    case FieldKind::Struct:
    case FieldKind::OptionalStruct:
      return expected_struct(field);
    case FieldKind::StructList:
      return "a list of " + (field.nested().short_form.empty() ? "maps" : "maps or " + field.nested().short_form) + one;
    case FieldKind::StructMap:
      return "a map of names";
  }
  return "";
}

std::string found(const doc::Node& node) {
  switch (node.kind()) {
    case doc::Kind::Null:
      return "nothing";
    case doc::Kind::Bool:
      return fmt::format("the boolean {}", printable(node.text()));
    case doc::Kind::Int:
    case doc::Kind::Float:
      return fmt::format("the number {}", printable(node.text().substr(0, kLongestQuote)));
    case doc::Kind::String:
      return "the string " + quoted(node.text());
    case doc::Kind::List:
      return node.size() == 0 ? "an empty list" : "a list";
    case doc::Kind::Map:
      return "a map";
  }
  return "";
}

std::string expected_text(const Field& field) {
  if (!field.words.empty()) return words_of_field(field);
  return std::string(field.format ? field.format->expected : "a string");
}

/// A value of this form, or one that is surely mended to it.
bool takes(const Field& field, const doc::Node& value) {
  if (value.is_null() || !likely_meant(field, value).empty()) return true;
  switch (field.kind) {
    case FieldKind::String:
      return value.is_string();
    case FieldKind::Integer:
      return value.kind() == doc::Kind::Int;
    case FieldKind::Boolean:
      return value.kind() == doc::Kind::Bool;
    case FieldKind::Choice:
      return value.is_scalar();
    case FieldKind::StringList:
    case FieldKind::ChoiceList:
    case FieldKind::StructList:
    case FieldKind::ComponentList:
      return value.is_list();
    case FieldKind::StringMap:
    case FieldKind::QuantityMap:
    case FieldKind::StructMap:
      return value.is_map();
    case FieldKind::Struct:
    case FieldKind::OptionalStruct:
      return value.is_map() || !field.nested().short_form.empty();
    case FieldKind::Native:
      return value.kind() == field.native;
  }
  return true;
}

std::string expected_struct(const Field& field) {
  const std::string& form = field.nested().short_form;
  return form.empty() ? "a map" : "a map or " + form;
}

void wrong_type(const Field& field, std::string_view path, std::string_view expected, const doc::Node& node,
                Diagnostics& diagnostics) {
  Diagnostic diagnostic{id::kWrongType, Severity::Error, node.where(),
                        fmt::format("{} takes {}, found {}", printable(path), expected, found(node))};
  if (const std::string meant = likely_meant(field, node); !meant.empty()) {
    diagnostic.fixes.push_back({node.where(), meant});
    diagnostic.hint = fmt::format("write {}", printable(meant));
  }
  diagnostics.add(std::move(diagnostic));
}

void no_such(std::string id, std::string message, std::string_view written, SourceRange where,
             const std::vector<std::string_view>& known, Diagnostics& diagnostics) {
  Diagnostic diagnostic{std::move(id), Severity::Error, where, std::move(message)};
  if (const auto near = near_miss(written, known)) {
    diagnostic.hint = fmt::format("did you mean {}?", *near);
    diagnostic.fixes.push_back({where, std::string(*near)});
  }
  if (!known.empty() && diagnostic.hint.empty()) diagnostic.fix = known_here(known);
  diagnostics.add(std::move(diagnostic));
}

void unknown_word(const Field& field, std::string_view path, std::string_view text, const doc::Node& node,
                  Diagnostics& diagnostics) {
  std::vector<std::string_view> known;
  for (const Word& word : field.words) known.push_back(word.text);
  const SourceRange where = inside(node, text, 0, text.size());
  Diagnostic diagnostic{id::kUnknownWord, Severity::Error, where,
                        fmt::format("{} knows no {}", printable(path), quoted(text))};
  if (const auto near = near_miss(text, known)) {
    diagnostic.hint = fmt::format("did you mean {}?", *near);
    diagnostic.fixes.push_back({where, std::string(*near)});
  }
  diagnostic.fix = "use " + words_of_field(field);
  diagnostics.add(std::move(diagnostic));
}

std::string unknown_field(const StructType& type, std::string_view path, const doc::Node& map,
                          const doc::Member& member, Diagnostics& diagnostics) {
  const doc::Node& key = member.key;
  Diagnostic diagnostic{
      id::kUnknownField, Severity::Error, key.where(),
      fmt::format("unknown field {} in {}", quoted(key.text()), path.empty() ? type.name : printable(path))};
  const auto meant = [&](const std::string& name, std::string hint) {
    diagnostic.hint = std::move(hint);
    if (!map.find(name) && takes(*type.find(name), member.value)) diagnostic.fixes.push_back({key.where(), name});
    diagnostics.add(std::move(diagnostic));
    return name;
  };
  std::vector<std::string_view> known;
  for (const Field& field : type.fields) {
    known.push_back(field.name);
    for (const auto other : field.known_as)
      if (other == key.text()) return meant(field.name, fmt::format("here it is called {}", field.name));
  }
  if (const auto near = near_miss(key.text(), known))
    return meant(std::string(*near), fmt::format("did you mean {}?", *near));
  // In another part of the file a field of the same name means something else, unless that part is named for it.
  auto places = field_places(key.text());
  std::erase_if(places, [&](const std::string& place) {
    const auto part = [](std::string_view one) { return one.substr(0, one.find('.', one.find('.') + 1)); };
    return part(place) != part(path) && std::ranges::count(place, '.') > 1;
  });
  if (!places.empty() && places.size() <= 2)
    diagnostic.hint = "it stands at " + join(places, " or ");
  else
    diagnostic.fix = known_here(known);
  diagnostics.add(std::move(diagnostic));
  return "";
}

void malformed(std::string_view path, const TextFormat& text_format, std::string_view text, const doc::Node& node,
               const ParseError& error, Diagnostics& diagnostics) {
  const std::size_t rest = error.offset < text.size() ? text.size() - error.offset : 0;
  diagnostics.add(
      {id::kMalformed, Severity::Error, inside(node, text, error.offset, rest),
       fmt::format("{} {} is not {}: {}", printable(path), quoted(text), text_format.expected, error.message)});
}

void out_of_range(const Field& field, std::string_view path, const doc::Node& node, Diagnostics& diagnostics) {
  std::string allowed;
  if (!field.only.empty()) {
    std::vector<std::string> numbers;
    for (const auto number : field.only) numbers.push_back(std::to_string(number));
    allowed = "one of " + join(numbers, ", ");
  } else if (field.least && field.most) {
    allowed = fmt::format("{} to {}", *field.least, *field.most);
  } else if (field.least && node.integer() < *field.least && !node.is_unsigned()) {
    allowed = fmt::format("{} or more", *field.least);
  } else {
    allowed = fmt::format("at most {}", with_thousands(field.most.value_or(kLargestNumber)));
  }
  diagnostics.add({id::kOutOfRange, Severity::Error, node.where(),
                   fmt::format("{} is {}, but must be {}", printable(path), printable(node.text()), allowed)});
}

void twice(std::string_view what, SourceRange later, SourceRange earlier, Diagnostics& diagnostics) {
  diagnostics.error(id::kTwice, later, fmt::format("{} is defined twice", what),
                    fmt::format("keep one of them; the other is at {}", earlier.to_string()));
  diagnostics.note(id::kTwice, earlier, fmt::format("{} is first defined here", what));
}

}  // namespace slipway::spec::say
