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
  SourceRange where() const {
    return {SourceText::numbered(source_), static_cast<int>(line_), static_cast<int>(column_),
            static_cast<int>(length_low_ | length_high_ << kHalfLength)};
  }

  /// String: its value (escapes, folding and chomping done). Other scalars: the text as written ("0x1F", "yes").
  std::string_view text() const { return is_scalar() ? std::string_view(text_, size_) : std::string_view(); }

  /// REQUIRES the kind. An Int beyond int64 but within uint64 has is_unsigned() and its bits in integer().
  bool boolean() const { return flag_; }
  std::int64_t integer() const;  // read from the text each time
  bool is_unsigned() const { return flag_ && kind_ == Kind::Int; }
  double number() const;

  std::span<const Node> items() const;      // empty unless a list
  std::span<const Member> members() const;  // empty unless a map; in written order, a repeated key kept once (the last)
  std::size_t size() const { return kind_ >= Kind::List ? size_ : 0; }

  /// The member's value; nullptr when absent or when this is no map.
  const Node* find(std::string_view key) const;
  /// Chainable: an absent member, or a member of what is no map, is a shared Null node without a place.
  const Node& operator[](std::string_view key) const;
  /// Absent is not the same as a written null.
  bool is_absent() const { return source_ == 0 && kind_ == Kind::Null; }

 private:
  friend class TreeBuilder;
  static constexpr int kSizeBits = 27, kPlaceBits = 26, kHalfLength = 12;

  // Large inputs are millions of these: 24 bytes, none of them spare.
  std::uint64_t size_ : kSizeBits = 0;  // of the text, or of what it holds
  std::uint64_t source_ : SourceText::kNumberBits = 0;
  Kind kind_ : 3 = Kind::Null;
  bool flag_ : 1 = false;  // Bool: true; Int: beyond int64
  std::uint64_t length_high_ : kHalfLength = 0;
  std::uint64_t line_ : kPlaceBits = 0;
  std::uint64_t column_ : kPlaceBits = 0;
  std::uint64_t length_low_ : kHalfLength = 0;
  union {
    const char* text_ = nullptr;
    const Node* items_;
    const Member* members_;
  };
};
static_assert(sizeof(Node) == 24);

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
