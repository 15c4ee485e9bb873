#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "spec/describe.h"

/// The sentences in which the reader speaks of mistakes, so that all are said alike.
namespace slipway::spec::say {

/// "a list of strings", "one of onDemand, spot": what may stand in a field.
std::string expectation(const Field& field);
/// "a map", "the number 3", "nothing".
std::string found(const doc::Node& node);

/// What one text, or item of a list of texts, may be.
std::string expected_text(const Field& field);
/// What one struct, or item of a list of structs, may be.
std::string expected_struct(const Field& field);

// `path`: what the place is called, "spec.nodePools.gpu.weight".
void wrong_type(const Field& field, std::string_view path, std::string_view expected, const doc::Node& node,
                Diagnostics& diagnostics);
/// `text` is in `node`: all of it, or a part when the node is a short form.
void unknown_word(const Field& field, std::string_view path, std::string_view text, const doc::Node& node,
                  Diagnostics& diagnostics);
void malformed(std::string_view path, const TextFormat& format, std::string_view text, const doc::Node& node,
               const ParseError& error, Diagnostics& diagnostics);
void out_of_range(const Field& field, std::string_view path, const doc::Node& node, Diagnostics& diagnostics);
/// Returns the field that was meant, when that is clear; "" otherwise. The name is a fix where that field is not there
/// yet in `map` and takes such a value.
std::string unknown_field(const StructType& type, std::string_view path, const doc::Node& map,
                          const doc::Member& member, Diagnostics& diagnostics);
/// Error at the later place, note at the earlier.
void twice(std::string_view what, SourceRange later, SourceRange earlier, Diagnostics& diagnostics);

/// An error with the near miss among `known` beside the caret and as a fix; the list of them, when it is short, in
/// words.
void no_such(std::string id, std::string message, std::string_view written, SourceRange where,
             const std::vector<std::string_view>& known, Diagnostics& diagnostics);

}  // namespace slipway::spec::say
