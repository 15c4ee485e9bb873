#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "doc/node.h"

/// Values as they stand in some errors of the API server: its internal structs, which have no JSON names, as Go's
/// encoding/json prints them: {"APIGroup":"","Kind":"Role","Name":"x"}.
namespace slipway::schema::builtin {

/// A field of such a struct.
struct GoField {
  std::string_view name;             // "APIGroup"
  std::string_view key;              // in the manifest: "apiGroup"
  std::string_view absent = "null";  // what stands for an absent one: null for a pointer, list or map, kGoText for a
                                     // string; empty: it is left out
  std::span<const GoField> fields = {};  // of a struct, or of each item of a list of structs
};
inline constexpr std::string_view kGoText = "\"\"";

std::string go_struct(const doc::Node& node, std::span<const GoField> fields);
inline std::string go_struct(const doc::Node& node, std::initializer_list<GoField> fields) {
  return go_struct(node, std::span(fields.begin(), fields.size()));
}

}  // namespace slipway::schema::builtin
