#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::kube {

/// Where in an object a complaint of the API server points: "spec.containers[0].env[1]", "metadata.labels[a/b]".
/// Follows k8s.io/apimachinery 0.36 pkg/util/validation/field/path.go. An empty path prints as Go prints a nil one.
class FieldPath {
 public:
  FieldPath() = default;
  explicit FieldPath(std::string_view root) : text_(root) {}

  FieldPath child(std::string_view name) const;
  FieldPath index(std::size_t i) const;
  FieldPath key(std::string_view key) const;
  std::string to_string() const { return text_.empty() ? "<nil>" : text_; }

 private:
  std::string text_;
};

/// One complaint of the API server about one field, whose text is exactly the server's.
/// Follows k8s.io/apimachinery 0.36 pkg/util/validation/field/errors.go.
struct FieldError {
  enum class Kind : std::uint8_t {
    NotFound,
    Required,
    Duplicate,
    Invalid,
    NotSupported,
    Forbidden,
    TooLong,
    TooMany,
    TooFew,
    Internal,
    TypeInvalid,
    TooShort
  };
  Kind kind;
  std::string field;
  std::string value;  // as the server prints it: a string quoted by go_quoted, anything else as JSON; empty: left out
  std::string detail;

  /// "spec.replicas: Invalid value: -1: must be greater than or equal to 0"
  std::string to_string() const;
  /// The same without the field.
  std::string body() const;

  friend bool operator==(const FieldError&, const FieldError&) = default;
};

using FieldErrors = std::vector<FieldError>;

FieldError required(const FieldPath& path, std::string_view detail);
FieldError forbidden(const FieldPath& path, std::string_view detail);
/// Of a value of Go's type string.
FieldError invalid_text(const FieldPath& path, std::string_view value, std::string_view detail);
/// Of any other value, given as JSON. (Enumerations are such: they print as JSON strings.)
FieldError invalid_json(const FieldPath& path, std::string value, std::string_view detail);
FieldError not_supported(const FieldPath& path, std::string_view value, std::span<const std::string_view> supported);
/// REQUIRES: max_bytes >= 0.
FieldError too_long(const FieldPath& path, int max_bytes);

/// Several errors as one text: "a", or "[a, b]"; the same text only once. Follows pkg/util/errors/errors.go.
std::string aggregate(std::span<const std::string> messages);
std::vector<std::string> to_strings(const FieldErrors& errors);

}  // namespace slipway::kube
