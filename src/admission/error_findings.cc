#include "admission/error_findings.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "admission/error_fixes.h"
#include "base/ascii.h"
#include "base/text.h"

namespace slipway::admission {
namespace {

using doc::Node;

std::string_view id_of(schema::Error::Type type) {
  using Type = schema::Error::Type;
  switch (type) {
    case Type::FieldValueRequired:
      return "API001";
    case Type::FieldValueInvalid:
    case Type::FieldValueTypeInvalid:
      return "API002";
    case Type::FieldValueNotSupported:
      return "API003";
    case Type::FieldValueDuplicate:
      return "API004";
    case Type::FieldValueForbidden:
      return "API005";
    case Type::FieldValueTooLong:
    case Type::FieldValueTooMany:
      return "API006";
    case Type::FieldValueNotFound:
      return "API007";
    case Type::InternalError:
      return "API008";
    case Type::FieldUnknown:
      return "API010";
    case Type::FieldRepeated:
      return "API011";
    default:
      return "API009";
  }
}

/// "Invalid value: -1: must be …" begins with a capital; the messages of slipway do not.
std::string lowered(std::string text) {
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z')
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

/// Whole objects in a message are left out: the finding shows where they stand.
std::string without_objects(std::string text) {
  constexpr std::string_view kBefore = "Invalid value: {";
  constexpr std::size_t kLongest = 120;
  const std::size_t end = text.rfind("}: ");
  if (text.size() > kLongest && text.starts_with(kBefore) && end != text.npos)
    text.replace(kBefore.size(), end - kBefore.size(), "…");
  return text;
}

/// The path stands before the message: it is not said again ("spec.replicas in body must be of type integer").
std::string without_field(std::string message, const std::string& field) {
  const std::string again = field + " in body ";
  if (const std::size_t at = message.find(again); at != std::string::npos) message.erase(at, again.size());
  return message;
}

/// Of the values that the server takes the one that is near, and with other letters alone the one that was meant.
void offer_value(const schema::Error& error, const Node& node, Diagnostic& finding) {
  constexpr std::string_view kValues = "supported values: ";
  const std::size_t at = error.detail.find(kValues);
  if (at == std::string::npos || !node.is_string()) return;
  std::vector<std::string_view> values;
  for (std::string_view one : split(std::string_view(error.detail).substr(at + kValues.size()), ','))
    if (one = trim(one); one.size() > 2 && one.front() == '"' && one.back() == '"')
      values.push_back(one.substr(1, one.size() - 2));
  const std::string lower = ascii_lower(node.text());
  const auto same = std::ranges::find(values, lower, [](std::string_view one) { return ascii_lower(one); });
  const auto near = same != values.end() ? std::optional(*same) : near_miss(node.text(), values);
  if (!near) return;
  finding.hint = fmt::format("did you mean {}?", *near);
  finding.fix = fmt::format("write {}", *near);
  if (same != values.end()) finding.fixes.push_back({node.where(), std::string(*near)});
}

}  // namespace

void offer_field(const schema::Error& error, const schema::Judge::Meant& meant, Diagnostic& finding) {
  const std::string_view name = std::string_view(error.field).substr(error.field.rfind('.') + 1);
  if (const auto near = near_miss(name, meant.beside)) {
    finding.hint = fmt::format("did you mean {}?", printable(*near));
    finding.fix = fmt::format("write {}", printable(*near));
  } else if (meant.elsewhere.size() == 1) {
    finding.hint = fmt::format("the schema has {}", printable(meant.elsewhere.front()));
    finding.fix = fmt::format("move it there: {}", printable(meant.elsewhere.front()));
  }
}

Diagnostic finding_of(const schema::Error& error, const Found& found) {
  const bool at_key = !found.is_whole || error.type == schema::Error::Type::FieldUnknown ||
                      error.type == schema::Error::Type::FieldRepeated ||
                      error.type == schema::Error::Type::FieldValueForbidden || !found.node->is_scalar();
  const SourceRange where = at_key ? found.key : found.node->where();
  std::string message =
      lowered(error.detail.empty() ? std::string(to_string(error.type)) : without_objects(error.detail));
  if (error.type == schema::Error::Type::FieldUnknown || error.field.empty())
    message = lowered(error.detail);
  else
    message = fmt::format("{}: {}", error.field, without_field(std::move(message), error.field));
  Diagnostic finding{std::string(id_of(error.type)), Severity::Error, where, std::move(message)};
  finding.fix = fix_of(error, found);
  if (error.type == schema::Error::Type::FieldValueNotSupported && found.is_whole)
    offer_value(error, *found.node, finding);
  return finding;
}

bool says_unchecked(const schema::Error& error) {
  return error.field == "<nil>" && error.detail.find("some validation rules were not checked") != error.detail.npos;
}

schema::Error with_field(schema::Error error) {
  if (error.field != "<nil>") return error;
  error.field.clear();
  constexpr std::string_view kNumber = "Checked value must be of type ", kBefore = " in ";
  const std::size_t number = error.detail.find(kNumber);
  const std::size_t at = number == std::string::npos ? number : error.detail.find(kBefore, number);
  if (at == std::string::npos) return error;
  error.field = error.detail.substr(at + kBefore.size());
  error.detail = error.detail.substr(number, at - number);
  return error;
}

}  // namespace slipway::admission
