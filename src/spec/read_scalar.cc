#include "spec/read_scalar.h"

#include <algorithm>

#include "spec/say.h"

namespace slipway::spec {
namespace {

bool is_number(const doc::Node& node) { return node.kind() == doc::Kind::Int || node.kind() == doc::Kind::Float; }

template <class T>
void place(Located<T>& located, const doc::Node& node) {
  located.where = node.where();
  located.written = true;
}

}  // namespace

bool check_text(const Field& field, std::string_view path, std::string_view text, const doc::Node& node,
                Diagnostics& diagnostics) {
  const bool is_word = std::ranges::any_of(field.words, [&](const Word& word) { return word.text == text; });
  if (is_word || (field.words.empty() && !field.format)) return true;
  const auto error = field.format ? field.format->check(text) : std::nullopt;
  if (field.format && !error) return true;
  // Where words may stand too, only what looks like an ARN is a malformed one; all else is a mistyped word.
  if (error && (field.words.empty() || text.starts_with("arn:")))
    say::malformed(path, *field.format, text, node, *error, diagnostics);
  else
    say::unknown_word(field, path, text, node, diagnostics);
  return false;
}

bool read_text(const Field& field, std::string_view path, const doc::Node& node, Text& out, Diagnostics& diagnostics) {
  place(out, node);
  if (!node.is_string() && !(is_number(node) && field.format && field.format->takes_numbers)) {
    say::wrong_type(field, path, say::expected_text(field), node, diagnostics);
    return false;
  }
  if (!check_text(field, path, node.text(), node, diagnostics)) return false;
  out.value = node.text();
  return true;
}

void read_number(const Field& field, std::string_view path, const doc::Node& node, Number& out,
                 Diagnostics& diagnostics) {
  place(out, node);
  if (node.kind() != doc::Kind::Int) return say::wrong_type(field, path, say::expectation(field), node, diagnostics);
  const auto value = node.integer();
  const bool listed = field.only.empty() || std::ranges::find(field.only, value) != field.only.end();
  if (node.is_unsigned() || !listed || (field.least && value < *field.least) ||
      value > field.most.value_or(kLargestNumber))
    return say::out_of_range(field, path, node, diagnostics);
  out.value = value;
}

void read_flag(const Field& field, std::string_view path, const doc::Node& node, Flag& out, Diagnostics& diagnostics) {
  place(out, node);
  if (node.kind() != doc::Kind::Bool) return say::wrong_type(field, path, say::expectation(field), node, diagnostics);
  out.value = node.boolean();
}

void read_word(const Field& field, std::string_view path, const doc::Node& node, void* slot, Diagnostics& diagnostics) {
  if (!node.is_string()) return say::wrong_type(field, path, say::expected_text(field), node, diagnostics);
  const auto put = field.kind == FieldKind::Choice ? field.access.set_word : field.access.add_word;
  for (const Word& known : field.words)
    if (known.text == node.text()) return put(slot, known.value, node.where());
  say::unknown_word(field, path, node.text(), node, diagnostics);
}

void read_part(const StructType& type, std::string_view field_name, std::string_view path, std::string_view text,
               const doc::Node& scalar, Text& out, Diagnostics& diagnostics) {
  place(out, scalar);
  const std::string part = std::string(path) + "." + std::string(field_name);
  if (check_text(*type.find(field_name), part, text, scalar, diagnostics)) out.value = text;
}

void refuse_short(const StructType& type, std::string_view path, const doc::Node& scalar, Diagnostics& diagnostics) {
  Field field;
  field.kind = FieldKind::Struct;
  say::wrong_type(field, path, "a map or " + type.short_form, scalar, diagnostics);
}

}  // namespace slipway::spec
