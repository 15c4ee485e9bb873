#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doc/arena.h"
#include "doc/node.h"

namespace slipway::doc {

/// What documents stand in, and the source that they speak of.
struct DocumentMemory : Arena {
  std::shared_ptr<const SourceText> source;
};

/// Makes a Document from the outside in, as a reader meets its parts: open_map, key, value, key, open_list, value …
/// close, close, finish. Nothing recurses, so depth costs memory only. For readers inside doc/; others use Value.
///
///   TreeBuilder tree(source);
///   tree.open_map(where);
///   tree.key(TreeBuilder::string("replicas", where));
///   tree.value(TreeBuilder::integer(3, "3", where));
///   tree.close();
///   Document document = tree.finish();
class TreeBuilder {
 public:
  explicit TreeBuilder(std::shared_ptr<const SourceText> source);
  ~TreeBuilder();
  TreeBuilder(const TreeBuilder&) = delete;
  TreeBuilder& operator=(const TreeBuilder&) = delete;

  /// Scalars, also keys. `text` must live as long as the document: a part of the source, a literal, or what keep()
  /// returned.
  static Node null(std::string_view text, SourceRange where) { return scalar(Kind::Null, text, where); }
  static Node boolean(bool value, std::string_view text, SourceRange where) {
    Node node = scalar(Kind::Bool, text, where);
    node.integer_ = value ? 1 : 0;
    return node;
  }
  static Node integer(std::int64_t value, std::string_view text, SourceRange where) {
    Node node = scalar(Kind::Int, text, where);
    node.integer_ = value;
    return node;
  }
  static Node unsigned_integer(std::uint64_t value, std::string_view text, SourceRange where) {
    Node node = integer(static_cast<std::int64_t>(value), text, where);
    node.unsigned_ = node.integer_ < 0;
    return node;
  }
  static Node number(double value, std::string_view text, SourceRange where) {
    Node node = scalar(Kind::Float, text, where);
    node.number_ = value;
    return node;
  }
  static Node string(std::string_view value, SourceRange where) { return scalar(Kind::String, value, where); }

  /// A copy that lives as long as the document.
  std::string_view keep(std::string_view text);
  /// Bytes for a text that lives as long as the document.
  char* reserve(std::size_t bytes) { return static_cast<char*>(arena_->take(bytes)); }

  void open_map(SourceRange where) { open(Kind::Map, where); }
  void open_list(SourceRange where) { open(Kind::List, where); }
  /// The next member's key. An equal key (of the same kind) that this map already has is returned (valid until the next
  /// call) and will give way to this one; nullptr when the key is new. REQUIRES: the innermost open node is a map
  /// without a pending key.
  const Node* key(const Node& key);
  /// The pending key's value, the next item, or the root.
  void value(const Node& node) {
    ++size_;
    if (open_.empty())
      root_ = node;
    else
      pending_.push_back(node);
  }
  /// Ends the innermost open node, which becomes a value of the one around it; returns it.
  Node close();

  bool in_map() const { return !open_.empty() && open_.back().node.is_map(); }
  std::size_t depth() const { return open_.size(); }
  /// Nodes made so far (keys too), also of the documents before: what they take, 48 bytes each beside the kept text.
  std::size_t size() const { return finished_ + size_; }
  /// Where the innermost open node stands, in the words of the Kubernetes JSON decoder: "spec.containers[2].name".
  std::string path() const;

  /// Forgets all nodes; what keep() returned stays.
  void restart();

  /// A map or list of finished nodes, in memory of the caller's: for Draft. REQUIRES: the keys differ.
  static Node map_in(Arena& arena, std::span<const Member> members, SourceRange where);
  static Node list_in(Arena& arena, std::span<const Node> items, SourceRange where);

  /// The document; the builder is then as new, but for its memory: documents made one after another share that.
  /// REQUIRES: depth() == 0. Without any value the root is absent.
  Document finish();

  /// Maps beyond this size carry a sorted index behind their members.
  static constexpr std::size_t kSmallMap = 16;
  static std::span<const std::uint32_t> sorted_order(std::span<const Member> members);
  static const Node& root_of(const Document::Tree& tree);
  static const SourceText* source_of(const Document::Tree& tree);

 private:
  using Key = std::pair<std::string_view, Kind>;
  static Key key_of(const Node& node) { return {node.text(), node.kind()}; }
  struct Frame {
    Node node;
    std::size_t first;     // of its children in pending_; keys and values alternate in a map
    bool repeats = false;  // some key came twice
    std::unique_ptr<std::map<Key, std::size_t>> seen;  // index in pending_, beyond kSmallMap keys
  };

  static Node scalar(Kind kind, std::string_view text, SourceRange where) {
    Node node;
    node.kind_ = kind;
    node.size_ = static_cast<std::uint32_t>(text.size());
    node.line_ = where.line;
    node.column_ = where.column;
    node.length_ = where.length;
    node.source_ = where.source;
    node.text_ = text.data();
    return node;
  }
  void open(Kind kind, SourceRange where);
  const Node* earlier(Frame& frame, const Node& key);
  void drop_repeated(Frame& frame);
  void store_members(Frame& frame);

  std::shared_ptr<DocumentMemory> arena_;
  Node root_;
  std::vector<Frame> open_;
  std::vector<Node> pending_;
  std::size_t size_ = 0, finished_ = 0;
};

}  // namespace slipway::doc
