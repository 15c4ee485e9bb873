#include "spec/describe.h"

#include <fmt/core.h>

#include "base/text.h"

namespace slipway::spec {
namespace {

std::string listed(const std::vector<std::string>& items) { return items.empty() ? "" : "[" + join(items, ", ") + "]"; }

/// The default as the struct's own initializer has it, as a person would write it.
std::string default_of(const Field& field, const void* slot) {
  switch (field.kind) {
    case FieldKind::String:
      return static_cast<const Text*>(slot)->value;
    case FieldKind::Integer:
      return std::to_string(static_cast<const Number*>(slot)->value);
    case FieldKind::Boolean:
      return static_cast<const Flag*>(slot)->value ? "true" : "false";
    case FieldKind::Choice:
    case FieldKind::ChoiceList: {
      std::vector<std::string> names;
      for (const int value : field.access.words(slot))
        for (const Word& word : field.words)
          if (word.value == value) names.emplace_back(word.text);
      return field.kind == FieldKind::Choice && !names.empty() ? names.front() : listed(names);
    }
    case FieldKind::StringList: {
      std::vector<std::string> names;
      for (const Text& text : *static_cast<const Texts*>(slot)) names.push_back(text.value);
      return listed(names);
    }
    default:
      return "";
  }
}

}  // namespace

const Field* StructType::find(std::string_view field_name) const {
  for (const Field& field : fields)
    if (field.name == field_name || (!field.also_written.empty() && field.also_written == field_name)) return &field;
  return nullptr;
}

Rows::Rows(std::string_view name, std::string_view doc, std::size_t where, std::size_t size) {
  type_.name = name;
  type_.doc = doc;
  type_.where_offset = where;
  type_.size = size;
}

Rows& Rows::add(std::string_view name, std::string_view doc, const Member& member, const void* owner, const void* slot,
                std::size_t size) {
  Field field;
  field.name = name;
  field.doc = doc;
  field.kind = member.kind;
  field.offset = static_cast<std::size_t>(static_cast<const char*>(slot) - static_cast<const char*>(owner));
  field.size = size;
  field.access = member.access;
  field.nested = member.nested;
  field.words.assign(member.words.begin(), member.words.end());
  field.default_text = default_of(field, slot);
  type_.fields.push_back(std::move(field));
  return *this;
}

Rows& Rows::required() {
  type_.fields.back().required = true;
  type_.fields.back().default_text.clear();
  return *this;
}
Rows& Rows::one_of(std::vector<Word> words) {
  type_.fields.back().words = std::move(words);
  return *this;
}
Rows& Rows::is(const TextFormat& text_format) {
  type_.fields.back().format = &text_format;
  return *this;
}
Rows& Rows::names_are(const TextFormat& text_format) {
  type_.fields.back().names = &text_format;
  return *this;
}
Rows& Rows::at_least(std::int64_t least) {
  type_.fields.back().least = least;
  return *this;
}
Rows& Rows::between(std::int64_t least, std::int64_t most) {
  type_.fields.back().least = least;
  type_.fields.back().most = most;
  return *this;
}
Rows& Rows::only(std::vector<std::int64_t> numbers) {
  type_.fields.back().only = std::move(numbers);
  return *this;
}
Rows& Rows::native_list() {
  type_.fields.back().native = doc::Kind::List;
  return *this;
}
Rows& Rows::one_or_list() {
  type_.fields.back().one_or_list = true;
  return *this;
}
Rows& Rows::known_as(std::vector<std::string_view> names) {
  type_.fields.back().known_as = std::move(names);
  return *this;
}
Rows& Rows::also_written(std::string_view name) {
  type_.fields.back().also_written = name;
  return *this;
}
Rows& Rows::default_is(std::string_view text) {
  type_.fields.back().default_text = text;
  type_.fields.back().default_in_words = true;
  return *this;
}
Rows& Rows::or_short(std::string_view form, std::string_view pattern, ReadShort read) {
  type_.short_form = form;
  type_.short_pattern = pattern;
  type_.read_short = read;
  return *this;
}

}  // namespace slipway::spec
