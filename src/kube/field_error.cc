#include "kube/field_error.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "base/text.h"

namespace slipway::kube {
namespace {

std::string_view title(FieldError::Kind kind) {
  using Kind = FieldError::Kind;
  switch (kind) {
    case Kind::NotFound:
      return "Not found";
    case Kind::Required:
      return "Required value";
    case Kind::Duplicate:
      return "Duplicate value";
    case Kind::Invalid:
      return "Invalid value";
    case Kind::NotSupported:
      return "Unsupported value";
    case Kind::Forbidden:
      return "Forbidden";
    case Kind::TooLong:
      return "Too long";
    case Kind::TooMany:
      return "Too many";
    case Kind::TooFew:
      return "Too few";
    case Kind::Internal:
      return "Internal error";
    case Kind::TypeInvalid:
      return "Invalid value";
    case Kind::TooShort:
      return "Too short";
  }
  return "";
}

}  // namespace

FieldPath FieldPath::child(std::string_view name) const {
  FieldPath out = *this;
  if (!out.text_.empty()) out.text_ += '.';
  out.text_ += name;
  return out;
}

FieldPath FieldPath::index(std::size_t i) const { return key(std::to_string(i)); }

FieldPath FieldPath::key(std::string_view key) const {
  FieldPath out = *this;
  (out.text_ += '[') += key;
  out.text_ += ']';
  return out;
}

std::string FieldError::body() const {
  std::string out{title(kind)};
  if (!value.empty()) (out += ": ") += value;
  if (!detail.empty()) (out += ": ") += detail;
  return out;
}

std::string FieldError::to_string() const { return field + ": " + body(); }

FieldError required(const FieldPath& path, std::string_view detail) {
  return {FieldError::Kind::Required, path.to_string(), {}, std::string(detail)};
}

FieldError forbidden(const FieldPath& path, std::string_view detail) {
  return {FieldError::Kind::Forbidden, path.to_string(), {}, std::string(detail)};
}

FieldError invalid_text(const FieldPath& path, std::string_view value, std::string_view detail) {
  return {FieldError::Kind::Invalid, path.to_string(), go_quoted(value), std::string(detail)};
}

FieldError invalid_json(const FieldPath& path, std::string value, std::string_view detail) {
  return {FieldError::Kind::Invalid, path.to_string(), std::move(value), std::string(detail)};
}

FieldError not_supported(const FieldPath& path, std::string_view value, std::span<const std::string_view> supported) {
  std::string detail;
  for (const std::string_view one : supported)
    detail += (detail.empty() ? "supported values: " : ", ") + go_quoted(one);
  return {FieldError::Kind::NotSupported, path.to_string(), json_quoted(value), std::move(detail)};
}

FieldError too_long(const FieldPath& path, int max_bytes) {
  return {FieldError::Kind::TooLong,
          path.to_string(),
          {},
          fmt::format("may not be more than {} {}", max_bytes, max_bytes == 1 ? "byte" : "bytes")};
}

std::string aggregate(std::span<const std::string> messages) {
  std::vector<std::string> once;
  for (const std::string& message : messages)
    if (std::ranges::find(once, message) == once.end()) once.push_back(message);
  return once.size() == 1 ? once[0] : "[" + join(once, ", ") + "]";
}

std::vector<std::string> to_strings(const FieldErrors& errors) {
  std::vector<std::string> out;
  for (const FieldError& error : errors) out.push_back(error.to_string());
  return out;
}

}  // namespace slipway::kube
