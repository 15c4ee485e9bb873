#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/source.h"

namespace slipway::doc {

enum class Kind : std::uint8_t { Null, Bool, Int, Float, String, List, Map };
std::string_view to_string(Kind kind);  // "null", "boolean", "integer", "number", "string", "list", "map"

struct Member;

/// One node of a YAML or JSON text as Kubernetes understands it (YAML 1.1 scalars resolved, merge keys applied,
/// aliases expanded), and where it stands. Read-only, cheap to copy by reference; lives in its Document's arena.
class Node {
 public:
  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::Null; }
  bool is_map() const { return kind_ == Kind::Map; }
  bool is_list() const { return kind_ == Kind::List; }
  bool is_string() const { return kind_ == Kind::String; }
  bool is_scalar() const { return kind_ < Kind::List; }

  /// Where the user wrote it: the whole scalar, or the start of a list or map. For a node that nobody wrote (built by
  /// a component), the line of platform.yaml it comes from.
  SourceRange where() const { return {source_, line_, column_, length_}; }

  /// String: its value (escapes, folding and chomping done). Other scalars: the text as written ("0x1F", "yes").
  std::string_view text() const { return is_scalar() ? std::string_view(text_, size_) : std::string_view(); }

  /// REQUIRES the kind. An Int beyond int64 but within uint64 has is_unsigned() and its bits in integer().
  bool boolean() const { return integer_ != 0; }
  std::int64_t integer() const { return integer_; }
  bool is_unsigned() const { return unsigned_; }
  double number() const { return kind_ == Kind::Int ? static_cast<double>(integer_) : number_; }

  std::span<const Node> items() const;      // empty unless a list
  std::span<const Member> members() const;  // empty unless a map; in written order, a repeated key kept once (the last)
  std::size_t size() const { return kind_ >= Kind::List ? size_ : 0; }

  /// The member's value; nullptr when absent or when this is no map.
  const Node* find(std::string_view key) const;
  /// Chainable: an absent member, or a member of what is no map, is a shared Null node without a place.
  const Node& operator[](std::string_view key) const;
  /// Absent is not the same as a written null.
  bool is_absent() const { return source_ == nullptr && kind_ == Kind::Null; }

 private:
  friend class TreeBuilder;
  Kind kind_ = Kind::Null;
  bool unsigned_ = false;
  std::uint32_t size_ = 0;  // of the text, or of what it holds
  int line_ = 0, column_ = 0, length_ = 0;
  const SourceText* source_ = nullptr;
  union {
    const char* text_ = nullptr;
    const Node* items_;
    const Member* members_;
  };
  union {
    std::int64_t integer_ = 0;
    double number_;
  };
};

/// Keys are strings as JSON has them (a YAML key `on:` is the string "true"); key.where() is the key's own place.
struct Member {
  Node key;
  Node value;
};

/// A parsed (or built) tree and the memory it stands in; copies share it. An empty Document has a Null root.
class Document {
 public:
  Document() = default;
  const Node& root() const;
  const SourceText* source() const;

 private:
  friend class TreeBuilder;
  struct Tree;
  std::shared_ptr<const Tree> tree_;
};

}  // namespace slipway::doc
