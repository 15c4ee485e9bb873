#include "schema/errors.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/quote.h"
#include "doc/json.h"

namespace slipway::schema {
namespace {

using kube::FieldError;

Error::Type type_of(FieldError::Kind kind) {
  switch (kind) {
    case FieldError::Kind::NotFound:
      return Error::Type::FieldValueNotFound;
    case FieldError::Kind::Required:
      return Error::Type::FieldValueRequired;
    case FieldError::Kind::Duplicate:
      return Error::Type::FieldValueDuplicate;
    case FieldError::Kind::NotSupported:
      return Error::Type::FieldValueNotSupported;
    case FieldError::Kind::Forbidden:
      return Error::Type::FieldValueForbidden;
    case FieldError::Kind::TooLong:
      return Error::Type::FieldValueTooLong;
    case FieldError::Kind::TooMany:
      return Error::Type::FieldValueTooMany;
    case FieldError::Kind::TypeInvalid:
      return Error::Type::FieldValueTypeInvalid;
    case FieldError::Kind::Internal:
      return Error::Type::InternalError;
    case FieldError::Kind::Invalid:
    case FieldError::Kind::TooFew:
    case FieldError::Kind::TooShort:
      return Error::Type::FieldValueInvalid;
  }
  return Error::Type::FieldValueInvalid;
}

kube::FieldPath printed(const Path& path) { return kube::FieldPath(path.to_string()); }

FieldError made(FieldError::Kind kind, const Path& path, std::string value, std::string_view detail) {
  return {kind, path.to_string(), std::move(value), std::string(detail)};
}

}  // namespace

std::string_view to_string(Error::Type type) {
  switch (type) {
    case Error::Type::FieldValueNotFound:
      return "FieldValueNotFound";
    case Error::Type::FieldValueRequired:
      return "FieldValueRequired";
    case Error::Type::FieldValueDuplicate:
      return "FieldValueDuplicate";
    case Error::Type::FieldValueInvalid:
      return "FieldValueInvalid";
    case Error::Type::FieldValueNotSupported:
      return "FieldValueNotSupported";
    case Error::Type::FieldValueForbidden:
      return "FieldValueForbidden";
    case Error::Type::FieldValueTooLong:
      return "FieldValueTooLong";
    case Error::Type::FieldValueTooMany:
      return "FieldValueTooMany";
    case Error::Type::FieldValueTypeInvalid:
      return "FieldValueTypeInvalid";
    case Error::Type::InternalError:
      return "InternalError";
    case Error::Type::FieldUnknown:
      return "FieldUnknown";
    case Error::Type::FieldRepeated:
      return "FieldRepeated";
    case Error::Type::Decoding:
      return "Decoding";
    case Error::Type::StrictDecoding:
      return "StrictDecoding";
    case Error::Type::BadRequest:
      return "BadRequest";
  }
  return "";
}

void Errors::add(const FieldError& error) { all_.push_back({type_of(error.kind), error.field, error.body()}); }

void Errors::required(const Path& path, std::string_view detail) { add(kube::required(printed(path), detail)); }

void Errors::forbidden(const Path& path, std::string_view detail) { add(kube::forbidden(printed(path), detail)); }

void Errors::invalid(const Path& path, const doc::Node& value, std::string_view detail) {
  invalid_printed(path, value.is_string() ? go_quoted(value.text()) : doc::canonical_json(value), detail);
}

void Errors::invalid(const Path& path, std::string_view value, std::string_view detail) {
  invalid_printed(path, go_quoted(value), detail);
}

void Errors::invalid(const Path& path, std::int64_t value, std::string_view detail) {
  invalid_printed(path, std::to_string(value), detail);
}

void Errors::invalid(const Path& path, std::string_view value, const kube::Messages& details) {
  for (const std::string& detail : details) invalid(path, value, detail);
}

void Errors::invalid_printed(const Path& path, std::string_view value, std::string_view detail) {
  add(made(FieldError::Kind::Invalid, path, std::string(value), detail));
}

void Errors::not_supported(const Path& path, std::string_view value, std::span<const std::string_view> supported) {
  add(kube::not_supported(printed(path), value, supported));
}

void Errors::not_supported(const Path& path, std::string_view value,
                           std::initializer_list<std::string_view> supported) {
  not_supported(path, value, std::span(supported.begin(), supported.size()));
}

void Errors::duplicate(const Path& path, std::string_view value) { duplicate_printed(path, go_quoted(value)); }

void Errors::duplicate_printed(const Path& path, std::string_view value) {
  add(made(FieldError::Kind::Duplicate, path, std::string(value), {}));
}

void Errors::not_found(const Path& path, std::string_view value) {
  add(made(FieldError::Kind::NotFound, path, go_quoted(value), {}));
}

void Errors::too_long(const Path& path, int max_bytes) { add(kube::too_long(printed(path), max_bytes)); }

void Errors::too_many(const Path& path, int actual, int max) {
  add(made(FieldError::Kind::TooMany, path, std::to_string(actual),
           fmt::format("must have at most {} item{}", max, max == 1 ? "" : "s")));
}

void Errors::type_invalid(const Path& path, std::string_view value, std::string_view detail) {
  add(made(FieldError::Kind::TypeInvalid, path, std::string(value), detail));
}

void Errors::internal(const Path& path, std::string_view detail) {
  add(made(FieldError::Kind::Internal, path, {}, detail));
}

std::vector<Error> Errors::take_sorted() {
  std::ranges::sort(all_, [](const Error& a, const Error& b) {
    return std::tuple(std::string_view(a.field), to_string(a.type), std::string_view(a.detail)) <
           std::tuple(std::string_view(b.field), to_string(b.type), std::string_view(b.detail));
  });
  return std::move(all_);
}

}  // namespace slipway::schema
