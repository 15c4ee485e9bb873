#include "schema/decoding_error.h"

#include <fmt/core.h>

#include "base/quote.h"
#include "base/text.h"

namespace slipway::schema {
namespace {

std::string_view version_of(std::string_view api_version) { return api_version.substr(api_version.find('/') + 1); }

Verdict failed(std::string_view api_version, std::string_view kind, std::string_view error, Errors& errors) {
  Verdict verdict;
  verdict.reason = Verdict::Reason::BadRequest;
  verdict.message = fmt::format("{} in version {} cannot be handled as a {}: {}", kind,
                                go_quoted(version_of(api_version)), kind, error);
  verdict.errors = errors.take_sorted();
  return verdict;
}

Error strict_error(const std::string& text) {
  for (const auto& [start, type] : {std::pair("unknown field \"", Error::Type::FieldUnknown),
                                    std::pair("duplicate field \"", Error::Type::FieldRepeated)}) {
    const std::string_view prefix = start;
    if (text.starts_with(prefix) && text.ends_with('"'))
      return {type, text.substr(prefix.size(), text.size() - prefix.size() - 1), text};
  }
  return {Error::Type::StrictDecoding, "", text};
}

}  // namespace

Verdict decoding_failed(std::string_view api_version, std::string_view kind, const std::string& error) {
  Errors errors;
  errors.add({Error::Type::Decoding, "", error});
  return failed(api_version, kind, error, errors);
}

Verdict strict_decoding_failed(std::string_view api_version, std::string_view kind,
                               const std::vector<std::string>& texts) {
  Errors errors;
  for (const std::string& text : texts) errors.add(strict_error(text));
  return failed(api_version, kind, "strict decoding error: " + join(texts, ", "), errors);
}

Verdict bad_request(std::string message) {
  Verdict verdict;
  verdict.reason = Verdict::Reason::BadRequest;
  verdict.errors.push_back({Error::Type::BadRequest, "", message});
  verdict.message = std::move(message);
  return verdict;
}

}  // namespace slipway::schema
