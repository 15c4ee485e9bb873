#pragma once

#include <cstdint>
#include <string_view>

namespace slipway::schema::custom {

/// The formats that CustomResourceDefinitions may name; others are ignored. Follows apiextensions-apiserver 0.36.3
/// pkg/apiserver/validation/formats.go and kube-openapi (20260317) pkg/validation/strfmt.
enum class Format : std::uint8_t {
  None,
  Int32,
  Int64,
  Float,
  Double,
  BsonObjectId,
  Uri,
  Email,
  Hostname,
  Ipv4,
  Ipv6,
  Cidr,
  Mac,
  Uuid,
  Uuid3,
  Uuid4,
  Uuid5,
  Isbn,
  Isbn10,
  Isbn13,
  CreditCard,
  Ssn,
  HexColor,
  RgbColor,
  Byte,
  Password,
  Date,
  Duration,
  DateTime,
  ShortName,
  LongName,
};

/// Of a schema of this type ("" where it names none, or two): None where the format is not one of the type's.
Format format_of(std::string_view type, std::string_view name);

/// Whether a text is of a format of texts.
bool matches(Format format, std::string_view text);

}  // namespace slipway::schema::custom
