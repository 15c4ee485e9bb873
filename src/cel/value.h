#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cel/schema.h"
#include "doc/node.h"

namespace slipway::cel {

struct ListValue;
struct MapValue;
struct OpaqueValue;

/// A value while an expression runs: 24 bytes, copied freely. Strings point into the tree, the program or the
/// evaluator's scratch; it holds until the evaluator runs again.
struct Value {
  enum class Kind : std::uint8_t {
    Error,  // its text is the message
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    NodeList,  // a list, map or object of the tree, with its schema
    NodeMap,
    NodeObject,
    Preserved,  // of the tree, not accessible
    List,       // made by the expression
    Map,
    Optional,  // of nothing, or of a value
    Opaque,    // quantity, IP, …
    Type,
  };

  Kind kind = Kind::Null;
  std::int16_t zone = 0;   // of a timestamp as it was written: minutes east of Greenwich
  std::uint32_t size = 0;  // of text; nanoseconds of a timestamp
  union {
    std::int64_t integer = 0;  // Bool, Int, Duration (nanoseconds), Timestamp (seconds)
    std::uint64_t unsigned_integer;
    double number;
    const char* text;
    const doc::Node* node;
    const ListValue* list;
    const MapValue* map;
    const OpaqueValue* opaque;
    const Value* inner;  // Optional: null when it has no value
    const Type* type;
  };
  const Schema* schema = nullptr;

  static Value null() { return {}; }
  static Value of(bool value) {
    Value made;
    made.kind = Kind::Bool;
    made.integer = value ? 1 : 0;
    return made;
  }
  static Value of(std::int64_t value) {
    Value made;
    made.kind = Kind::Int;
    made.integer = value;
    return made;
  }
  static Value of_uint(std::uint64_t value) {
    Value made;
    made.kind = Kind::Uint;
    made.unsigned_integer = value;
    return made;
  }
  static Value of(double value) {
    Value made;
    made.kind = Kind::Double;
    made.number = value;
    return made;
  }
  static Value of(std::string_view value) {
    Value made;
    made.kind = Kind::String;
    made.text = value.data();
    made.size = static_cast<std::uint32_t>(value.size());
    return made;
  }
  static Value of(const char* value) { return of(std::string_view(value)); }

  bool is_error() const { return kind == Kind::Error; }
  bool is_true() const { return kind == Kind::Bool && integer != 0; }
  /// REQUIRES: String, Bytes or Error.
  std::string_view string() const { return {text, size}; }
};

}  // namespace slipway::cel
