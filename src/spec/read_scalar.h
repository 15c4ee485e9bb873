#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "spec/describe.h"

/// One scalar of platform.yaml by its row. `path`: what diagnostics call the place, "spec.nodePools.gpu.weight".
namespace slipway::spec {

/// False, and `out` as it was but for its place, when the scalar is wrong; what is wrong has been said.
bool read_text(const Field& field, std::string_view path, const doc::Node& node, Text& out, Diagnostics& diagnostics);
void read_number(const Field& field, std::string_view path, const doc::Node& node, Number& out,
                 Diagnostics& diagnostics);
void read_flag(const Field& field, std::string_view path, const doc::Node& node, Flag& out, Diagnostics& diagnostics);
/// Puts the word's enumerator into `slot` by the field's set_word or add_word.
void read_word(const Field& field, std::string_view path, const doc::Node& node, void* slot, Diagnostics& diagnostics);

/// Whether a text may stand in the field; says why not. `node`: the scalar that it is, or is a part of.
bool check_text(const Field& field, std::string_view path, std::string_view text, const doc::Node& node,
                Diagnostics& diagnostics);

/// For short forms: a part of a scalar into a field of the struct, checked by its row.
void read_part(const StructType& type, std::string_view field_name, std::string_view path, std::string_view text,
               const doc::Node& scalar, Text& out, Diagnostics& diagnostics);
/// Refuses a scalar that is no short form of the struct.
void refuse_short(const StructType& type, std::string_view path, const doc::Node& scalar, Diagnostics& diagnostics);

}  // namespace slipway::spec
