#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doc/node.h"
#include "kube/field_error.h"
#include "kube/names.h"
#include "schema/path.h"

namespace slipway::schema {

/// One thing for which the API server refuses an object, in its words.
struct Error {
  /// The causes of a status (metav1.CauseType), and what its decoders say (from FieldUnknown on).
  enum class Type : std::uint8_t {
    FieldValueNotFound,
    FieldValueRequired,
    FieldValueDuplicate,
    FieldValueInvalid,
    FieldValueNotSupported,
    FieldValueForbidden,
    FieldValueTooLong,
    FieldValueTooMany,
    FieldValueTypeInvalid,
    InternalError,
    FieldUnknown,
    FieldRepeated,
    Decoding,
    StrictDecoding,
    BadRequest
  };
  Type type;
  std::string field;   // "spec.containers[0].name"
  std::string detail;  // "Invalid value: -1: must be greater than or equal to 0"

  friend auto operator<=>(const Error&, const Error&) = default;
};
std::string_view to_string(Error::Type type);

/// Collects what the checks find. The functions are those of k8s.io/apimachinery 0.36
/// pkg/util/validation/field/errors.go. A value is printed as Go prints the field's type: strings quoted, other things
/// as JSON.
class Errors {
 public:
  void required(const Path& path, std::string_view detail = {});
  void forbidden(const Path& path, std::string_view detail);
  void invalid(const Path& path, const doc::Node& value, std::string_view detail);
  void invalid(const Path& path, std::string_view value, std::string_view detail);
  void invalid(const Path& path, std::int64_t value, std::string_view detail);
  /// Each of what a check of kube/names.h complains of.
  void invalid(const Path& path, std::string_view value, const kube::Messages& details);
  /// Of a value that Go prints otherwise: `printed` goes into the text as it is.
  void invalid_printed(const Path& path, std::string_view printed, std::string_view detail);
  void not_supported(const Path& path, std::string_view value, std::span<const std::string_view> supported);
  void not_supported(const Path& path, std::string_view value, std::initializer_list<std::string_view> supported);
  void duplicate(const Path& path, std::string_view value);
  void duplicate_printed(const Path& path, std::string_view printed);
  void not_found(const Path& path, std::string_view value);
  void too_long(const Path& path, int max_bytes);
  void too_many(const Path& path, int actual, int max);
  void type_invalid(const Path& path, std::string_view printed, std::string_view detail);
  void internal(const Path& path, std::string_view detail);
  /// What a check of kube/ found.
  void add(const kube::FieldError& error);
  void add(Error error) { all_.push_back(std::move(error)); }

  bool empty() const { return all_.empty(); }
  std::size_t size() const { return all_.size(); }
  /// By field, type, detail; repeats kept.
  std::vector<Error> take_sorted();

 private:
  std::vector<Error> all_;
};

}  // namespace slipway::schema
