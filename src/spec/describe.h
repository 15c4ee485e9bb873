#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "doc/value.h"

namespace slipway::spec {

struct StructType;

/// One field of platform.yaml: the reader, the JSON Schema and the reference page all come from this row.
struct Field {
  std::string name;          // as written: camelCase
  std::string doc;           // one or two sentences: what it does, its unit
  std::string type;          // as the reference page says it: "string", "list of string", "quantity" …
  std::string default_text;  // "" when there is none
  bool required = false;
  doc::Value schema;                        // JSON Schema of the value
  const StructType* (*nested)() = nullptr;  // the struct below, if any
  /// Reads the value into the owner; says every mistake.
  std::function<void(void* owner, const doc::Node& value, Diagnostics& diagnostics)> read;
};

/// A map of known fields.
struct StructType {
  std::string name;  // "NodePool"
  std::string doc;
  std::vector<Field> fields;
};

}  // namespace slipway::spec
