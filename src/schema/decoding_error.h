#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/verdict.h"

namespace slipway::schema {

/// The BadRequest of an object that could not be decoded. `kind` and `api_version` are the object's own.
Verdict decoding_failed(std::string_view api_version, std::string_view kind, const std::string& error);
/// The same of what strict decoding forbids: `unknown field "spec.foo"`.
Verdict strict_decoding_failed(std::string_view api_version, std::string_view kind,
                               const std::vector<std::string>& errors);
Verdict bad_request(std::string message);

}  // namespace slipway::schema
