#include "admission/error_fixes.h"

#include <fmt/core.h>

#include <string_view>

#include "admission/error_words.h"
#include "admission/value_fixes.h"
#include "base/ascii.h"

namespace slipway::admission {
namespace {

using Type = schema::Error::Type;

/// What holds once it is mended: "must be a standard resource for containers".
std::string fix_by_words(const schema::Error& error, std::string_view text) {
  for (const std::string_view is : {"must be ", "should be "})
    if (text.starts_with(is) && text.size() < 120) return fmt::format("write {}", text.substr(is.size()));
  if (text.starts_with("requires ")) return fmt::format("add {}", without_condition(text.substr(9)));
  return fmt::format("change {} so that this holds", name_of(error.field));
}

std::string fix_of_value(const schema::Error& error) {
  if (has(error.detail, "some validation rules were not checked")) return "mend its other errors first";
  const std::string_view text = reason_of(error);
  const std::string words = ascii_lower(text);
  if (has(words, "immutable")) return std::string(kSetBack);
  if (auto fix = fix_of_choice(text, words)) return *std::move(fix);
  if (auto fix = fix_of_form(text)) return *std::move(fix);
  if (auto fix = fix_of_bounds(words)) return *std::move(fix);
  if (auto fix = fix_of_known_words(words)) return *std::move(fix);
  if (auto fix = fix_of_sentence(text, words)) return *std::move(fix);
  return fix_by_words(error, text);
}

std::string fix_of_required(const schema::Error& error, const Found& found) {
  const std::string_view text = reason_of(error);
  const std::string words = ascii_lower(text), name = name_of(error.field);
  if (has(words, "limit must be set for non overcommitable")) return "add it to limits, as much as in requests";
  if (has(words, "name or generatename")) return "add name";
  for (const std::string_view values : {"valid values: ", "must be one of "})
    if (words.starts_with(values))
      return fmt::format("{} {}: one of {}", found.is_whole ? "write" : "add", name, text.substr(values.size()));
  if (words.starts_with("must be '")) return fmt::format("add {}: {}", name, text.substr(8));
  if (auto fix = fix_of_choice(text, words)) return *std::move(fix);
  constexpr std::string_view kMust = "must specify ";
  for (const std::string_view what : {"a ", "an ", "one of ", "either ", "at least "})
    if (words.starts_with(kMust) && text.substr(kMust.size()).starts_with(what))
      return fmt::format("add {}", without_condition(text.substr(kMust.size())));
  return found.is_whole ? fmt::format("give {} a value", name) : fmt::format("add {}", name);
}

std::string fix_of_forbidden(const schema::Error& error) {
  const std::string words = ascii_lower(reason_of(error));
  for (const std::string_view changed : {"immutable", "updates", "may not be updated", "update from", "modified"})
    if (has(words, changed)) return std::string(kSetBack);
  if (has(words, "hugepages require")) return "add a request of cpu or memory";
  if (has(words, "can not be less than")) return "write no less than there is now";
  if (has(words, "mutually exclusive") || has(words, "both") || has(words, "more than") ||
      has(words, "with other access modes"))
    return "keep one of them, and remove what it excludes";
  return fmt::format("remove {}", name_of(error.field));
}

std::string fix_of_word(std::string_view detail) {
  constexpr std::size_t kLongest = 100;
  const std::string_view values = after(detail, "supported values: ");
  if (values.empty() || values.size() > kLongest) return "write one of the values that the message lists";
  return fmt::format("write {}{}", has(values, ", ") ? "one of " : "", values);
}

std::string fix_of_type(std::string_view detail) {
  if (const std::string_view type = after(detail, "of type "); has(detail, "cannot unmarshal") && !type.empty())
    return type == "string" ? std::string("write a text: what looks like a number or true in quotes")
                            : fmt::format("write a value of type {}", type);
  if (has(detail, "namespace of the provided object")) return "write the namespace that is asked for in both";
  if (has(detail, "does not match the name on the URL")) return "leave metadata.name as it was";
  if (has(detail, "name must be provided")) return "add metadata.name";
  if (has(detail, "quantities must match")) return "write a quantity: 500m, 2, 16Gi";
  return "write what can be decoded as the field's type";
}

}  // namespace

std::string fix_of(const schema::Error& error, const Found& found) {
  switch (error.type) {
    case Type::FieldValueRequired:
      return fix_of_required(error, found);
    case Type::FieldValueInvalid:
    case Type::FieldValueTypeInvalid:
      return fix_of_value(error);
    case Type::FieldValueNotSupported:
      return fix_of_word(error.detail);
    case Type::FieldValueDuplicate:
      return "remove one of the two, or give it a value of its own";
    case Type::FieldValueForbidden:
      return fix_of_forbidden(error);
    case Type::FieldValueTooLong:
      if (const std::string bytes = number_after(error.detail, "more than "); !bytes.empty())
        return fmt::format("shorten it to {} bytes", bytes);
      return "shorten it";
    case Type::FieldValueTooMany:
      if (const std::string items = number_after(error.detail, "at most "); !items.empty())
        return fmt::format("leave {} at most", items);
      return "leave fewer";
    case Type::FieldValueNotFound:
      return "define what it names, or name what is there";
    case Type::InternalError:
      return "mend what the message says of the rule: it is of the kind's definition";
    case Type::FieldUnknown:
      return "remove it, or write the field that was meant";
    case Type::FieldRepeated:
      return "keep one of them";
    default:
      return fix_of_type(error.detail);
  }
}

}  // namespace slipway::admission
