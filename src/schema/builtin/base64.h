#pragma once

#include <string>
#include <string_view>

/// Bytes as JSON has them (RFC 4648, standard alphabet, padded; line breaks are skipped when read, as Go does).
namespace slipway::schema::builtin {

std::string base64_encoded(std::string_view bytes);
/// REQUIRES: kube::base64_error() finds nothing wrong with it.
std::string base64_decoded(std::string_view text);

}  // namespace slipway::schema::builtin
