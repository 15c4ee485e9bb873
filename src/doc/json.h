#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "doc/node.h"
#include "doc/value.h"

namespace slipway::doc {

/// Reads one JSON text (RFC 8259, no extensions) with the syntax of Go's encoding/json. Integers are exact 64-bit;
/// those beyond uint64, and numbers with a point or exponent, are doubles. What is not UTF-8 is read as U+FFFD and
/// warned of. Errors: JSON001 syntax, JSON002 a key that comes twice (the last is kept), JSON003 a number beyond
/// double, JSON004 not UTF-8, JSON005 too large or too deep (limits.h). After a syntax error the root is absent.
/// The Document keeps the source alive; diagnostics only point into it.
Document read_json(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics);

/// What sigs.k8s.io/json (v0.0.0-20250730193827) UnmarshalStrict into an `any` says, word for word: also its limit of
/// 10,000 levels, and doubles in place of integers beyond int64.
struct JsonError {
  std::string message;
  std::optional<std::size_t> offset;  // of a syntax error: bytes read when it was met
};
struct JsonOutcome {
  Document document;  // empty after an error
  std::optional<JsonError> error;
  std::vector<std::string> strict_errors;  // `duplicate field "spec.a[0].b"`: each once, at most 100
};
JsonOutcome unmarshal_json(std::shared_ptr<const SourceText> source);

enum class JsonLayout { Compact, Indented };  // Indented: two spaces, ends with a line break

/// Members in their order, only what JSON must escape escaped. A number that JSON cannot write (.inf, .nan; readers
/// report them) is null. An Expression is the string "${…}", as Terraform's JSON syntax has it.
std::string write_json(const Node& node, JsonLayout layout);
std::string write_json(const Value& value, JsonLayout layout);

/// The bytes of Go's json.Marshal: compact, keys sorted, also < > & U+2028 U+2029 escaped. Equal trees give equal
/// bytes: the text to hash or compare.
std::string canonical_json(const Node& node);

/// A JSON string literal with its quotes.
std::string json_quote(std::string_view text);

}  // namespace slipway::doc
